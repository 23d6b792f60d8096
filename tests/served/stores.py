"""Stores in folders: built ones of the small dataset, and blank ones that are written to."""

from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, Store, serialize

from graph.changes import Update
from graph.generations import create_blank, publish
from graph.lease import Lease, current_generation
from tests.served import read_quads


def write_dataset(folder: Path, quads: Iterable[Quad] | None = None) -> Path:
    """Write the small dataset, or other quads, to where a build does; return the file."""
    folder.mkdir(exist_ok=True)
    path = folder / "dataset.nq"
    serialize(read_quads() if quads is None else quads, str(path), format=RdfFormat.N_QUADS)
    return path


def publish_in(folder: Path, quads: Iterable[Quad] | None = None) -> Lease:
    """Hold the generation that the small dataset, or other quads, seed in a folder."""
    return publish(write_dataset(folder, quads))


def make_blank(folder: Path) -> Path:
    """Make a blank store in a folder, and return the folder."""
    create_blank(folder).close()
    return folder


def insert(words: str) -> Update:
    return Update(f"INSERT DATA {{ <urn:leavitt> <urn:says> '{words}' }}")


def committed(store: Path) -> set[Quad]:
    """Return what anybody who opens the newest generation of a store sees."""
    current = current_generation(store)
    assert current is not None
    return set(Store.read_only(str(current.store)))


def words(store: Path) -> list[str]:
    """Return what was said in all that was written to a store and is committed."""
    return sorted(str(getattr(quad.object, "value", "")) for quad in committed(store))
