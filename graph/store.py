"""A built dataset, opened: its named graphs, and the default graph that they give rise to."""

from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import Quad, Store

from graph.dataset import parse_nquads
from graph.errors import Place, StoreError
from graph.roles import in_default_graph, shown_triples


def open_store(dataset_path: Path) -> Store:
    """Load a dataset into memory, with the derived default graph: each triple that a visible graph has.

    Raises StoreError if the file is missing or is no dataset that a build wrote.
    """
    return load_store(read_built(dataset_path))


def read_built(dataset_path: Path) -> list[Quad]:
    """Read the named graphs of a built dataset.

    Raises StoreError if the file is missing or is not N-Quads.
    """
    try:
        return parse_nquads(dataset_path.read_bytes())
    except OSError as error:
        cure = "Build it first: allegata build."
        raise StoreError(f"no dataset: {error.strerror}", cure, Place(dataset_path)) from error
    except SyntaxError as error:
        cure = "Build it anew: allegata build --force."
        raise StoreError(f"not N-Quads: {error.msg}", cure, Place(dataset_path, error.lineno)) from error


def load_store(quads: Iterable[Quad]) -> Store:
    """Put named graphs into a store in memory, with the derived default graph.

    Raises StoreError if the graphs' roles are not told.
    """
    quads = list(quads)
    store = Store()
    store.bulk_extend([*quads, *in_default_graph(shown_triples(quads))])
    return store
