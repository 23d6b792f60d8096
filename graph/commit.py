"""Making generations: each is complete on the disk before the pointer names it, which is the commit.

Only the process that has the store's claim makes, points and removes. What a crash leaves is named nowhere,
and goes when the next claim is laid.
"""

import contextlib
import fcntl
import os
import shutil
import time
from collections.abc import Callable, Set
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from graph.errors import Place, StoreError
from graph.lease import (
    FOLDER,
    POINTER,
    RECORD,
    STORE,
    Generation,
    Hold,
    current_generation,
    exclusive,
    kept_names,
)

KEPT: Final = 10
"""So many generations stay, the newest first; others go when nobody holds them."""

LIVE: Final = ".live"
"""What the name of a writable copy's folder begins with: it is of no worth once its process has ended."""

_LOCK: Final = "lock"
UNFINISHED: Final = ".unfinished-"
"""What the name of a folder begins with that is not whole: a crash has left it."""

_POLL_SECONDS: Final = 0.02
_SYNCS: Final = 8


class Claim(Hold):
    """The right to change the store in a folder, which one server or command has at a time.

    A process that inherits ``descriptor`` shares it: the right is free again when all who have it have
    closed it or ended.

    Raises StoreError if another has it for ``wait_s`` more seconds, or the folder cannot be written.
    """

    def __init__(self, store: Path, wait_s: float = 2.0) -> None:
        folder = store / FOLDER
        try:
            folder.mkdir(parents=True, exist_ok=True)
            super().__init__((folder / _LOCK).open("ab"))
        except OSError as error:
            raise cannot_write(store, error) from error
        try:
            _lock(self.descriptor, wait_s, store)
            clean(store)
        except BaseException:
            self.close()
            raise

    @property
    def descriptor(self) -> int:
        """Return the file descriptor that has the lock."""
        return self._held.fileno()


def make_generation(folder: Path, fill: Callable[[Path], Generation]) -> None:
    """Have a generation made: ``fill`` writes its store and returns what its record says.

    It is on the disk when this returns, and nobody knows of it before `point`. Raises OSError, and what
    ``fill`` does.
    """
    unfinished = folder.with_name(f"{UNFINISHED}{folder.name}")
    unfinished.mkdir()
    try:
        made = fill(unfinished / STORE)
        (unfinished / RECORD).write_text(made.record(), "utf-8")
        sync_all(unfinished, _files_on_disk(folder.parent.parent))
        unfinished.rename(folder)
        sync(folder.parent)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise


def point(made: Generation) -> None:
    """Make a generation the newest one: when this returns, it is so for good."""
    store = made.folder.parent.parent
    names = [made.name, *(name for name in kept_names(store) if name != made.name)]
    pointer = store / FOLDER / f".{POINTER}"
    with pointer.open("w", encoding="utf-8") as file:
        file.write("".join(f"{name}\n" for name in names[:KEPT]))
        file.flush()
        os.fsync(file.fileno())
    pointer.replace(store / FOLDER / POINTER)
    sync(store / FOLDER)


def remove_old(store: Path) -> None:
    """Remove the generations that are no longer kept, but for those that somebody holds."""
    current = current_generation(store)
    kept = {*kept_names(store), current.seed if current and not current.blank else ""}
    for record in (store / FOLDER).glob(f"[!.]*/{RECORD}"):
        if record.parent.name not in kept:
            _remove_unless_held(record.parent)


def clean(store: Path) -> None:
    """Remove all that a crash may have left; to be done by who has the claim."""
    for left in (store / FOLDER).glob(".*"):
        if left.name.startswith((LIVE, UNFINISHED)):
            shutil.rmtree(left)
    remove_old(store)


def cannot_write(store: Path, error: OSError) -> StoreError:
    """Return the error of a store's folder in which nothing can be made."""
    cure = "Give it a folder that can be written: --out."
    return StoreError(f"cannot make a generation: {error}", cure, Place(store))


def _lock(descriptor: int, wait_s: float, store: Path) -> None:
    stop = time.monotonic() + wait_s
    while True:
        with contextlib.suppress(BlockingIOError):
            return fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if time.monotonic() > stop:
            cure = "Stop the server or the command that does, or choose another folder."
            raise StoreError("another process is changing this store", cure, Place(store))
        time.sleep(_POLL_SECONDS)


def sync_all(folder: Path, on_disk: Set[int] = frozenset()) -> None:
    """Bring a folder and all that is in it to the disk, so that a name never stands for half a store.

    Files with one of the numbers (inodes) are there already, under another name. All are brought there at
    once: one after the other, each waits for the file system's journal.
    """
    paths = [path for path in (*folder.rglob("*"), folder) if path.stat().st_ino not in on_disk]
    with ThreadPoolExecutor(_SYNCS) as threads:
        list(threads.map(sync, paths))


def _files_on_disk(store: Path) -> Set[int]:
    """Return the numbers of the newest generation's files: a store never changes those that it shares."""
    current = current_generation(store)
    files = current.store.iterdir() if current else ()
    return {file.stat().st_ino for file in files}


def sync(path: Path) -> None:
    """Bring one file, or the names in one folder, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove_unless_held(path: Path) -> None:
    with exclusive(path) as is_free:
        if is_free:
            path.rename(going := path.with_name(f"{UNFINISHED}{path.name}"))
            shutil.rmtree(going)
