"""A store in memory with the hand-kept lists, and states of the list brought into it, for tests."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from pyoxigraph import DefaultGraph, Quad, Store

from graph.bulk import apply_delta
from graph.dataset import read_triples
from graph.importers.ofac.changing import Target
from graph.importers.ofac.importing import Comparison, Options, compare
from graph.importers.ofac.naming import Naming
from graph.layout import Layout
from graph.namespaces import BASE, PREFIXES
from graph.roles import graph_roles
from graph.store import derive_default_graph
from tests.conftest import REPOSITORY

STATES = sorted((Path(__file__).resolve().parent / "data" / "states").glob("sdn-*"))
"""The same few entries in eight states of 2021 to 2026, as the list had them."""

NAMING = Naming(BASE)
PLAIN = Options()


class Silent:
    """Hears how an import goes on, and says nothing."""

    def begin(self, stage: str) -> None:
        """Hear that a stage begins."""

    def end(self, stage: str, told: str) -> None:
        """Hear that a stage has ended."""

    def step(self, done: int, count: int, what: str) -> None:
        """Hear how far it is."""


@cache
def _hand_kept() -> tuple[Quad, ...]:
    quads = read_triples(Layout(REPOSITORY))
    kept = [
        q for q in quads if any(f"/graph/{name}" in str(q.graph_name) for name in ("lists", "context", "ont"))
    ]
    return (*kept, *graph_roles(kept, BASE))


def built() -> Store:
    """Make a store of the ontology, the lists that are kept by hand, and the context of designations."""
    store = Store()
    store.extend(_hand_kept())
    derive_default_graph(store)
    return store


def bring(store: Store, files: Iterable[Path], options: Options = PLAIN) -> Comparison:
    """Bring states into a store."""
    found = compare([*files], options, Target(store, NAMING), Silent())
    apply_delta(store, found.delta, BASE)
    return found


def dump(store: Store) -> list[str]:
    """Return all quads of a store as text, sorted."""
    return sorted(map(str, store))


def ask(store: Store, query: str) -> list[tuple[str, ...]]:
    """Answer a SELECT query over the default graph with the values of its terms."""
    rows = store.query(query, prefixes=PREFIXES, default_graph=DefaultGraph())
    return [tuple("" if term is None else term.value for term in row) for row in rows]  # type: ignore[union-attr]
