"""The validation report: what breaks which shape or rule, for people and as sh:ValidationReport."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple

from graph.namespaces import PREFIXES, RDF, SH, XSD
from graph.terms import Resource, Term
from graph.triples import write_triples

SEVERITIES: Final = ("Violation", "Warning", "Info")
"""Local names in the SHACL vocabulary, the gravest first; only the first fails."""


@dataclass(frozen=True)
class Result:
    """One result: ``shape`` is the IRI of a named shape or of a rule, ``path`` a SPARQL property path."""

    focus: Resource | Literal
    message: str
    severity: str
    shape: str
    path: str | None = None
    value: Term | None = None
    component: str | None = None

    @property
    def rank(self) -> tuple[int, str, str, str, str, str]:
        """Return what results are sorted by: the gravest first, then by focus, shape and path."""
        grave = SEVERITIES.index(self.severity)
        return grave, str(self.focus), self.shape, self.path or "", str(self.value or ""), self.message


class Report:
    """Results, the gravest first. A graph conforms if none is a violation."""

    def __init__(self, results: Iterable[Result]) -> None:
        self.results = tuple(sorted(set(results), key=lambda result: result.rank))

    @property
    def conforms(self) -> bool:
        """Tell whether no result is a violation."""
        return self.count("Violation") == 0

    def count(self, severity: str) -> int:
        """Count the results of one severity."""
        return Counter(result.severity for result in self.results)[severity]

    def __str__(self) -> str:
        shown = (result for result in self.results if result.severity != "Info")
        return "\n".join([*map(_told, shown), self.summary])

    @property
    def summary(self) -> str:
        """Return the verdict and the counts in one line."""
        counts = ", ".join(f"{name} {self.count(name)}" for name in SEVERITIES)
        return f"{'conforms' if self.conforms else 'does not conform'} ({counts})"

    def to_turtle(self) -> str:
        """Write the report as sh:ValidationReport."""
        return write_triples(self._triples(), RdfFormat.TURTLE).decode()

    def _triples(self) -> Iterator[Triple]:
        report = BlankNode("report")
        conforms = Literal(str(self.conforms).lower(), datatype=NamedNode(XSD + "boolean"))
        yield Triple(report, NamedNode(RDF + "type"), NamedNode(SH + "ValidationReport"))
        yield Triple(report, NamedNode(SH + "conforms"), conforms)
        for number, result in enumerate(self.results):
            node = BlankNode(f"result{number}")
            yield Triple(report, NamedNode(SH + "result"), node)
            yield from (Triple(node, NamedNode(name), term) for name, term in _statements(result))


def shorten(term: object) -> str:
    """Write a term with the project's prefixes where one fits.

    >>> shorten("https://w3id.org/allegata/ontology#Claim")
    'alg:Claim'
    """
    iri = term.value if isinstance(term, NamedNode) else str(term)
    fitting = [
        (len(namespace), prefix) for prefix, namespace in PREFIXES.items() if iri.startswith(namespace)
    ]
    if not fitting:
        return str(term)
    length, prefix = max(fitting)
    return f"{prefix}:{iri[length:]}"


def _told(result: Result) -> str:
    details = (("path", result.path), ("value", result.value), ("shape", result.shape))
    told = (f"\n    {name} {shorten(detail)}" for name, detail in details if detail is not None)
    return f"{result.severity} {shorten(result.focus)}\n    {result.message}" + "".join(told)


def _statements(result: Result) -> Iterator[tuple[str, Term]]:
    """Yield predicates and objects; a path that is not one IRI is told in the text only."""
    yield RDF + "type", NamedNode(SH + "ValidationResult")
    yield SH + "focusNode", result.focus
    yield SH + "resultMessage", Literal(result.message)
    yield SH + "resultSeverity", NamedNode(SH + result.severity)
    yield SH + "sourceShape", NamedNode(result.shape)
    if result.path and result.path.startswith("http"):
        yield SH + "resultPath", NamedNode(result.path)
    if result.value is not None:
        yield SH + "value", result.value
    if result.component:
        yield SH + "sourceConstraintComponent", NamedNode(result.component)
