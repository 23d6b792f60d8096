"""Entries of the legacy CSV layout, made of rows."""

from collections.abc import Iterator
from typing import Final

from graph.importers.ofac.entry import Address, Entry, Kind, Name, Row, Strength, Vessel
from graph.importers.ofac.gathering import gather, read_remarks
from graph.importers.ofac.splitting import is_cut

_CATEGORIES: Final = {"aka": "a.k.a.", "fka": "f.k.a.", "nka": "n.k.a."}
_BETWEEN_PROGRAMS: Final = "] ["


def parse_csv(row: Row) -> Entry:
    """Make an entry of a row of ``sdn.csv`` and of what its companions add."""
    _, number, name, kind, programs, title, *vessel, written = row.fields[0]
    remarks = written + "".join(field[1] for field in _tagged(row, "comments"))
    aliases, details = gather(read_remarks(remarks, title))
    return Entry(
        number=number,
        digest=row.digest,
        kind=Kind(kind or Kind.ENTITY),
        names=(Name(name, Strength.PRIMARY), *_strong_aliases(row), *aliases),
        programs=tuple(code for code in programs.split(_BETWEEN_PROGRAMS) if code),
        title=title or None,
        vessel=_vessel(vessel),
        remarks=remarks,
        addresses=tuple(_addresses(row)),
        cut=is_cut(remarks),
        **details,
    )


def _vessel(columns: list[str]) -> Vessel | None:
    return Vessel(*(column or None for column in columns)) if any(columns) else None


def _strong_aliases(row: Row) -> Iterator[Name]:
    for _, _, category, text, _ in _tagged(row, "alt"):
        yield Name(text, Strength.STRONG, _CATEGORIES.get(category, category))


def _addresses(row: Row) -> Iterator[Address]:
    for _, _, *parts in _tagged(row, "add"):
        if any(parts):
            yield Address(*(part or None for part in parts))


def _tagged(row: Row, tag: str) -> Iterator[tuple[str, ...]]:
    return (field for field in row.fields[1:] if field[0] == tag)
