"""Lines of the legacy CSV layout: no header, ``-0-`` for nothing, one entry a line, a control-Z at the end.

As OFAC's data specification has it (``dat_spec.txt``, 25 September 2023).
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graph.errors import Place
from graph.importers.ofac.errors import RowError
from graph.importers.ofac.opening import open_list

# The longest line of 36 states has 2,000 bytes; more than this is no line of the list.
MAX_LINE_BYTES: Final = 1 << 20

_END_OF_FILE: Final = b"\x1a"
_EMPTY: Final = "-0-"


@dataclass(frozen=True, slots=True)
class Line:
    """The columns of a line: or why it has none."""

    number: int
    columns: tuple[str, ...]
    error: RowError | None = None


def read_lines(path: Path, columns: int) -> Iterator[Line]:
    """Yield each line that holds anything; one that has not as many columns carries its error."""
    with open_list(path) as file:
        number = 0
        while raw := file.readline(MAX_LINE_BYTES):
            number += 1
            if raw.strip(_END_OF_FILE + b" \t\r\n"):
                yield _line(raw, columns, Place(path, number))


def _line(raw: bytes, columns: int, place: Place) -> Line:
    try:
        values = _columns(raw)
    except (UnicodeDecodeError, csv.Error) as error:
        return _broken(place, f"The row cannot be read: {error}.", "Write it in UTF-8, with closed quotes.")
    if len(values) != columns:
        return _broken(place, f"The row has {len(values)} columns.", f"A row of this file has {columns}.")
    if not values[0].isdecimal():
        return _broken(place, f"The row begins with {values[0]!r}.", "It begins with the entry's number.")
    return Line(place.line or 0, values)


def _columns(raw: bytes) -> tuple[str, ...]:
    text = raw.decode("utf-8-sig").rstrip("\r\n")
    (values,) = csv.reader([text], strict=True)
    return tuple("" if value.strip() == _EMPTY else value for value in values)


def _broken(place: Place, found: str, cure: str) -> Line:
    return Line(place.line or 0, (), RowError(found, cure, place))
