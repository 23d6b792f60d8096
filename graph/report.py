"""The validation report: what breaks which shape or rule, for people and as sh:ValidationReport."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, Protocol

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple

from graph.namespaces import PREFIXES, RDF, SH, XSD
from graph.terms import Resource, Term
from graph.triples import write_triples

SEVERITIES: Final = ("Violation", "Warning", "Info")
"""Local names in the SHACL vocabulary, the gravest first; only the first fails."""

_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>]*")
_REPORT: Final = BlankNode("report")


class Evidence(Protocol):
    """What a result rests on, as text and as RDF."""

    def __str__(self) -> str: ...

    def describe(self, result: BlankNode) -> Iterable[Triple]:
        """Yield triples about the node of a result, and about nodes whose labels begin as its own does."""


@dataclass(frozen=True)
class Result:
    """One result: ``shape`` is the IRI of a shape or of a rule, or begins with ``_:`` if it has none.

    ``path`` is a SPARQL property path. ``severity`` is one of `SEVERITIES`, or an IRI.
    """

    focus: Resource | Literal
    message: str
    severity: str
    shape: str
    path: str | None = None
    value: Term | None = None
    component: str | None = None
    evidence: Evidence | None = field(default=None, compare=False)

    @property
    def rank(self) -> tuple[int, str, str, str, str, str]:
        """Return what results are sorted by: the gravest first, then by focus, shape and path."""
        grave = (*SEVERITIES, self.severity).index(self.severity)
        return grave, str(self.focus), self.shape, self.path or "", str(self.value or ""), self.message

    def __str__(self) -> str:
        details = (("path", self.path), ("value", self.value), ("shape", self.shape))
        told = [f"{self.severity} {shorten(self.focus)}", f"    {self.message}"]
        told += [f"    {name} {shorten(detail)}" for name, detail in details if detail is not None]
        told += [f"    {line}" for line in str(self.evidence or "").splitlines()]
        return "\n".join(told)


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
        return "\n".join([*map(str, shown), self.summary])

    @property
    def summary(self) -> str:
        """Return the verdict and the counts in one line."""
        counts = ", ".join(f"{name} {self.count(name)}" for name in SEVERITIES)
        return f"{'conforms' if self.conforms else 'does not conform'} ({counts})"

    def to_turtle(self) -> str:
        """Write the report as sh:ValidationReport."""
        return self.to_rdf(RdfFormat.TURTLE).decode()

    def to_rdf(self, format_: RdfFormat) -> bytes:
        """Write the report as sh:ValidationReport in any format."""
        return write_triples((*report_triples(self.results), verdict_triple(self.conforms)), format_)


def report_triples(results: Iterable[Result]) -> Iterator[Triple]:
    """Yield a report as RDF, result by result as they come, all but whether the data conform."""
    yield Triple(_REPORT, NamedNode(RDF + "type"), NamedNode(SH + "ValidationReport"))
    for number, result in enumerate(results):
        node = BlankNode(f"result{number}")
        yield Triple(_REPORT, NamedNode(SH + "result"), node)
        yield from (Triple(node, NamedNode(name), term) for name, term in _statements(result))
        if result.evidence is not None:
            yield from result.evidence.describe(node)


def verdict_triple(conforms: bool) -> Triple:
    """Return what a report says last: whether the data conform."""
    told = Literal(str(conforms).lower(), datatype=NamedNode(XSD + "boolean"))
    return Triple(_REPORT, NamedNode(SH + "conforms"), told)


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


def _statements(result: Result) -> Iterator[tuple[str, Term]]:
    """Yield predicates and objects; a path that is not one IRI is told in the text only."""
    yield RDF + "type", NamedNode(SH + "ValidationResult")
    yield SH + "focusNode", result.focus
    yield SH + "resultMessage", Literal(result.message)
    severity = result.severity if ":" in result.severity else SH + result.severity
    yield SH + "resultSeverity", NamedNode(severity)
    yield SH + "sourceShape", _shape(result.shape)
    if result.path and _IRI.fullmatch(result.path):
        yield SH + "resultPath", NamedNode(result.path)
    if result.value is not None:
        yield SH + "value", result.value
    if result.component:
        yield SH + "sourceConstraintComponent", NamedNode(result.component)


def _shape(name: str) -> NamedNode | BlankNode:
    return BlankNode(name.removeprefix("_:")) if name.startswith("_:") else NamedNode(name)
