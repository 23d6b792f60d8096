"""States of OFAC's list, read in two stages: rows, which tell what has changed, and entries made of them."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Final

from graph.errors import Place
from graph.importers.ofac.csv_entry import parse_csv
from graph.importers.ofac.dating import day
from graph.importers.ofac.entry import Entry, Layout, Part, Row, State
from graph.importers.ofac.errors import ListError, RowError
from graph.importers.ofac.json_entry import parse_json
from graph.importers.ofac.json_rows import read_json
from graph.importers.ofac.legacy import Companions, read_csv
from graph.importers.ofac.opening import companion, day_in_name, digest_file, layout_of
from graph.importers.ofac.rows import refuse_twins
from graph.importers.ofac.xml_entry import parse_xml
from graph.importers.ofac.xml_rows import published, read_xml

ALONE: Final = Companions()
"""A list without the files that could complete it."""

_PARSERS: Final[dict[Layout, Callable[[Row], Entry]]] = {
    Layout.CSV: parse_csv,
    Layout.JSON: parse_json,
    Layout.XML: parse_xml,
}


def read_state(path: Path, companions: Companions = ALONE, as_of: date | None = None) -> State:
    """Say which state of the list a file is: its day, its digest, its layout, and what it speaks of.

    The day is the one given, otherwise the one that the XML states, otherwise the one in the file's name.
    Reads the file through. Raises ListError if it cannot be read, or has no day.
    """
    layout = layout_of(path)
    _check(path, layout, companions)
    return State(
        date=as_of or _day(path, layout),
        name=path.name,
        sha256=digest_file(path),
        layout=layout,
        parts=_parts(layout, companions),
        companions=tuple(companion(each) for each in companions.paths().values()),
    )


def read_rows(
    path: Path, companions: Companions = ALONE, skip: Callable[[RowError], None] | None = None
) -> Iterator[Row]:
    """Yield the rows of a state in the order of the file; memory is bounded but for the companions.

    A row that is broken is handed to ``skip``, and reading goes on; without ``skip`` it is raised.
    Raises ListError, whatever ``skip`` is, where the file as a whole breaks off.
    """
    for row in refuse_twins(_rows(path, companions)):
        if isinstance(row, Row):
            yield row
        elif skip:
            skip(row)
        else:
            raise row


def parse_row(row: Row) -> Entry:
    """Make the entry that a row is; every row that ``read_rows`` yields can be made one."""
    return _PARSERS[row.layout](row)


def _rows(path: Path, companions: Companions) -> Iterator[Row | RowError]:
    layout = layout_of(path)
    _check(path, layout, companions)
    if layout is Layout.CSV:
        return read_csv(path, companions)
    return read_json(path) if layout is Layout.JSON else read_xml(path)


def _check(path: Path, layout: Layout, companions: Companions) -> None:
    if layout is not Layout.CSV and companions.paths():
        found = f"Only the legacy CSV layout has companions, and this is {layout.value.upper()}."
        raise ListError(found, "Give the file alone.", Place(path))


def _day(path: Path, layout: Layout) -> date:
    found = day(published(path)) if layout is Layout.XML else None
    return found or day_in_name(path)


def _parts(layout: Layout, companions: Companions) -> frozenset[Part]:
    if layout is Layout.JSON:
        return frozenset({Part.MAIN, Part.ALIASES})
    if layout is Layout.XML:
        return frozenset(Part)
    given = {"alt": Part.ALIASES, "add": Part.ADDRESSES}
    return frozenset({Part.MAIN, Part.DETAILS, *(given[tag] for tag in companions.paths() if tag in given)})
