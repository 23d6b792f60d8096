"""Entities read from a stream: one JSON object a line."""

import json
import re
from collections.abc import Callable, Container, Iterator, Mapping
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


def read_entities(path: Path, skip: Callable[[RowError], None]) -> Iterator[Entity]:
    """Yield the entities of a file, plain or gzip, that FollowTheMoney finds valid; ``skip`` hears of others.

    Raises ListError if the file cannot be read, and what ``skip`` raises.
    """
    for number, line in _lines(path):
        try:
            yield _entity(line, number, _checked)
        except (ValueError, RecursionError) as error:
            skip(RowError(f"This is no entity: {error}.", _CURE, Place(path, number)))


def read_again(path: Path, broken: Container[int]) -> Iterator[Entity]:
    """Yield the entities of a file that was read before, but for the lines that were found broken then."""
    for number, line in _lines(path):
        if number not in broken:
            yield _entity(line, number, _unchecked)


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    with open_list(path) as file:
        number = 0
        while line := file.readline(MAX_LINE_BYTES):
            number += 1
            if not line.isspace():
                yield number, line


_Values = Callable[[str, object, Kind], tuple[str, ...]]


def _entity(line: bytes, number: int, values: _Values) -> Entity:
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
    properties = _properties(found.get("properties"), kind, values)
    return Entity(identifier, kind, _name(found.get("caption"), properties), properties, number)


def _properties(found: object, kind: Kind, read: _Values) -> dict[str, tuple[str, ...]]:
    if not isinstance(found, dict):
        raise ValueError("it has no properties")
    properties = {str(name): read(str(name), values, kind) for name, values in found.items() if values}
    if missing := [name for name in kind.required if name not in properties]:
        raise ValueError(f"{kind.name} needs {', '.join(missing)}")
    return properties


def _unchecked(_name: str, values: object, _kind: Kind) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values)) if isinstance(values, list) else ()


def _checked(name: str, values: object, kind: Kind) -> tuple[str, ...]:
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
