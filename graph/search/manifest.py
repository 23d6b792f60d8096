"""What tells that an index is whole: the lengths and checksums of its files, and what it was made by."""

import json
import zlib
from importlib.metadata import version
from pathlib import Path
from typing import Final

import tantivy

from graph.search.documents import FORM, quiet
from graph.search.errors import DamagedIndexError
from graph.search.properties import KINDS, NAMING, UNLISTED

_FILE: Final = "whole.json"


def seal(folder: Path) -> None:
    """Write down what the files of an index are, when nothing more is done to them.

    Raises OSError.
    """
    told = {"form": _form(), "files": _measure(folder)}
    (folder / _FILE).write_text(json.dumps(told, sort_keys=True) + "\n", "utf-8")


def open_sealed(folder: Path) -> tantivy.Index:
    """Open the index in a folder.

    Raises DamagedIndexError if it is not as it was sealed: the engine would not notice, or not survive it.
    """
    try:
        told = json.loads((folder / _FILE).read_bytes())
        if told != {"form": _form(), "files": _measure(folder)}:
            raise DamagedIndexError("the index is not whole, or of another form")
        return quiet(tantivy.Index.open(str(folder)))
    except (OSError, ValueError) as error:
        raise DamagedIndexError(f"the index cannot be read: {error}") from error


def _form() -> list[str]:
    return [
        str(FORM),
        version("tantivy"),
        str(sorted(NAMING.items())),
        str(sorted(KINDS.items())),
        *sorted(UNLISTED),
    ]


def _measure(folder: Path) -> dict[str, list[int]]:
    """Return the length and the checksum of each file that is not written anew by whoever opens it."""
    files = (path for path in sorted(folder.iterdir()) if path.name != _FILE and path.suffix != ".lock")
    return {path.name: _sum(path.read_bytes()) for path in files}


def _sum(content: bytes) -> list[int]:
    return [len(content), zlib.crc32(content)]
