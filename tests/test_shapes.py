"""Every shape: a graph that conforms, and one that breaks just that shape, with the report expected.

``shapes/conforming.trig`` is a small article. Each other file below ``shapes/`` is a case: what to take
out of it, what to add, and the results expected of all shapes together.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import rdflib
from rdflib import RDF, RDFS, SH, Literal, URIRef
from rdflib.term import Node

from graph.namespaces import ALG
from tests.shapes.case import CASE_FILES, REPOSITORY, article, conforming, read_case, report_on, shapes

# What pyshacl does takes twice as long when it is traced, and is not ours.
pytestmark = pytest.mark.no_cover

COMPONENTS: dict[Node, str] = {
    SH["class"]: "Class",
    SH.closed: "Closed",
    SH.datatype: "Datatype",
    SH.disjoint: "Disjoint",
    SH.equals: "Equals",
    SH["in"]: "In",
    SH.lessThan: "LessThan",
    SH.lessThanOrEquals: "LessThanOrEquals",
    SH.maxCount: "MaxCount",
    SH.minCount: "MinCount",
    SH.minExclusive: "MinExclusive",
    SH.minInclusive: "MinInclusive",
    SH.minLength: "MinLength",
    SH.nodeKind: "NodeKind",
    SH["not"]: "Not",
    SH["or"]: "Or",
    SH.pattern: "Pattern",
    SH.qualifiedMinCount: "QualifiedMinCount",
    SH.sparql: "SPARQL",
    SH.uniqueLang: "UniqueLang",
}
TARGETS = (SH.targetClass, SH.targetNode, SH.targetObjectsOf, SH.targetSubjectsOf)
NO_CONSTRAINTS: set[Node] = {
    *(SH.declare, SH.ignoredProperties, SH.message, SH.path, SH.prefixes, SH.property),
    *(SH.qualifiedValueShape, SH.select, SH.severity, *TARGETS),
}
JARGON = re.compile(r"\b(IRIs?|URIs?|literals?|nodes?|RDF|SHACL|SPARQL|OWL|xsd|triples?|subclass|datatype)\b")


def constraints() -> set[tuple[str, str]]:
    """Return each constraint that has a name, with each component of it."""
    return {
        (str(value if predicate == SH.sparql else shape), COMPONENTS[predicate])
        for shape, predicate, value in shapes()
        if isinstance(shape, URIRef) and predicate in COMPONENTS
    }


def targeting_shapes() -> set[Node]:
    return {shape for target in TARGETS for shape in shapes().subjects(target)}


def focus_nodes(shape: Node, data: rdflib.Graph) -> Iterator[Node]:
    graph = shapes()
    yield from graph.objects(shape, SH.targetNode)
    for target in graph.objects(shape, SH.targetClass):
        for kind in data.transitive_subjects(RDFS.subClassOf, target):
            yield from data.subjects(RDF.type, kind)
    for target in graph.objects(shape, SH.targetSubjectsOf):
        yield from data.subjects(target)
    for target in graph.objects(shape, SH.targetObjectsOf):
        yield from data.objects(None, target)


def test_the_small_article_conforms_to_all_shapes() -> None:
    assert report_on() == ()


def test_the_small_article_has_something_for_each_shape_to_look_at() -> None:
    unseen = {str(shape) for shape in targeting_shapes() if not any(focus_nodes(shape, article()))}
    assert unseen == {ALG + "DerivedShape"}, "only what the reasoner derives is not there to look at"


@pytest.mark.parametrize("path", CASE_FILES, ids=[f"{path.parent.name}/{path.stem}" for path in CASE_FILES])
def test_a_broken_article_gets_just_the_report_expected(path: Path) -> None:
    case = read_case(path)
    assert case.remove <= conforming()
    found = report_on(case.remove, case.add)
    assert [replace(outcome, message="") for outcome in found] == [
        replace(outcome, message="") for outcome in case.expected
    ]
    for outcome, expected in zip(found, case.expected, strict=True):
        assert expected.message
        assert outcome.message.startswith(expected.message)


def test_each_component_of_each_constraint_has_a_case_that_breaks_it() -> None:
    broken = {outcome.broken for path in CASE_FILES for outcome in read_case(path).expected}
    assert constraints() - broken == set()


def test_a_case_bears_the_name_of_a_constraint_and_breaks_it() -> None:
    for path in CASE_FILES:
        shape_file = REPOSITORY / "shapes" / f"{path.parent.name}.ttl"
        assert f"\nalg:{path.stem}\n" in shape_file.read_text("utf-8")
        assert ALG + path.stem in {outcome.broken[0] for outcome in read_case(path).expected}


def test_only_this_case_breaks_more_than_its_constraint() -> None:
    more = {p.stem for p in CASE_FILES if len({outcome.broken[0] for outcome in read_case(p).expected}) > 1}
    assert more == {"PutativeEntityShape-kind"}, "what is a place must also have a place's address"


def test_shapes_use_no_constraint_that_these_tests_do_not_know() -> None:
    used = {p for s, p, _ in shapes() if isinstance(s, URIRef) and str(p).startswith(str(SH))}
    assert used - COMPONENTS.keys() - NO_CONSTRAINTS == set()


def test_each_constraint_has_one_message_in_english() -> None:
    for name, _ in constraints():
        (message,) = shapes().objects(URIRef(name), SH.message)
        assert isinstance(message, Literal)
        assert message.language == "en"


def test_each_constraint_has_a_severity_a_query_that_of_its_shape() -> None:
    graph = shapes()
    queries = {str(query): shape for shape, query in graph.subject_objects(SH.sparql)}
    for name, _ in constraints():
        shape = queries.get(name, URIRef(name))
        assert graph.value(shape, SH.severity) in {SH.Violation, SH.Warning, SH.Info}, name


def test_messages_are_sentences_that_a_journalist_understands() -> None:
    for message in map(str, shapes().objects(None, SH.message)):
        assert message[0].isupper() or message.startswith("{?"), message
        assert message.endswith("."), message
        assert not JARGON.search(message), message


def test_each_shape_is_named_after_its_class_or_property() -> None:
    for kind in (SH.NodeShape, SH.PropertyShape, SH.SPARQLConstraint):
        for shape in shapes().subjects(RDF.type, kind):
            assert re.fullmatch(re.escape(ALG) + r"[A-Z][A-Za-z]*Shape(-[a-z][A-Za-z0-9]*)?", str(shape))


def test_each_constraint_is_used() -> None:
    graph = shapes()
    used = {*targeting_shapes(), *graph.objects(None, SH.property), *graph.objects(None, SH.sparql)}
    assert {URIRef(name) for name, _ in constraints()} - used == set()
