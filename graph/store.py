"""A built dataset, opened: its named graphs, and the default graph that they give rise to."""

from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from graph.dataset import parse_nquads
from graph.errors import Place, StoreError
from graph.namespaces import ALG
from graph.roles import data_base, visible_in


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
    store = Store()
    store.bulk_extend(quads)
    derive_default_graph(store)
    return store


def derive_default_graph(store: Store) -> str:
    """Put each triple that a visible graph has into the default graph; return the base of the data's IRIs.

    Raises StoreError if the graphs' roles are not told.
    """
    base = data_base(store.quads_for_pattern(None, NamedNode(ALG + "graphRole"), None))
    for graph in visible_in(store, base):
        shown = store.quads_for_pattern(None, None, None, graph)
        store.bulk_extend(Quad(q.subject, q.predicate, q.object, DefaultGraph()) for q in shown)
    return base
