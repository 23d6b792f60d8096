"""Generations: a dataset as immutable stores on disk, each whole, which readers open without a build.

A generation is made in a folder of its own and renamed when it is complete, so a crash leaves at most a
folder that nobody opens, which the next making removes. While a process holds a lease, its generation
stays; locks end with their process, however it ends.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from pyoxigraph import RdfFormat, Store, parse
from pyoxigraph import __version__ as engine_version

from graph.errors import Place, StoreError
from graph.store import derive_default_graph

KEPT: Final = 10
"""So many generations stay, the newest first; older ones go when nobody holds them."""

_FOLDER: Final = "generations"
_POINTER: Final = "current"
_STORE: Final = "store"
_RECORD: Final = "generation.json"
_UNFINISHED: Final = ".unfinished-"
_NAME_LENGTH: Final = 12

# A part of each name: raise it when the same dataset is to give another store.
_FORM: Final = 1


@dataclass(frozen=True)
class Generation:
    """A state of the data: ``name`` is told with every answer, ``base`` is what its IRIs begin with."""

    name: str
    folder: Path
    base: str

    @property
    def store(self) -> Path:
        """Return the folder of the store, which is only ever opened to be read."""
        return self.folder / _STORE


class Lease:
    """A hold on a generation, which is not removed meanwhile; a context that ends it."""

    def __init__(self, folder: Path) -> None:
        self.generation = read_generation(folder)
        self._held = (folder / _RECORD).open("rb")
        fcntl.flock(self._held, fcntl.LOCK_SH)

    def close(self) -> None:
        """Let the generation go."""
        self._held.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def publish(dataset: Path) -> Lease:
    """Make the generation of a built dataset unless it is there, make it the current one, and hold it.

    It stands in ``generations/`` beside the dataset. Only one process publishes at a time.

    Raises StoreError if the dataset cannot be read or the generation cannot be written.
    """
    name = _name(dataset)
    try:
        folder = dataset.parent / _FOLDER
        folder.mkdir(exist_ok=True)
        with _lock(folder):
            return _publish(dataset, folder, name)
    except OSError as error:
        cure = "Give it a folder that can be written: --out."
        raise StoreError(f"cannot make a generation: {error}", cure, Place(dataset.parent)) from error


def read_generation(folder: Path) -> Generation:
    """Read what a generation's folder says of it.

    Raises OSError if there is none.
    """
    return Generation(folder.name, folder, json.loads((folder / _RECORD).read_bytes())["base"])


def current_generation(out: Path) -> Generation | None:
    """Return the generation that was published last in the output folder of a build, if any was."""
    try:
        name = (out / _FOLDER / _POINTER).read_text("utf-8").strip()
        return read_generation(out / _FOLDER / name)
    except FileNotFoundError:
        return None


def _name(dataset: Path) -> str:
    try:
        with dataset.open("rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        cure = "Build it first: allegata build."
        raise StoreError(f"no dataset: {error.strerror}", cure, Place(dataset)) from error
    made_of = f"{content} {engine_version} {_FORM}"
    return hashlib.sha256(made_of.encode()).hexdigest()[:_NAME_LENGTH]


@contextlib.contextmanager
def _lock(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _publish(dataset: Path, folder: Path, name: str) -> Lease:
    for unfinished in folder.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(unfinished)
    if not (folder / name).is_dir():
        _make(dataset, folder, name)
    os.utime(folder / name)
    lease = Lease(folder / name)
    _point(folder, name)
    _remove_old(folder)
    return lease


def _make(dataset: Path, folder: Path, name: str) -> None:
    made = folder / f"{_UNFINISHED}{name}"
    made.mkdir()
    try:
        base = _fill(dataset, made / _STORE)
        (made / _RECORD).write_text(json.dumps({"base": base}) + "\n", "utf-8")
        _sync(made)
        made.rename(folder / name)
    except BaseException:
        shutil.rmtree(made)
        raise


def _fill(dataset: Path, path: Path) -> str:
    """Load the named graphs and the default graph that they give rise to; return the base of the data."""
    store = Store(path)
    try:
        store.bulk_extend(parse(path=dataset, format=RdfFormat.N_QUADS))
    except SyntaxError as error:
        cure = "Build it anew: allegata build --force."
        raise StoreError(f"not N-Quads: {error.msg}", cure, Place(dataset, error.lineno)) from error
    base = derive_default_graph(store)
    store.optimize()
    store.flush()
    return base


def _sync(folder: Path) -> None:
    """Bring a folder and all that is in it to the disk, so that a name never stands for half a store."""
    for path in (*folder.rglob("*"), folder):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _point(folder: Path, name: str) -> None:
    pointer = folder / f".{_POINTER}"
    with pointer.open("w", encoding="utf-8") as file:
        file.write(f"{name}\n")
        file.flush()
        os.fsync(file.fileno())
    pointer.replace(folder / _POINTER)


def _remove_old(folder: Path) -> None:
    made = [path for path in folder.iterdir() if (path / _RECORD).is_file()]
    made.sort(key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for path in made[KEPT:]:
        _remove_unless_held(path)


def _remove_unless_held(path: Path) -> None:
    with (path / _RECORD).open("rb") as record:
        try:
            fcntl.flock(record, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        path.rename(going := path.with_name(f"{_UNFINISHED}{path.name}"))
        shutil.rmtree(going)
