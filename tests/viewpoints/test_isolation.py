"""Nothing of a viewpoint is in the dataset, and nothing that builds or serves it knows of viewpoints."""

import pytest
from pyoxigraph import DefaultGraph

from graph.build import Built
from graph.namespaces import BASE, OWL, SAID
from graph.store import read_built
from graph.viewpoints.choosing import INCLUDABLE, choose
from graph.viewpoints.sharing import Viewpoints
from tests.test_imports import ORDER, imported, modules
from tests.viewpoints.saying import affirm, load, reject
from tests.viewpoints.test_contradictions import A_LEADS, IN_AXIOMS

BUILDING = ORDER[: ORDER.index("viewpoints.negation")]
CONTENT = (f"{BASE}graph/proposition/", f"{BASE}graph/ontology")


def test_the_output_of_a_build_has_no_negation_and_no_world(built: Built) -> None:
    text = built.dataset.read_text("utf-8")
    assert "NegativePropertyAssertion" not in text
    assert "complementOf" not in text
    assert "/viewpoint" not in text


def test_what_is_claimed_stands_in_no_graph_but_its_own(built: Built) -> None:
    quads = read_built(built.dataset)
    outside = [quad for quad in quads if not str(quad.graph_name)[1:].startswith(CONTENT)]
    assert not [quad for quad in outside if quad.predicate.value.startswith(SAID)]
    assert outside


def test_working_out_worlds_changes_nothing_in_the_store() -> None:
    store = load(IN_AXIOMS, [affirm("us", A_LEADS), reject("odni", A_LEADS)])
    before = set(store)
    viewpoints = Viewpoints(store)
    found = list(viewpoints.compare_all(choose(INCLUDABLE)))
    assert [each.contradictions for each in found if each.contradictions]
    assert set(store) == before
    shown = store.quads_for_pattern(None, None, None, DefaultGraph())
    assert not [quad for quad in shown if quad.predicate.value.startswith((SAID, f"{OWL}assertion"))]


@pytest.mark.parametrize("module", BUILDING)
def test_what_builds_a_dataset_does_not_know_of_viewpoints(module: str) -> None:
    assert not any("viewpoints" in name for name in imported(modules("graph")[module]))
