"""Entities read from a stream: one JSON object a line."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graph.errors import Place
from graph.importers.ftm.library import Kind, kind_of
from graph.importers.ofac.errors import RowError
from graph.importers.ofac.opening import open_list

MAX_LINE_BYTES: Final = 1 << 24

_ID: Final = re.compile(r"\S{1,255}")
_CURE: Final = "Correct the line, or pass over it with --lenient."


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity as its line has it: ``line`` counts from 1."""

    id: str
    kind: Kind
    name: str
    properties: Mapping[str, tuple[str, ...]]
    line: int


def read_entities(path: Path, skip: Callable[[RowError], None] | None = None) -> Iterator[Entity]:
    """Yield the entities of a file, plain or gzip; each that FollowTheMoney finds valid.

    Raises RowError for the first that is not, unless ``skip`` is there to hear of all that are not; ListError
    if the file cannot be read.
    """
    with open_list(path) as file:
        number = 0
        while line := file.readline(MAX_LINE_BYTES):
            number += 1
            if line.isspace():
                continue
            try:
                yield _entity(line, number)
            except (ValueError, RecursionError) as error:
                broken = RowError(f"This is no entity: {error}.", _CURE, Place(path, number))
                if skip is None:
                    raise broken from error
                skip(broken)


def _entity(line: bytes, number: int) -> Entity:
    """Read an entity. Raises ValueError if it is not valid."""
    found = json.loads(line)
    if not isinstance(found, dict):
        raise ValueError("it is no JSON object")
    identifier, schema = found.get("id"), found.get("schema")
    if not isinstance(identifier, str) or not _ID.fullmatch(identifier):
        raise ValueError("its id is no text without spaces, of at most 255 characters")
    kind = kind_of(schema) if isinstance(schema, str) else None
    if kind is None:
        raise ValueError(f"there is no schema {schema!r}")
    properties = _properties(found.get("properties"), kind)
    return Entity(identifier, kind, _name(found.get("caption"), properties), properties, number)


def _properties(found: object, kind: Kind) -> dict[str, tuple[str, ...]]:
    if not isinstance(found, dict):
        raise ValueError("it has no properties")
    properties = {str(name): _values(str(name), values, kind) for name, values in found.items() if values}
    if missing := [name for name in kind.required if name not in properties]:
        raise ValueError(f"{kind.name} needs {', '.join(missing)}")
    return properties


def _values(name: str, values: object, kind: Kind) -> tuple[str, ...]:
    if name not in kind.fields:
        raise ValueError(f"{kind.name} has no property {name}")
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ValueError(f"the values of {name} are no list of texts")
    texts = tuple(dict.fromkeys(values))
    for text in texts:
        text.encode()
        if (fault := kind.fields[name].fault(text)) or not text.strip():
            raise ValueError(f"{name} cannot be {text!r}: {fault or 'it is empty'}")
    return texts


def _name(caption: object, properties: Mapping[str, tuple[str, ...]]) -> str:
    names = properties.get("name", ())
    return caption if isinstance(caption, str) and caption in names else names[0] if names else ""
