"""Sources: articles as received, byte for byte, each with its description."""

import hashlib
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from graph.errors import Place, SourceError
from graph.layout import Layout


@dataclass(frozen=True)
class Description:
    """What a seed's TOML says of it; ``key`` is the short name that opens the keys of its passages."""

    key: str
    title: str
    author: str
    outlet: str
    source: str
    licence: str
    sha256: str
    language: str
    day: str


KEYS = tuple(Description.__dataclass_fields__)


@dataclass(frozen=True)
class Source:
    """A text to quote from, exactly as its file holds it: nothing is normalised."""

    text: str
    slug: str = "text"
    description: Description | None = None

    @cached_property
    def sha256(self) -> str:
        """Return the SHA-256 of the text in UTF-8, which is that of its file."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def read_source(layout: Layout, slug: str) -> Source:
    """Read ``seeds/<slug>.txt`` as ``seeds/<slug>.toml`` describes it.

    Raises SourceError if either is missing or not UTF-8, if the description lacks a key, or if the
    SHA-256 of the text is another than the description says.
    """
    description = read_description(layout.seed_toml(slug))
    source = Source(_read_utf8(layout.seed_text(slug)), slug, description)
    if source.sha256 != description.sha256:
        raise SourceError(
            f"the text has SHA-256 {source.sha256}, its description says {description.sha256}",
            f"Restore the text as received; if it was received anew, correct sha256 in {slug}.toml"
            " and anchor its passages again.",
            Place(layout.seed_text(slug)),
        )
    return source


def read_description(path: Path) -> Description:
    """Read a seed's description.

    Raises SourceError if the file is missing, is not TOML, or has a key too few or too many.
    """
    try:
        table = tomllib.loads(_read_utf8(path))
    except tomllib.TOMLDecodeError as error:
        raise SourceError(f"not TOML: {error}", 'Write one key = "value" a line.', Place(path)) from error
    _check_keys(table.keys(), path)
    return Description(**{key: _text(table[key], key, path) for key in KEYS})


def _check_keys(found: Iterable[str], path: Path) -> None:
    names = set(KEYS).symmetric_difference(found)
    if names:
        raise SourceError(
            f"keys missing or unknown: {', '.join(sorted(names))}",
            f"A description has these keys: {', '.join(KEYS)}.",
            Place(path),
        )


def _text(value: object, key: str, path: Path) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str) and value:
        return value
    raise SourceError(f"{key} is {value!r}", f'Write {key} = "text".', Place(path))


def _read_utf8(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError as error:
        cure = "Put the file there: a source is <slug>.txt with its description <slug>.toml."
        raise SourceError("no such file", cure, Place(path)) from error
    except UnicodeDecodeError as error:
        cure = "Store the text in UTF-8."
        raise SourceError(
            f"not UTF-8: byte {error.start} is {error.object[error.start]:#04x}", cure, Place(path)
        ) from error
