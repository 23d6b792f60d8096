"""Rules asked again after a change find what they find when all are asked."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store

from graph.build import Built
from graph.layout import Layout, default_root
from graph.namespaces import ALG, BASE, RDF, SAID, XSD
from graph.roles import in_default_graph, shown_triples
from graph.rule_changes import ChangingRules, has_rows
from graph.rule_reach import RuleReach, rule_reach
from graph.rules import Rule, check_rules, read_rule

PROPERTIES = [
    NamedNode(iri)
    for iri in (
        *(
            ALG + name
            for name in ("contentGraph", "headSubject", "headObject", "about", "graphRole", "entails")
        ),
        *(ALG + name for name in ("fromProposition", "toProposition", "target", "authority", "relation")),
        SAID + "linkedTo",
        RDF + "type",
    )
]
DAY = Literal("2025-03-15", datatype=NamedNode(XSD + "date"))


@cache
def rules(kind: str) -> list[Rule]:
    layout = Layout(default_root())
    return [read_rule(path) for path in (layout.check_files() if kind == "check" else layout.derive_files())]


@cache
def reach(rule: Rule) -> RuleReach:
    found = rule_reach(rule.text)
    assert found is not None, rule.path.name
    return found


@pytest.fixture(scope="module")
def store(built: Built) -> Store:
    made = Store()
    made.bulk_load(path=str(built.dataset), format=RdfFormat.N_QUADS)
    made.extend(in_default_graph(shown_triples(made)))
    return made


def test_what_every_rule_depends_on_is_known() -> None:
    assert all(reach(rule).looks for kind in ("check", "derive") for rule in rules(kind))


@settings(max_examples=60, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_rule_finds_something_after_a_change_if_it_does_at_all(data: st.DataObject, store: Store) -> None:
    quads, kept = in_order(store), unbroken(store)
    gone = set(data.draw(st.lists(st.sampled_from(quads), max_size=3)))
    come = {each for each in data.draw(st.lists(made_of(quads), max_size=3)) if each not in store} - gone
    alter(store, gone, come)
    try:
        for rule in kept:
            found = bool(check_rules(store, [rule]))
            assert has_rows(store, rule, reach(rule), [*gone, *come]) == found, rule.path.name
    finally:
        alter(store, come, gone)


@st.composite
def made_of(draw: st.DrawFn, quads: list[Quad]) -> Quad:
    """Draw a quad of terms from several."""
    one, two, three = (draw(st.sampled_from(quads)) for _ in range(3))
    predicate = draw(st.sampled_from([two.predicate, *PROPERTIES]))
    term = draw(st.sampled_from([three.object, three.subject, three.graph_name, DAY]))
    if isinstance(term, DefaultGraph):
        term = NamedNode(f"{BASE}graph/proposition/hearsay")
    return Quad(one.subject, predicate, term, draw(st.sampled_from([three.graph_name, one.graph_name])))


@cache
def in_order(store: Store) -> list[Quad]:
    return sorted(store, key=str)


@cache
def unbroken(store: Store) -> list[Rule]:
    """Return the rules that find nothing: those of more than half of the project's."""
    kept = [rule for rule in rules("check") if not check_rules(store, [rule])]
    assert 2 * len(kept) > len(rules("check"))
    return kept


def alter(store: Store, gone: Iterable[Quad], come: Iterable[Quad]) -> None:
    for quad in gone:
        store.remove(quad)
    store.extend(come)


def test_a_rule_of_unknown_form_is_asked_anew(store: Store) -> None:
    text = "SELECT ?s { SERVICE <https://example.org/> { ?s ?p ?o } }"
    assert rule_reach(text) is None
    rule = Rule(Path("check_any.rq"), "SELECT ?s { ?s ?p ?o } LIMIT 1", "Problem", "")
    assert rule_reach(rule.text) is None
    assert ChangingRules([rule]).check(store, [], 10**6)


def test_rules_that_derive_depend_on_what_they_derive() -> None:
    actor, claim = (NamedNode(f"{BASE}id/{name}") for name in ("designation/tda", "claim/charge"))
    deriving = ChangingRules(rules("derive"))
    assert deriving.are_reached([Quad(actor, NamedNode(f"{ALG}statedReason"), claim)])
    assert deriving.are_reached([Quad(actor, NamedNode(f"{ALG}authority"), claim)])
    assert not deriving.are_reached([Quad(actor, NamedNode(f"{ALG}label"), claim)])
