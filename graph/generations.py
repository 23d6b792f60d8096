"""Generations: states of the data as immutable stores on disk, each whole, opened without a build.

They stand in ``generations/`` in the store's folder; `graph.lease` says what they are, `graph.commit` how
they are made. A build seeds one, and writes lead on from it: what was written is never lost silently.
"""

import contextlib
import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from pyoxigraph import RdfFormat, Store, parse
from pyoxigraph import __version__ as engine_version

from graph.commit import KEPT, Claim, cannot_write, make_generation, point, remove_old
from graph.errors import Place, StoreError, UnmergedError
from graph.lease import FOLDER, Generation, Lease, current_generation, hold, read_generation
from graph.namespaces import BASE
from graph.store import derive_default_graph

__all__ = [
    "KEPT",
    "Claim",
    "Generation",
    "Lease",
    "create_blank",
    "current_generation",
    "hold",
    "publish",
    "read_generation",
    "successor",
]

_NAME_LENGTH: Final = 12
_PUBLISH_WAIT_SECONDS: Final = 30.0

# A part of each seed's name: raise it when the same dataset is to give another store.
_FORM: Final = 2


def publish(dataset: Path, claim: Claim | None = None, *, discard_writes: bool = False) -> Lease:
    """Hold the generation that a built dataset seeds, or writes made of it; make it the newest if it is not.

    It stands beside the dataset. A process that has the store's claim already passes it.

    Raises StoreError if the dataset cannot be read, the generation cannot be written, or another process is
    changing the store; UnmergedError if it is another dataset than the last one, writes were made since
    then, and they are not to be discarded.
    """
    store, name = dataset.parent, _seed_name(dataset)
    current = current_generation(store)
    if current and _is_up_to_date(current, name, discard_writes):
        return Lease(current.folder)
    with _claimed(store, claim):
        current = current_generation(store)  # another process may have published meanwhile
        if current and _is_up_to_date(current, name, discard_writes):
            return Lease(current.folder)
        _refuse_loss(current, store, discard_writes)
        return _publish(store, dataset, current)


def create_blank(store: Path, claim: Claim | None = None, base: str = BASE) -> Lease:
    """Hold the newest generation of a blank store, which is made empty if there is none.

    Raises StoreError if the folder has another kind of store or cannot be written, or another process is
    changing it.
    """
    current = current_generation(store)
    if current is None:
        with _claimed(store, claim):
            current = current_generation(store) or _make_blank(store, base)
    if not current.blank:
        cure = "Choose another folder for the blank store, or serve this one without --empty."
        raise StoreError("the store has a built dataset", cure, Place(store))
    return Lease(current.folder)


def successor(generation: Generation, key: str) -> Generation:
    """Return the generation that a write leads to, which nobody has made yet; no graph has changed in it."""
    name = _hash(f"{generation.name} {key}")
    return replace(
        generation,
        name=name,
        folder=generation.folder.with_name(name),
        number=generation.number + 1,
        key=key,
    )


def seed(dataset: Path, current: Generation | None) -> Generation:
    """Return the generation that a dataset gives in the store beside it, which is made unless it is kept.

    To be done by who has the claim. Raises StoreError if the dataset cannot be read, and OSError.
    """
    folder = dataset.parent / FOLDER / _seed_name(dataset)
    if not folder.is_dir():
        _make(dataset, folder, current)
    return read_generation(folder)


def _is_up_to_date(current: Generation, name: str, discard_writes: bool) -> bool:
    """Tell whether a generation is the one that a dataset seeds, or, if writes count, came from it."""
    return name == (current.name if discard_writes else current.seed)


def _refuse_loss(current: Generation | None, store: Path, discard_writes: bool) -> None:
    if current and current.blank:
        cure = "Choose another folder for the build, or serve this one with --empty."
        raise StoreError("the store is a blank one", cure, Place(store))
    if current and current.is_written and not discard_writes:
        cure = "Save them first (allegata backup), then serve with --discard-writes."
        raise UnmergedError("the build has changed, and so has the store by writes", cure, Place(store))


def _publish(store: Path, dataset: Path, current: Generation | None) -> Lease:
    try:
        lease = Lease(seed(dataset, current).folder)
        point(lease.generation)
        remove_old(store)
        return lease
    except OSError as error:
        raise cannot_write(store, error) from error


@contextlib.contextmanager
def _claimed(store: Path, claim: Claim | None) -> Iterator[None]:
    with contextlib.nullcontext() if claim else Claim(store, _PUBLISH_WAIT_SECONDS):
        yield


def _seed_name(dataset: Path) -> str:
    try:
        with dataset.open("rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        cure = "Build it first: allegata build."
        raise StoreError(f"no dataset: {error.strerror}", cure, Place(dataset)) from error
    return _hash(f"{content} {engine_version} {_FORM}")


def _hash(made_of: str) -> str:
    return hashlib.sha256(made_of.encode()).hexdigest()[:_NAME_LENGTH]


def _make(dataset: Path, folder: Path, current: Generation | None) -> None:
    def fill(path: Path) -> Generation:
        store_id, number = _identity(current)
        made = Generation(folder.name, folder, _load(dataset, path), False, store_id, number)
        return replace(made, seed=made.name, since=made.name)

    make_generation(folder, fill)


def _load(dataset: Path, path: Path) -> str:
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


def _make_blank(store: Path, base: str) -> Generation:
    store_id, number = _identity(None)
    name = _hash(f"{store_id} blank")
    made = Generation(name, store / FOLDER / name, base, True, store_id, number, seed=name, since=name)

    def fill(path: Path) -> Generation:
        Store(path).flush()
        return made

    try:
        make_generation(made.folder, fill)
        point(made)
    except OSError as error:
        raise cannot_write(store, error) from error
    return made


def _identity(current: Generation | None) -> tuple[str, int]:
    """Return the id of the store and the number of its next generation."""
    if current is None:
        return secrets.token_hex(_NAME_LENGTH // 2), 1
    return current.store_id or secrets.token_hex(_NAME_LENGTH // 2), current.number + 1
