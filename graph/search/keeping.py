"""The index of a generation: made when it is asked for, and kept in the generation's folder.

No write waits for it. One process makes it while others that want it wait, and help themselves if they
wait in vain. It is made of the index of another generation if what has changed is told, else of the data. A
lost or damaged one is made again.
"""

import fcntl
import json
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import tantivy
from pyoxigraph import Store

from graph.errors import GoneError
from graph.lease import RECORD, Generation, Lease
from graph.search.changes import renamed_things
from graph.search.documents import change_names, write_names
from graph.search.errors import DamagedIndexError
from graph.search.index import NameIndex
from graph.search.manifest import open_sealed, seal
from graph.search.names import Names

FOLDER: Final = "search"
"""The folder in a generation's folder that has its index."""

_LOCK: Final = "search.lock"
_UNFINISHED: Final = "search.unfinished"
_POLL_SECONDS: Final = 0.05

WAIT_SECONDS: Final = 5.0
"""So long a process waits for the index that another one makes."""


def open_index(generation: Generation, store: Store) -> NameIndex:
    """Return the index of a generation, which is made if there is none; the caller holds the generation.

    Where it cannot be made in the folder, it is made in memory.
    """
    folder = generation.folder / FOLDER
    with suppress(DamagedIndexError):
        return NameIndex(open_sealed(folder))
    try:
        with _alone(generation.folder):
            return NameIndex(_keep(folder, generation, store))
    except OSError:
        return make_index(store, generation.base, is_blank=generation.blank)


def keep_index(generation: Generation) -> None:
    """Make the index of a generation that the caller holds, before anybody has to wait for it."""
    open_index(generation, Store.read_only(str(generation.store)))


def make_index(store: Store, base: str, *, is_blank: bool = False) -> NameIndex:
    """Return an index in memory of the names in a store."""
    return NameIndex(write_names(None, Names(store, base, is_blank=is_blank).all()))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Wait until no other process makes the index; one that ends lets go of it.

    Raises TimeoutError, an OSError, if that takes long: the other process may be stopped.
    """
    stop = time.monotonic() + WAIT_SECONDS
    with (folder / _LOCK).open("ab") as lock:
        while not _lock(lock.fileno()):
            if time.monotonic() > stop:
                raise TimeoutError("another process makes the index")
            time.sleep(_POLL_SECONDS)
        yield


def _lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _keep(folder: Path, generation: Generation, store: Store) -> tantivy.Index:
    with suppress(DamagedIndexError):  # another process may have made it meanwhile
        return open_sealed(folder)
    unfinished = folder.with_name(_UNFINISHED)
    for left in (unfinished, folder):
        shutil.rmtree(left, ignore_errors=True)
    if not _make_of_another(unfinished, generation, store):
        _make(unfinished, generation, store)
    seal(unfinished)
    unfinished.rename(folder)
    return open_sealed(folder)


def _make(folder: Path, generation: Generation, store: Store) -> None:
    folder.mkdir()
    write_names(folder, Names(store, generation.base, is_blank=generation.blank).all())


def _make_of_another(folder: Path, generation: Generation, store: Store) -> bool:
    """Make an index of the newest one that another generation has; tell whether there is one that serves."""
    for former in _others(generation):
        try:
            with Lease(former) as lease:
                open_sealed(former / FOLDER)
                if _make_of(folder, lease.generation, generation, store):
                    return True
        except (GoneError, DamagedIndexError, OSError):
            shutil.rmtree(folder, ignore_errors=True)
    return False


def _others(generation: Generation) -> list[Path]:
    """Return the folders of the other generations that have an index, the newest first."""
    folders = [path.parent for path in generation.folder.parent.glob(f"[!.]*/{FOLDER}")]
    numbered = [(_number(folder), folder) for folder in folders if folder != generation.folder]
    return [folder for number, folder in sorted(numbered, reverse=True) if number]


def _number(folder: Path) -> int:
    try:
        return int(json.loads((folder / RECORD).read_bytes()).get("number", 0))
    except (OSError, ValueError):
        return 0


def _make_of(folder: Path, former: Generation, generation: Generation, store: Store) -> bool:
    renamed = renamed_things(former, Store.read_only(str(former.store)), generation, store)
    if renamed is None:
        return False
    shutil.copytree(former.folder / FOLDER, folder)
    if renamed:
        names = Names(store, generation.base, is_blank=generation.blank)
        change_names(folder, renamed, names.of(sorted(renamed)))
    return True
