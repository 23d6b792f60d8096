"""Rows of the legacy CSV layout: ``sdn.csv``, completed by files of aliases, addresses, comments."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graph.errors import Place
from graph.importers.ofac.entry import Kind, Layout, Row
from graph.importers.ofac.errors import RowError
from graph.importers.ofac.lines import Line, read_lines
from graph.importers.ofac.rows import check, make_row

COLUMNS: Final[Mapping[str, int]] = {"sdn": 12, "alt": 5, "add": 6, "comments": 2}
"""How many columns a row of each file has; the name is the tag of its fields in a Row."""

_Fields = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Companions:
    """The files that complete a state in the legacy CSV layout, where given.

    They are held in memory while the list is read through: the aliases and addresses of 20,000 entries take
    about 30 MB.
    """

    alt: Path | None = None
    add: Path | None = None
    comments: Path | None = None

    def paths(self) -> dict[str, Path]:
        """Name the files that are given, by their tag."""
        files = {"alt": self.alt, "add": self.add, "comments": self.comments}
        return {tag: path for tag, path in files.items() if path}


def read_csv(path: Path, companions: Companions) -> Iterator[Row | RowError]:
    """Yield the rows of a list with what its companions say of them, and an error for each that is broken."""
    held = _Held()
    for tag, companion in companions.paths().items():
        yield from held.read(tag, companion)
    for line in read_lines(path, COLUMNS["sdn"]):
        yield line.error or _row(line, held.take(line.columns[0]), Place(path, line.number))
    yield from held.left()


class _Held:
    """The rows of the companions, by the number of their entry, until the entry takes them."""

    def __init__(self) -> None:
        self._rows: dict[str, list[tuple[tuple[str, ...], Place]]] = {}

    def read(self, tag: str, path: Path) -> Iterator[RowError]:
        """Read a companion; yield its broken rows."""
        for line in read_lines(path, COLUMNS[tag]):
            if line.error:
                yield line.error
                continue
            held = self._rows.setdefault(line.columns[0], [])
            held.append(((tag, *line.columns[1:]), Place(path, line.number)))

    def take(self, number: str) -> _Fields:
        """Give an entry its rows."""
        return tuple(fields for fields, _ in self._rows.pop(number, ()))

    def left(self) -> Iterator[RowError]:
        """Yield an error for each row that no entry took."""
        for number, rows in self._rows.items():
            for _, place in rows:
                yield RowError(f"Entry {number} is not in the list.", "Give files of the same day.", place)


def _row(line: Line, more: _Fields, place: Place) -> Row | RowError:
    number, name, kind = line.columns[:3]
    error = check(number, name, kind or Kind.ENTITY, place)
    return error or make_row(number, Layout.CSV, (("sdn", *line.columns), *more), place)
