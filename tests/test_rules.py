"""Every rule: a dataset in which it finds nothing, and changes of which it alone finds the fault.

The dataset is the small article of the shapes. Each file below ``rules/`` is a case: the triples to take
out of a graph, those to add to it, and the nodes that the rule of its folder then names.
"""

from functools import cache
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from graph.namespaces import BASE, SH
from graph.report import Result
from graph.roles import in_default_graph, shown_triples
from graph.rules import RULE, check_rules, read_rule

CASES = Path(__file__).resolve().parent / "rules"
CASE_FILES = sorted(CASES.glob("*/*.trig"))
REPOSITORY = CASES.parent.parent
RULE_FILES = sorted((REPOSITORY / "graph" / "rules").glob("check_*.rq"))

Quads = frozenset[Quad]
Found = tuple[str, str, str]
"""The name of the rule, the focus and the severity."""


@cache
def conforming() -> Quads:
    ontology = NamedNode(BASE + "graph/ontology")
    files = [REPOSITORY / "ontology" / name for name in ("allegata.ttl", "content.ttl")]
    terms = [quad.triple for path in files for quad in pyoxigraph.parse(path=path)]
    article = pyoxigraph.parse(path=CASES.parent / "shapes" / "conforming.trig")
    return frozenset([*article, *(Quad(t.subject, t.predicate, t.object, ontology) for t in terms)])


def read_case(path: Path) -> tuple[Quads, Quads, list[Found]]:
    """Read what to remove, what to add, and what is then found."""
    quads = list(pyoxigraph.parse(path=path))
    expected = [quad for quad in quads if quad.graph_name == NamedNode("urn:expected")]
    severities = {q.subject: q.object.value for q in expected if q.predicate.value == SH + "resultSeverity"}
    found = [
        (path.parent.name, str(q.object), severities[q.subject].removeprefix(SH))
        for q in expected
        if q.predicate.value == SH + "focusNode"
    ]
    return _change(quads, "urn:remove:"), _change(quads, "urn:add:"), sorted(found)


def _change(quads: list[Quad], verb: str) -> Quads:
    """Return the quads of one verb, each in the graph that stands after it."""
    changed = [quad for quad in quads if str(quad.graph_name)[1:].startswith(verb)]
    names = [str(quad.graph_name)[1:-1].removeprefix(verb) for quad in changed]
    graphs = [DefaultGraph() if name == "default" else NamedNode(BASE + name) for name in names]
    return frozenset(
        Quad(quad.subject, quad.predicate, quad.object, graph)
        for quad, graph in zip(changed, graphs, strict=True)
    )


def check(quads: Quads) -> list[Result]:
    named = [quad for quad in quads if quad.graph_name != DefaultGraph()]
    store = Store()
    store.extend([*quads, *in_default_graph(shown_triples(named))])
    return check_rules(store, [read_rule(path) for path in RULE_FILES])


def found(results: list[Result]) -> list[Found]:
    return sorted((result.shape.removeprefix(RULE), str(result.focus), result.severity) for result in results)


def test_the_small_article_breaks_no_rule() -> None:
    assert found(check(conforming())) == []


@pytest.mark.parametrize("path", CASE_FILES, ids=[f"{path.parent.name}/{path.stem}" for path in CASE_FILES])
def test_a_broken_article_is_found_by_just_that_rule(path: Path) -> None:
    remove, add, expected = read_case(path)
    assert remove <= conforming()
    assert expected
    assert found(check((conforming() - remove) | add)) == expected


def test_each_rule_has_a_case() -> None:
    assert {path.stem for path in RULE_FILES} == {path.parent.name for path in CASE_FILES}


@pytest.mark.parametrize("path", RULE_FILES, ids=[path.stem for path in RULE_FILES])
def test_a_rule_states_problem_and_solution_and_orders_its_rows(path: Path) -> None:
    rule = read_rule(path)
    assert rule.text.startswith("# # ")
    assert rule.problem.endswith(".")
    assert rule.solution.endswith(".")
    assert "\nORDER BY " in rule.text


def test_rules_move_with_the_data_base() -> None:
    case = CASES / "check_content_property_outside_propositions" / "in_the_article.trig"
    base = "https://newsroom.example/"
    remove, add, _ = read_case(case)
    moved = [_moved(quad, base) for quad in (conforming() - remove) | add]
    store = Store()
    store.extend([*moved, *in_default_graph(shown_triples(moved))])
    results = check_rules(store, [read_rule(path, base) for path in RULE_FILES])
    assert found(results) == [
        ("check_content_property_outside_propositions", f"<{base}id/actor/nicolas-maduro>", "Violation")
    ]


def _moved(quad: Quad, base: str) -> Quad:
    lines = str(quad).replace(f"<{BASE}id/", f"<{base}id/").replace(f"<{BASE}graph/", f"<{base}graph/")
    moved: Quad = next(pyoxigraph.parse(f"{lines} .", pyoxigraph.RdfFormat.N_QUADS))
    return moved
