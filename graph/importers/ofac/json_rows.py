"""Rows of a JSON layout: an object whose ``entries`` are ``{uid, name, type, programs, alternateNames}``."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from graph.errors import Place
from graph.importers.ofac.entry import Layout, Row
from graph.importers.ofac.errors import RowError
from graph.importers.ofac.json_stream import JsonStream
from graph.importers.ofac.rows import check, make_row

_ENTRIES: Final = "entries"
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_FORM: Final = "It has uid, name and type, and lists of text in programs and alternateNames."


def read_json(path: Path) -> Iterator[Row | RowError]:
    """Yield the entries of the list one by one, and an error for each that is of another form.

    Raises ListError if the file is no JSON: what comes after the break is lost.
    """
    stream = JsonStream(path)
    for _ in stream.find_member(_ENTRIES):
        yield _row(stream.value(), Place(path, stream.line))


def _row(value: object, place: Place) -> Row | RowError:
    if not isinstance(value, dict):
        return RowError("An entry is no object.", _FORM, place)
    number, name, kind = (_text(value.get(key)) for key in ("uid", "name", "type"))
    lists = [_fields("program", value.get("programs")), _fields("alternate", value.get("alternateNames"))]
    if None in lists:
        return RowError(f"The lists of entry {number} are none.", _FORM, place)
    fields = (("entry", number, name, kind), *(field for each in lists for field in each or ()))
    if not _is_unicode(fields):
        return RowError(f"Entry {number} holds half a character.", "Write it in UTF-8.", place)
    return check(number, name, kind, place) or make_row(number, Layout.JSON, fields, place)


def _text(value: object) -> str:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _fields(tag: str, values: object) -> tuple[tuple[str, str], ...] | None:
    """Tag each text of a list; None if it is no list of texts. An absent list is empty."""
    if values is None:
        return ()
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        return None
    return tuple((tag, value) for value in values)


def _is_unicode(fields: tuple[tuple[str, ...], ...]) -> bool:
    """Tell whether texts can be written: an escape of JSON can name half of a pair of surrogates."""
    return not any(_SURROGATE.search(text) for field in fields for text in field)
