"""Every shape: a graph that conforms, and one that breaks just that shape, with the report expected.

``shapes/conforming.trig`` is a small article. Each other file below ``shapes/`` is a case: what to take
out of it, what to add, and the results expected of all shapes together.
"""

import re
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path

import pyoxigraph
import pyshacl
import pytest
import rdflib
from rdflib import RDF, RDFS, SH, URIRef
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result
from rdflib.graph import _TripleType
from rdflib.term import Node

from graph.namespaces import ALG
from graph.rdflib_terms import rdflib_graph

REPOSITORY = Path(__file__).resolve().parent.parent
CASES = Path(__file__).resolve().parent / "shapes"
CASE_FILES = sorted(CASES.glob("*/*.trig"))
OTHERS = ("ontology_style.ttl",)
"""Shapes over the ontology, which have tests of their own."""

NEEDED_OF_ONTOLOGY = {str(RDF.type), str(RDFS.subClassOf)}
"""All that `sh:class` and targets ask of it; a smaller graph is validated sooner."""

COMPONENTS = {
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
NO_CONSTRAINTS = {
    *(SH.ignoredProperties, SH.message, SH.path, SH.prefixes, SH.property, SH.qualifiedValueShape),
    *(SH.select, SH.severity, *TARGETS),
}
JARGON = re.compile(r"\b(IRIs?|URI|literals?|nodes?|RDF|SHACL|SPARQL|OWL|xsd|triples?|subclass|datatype|regex)\b")

Triples = frozenset[pyoxigraph.Triple]
Expected = tuple[str | None, ...]


class PreparedGraph(rdflib.Graph):
    """A graph that parses each query once: the shapes put the same few to every case."""

    def query(self, query_object: str | Query, *args: object, **kwargs: object) -> Result:  # type: ignore[override]
        return super().query(_prepared(str(query_object)), *args, **kwargs)  # type: ignore[arg-type]


@cache
def _prepared(text: str) -> Query:
    return prepareQuery(text)


@cache
def shapes() -> rdflib.Graph:
    graph = rdflib.Graph()
    for path in sorted((REPOSITORY / "shapes").glob("*.ttl")):
        if path.name not in OTHERS:
            graph.parse(path)
    return graph


@cache
def ontology() -> Triples:
    files = [REPOSITORY / "ontology" / name for name in ("allegata.ttl", "content.ttl")]
    quads = [quad for path in files for quad in pyoxigraph.parse(path=path)]
    return frozenset(quad.triple for quad in quads if quad.predicate.value in NEEDED_OF_ONTOLOGY)


@cache
def conforming() -> Triples:
    """All but the content graphs, which no shape may see."""
    quads = pyoxigraph.parse(path=CASES / "conforming.trig")
    return frozenset(quad.triple for quad in quads if "/graph/proposition/" not in str(quad.graph_name))


def read_case(path: Path) -> dict[str, Triples]:
    parts: dict[str, list[pyoxigraph.Triple]] = {"remove": [], "add": [], "expected": []}
    for quad in pyoxigraph.parse(path=path):
        parts[str(quad.graph_name).strip("<>").removeprefix("urn:")].append(quad.triple)
    return {name: frozenset(triples) for name, triples in parts.items()}


@cache
def article() -> PreparedGraph:
    graph = PreparedGraph()
    for triple in rdflib_graph(conforming() | ontology()):
        graph.add(triple)
    return graph


def report_on(remove: Triples = frozenset(), add: Triples = frozenset()) -> rdflib.Graph:
    """Validate the small article after a change, and take the change back."""
    graph = article()
    without, new = set(rdflib_graph(remove)), set(rdflib_graph(add)) - set(graph)
    _exchange(graph, without, new)
    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes(), inference="none", inplace=True)
    _exchange(graph, new, without)
    assert isinstance(report, rdflib.Graph)
    return report


def _exchange(graph: rdflib.Graph, old: Collection[_TripleType], new: Collection[_TripleType]) -> None:
    for triple in old:
        graph.remove(triple)
    for triple in new:
        graph.add(triple)


def results(report: rdflib.Graph) -> Iterator[Expected]:
    """Yield what tells results apart; a path that is not one IRI, and most values, follow from the shape."""
    for node in report.subjects(RDF.type, SH.ValidationResult):
        found = [report.value(node, name) for name in (SH.focusNode, SH.sourceShape, SH.resultPath)]
        component, severity = report.value(node, SH.sourceConstraintComponent), report.value(node, SH.resultSeverity)
        constraint = report.value(node, SH.sourceConstraint)
        value = report.value(node, SH.value) if constraint else None
        yield (*map(_iri, found), *map(_iri, (component, severity, constraint, value)), _message(report, node))


def _iri(node: Node | None) -> str | None:
    return str(node) if node is not None and not isinstance(node, rdflib.BNode) else None


def _message(report: rdflib.Graph, node: Node) -> str:
    return str(report.value(node, SH.resultMessage))


def sorted_results(report: rdflib.Graph) -> list[Expected]:
    return sorted(results(report), key=str)


def constraints() -> set[tuple[str, str]]:
    """Return each constraint that has a name, with each component of it."""
    graph = shapes()
    return {
        (str(value if predicate == SH.sparql else shape), COMPONENTS[predicate])
        for shape, predicate, value in graph
        if isinstance(shape, URIRef) and predicate in COMPONENTS
    }


def targeting_shapes() -> set[Node]:
    graph = shapes()
    return {shape for target in TARGETS for shape in graph.subjects(target)}


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
    assert sorted_results(report_on()) == []


def test_the_small_article_has_something_for_each_shape_to_look_at() -> None:
    unseen = {str(shape) for shape in targeting_shapes() if not any(focus_nodes(shape, article()))}
    assert unseen == {ALG + "DerivedShape"}, "only what the reasoner derives is not there to look at"


@pytest.mark.parametrize("path", CASE_FILES, ids=[f"{path.parent.name}/{path.stem}" for path in CASE_FILES])
def test_a_broken_article_gets_just_the_report_expected(path: Path) -> None:
    case = read_case(path)
    assert case["remove"] <= conforming()
    found = sorted_results(report_on(case["remove"], case["add"]))
    expected = sorted_results(rdflib_graph(case["expected"]))
    assert [result[:-1] for result in found] == [result[:-1] for result in expected]
    for (*_, message), (*_, begins) in zip(found, expected, strict=True):
        assert message
        assert begins
        assert message.startswith(begins)


def test_each_component_of_each_constraint_has_a_case_that_breaks_it() -> None:
    broken = set()
    for path in CASE_FILES:
        for _, shape, _, component, _, constraint, *_ in results(rdflib_graph(read_case(path)["expected"])):
            assert component
            name = component.removeprefix(str(SH)).removesuffix("ConstraintComponent")
            broken.add((constraint or shape, name))
    assert constraints() - broken == set()


def test_the_case_of_a_constraint_bears_its_name_and_stands_in_the_folder_of_its_file() -> None:
    files = {path.stem: path for path in (REPOSITORY / "shapes").glob("*.ttl")}
    for path in CASE_FILES:
        assert f"\nalg:{path.stem}\n" in files[path.parent.name].read_text("utf-8")


def test_shapes_use_no_constraint_that_these_tests_do_not_know() -> None:
    used = {p for s, p, _ in shapes() if isinstance(s, URIRef) and p.startswith(str(SH)) and p != SH.declare}
    assert used - set(COMPONENTS) - NO_CONSTRAINTS == set()


def test_each_constraint_has_a_severity_and_one_message_in_english() -> None:
    graph = shapes()
    for name, component in constraints():
        messages = list(graph.objects(URIRef(name), SH.message))
        assert [message.language for message in messages if isinstance(message, rdflib.Literal)] == ["en"], name
        if component != "SPARQL":
            assert graph.value(URIRef(name), SH.severity) in {SH.Violation, SH.Warning, SH.Info}, name
    for shape in graph.subjects(SH.sparql):
        assert graph.value(shape, SH.severity) == SH.Violation


def test_messages_are_sentences_that_a_journalist_understands() -> None:
    for message in shapes().objects(None, SH.message):
        assert message[0].isupper()
        assert message.endswith("."), message
        assert not JARGON.search(message), message


def test_each_shape_is_named_after_its_class_or_property() -> None:
    for kind in (SH.NodeShape, SH.PropertyShape, SH.SPARQLConstraint):
        for shape in shapes().subjects(RDF.type, kind):
            assert re.fullmatch(re.escape(ALG) + r"[A-Z][A-Za-z]*Shape(-[a-z][A-Za-z0-9]*)?", str(shape))


def test_each_property_shape_is_used() -> None:
    graph = shapes()
    for shape in graph.subjects(RDF.type, SH.PropertyShape):
        assert (None, SH.property, shape) in graph or shape in targeting_shapes()
    for constraint in graph.subjects(RDF.type, SH.SPARQLConstraint):
        assert (None, SH.sparql, constraint) in graph
