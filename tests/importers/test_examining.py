"""What follows from an import, and what it must keep: looked at where it changes a store."""

from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from graph.bulk import Delta, apply_delta
from graph.errors import InconsistencyError, ValidationError
from graph.importers.examining import Examiner
from graph.importers.ofac.changing import Target
from graph.importers.ofac.importing import Options, compare
from graph.layout import Layout
from graph.namespaces import ALG, BASE, RDF
from graph.parse import read_rdf
from graph.reason import infer_triples
from graph.roles import describe_graphs, in_graph, visible_in
from tests.conftest import REPOSITORY
from tests.importers.ofac.imported import NAMING, STATES, Silent, built

LAYOUT = Layout(REPOSITORY)
EXAMINER = Examiner(LAYOUT, BASE, Silent())
INFERRED = NamedNode(f"{BASE}graph/inferred")
ENTRY = NamedNode(f"{BASE}id/entry/ofac-1572")


@cache
def _article() -> tuple[Quad, ...]:
    store = built()
    actors = NamedNode(f"{BASE}graph/actors")
    quads = in_graph(read_rdf(REPOSITORY / "graph" / "actors.ttl"), actors)
    apply_delta(store, Delta([*quads, *describe_graphs([actors.value], BASE)]), BASE)
    apply_delta(store, Delta(in_graph(everything(store), INFERRED)), BASE)
    return tuple(store)


def article() -> Store:
    """Make a store of actors, lists and contexts that are kept by hand, and of what follows."""
    store = Store()
    store.extend(_article())
    return store


def everything(store: Store) -> set[Triple]:
    """Return all that follows from what is asserted, reasoned over anew."""
    graphs = visible_in(store, BASE, inferred=False)
    shown = dict.fromkeys(
        q.triple for graph in graphs for q in store.quads_for_pattern(None, None, None, graph)
    )
    return set(infer_triples([*shown], LAYOUT.derive_files(), BASE))


def inferred(store: Store) -> set[Triple]:
    return {quad.triple for quad in store.quads_for_pattern(None, None, None, INFERRED)}


def bring(store: Store, files: list[Path]) -> None:
    delta = compare(files, Options(), Target(store, NAMING), Silent()).delta
    apply_delta(store, delta, BASE)
    apply_delta(store, EXAMINER.follow(store, delta), BASE)


def test_what_is_inferred_after_each_import_is_what_follows_from_all() -> None:
    store = article()
    for files in (STATES[:1], STATES[6:], STATES[1:3]):
        bring(store, files)
        assert inferred(store) == everything(store)
    asserted = {
        quad.triple
        for graph in visible_in(store, BASE)
        for quad in store.quads_for_pattern(None, None, None, graph)
    }
    assert {quad.triple for quad in store.quads_for_pattern(None, None, None, DefaultGraph())} == asserted


def follow(*quads: Quad) -> Delta:
    store = article()
    delta = Delta([*quads, *describe_graphs([NAMING.shown.value], BASE)])
    apply_delta(store, delta, BASE)
    return EXAMINER.follow(store, delta)


def test_what_breaks_a_shape_is_refused() -> None:
    with pytest.raises(ValidationError, match="filed under exactly one name"):
        follow(Quad(ENTRY, NamedNode(RDF + "type"), NamedNode(ALG + "ListEntry"), NAMING.shown))


def test_what_breaks_a_rule_is_refused() -> None:
    strange = NamedNode(f"{BASE}id/strange/ofac-1572")
    with pytest.raises(ValidationError, match="has no known kind of thing in it"):
        follow(Quad(strange, NamedNode(ALG + "editorNote"), Literal("NORIEGA"), NAMING.shown))


def test_a_contradiction_is_refused() -> None:
    document = NamedNode(f"{BASE}id/document/executive-order-13224")
    day = NamedNode(f"{BASE}id/instant/ofac-sdn-2024-05-03")
    with pytest.raises(InconsistencyError):
        follow(Quad(document, NamedNode(ALG + "at"), day, NAMING.shown))
