"""Files of the list as bytes and lines: plain or gzip, read once through, never held as a whole."""

import gzip
import hashlib
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import BinaryIO, Final, cast

from graph.errors import Place
from graph.importers.ofac.entry import Companion, Layout
from graph.importers.ofac.errors import ListError

CHUNK_BYTES: Final = 1 << 16

_GZIP: Final = b"\x1f\x8b"
_DATE: Final = re.compile(r"(?<!\d)(\d{4}-\d{2}-\d{2})(?!\d)")


@contextmanager
def open_list(path: Path) -> Iterator[BinaryIO]:
    """Open a file for reading its content, whether or not it is compressed with gzip.

    Raises ListError if it cannot be read or breaks off.
    """
    try:
        with path.open("rb") as file:
            compressed = file.read(2) == _GZIP
            file.seek(0)
            yield cast("BinaryIO", gzip.GzipFile(fileobj=file)) if compressed else file
    except (OSError, EOFError, zlib.error) as error:
        found = f"The file cannot be read: {error}."
        raise ListError(found, "Fetch it again.", Place(path)) from error


def chunks(path: Path) -> Iterator[bytes]:
    """Yield the content of a file, 64 KiB at a time."""
    with open_list(path) as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk


def digest_file(path: Path) -> str:
    """Return the SHA-256 of a file's content before compression, in hexadecimal."""
    digest = hashlib.sha256()
    for chunk in chunks(path):
        digest.update(chunk)
    return digest.hexdigest()


def companion(path: Path) -> Companion:
    """Describe a file that completes a state."""
    return Companion(path.name, digest_file(path))


def day_in_name(path: Path) -> date:
    """Read the day of a state from its file's name, ``…YYYY-MM-DD…``. Raises ListError if it holds none."""
    for text in _DATE.findall(path.name):
        try:
            return date.fromisoformat(text)
        except ValueError:
            continue
    raise ListError(
        f"The name {path.name} holds no date of the state.",
        "Name the file …YYYY-MM-DD…, or give the day.",
        Place(path),
    )


def layout_of(path: Path) -> Layout:
    """Recognise a layout by how the content begins: ``{`` JSON, ``<`` XML, otherwise CSV."""
    start = next(chunks(path), b"").lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    return {b"{": Layout.JSON, b"<": Layout.XML}.get(start, Layout.CSV)
