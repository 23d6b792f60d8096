"""The data that is measured: the article, LUBM(1), and a million triples made by `generate`.

Each stands as a file of triples, for servers that load one, and as a store of this project in a folder,
whose generation Oxigraph's own server opens as well: both read the same bytes.
"""

import gzip
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import DefaultGraph, RdfFormat, Store, serialize

from graph.generations import create_blank, publish
from graph.layout import default_root
from tests.bench import generate

SHARED: Final = Path(os.environ.get("ALLEGATA_SHARED", default_root().parent / "shared")).resolve()
LUBM: Final = SHARED / "data" / "lubm" / "lubm1.nt.gz"
TRIPLES: Final = 1_000_000


@dataclass(frozen=True)
class Data:
    """A dataset under a name: ``blank`` tells that its default graph is a plain one."""

    name: str
    folder: Path
    blank: bool = True

    @property
    def triples(self) -> Path:
        """Return the file with the triples of the default graph."""
        return self.folder / "triples.nt"

    @property
    def store(self) -> Path:
        """Return the folder of the project's store."""
        return self.folder / "store"

    @property
    def engine_store(self) -> Path:
        """Return the folder of a copy in Oxigraph's own form."""
        return self.folder / "oxigraph"

    def copy_store(self, folder: Path) -> Path:
        """Copy the project's store, so that it can be written; files that never change are linked."""
        return shutil.copytree(self.store, folder, copy_function=_link_or_copy)


def prepare_article(folder: Path, dataset: Path) -> Data:
    """Make the data of the article from a built dataset, each time anew."""
    data = Data("article", folder / "article", blank=False)
    shutil.rmtree(data.folder, ignore_errors=True)
    data.store.mkdir(parents=True)
    shutil.copy(dataset, data.store / dataset.name)
    with publish(data.store / dataset.name) as lease:
        store = Store.read_only(str(lease.generation.store))
        shown = (quad.triple for quad in store.quads_for_pattern(None, None, None, DefaultGraph()))
        serialize(shown, str(data.triples), format=RdfFormat.N_TRIPLES)
        store.backup(str(data.engine_store))
    return data


def prepare_lubm(folder: Path) -> Data | None:
    """Make the data of LUBM(1), unless it is there; None where the folder with the benchmark is absent."""
    if not LUBM.is_file():
        return None
    return _prepare(Data("LUBM(1)", folder / "lubm"), _unpack_lubm)


def prepare_made(folder: Path, triples: int = TRIPLES) -> Data:
    """Make so many triples, unless they are there."""
    data = Data(f"{triples:,} triples", folder / f"made-{triples}-{generate.edition()}")
    return _prepare(data, lambda path: generate.write(path, triples))


def _unpack_lubm(path: Path) -> None:
    with gzip.open(LUBM, "rb") as packed, path.open("wb") as file:
        shutil.copyfileobj(packed, file)


def _prepare(data: Data, write: Callable[[Path], None]) -> Data:
    if not data.engine_store.exists():
        shutil.rmtree(data.folder, ignore_errors=True)
        data.folder.mkdir(parents=True)
        write(data.triples)
        load_blank(data.store, data.triples, data.engine_store)
    return data


def load_blank(folder: Path, triples: Path, copy: Path) -> None:
    """Load a file into the first generation of a blank store, and copy that for Oxigraph's own server."""
    with create_blank(folder) as lease:
        store = Store(str(lease.generation.store))
        store.bulk_load(path=str(triples), format=RdfFormat.N_TRIPLES)
        store.optimize()
        store.flush()
        store.backup(str(copy))


def _link_or_copy(source: str, target: str) -> None:
    """Link the files of RocksDB that never change, as `Store.backup` does, and copy the rest."""
    if source.endswith(".sst"):
        os.link(source, target)
    else:
        shutil.copy2(source, target)
