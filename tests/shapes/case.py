"""The small article, the changes to it that are cases, and the report on each."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph
import pyshacl
import rdflib
from rdflib import RDF, RDFS, SH
from rdflib.graph import _TripleType
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result
from rdflib.term import BNode, Node

from graph.rdflib_terms import rdflib_graph

CASES = Path(__file__).resolve().parent
REPOSITORY = CASES.parent.parent
CASE_FILES = sorted(CASES.glob("*/*.trig"))
NEEDED_OF_ONTOLOGY = {str(RDF.type), str(RDFS.subClassOf)}
"""All that `sh:class` and targets ask of it; a smaller graph is validated sooner."""

Triples = frozenset[pyoxigraph.Triple]


@dataclass(frozen=True, order=True)
class Outcome:
    """What tells one result from another. A path that is not one IRI follows from the shape."""

    focus: str
    shape: str
    component: str
    severity: str
    path: str = ""
    constraint: str = ""
    value: str = ""
    message: str = ""

    @property
    def broken(self) -> tuple[str, str]:
        """Return the constraint that is broken, and which component of it."""
        component = self.component.removeprefix(str(SH)).removesuffix("ConstraintComponent")
        return self.constraint or self.shape, component


@dataclass(frozen=True)
class Case:
    """What to take out of the small article, what to add to it, and what is then reported."""

    remove: Triples
    add: Triples
    expected: tuple[Outcome, ...]


class PreparedGraph(rdflib.Graph):
    """A graph that parses each query once: the shapes put the same few to every case."""

    def query(self, query_object: str | Query, *args: object, **kwargs: object) -> Result:
        return super().query(_prepared(str(query_object)), *args, **kwargs)  # type: ignore[arg-type]


@cache
def _prepared(text: str) -> Query:
    return prepareQuery(text)


@cache
def shapes() -> rdflib.Graph:
    """All but those over the ontology itself, which have tests of their own."""
    graph = rdflib.Graph()
    for path in sorted((REPOSITORY / "shapes").glob("*.ttl")):
        if path.name != "ontology_style.ttl":
            graph.parse(path)
    return graph


@cache
def ontology() -> Triples:
    files = [REPOSITORY / "ontology" / name for name in ("allegata.ttl", "content.ttl")]
    quads = [quad for path in files for quad in pyoxigraph.parse(path=path)]
    return frozenset(quad.triple for quad in quads if quad.predicate.value in NEEDED_OF_ONTOLOGY)


@cache
def conforming() -> Triples:
    """The small article, without the content graphs, which no shape may see."""
    quads = pyoxigraph.parse(path=CASES / "conforming.trig")
    return frozenset(quad.triple for quad in quads if "/graph/proposition/" not in str(quad.graph_name))


@cache
def article() -> PreparedGraph:
    graph = PreparedGraph()
    for triple in rdflib_graph(conforming() | ontology()):
        graph.add(triple)
    return graph


def read_case(path: Path) -> Case:
    parts: dict[str, list[pyoxigraph.Triple]] = {"remove": [], "add": [], "expected": []}
    for quad in pyoxigraph.parse(path=path):
        parts[str(quad.graph_name).strip("<>").removeprefix("urn:")].append(quad.triple)
    expected = outcomes(rdflib_graph(parts["expected"]))
    return Case(frozenset(parts["remove"]), frozenset(parts["add"]), expected)


def report_on(remove: Triples = frozenset(), add: Triples = frozenset()) -> tuple[Outcome, ...]:
    """Validate the small article after a change, and take the change back."""
    graph = article()
    old, new = set(rdflib_graph(remove)), set(rdflib_graph(add)) - set(graph)
    _exchange(graph, old, new)
    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes(), inference="none", inplace=True)
    _exchange(graph, new, old)
    assert isinstance(report, rdflib.Graph)
    return outcomes(report)


def _exchange(graph: rdflib.Graph, old: Collection[_TripleType], new: Collection[_TripleType]) -> None:
    for triple in old:
        graph.remove(triple)
    for triple in new:
        graph.add(triple)


def outcomes(report: rdflib.Graph) -> tuple[Outcome, ...]:
    return tuple(sorted(_outcomes(report)))


def _outcomes(report: rdflib.Graph) -> Iterator[Outcome]:
    for node in report.subjects(RDF.type, SH.ValidationResult):
        constraint = report.value(node, SH.sourceConstraint)
        yield Outcome(
            focus=_text(report.value(node, SH.focusNode)),
            shape=_text(report.value(node, SH.sourceShape)),
            component=_text(report.value(node, SH.sourceConstraintComponent)),
            severity=_text(report.value(node, SH.resultSeverity)),
            path=_text(report.value(node, SH.resultPath)),
            constraint=_text(constraint),
            value=_text(report.value(node, SH.value)) if constraint else "",
            message=_text(report.value(node, SH.resultMessage)),
        )


def _text(node: Node | None) -> str:
    return "" if node is None or isinstance(node, BNode) else str(node)
