"""Validation reports, as what refuses a write says them: https://www.w3.org/TR/shacl/#validation-report ."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Final

from pyoxigraph import NamedNode, RdfFormat, parse, serialize

from graph.namespaces import PREFIXES, SH
from graph.terms import Term
from server.formats import Format

_RESULT: Final = NamedNode(SH + "result")


@dataclass(frozen=True)
class Finding:
    """One result of a report; what it does not tell is empty."""

    focus: str
    message: str
    severity: str
    path: str
    value: str
    shape: str

    @property
    def members(self) -> dict[str, str]:
        """Return what is told."""
        return {name: told for name, told in asdict(self).items() if told}

    def __str__(self) -> str:
        details = (("path", self.path), ("value", self.value), ("shape", self.shape))
        told = (f"\n    {name} {detail}" for name, detail in details if detail)
        return f"{self.severity} {self.focus}\n    {self.message}" + "".join(told)


def read_findings(report: str) -> tuple[Finding, ...]:
    """Return the results of a report in Turtle, in its order."""
    found: dict[Term, dict[str, Term]] = {}
    nodes: dict[Term, None] = {}
    for quad in parse(report, RdfFormat.TURTLE):
        found.setdefault(quad.subject, {})[quad.predicate.value.removeprefix(SH)] = quad.object
        if quad.predicate == _RESULT:
            nodes[quad.object] = None
    return tuple(_finding(found.get(node, {})) for node in nodes)


def _finding(told: Mapping[str, Term]) -> Finding:
    severity = told.get("resultSeverity")
    names = ("focusNode", "resultMessage", "resultPath", "value", "sourceShape")
    focus, message, path, value, shape = (_words(told.get(name)) for name in names)
    return Finding(focus, message, _words(severity).removeprefix(SH), path, value, shape)


def _words(term: Term | None) -> str:
    """Return an IRI or the words of a literal, or the term as Turtle has it; empty where there is none."""
    return "" if term is None else str(getattr(term, "value", term))


def write_report(report: str, format_: Format) -> bytes:
    """Return a report in another format."""
    rdf_format = RdfFormat.from_media_type(format_.media_type)
    found = (quad.triple for quad in parse(report, RdfFormat.TURTLE))
    return serialize(found, format=rdf_format, prefixes=PREFIXES) or b""
