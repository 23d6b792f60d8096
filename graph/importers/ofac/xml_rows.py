"""Rows of OFAC's SDN XML: one ``sdnEntry`` each, in any of the namespaces that OFAC has used."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.parsers import expat

from graph.errors import Place
from graph.importers.ofac.entry import Layout, Row
from graph.importers.ofac.errors import ListError, RowError
from graph.importers.ofac.opening import chunks
from graph.importers.ofac.rows import check, make_row

_ROOT: Final = "sdnList"
_ENTRY: Final = "sdnEntry"
_DAY: Final = "Publish_Date"

MAX_TEXT_CHARACTERS: Final = 1 << 20
"""The longest text that an element may hold, give or take a chunk."""


def read_xml(path: Path) -> Iterator[Row | RowError]:
    """Yield the entries of the list one by one, and an error for each that lacks what every entry has.

    A field is a child of the entry, ``("lastName", text)``, or an item of a list in it, with the names and
    texts of its own children, ``("aka", "uid", "12", "type", "a.k.a.", …)``.
    Raises ListError if the file is not well formed, or declares a document type.
    """
    reader = _Reader(path)
    for chunk in chunks(path):
        reader.feed(chunk, last=False)
        yield from reader.take()
    reader.feed(b"", last=True)
    yield from reader.take()


def published(path: Path) -> str:
    """Return the day of publication as the file gives it, ``MM/DD/YYYY``, or an empty text."""
    reader = _Reader(path)
    for chunk in chunks(path):
        reader.feed(chunk, last=False)
        if reader.day or reader.take():
            break
    return reader.day


class _Reader:
    """Collects the rows that a push parser has met so far. Element names are kept without their namespace."""

    def __init__(self, path: Path) -> None:
        self.day = ""
        self._path = path
        self._open: list[str] = []
        self._text: list[str] = []
        self._fields: list[tuple[str, ...]] = []
        self._item: list[str] = []
        self._line = 0
        self._rows: list[Row | RowError] = []
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text.append

    def feed(self, chunk: bytes, *, last: bool) -> None:
        """Read on. Raises ListError at the first that is not well formed or not of the list."""
        try:
            self._parser.Parse(chunk, last)
        except expat.ExpatError as error:
            raise self._broken(f"The XML is not well formed: {expat.ErrorString(error.code)}.") from error
        if sum(map(len, self._text)) > MAX_TEXT_CHARACTERS:
            raise self._broken("The XML holds a text that is too long for a list.")

    def take(self) -> list[Row | RowError]:
        """Hand over the rows met since the last time."""
        rows, self._rows = self._rows, []
        return rows

    def _refuse(self, *declaration: object) -> None:
        raise self._broken("The XML declares a document type.")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if not self._open and local != _ROOT:
            raise self._broken(f"The XML is a “{local}”.")
        self._open.append(local)
        self._text.clear()
        if len(self._open) == 2:  # the root's children
            self._fields, self._line = [], self._parser.CurrentLineNumber

    def _end(self, name: str) -> None:
        text = "".join(self._text).strip()
        self._text.clear()
        local = self._open.pop()
        if self._open[1:2] == [_ENTRY]:
            self._close(local, text, len(self._open))
        elif self._open == [_ROOT] and local == _ENTRY:
            self._rows.append(_row(tuple(self._fields), Place(self._path, self._line)))
        elif local == _DAY:
            self.day = text

    def _close(self, local: str, text: str, depth: int) -> None:
        """Take in an element of an entry: ``depth`` elements are around it, root and entry too."""
        if depth > 3:  # what an item of a list holds
            self._item += (local, text)
        elif self._item:
            self._fields.append((local, *self._item))
            self._item = []
        elif text:
            self._fields.append((local, text))

    def _broken(self, found: str) -> ListError:
        return ListError(
            found,
            "Give OFAC's SDN.XML, an “sdnList” without document type.",
            Place(self._path, self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1),
        )


def _row(fields: tuple[tuple[str, ...], ...], place: Place) -> Row | RowError:
    values = {field[0]: field[1] for field in fields if len(field) == 2}  # a child with a text
    number, name, kind = (values.get(tag, "") for tag in ("uid", "lastName", "sdnType"))
    return check(number, name, kind.lower(), place) or make_row(number, Layout.XML, fields, place)
