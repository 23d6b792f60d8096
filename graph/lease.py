"""A generation as its record tells it, and the hold on it; few imports, for readers must be there soon."""

import contextlib
import fcntl
import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self

from graph.errors import GoneError, Place

FOLDER: Final = "generations"
"""The folder in a store's folder that has its generations."""

RECORD: Final = "generation.json"
"""The file in a generation's folder that says what it is, and on which a lease holds a lock."""

STORE: Final = "store"
"""The folder in a generation's folder that has the data."""

POINTER: Final = "current"
"""The file that names the generations that are kept, the newest first: to replace it is to commit."""

_NAME: Final = re.compile(r"[0-9a-f]{12}")
_TOLD: Final = ("name", "base", "blank", "number", "key", "seed", "since", "changed")


@dataclass(frozen=True)
class Generation:
    """A state of the data: ``name`` is told with every answer, ``base`` is what its IRIs begin with.

    ``blank`` tells that its default graph is a plain one, not derived. ``store_id`` is that of all
    generations of a store, which ``number`` counts from 1. ``key`` is the `graph.changes.Write.key` of the
    write that made it, and empty if none did. ``seed`` names the generation that a build gave, from which
    writes led here; that of a blank store is the empty one. ``changed`` tells by IRI in which generation a
    graph was last changed, the default graph's IRI being empty; all others have not changed since
    ``since``.
    """

    name: str
    folder: Path
    base: str
    blank: bool = False
    store_id: str = ""
    number: int = 1
    key: str = ""
    seed: str = ""
    since: str = ""
    changed: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def store(self) -> Path:
        """Return the folder of the store, which is only ever opened to be read."""
        return self.folder / STORE

    @property
    def is_written(self) -> bool:
        """Tell whether writes led here from what was built."""
        return self.name != self.seed

    def changed_in(self, graph: str = "") -> str:
        """Name the generation since which a graph is as it is; the default graph's IRI is empty.

        A generation before it may have had the same triples: this is never too old, but may be too new.
        """
        return self.changed.get(graph, self.since)

    def record(self) -> str:
        """Return the text of its record."""
        told = {name: value for name, value in asdict(self).items() if name in _TOLD}
        return json.dumps({**told, "store": self.store_id}, sort_keys=True) + "\n"


class Hold:
    """A file that is held locked; a context that ends it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._held = file

    def close(self) -> None:
        """Let it go."""
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


class Lease(Hold):
    """A hold on a generation, which is not removed meanwhile.

    Raises GoneError if the generation is not there.
    """

    def __init__(self, folder: Path) -> None:
        try:
            super().__init__((folder / RECORD).open("rb"))
        except (FileNotFoundError, NotADirectoryError) as error:
            raise _gone(folder) from error
        try:
            fcntl.flock(self._held, fcntl.LOCK_SH)
            self.generation = _read_held(folder, self._held.fileno())
        except BaseException:
            self.close()
            raise


def hold(store: Path, name: str) -> Lease:
    """Hold a kept generation of the store in a folder.

    Raises GoneError if none of that name is kept.
    """
    folder = store / FOLDER / name
    if not _NAME.fullmatch(name):
        raise _gone(folder)
    return Lease(folder)


def read_generation(folder: Path) -> Generation:
    """Read what a generation's folder says of it.

    Raises OSError if there is none.
    """
    record = json.loads((folder / RECORD).read_bytes())
    told = {name: record[name] for name in _TOLD if name in record}
    # Earlier versions told the base alone: nothing was ever written to their stores.
    made_of_nothing = {"name": folder.name, "seed": folder.name, "since": folder.name}
    return Generation(**(made_of_nothing | told), folder=folder, store_id=record.get("store", ""))


@contextlib.contextmanager
def exclusive(folder: Path) -> Iterator[bool]:
    """Hold a generation so that nobody else can, and tell whether nobody else did; else hold nothing."""
    with (folder / RECORD).open("rb") as record:
        try:
            fcntl.flock(record, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def current_generation(store: Path) -> Generation | None:
    """Return the newest generation of the store in a folder, if there is any."""
    try:
        return next((read_generation(store / FOLDER / name) for name in kept_names(store)), None)
    except FileNotFoundError:
        return None


def kept_names(store: Path) -> tuple[str, ...]:
    """Name the generations that are kept in a store, the newest first."""
    try:
        return tuple((store / FOLDER / POINTER).read_text("utf-8").split())
    except (FileNotFoundError, NotADirectoryError):
        return ()


def _read_held(folder: Path, held: int) -> Generation:
    """Read the record, unless it was removed before it was held."""
    try:
        if os.path.samestat(os.fstat(held), os.stat(folder / RECORD)):
            return read_generation(folder)
    except FileNotFoundError:
        pass
    raise _gone(folder)


def _gone(folder: Path) -> GoneError:
    cure = "Use the newest one; the last few are kept."
    return GoneError(f"there is no generation {folder.name!r}", cure, Place(folder))
