"""Quarantine: writes that would contradict the data, kept apart whole, as they were sent, with the report.

They stand in ``quarantine/`` in the store's folder, each in a folder of its own that is complete on the disk
before it gets its name. No generation has anything of them, and so no answer and no backup; what is restored
leaves them as they are. The condition under which a write was sent is not kept, since it held.

Only the process that has the store's claim keeps and drops; others may look.
"""

import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from graph.changes import Change, Update, read_change, tell_change
from graph.commit import UNFINISHED, sync, sync_all
from graph.errors import ContradictionError, Place, QuarantineError, RequestError

FOLDER: Final = "quarantine"
"""The folder in a store's folder that has the writes that are kept apart."""

MOST_WRITES: Final = 100
MOST_BYTES: Final = 256 << 20

_CHANGE: Final = "change.json"
_BODY: Final = "body"
_REPORT: Final = "report.ttl"
_TOLD: Final = "report.txt"
_NAME_LENGTH: Final = 12


@dataclass(frozen=True)
class Kept:
    """A write that is kept apart, in a folder of its name."""

    folder: Path

    @property
    def name(self) -> str:
        """Return what it is called: the same change always has the same name."""
        return self.folder.name

    @property
    def change(self) -> Change:
        """Return the change, as it can be made."""
        return read_change(json.loads(self._read(_CHANGE)), self._read(_BODY))

    @property
    def report(self) -> str:
        """Return in Turtle why it is kept here."""
        return self._read(_REPORT).decode()

    @property
    def told(self) -> str:
        """Return the report as people read it."""
        return self._read(_TOLD).decode()

    @property
    def body(self) -> Path:
        """Return the file that has what was sent: the text of an update, or the body for a graph."""
        return self.folder / _BODY

    def __str__(self) -> str:
        """Return in one line what it is, and when it came."""
        found = self.body.stat()
        came = datetime.fromtimestamp(found.st_mtime, UTC).isoformat(" ", "minutes").removesuffix("+00:00")
        return f"{self.name}  {came}Z  {found.st_size:,} bytes  {_told(self.change)}"

    def _read(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()


class Quarantine:
    """The writes of a store that are kept apart: so many at most, of so many bytes in all."""

    def __init__(self, store: Path, most_writes: int = MOST_WRITES, most_bytes: int = MOST_BYTES) -> None:
        self._folder = store / FOLDER
        self._most_writes = most_writes
        self._most_bytes = most_bytes

    def __iter__(self) -> Iterator[Kept]:
        """Yield what is kept, in the order of the names."""
        found = (path for path in self._folder.glob("[!.]*") if (path / _CHANGE).is_file())
        return map(Kept, sorted(found))

    def find(self, name: str) -> Kept:
        """Return what is kept under a name.

        Raises RequestError if nothing is.
        """
        for kept in self:
            if kept.name == name:
                return kept
        cure = "Name one of: allegata quarantine list."
        raise RequestError(f"no write is kept as {name!r}", cure, Place(self._folder))

    def keep(self, change: Change, error: ContradictionError) -> Kept:
        """Keep a change that was refused; if it is kept already, it stays as it is.

        Raises QuarantineError if there is no room for it, or the folder cannot be written.
        """
        told, body = tell_change(change)
        files = {
            _CHANGE: json.dumps(told).encode(),
            _BODY: body,
            _REPORT: error.turtle.encode(),
            _TOLD: f"{error.found}\n".encode(),
        }
        name = hashlib.sha256(files[_CHANGE] + b"\n" + body).hexdigest()[:_NAME_LENGTH]
        kept = Kept(self._folder / name)
        try:
            if not kept.folder.is_dir():
                self._require_room(sum(map(len, files.values())))
                self._make(kept.folder, files)
        except OSError as fault:
            raise QuarantineError(
                f"it cannot be kept: {fault.strerror}", place=Place(self._folder)
            ) from fault
        return kept

    def drop(self, name: str) -> None:
        """Forget a write for good.

        Raises RequestError if none is kept under that name, QuarantineError if it cannot be removed.
        """
        going = self._unfinished(name)
        try:
            self.find(name).folder.rename(going)
            shutil.rmtree(going)
        except OSError as fault:
            raise QuarantineError(
                f"it cannot be removed: {fault.strerror}", place=Place(self._folder)
            ) from fault

    def clean(self) -> None:
        """Remove what a crash has left; to be done by who has the claim."""
        for left in self._folder.glob(f"{UNFINISHED}*"):
            shutil.rmtree(left, ignore_errors=True)

    def _require_room(self, size: int) -> None:
        kept = list(self)
        used = sum(path.stat().st_size for each in kept for path in each.folder.iterdir())
        if len(kept) >= self._most_writes or used + size > self._most_bytes:
            found = f"there is no room for it beside {len(kept):,} writes of {used:,} bytes that are kept"
            cure = "Drop or release some of them: allegata quarantine list."
            raise QuarantineError(found, cure, Place(self._folder))

    def _make(self, folder: Path, files: dict[str, bytes]) -> None:
        unfinished = self._unfinished(folder.name)
        try:
            self._folder.mkdir(exist_ok=True)
            unfinished.mkdir()
            for name, content in files.items():
                (unfinished / name).write_bytes(content)
            sync_all(unfinished)
            unfinished.rename(folder)
            sync(self._folder)
            sync(self._folder.parent)
        except BaseException:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise

    def _unfinished(self, name: str) -> Path:
        return self._folder / f"{UNFINISHED}{name}"


def _told(change: Change) -> str:
    if isinstance(change, Update):
        return "update"
    target = f"<{change.target.graph}>" if change.target.graph else f"the {change.target.scope}"
    return " ".join(part for part in (change.verb.upper(), target, change.media_type) if part)
