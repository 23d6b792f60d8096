"""JSON read value by value from a file that is never held as a whole."""

import codecs
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from graph.errors import Place
from graph.importers.ofac.errors import ListError
from graph.importers.ofac.opening import chunks

MAX_VALUE_CHARACTERS: Final = 1 << 22
"""The longest value that is read whole: an entry has about 200 characters."""

_SPACE: Final = " \t\r\n"


class JsonStream:
    """A JSON document, from its beginning: ``line`` is that of the value read last, from 1.

    Every method raises ListError where the document is no JSON.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._chunks = self._texts()
        self._text = ""
        self._position = 0
        self._counted = 0
        self._line = 1
        self._decoder = json.JSONDecoder()
        self.line = 1

    def find_member(self, name: str) -> Iterator[None]:
        """Yield once before each value of the array that is the member ``name`` of the document's object."""
        self._expect("{")
        while self._string() != name:
            self._expect(":")
            self.value()
            self._expect(",")
        self._expect(":")
        self._expect("[")
        if self._peek() == "]":
            return
        yield
        while self._peek() == ",":
            self._expect(",")
            yield
        self._expect("]")

    def value(self) -> object:
        """Read the next value."""
        self._peek()
        self.line = self._count()
        while True:
            start = self._position
            try:
                value, end = self._decoder.raw_decode(self._text, start)
            except (ValueError, RecursionError) as error:
                if not self._more():
                    raise self._broken("a value") from error
                continue
            # A number may go on in the next chunk.
            if end < len(self._text) or not self._more():
                self._position += end - start
                return value

    def _string(self) -> str:
        value = self.value()
        if not isinstance(value, str):
            raise self._broken("a name")
        return value

    def _expect(self, mark: str) -> None:
        if self._peek() != mark:
            raise self._broken(f"“{mark}”")
        self._position += 1

    def _peek(self) -> str:
        """Pass over white space and return the next character, empty at the end."""
        while True:
            while self._position < len(self._text) and self._text[self._position] in _SPACE:
                self._position += 1
            if self._position < len(self._text):
                return self._text[self._position]
            if not self._more():
                return ""

    def _more(self) -> bool:
        """Let go of what is read and take in the next chunk; False at the end or if a value is too long."""
        self._count()
        self._text = self._text[self._position :]
        self._position = self._counted = 0
        chunk = next(self._chunks, "") if len(self._text) < MAX_VALUE_CHARACTERS else ""
        self._text += chunk
        return bool(chunk)

    def _count(self) -> int:
        """Return the line of the position."""
        self._line += self._text.count("\n", self._counted, self._position)
        self._counted = self._position
        return self._line

    def _texts(self) -> Iterator[str]:
        decoder = codecs.getincrementaldecoder("utf-8-sig")()
        try:
            for chunk in chunks(self._path):
                yield decoder.decode(chunk)
            yield decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            raise ListError(f"The file is no UTF-8: {error}.", "Write it so.", Place(self._path)) from error

    def _broken(self, expected: str) -> ListError:
        return ListError(
            f"The JSON breaks off where {expected} is expected.",
            "Give a file that is JSON, with its entries in “entries”.",
            Place(self._path, self._count()),
        )
