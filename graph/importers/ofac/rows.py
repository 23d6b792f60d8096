"""Rows: entries as they stand in a file, each with a digest that tells whether it has changed."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from graph.errors import Place
from graph.importers.ofac.entry import Kind, Layout, Row
from graph.importers.ofac.errors import RowError

_DIGEST_BYTES: Final = 16
_KINDS: Final = frozenset(Kind)
_UNIT, _RECORD = "\x1f", "\x1e"


def make_row(number: str, layout: Layout, fields: tuple[tuple[str, ...], ...], place: Place) -> Row:
    """Make a row and its digest, which depends on the fields alone."""
    text = _RECORD.join(map(_UNIT.join, fields))
    digest = hashlib.blake2b(text.encode(), digest_size=_DIGEST_BYTES).hexdigest()
    return Row(number, digest, layout, fields, _file(place), place.line or 0)


def check(number: str, name: str, kind: str, place: Place) -> RowError | None:
    """Say what is wrong with what every entry has: its number, its name, its kind."""
    if not (number.isascii() and number.isdecimal()):
        return RowError(f"The entry's number is {number!r}.", "It is a number in digits.", place)
    if not name.strip():
        return RowError(f"Entry {number} has no name.", "Every entry has one.", place)
    if kind not in _KINDS:
        known = ", ".join(Kind)
        return RowError(f"Entry {number} is of the kind {kind!r}.", f"The kinds are {known}.", place)
    return None


def refuse_twins(rows: Iterator[Row | RowError]) -> Iterator[Row | RowError]:
    """Put an error in the place of a row whose number another row before it has."""
    seen: set[str] = set()
    for row in rows:
        if isinstance(row, Row) and row.number in seen:
            place = Place(Path(row.file), row.line)
            yield RowError(f"Entry {row.number} stands here again.", "A list has each entry once.", place)
            continue
        if isinstance(row, Row):
            seen.add(row.number)
        yield row


def _file(place: Place) -> str:
    return str(place.path) if place.path else ""
