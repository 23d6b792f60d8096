"""After a change, the units that it can affect, evaluated anew, give what all units give."""

import os
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Store, Triple

from graph.edtf_rule import check_edtf
from graph.layout import Layout, default_root
from graph.namespaces import ALG, BASE, SH, XSD
from graph.report import Result
from graph.roles import in_default_graph
from graph.shacl.engines import load_shapes
from graph.shacl.reference import check_shapes
from graph.shacl.source import IndexedSource, StoreSource
from graph.shacl.validation import Validation, validate, validate_change
from tests.shacl.article import SUBCLASS, TYPE, article, changed_at_random, shapes

CLAIM = NamedNode(f"{BASE}id/claim/udv-s02-1")
Told = tuple[object, ...]

# All that is looked at here is looked at by other tests too; traced, it takes twice as long.
pytestmark = pytest.mark.no_cover

SEEDS = int(os.environ.get("ALLEGATA_CHANGES", "1"))
"""So many sequences of changes are tried."""

CHANGES = 40


def told(results: list[Result]) -> set[Told]:
    """Return what results say, but for their words."""
    return {(r.focus, r.path, r.component, r.shape, r.value, r.severity) for r in results}


def unordered(validation: Validation) -> dict[object, frozenset[Result]]:
    """Return the results of each unit; what a store finds first, an index may find last."""
    return {unit: frozenset(results) for unit, results in validation.found.items()}


def reference(triples: frozenset[Triple]) -> set[Told]:
    files = Layout(default_root()).shape_files()
    return told([*check_shapes(triples, files, BASE), *check_edtf(triples)])


def test_the_article_conforms_without_a_result() -> None:
    assert validate(shapes(), IndexedSource(article())).found == {}


@pytest.mark.parametrize("seed", range(SEEDS))
def test_changes_at_random_give_what_all_units_give(seed: int) -> None:
    validation, broken, store = Validation(shapes()), set[tuple[str, str | None]](), Store()
    for number, (state, added, removed) in enumerate(changed_at_random(seed, CHANGES)):
        for quad in in_default_graph(removed):
            store.remove(quad)
        store.extend(in_default_graph(added if number else state))
        validation = validate_change(validation, StoreSource(store), added, removed)
        broken |= {(result.shape, result.component) for result in validation.results}
        if number % 5 == 4:  # what is wrong stays wrong: the next change begins with these results
            assert unordered(validation) == unordered(validate(shapes(), IndexedSource(state)))
    assert told(list(validation.results)) == reference(state)
    assert len(broken) > 50


def test_a_change_of_a_store_is_validated_where_it_is() -> None:
    store = Store()
    store.bulk_extend(in_default_graph(article()))
    (stance,) = [t for t in article() if t.subject == CLAIM and t.predicate.value == ALG + "stance"]
    store.remove(in_default_graph([stance])[0])
    after = validate_change(Validation(shapes()), StoreSource(store), [], [stance])
    (result,) = after.results
    assert (result.focus, result.shape) == (CLAIM, ALG + "ClaimShape-stance")
    store.extend(in_default_graph([stance]))
    assert validate_change(after, StoreSource(store), [stance], []).found == {}


def test_a_change_of_what_only_the_closed_shape_looks_at_reaches_no_other() -> None:
    note = Triple(CLAIM, NamedNode("https://example.org/seen"), Literal("Tuesday"))
    after = validate_change(Validation(shapes()), IndexedSource(article() | {note}), [note], [])
    assert after.looked_at == 1


def test_a_change_of_a_claim_reaches_few_units() -> None:
    (said,) = [t for t in article() if t.subject == CLAIM and t.predicate.value == ALG + "certainty"]
    after = validate_change(Validation(shapes()), IndexedSource(article() - {said}), [], [said])
    assert after.looked_at is not None
    assert after.looked_at < 10


def test_a_class_that_is_no_subclass_any_more_takes_its_instances_along() -> None:
    person, actor = NamedNode(ALG + "Person"), NamedNode(ALG + "Actor")
    axiom = Triple(person, SUBCLASS, actor)
    assert axiom in article()
    state = article() - {axiom}
    after = validate_change(Validation(shapes()), IndexedSource(state), [], [axiom])
    assert after.found == validate(shapes(), IndexedSource(state)).found
    assert any(result.path == ALG + "holder" for result in after.results)


def test_a_second_type_that_says_nothing_new_reaches_no_unit_of_its_class() -> None:
    persons = [t.subject for t in article() if t.predicate == TYPE and t.object == NamedNode(ALG + "Person")]
    more = [Triple(person, TYPE, NamedNode(ALG + "Actor")) for person in persons]
    after = validate_change(Validation(shapes()), IndexedSource(article() | set(more)), more, [])
    assert {shape.told.shape for shape, _ in after.found} == set()


@pytest.mark.parametrize("day", ["on Tuesday", "2025-13"])
def test_a_date_that_is_no_edtf_is_found_by_its_change(day: str) -> None:
    instant = next(t.subject for t in article() if t.object == NamedNode(ALG + "Instant"))
    dated = Triple(instant, NamedNode(ALG + "edtf"), Literal(day))
    after = validate_change(Validation(shapes()), IndexedSource(article() | {dated}), [dated], [])
    assert set(check_edtf([dated])) <= set(after.results)


def test_a_passage_that_starts_at_a_decimal_is_reported_though_rdflib_fails_at_it() -> None:
    start = next(t for t in article() if t.predicate.value == ALG + "start")
    amiss = Triple(start.subject, start.predicate, Literal("1.5", datatype=NamedNode(XSD + "decimal")))
    state = (article() - {start}) | {amiss}
    after = validate_change(Validation(shapes()), IndexedSource(state), [amiss], [start])
    broken = {(result.focus, result.shape) for result in after.results}
    assert (start.subject, ALG + "PassageShape-start") in broken


def test_a_query_that_nothing_ties_to_its_focus_node_is_asked_anew_after_each_change(tmp_path: Path) -> None:
    path = tmp_path / "claim.ttl"
    path.write_text(
        f"@prefix sh: <{SH}> . @prefix alg: <{ALG}> .\n"
        "alg:ClaimShape a sh:NodeShape ; sh:targetClass alg:Claim ;\n"
        '  sh:sparql [ sh:select "SELECT $this WHERE { ?any <urn:embargo> true }" ] .'
    )
    untied = load_shapes([path], BASE)
    embargo = Triple(
        NamedNode("urn:desk"), NamedNode("urn:embargo"), Literal("true", datatype=NamedNode(XSD + "boolean"))
    )
    claims = [t for t in article() if t.predicate == TYPE and t.object == NamedNode(ALG + "Claim")]
    few = frozenset(claims[:3])
    before = validate(untied, IndexedSource(few))
    assert before.found == {}
    after = validate_change(before, IndexedSource(few | {embargo}), [embargo], [])
    assert {result.focus for result in after.results} == {t.subject for t in few}
    assert validate_change(after, IndexedSource(few), [], [embargo]).found == {}
