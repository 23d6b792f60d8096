from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import DefaultGraph

from graph.namespaces import BASE
from graph.reasoning.closing import close
from graph.reasoning.rule import Fact, fact
from tests.bench.closures import asserted, close_store, closed_made, copy_store


def of_things(facts: Iterable[Fact]) -> set[Fact]:
    """Return what is about things of the data: the store has not what follows about the ontology alone."""
    return {each for each in facts if str(each[0]).startswith(f"<{BASE}id/")}


def test_a_store_is_closed_as_facts_in_memory_are(tmp_path: Path) -> None:
    store = closed_made(tmp_path, 1_000)
    shown = (fact(quad.triple) for quad in store.quads_for_pattern(None, None, None, DefaultGraph()))
    expected = of_things(close(asserted(store)).facts)
    assert of_things(shown) == expected
    assert len(expected) > len(of_things(asserted(store))) + 100


def test_what_is_taken_away_comes_back_when_the_store_is_closed_again(tmp_path: Path) -> None:
    store = copy_store(closed_made(tmp_path, 1_000))
    size, known = len(store), set(asserted(store))
    inferred = [q for q in store if q.graph_name == DefaultGraph() and fact(q.triple) not in known]
    for quad in inferred[::2]:
        store.remove(quad)
    close_store(store)
    assert len(store) == size
