"""Validation reports, as what refuses a write says them: https://www.w3.org/TR/shacl/#validation-report .

Where a result rests on triples, the report has these by PROV-O: each with the graphs that assert it and the
passages in which it is said, or with the triples that it follows from.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final

from pyoxigraph import NamedNode, RdfFormat, parse, serialize

from graph.explanation.passages import Passage
from graph.explanation.provenance import PROV
from graph.namespaces import ALG, PREFIXES, RDF, RDFS, SH
from graph.terms import Term
from server.formats import Format

_RESULT: Final = NamedNode(SH + "result")
_PREFIXES: Final = {**PREFIXES, "prov": PROV}

Members = dict[str, object]


@dataclass(frozen=True)
class Statement:
    """A triple that a result rests on, as a line of N-Triples and as a sentence.

    It stands in ``graphs`` and is said in ``passages``, or it follows from others by a rule. What is told of
    it elsewhere in the same result is not told again.
    """

    triple: str
    sentence: str
    graphs: tuple[str, ...] = ()
    passages: tuple[Passage, ...] = ()
    rule: str = ""
    follows_from: tuple["Statement", ...] = ()

    @property
    def members(self) -> Members:
        """Return what is told."""
        told: Members = {"triple": self.triple, "sentence": self.sentence, "graphs": list(self.graphs)}
        told["passages"] = list(map(_members, self.passages))
        told |= {"rule": self.rule, "follows_from": [each.members for each in self.follows_from]}
        return {name: value for name, value in told.items() if value}

    def __str__(self) -> str:
        told = [self.sentence, *(f"    in graph {graph}" for graph in self.graphs)]
        told += [f"    {passage}" for passage in self.passages]
        told += [f"    {self.rule}"] if self.rule else []
        told += [f"    from {line}" for each in self.follows_from for line in str(each).splitlines()]
        return "\n".join(told)


@dataclass(frozen=True)
class Finding:
    """One result of a report; what it does not tell is empty."""

    focus: str
    message: str
    severity: str
    path: str
    value: str
    shape: str
    statements: tuple[Statement, ...] = ()

    @property
    def members(self) -> Members:
        """Return what is told."""
        names = ("focus", "message", "severity", "path", "value", "shape")
        told: Members = {name: getattr(self, name) for name in names}
        told["triples"] = [statement.members for statement in self.statements]
        return {name: value for name, value in told.items() if value}

    def __str__(self) -> str:
        details = (("path", self.path), ("value", self.value), ("shape", self.shape))
        told = [f"{self.severity} {self.focus}", f"    {self.message}"]
        told += [f"    {name} {detail}" for name, detail in details if detail]
        told += [f"    {line}" for each in self.statements for line in str(each).splitlines()]
        return "\n".join(told)


def read_findings(report: str) -> tuple[Finding, ...]:
    """Return the results of a report in Turtle, in its order."""
    reader = _Reader(report)
    return tuple(reader.finding(node) for node in reader.results)


def write_report(report: str, format_: Format) -> bytes:
    """Return a report in another format."""
    rdf_format = RdfFormat.from_media_type(format_.media_type)
    found = (quad.triple for quad in parse(report, RdfFormat.TURTLE))
    return serialize(found, format=rdf_format, prefixes=_PREFIXES) or b""


class _Reader:
    """What is said of each node of a report."""

    def __init__(self, report: str) -> None:
        self._told: defaultdict[Term, defaultdict[str, dict[Term, None]]]
        self._told = defaultdict(lambda: defaultdict(dict))
        results: dict[Term, None] = {}
        for quad in parse(report, RdfFormat.TURTLE):
            self._told[quad.subject][quad.predicate.value][quad.object] = None
            if quad.predicate == _RESULT:
                results[quad.object] = None
        self.results = tuple(results)

    def finding(self, node: Term) -> Finding:
        """Return a result."""
        names = ("focusNode", "resultMessage", "resultPath", "value", "sourceShape")
        focus, message, path, value, shape = (self._words(node, SH + name) for name in names)
        severity = self._words(node, SH + "resultSeverity").removeprefix(SH)
        seen: set[Term] = set()
        rests_on = (self._statement(each, seen) for each in self._all(node, PROV + "wasDerivedFrom"))
        return Finding(focus, message, severity, path, value, shape, tuple(rests_on))

    def _statement(self, node: Term, seen: set[Term]) -> Statement:
        """Return a statement; all but itself is left out if it was seen before."""
        terms = (term for name in ("subject", "predicate", "object") for term in self._all(node, RDF + name))
        triple, sentence = f"{' '.join(map(str, terms))} .", self._words(node, RDFS + "label")
        if node in seen:
            return Statement(triple, sentence)
        seen.add(node)
        graphs = tuple(_words(graph) for graph in self._all(node, PROV + "hadPrimarySource"))
        passages = tuple(map(self._passage, self._all(node, PROV + "wasDerivedFrom")))
        steps = self._all(node, PROV + "wasGeneratedBy")
        rule = " ".join(self._words(step, RDFS + "comment") for step in steps)
        used = (each for step in steps for each in self._all(step, PROV + "used"))
        below = tuple(self._statement(each, seen) for each in used)
        return Statement(triple, sentence, graphs, passages, rule, below)

    def _passage(self, node: Term) -> Passage:
        document, start, end, exact = (
            self._words(node, ALG + name) for name in ("ofDocument", "start", "end", "exact")
        )
        return Passage(_words(node), document, int(start), int(end), exact)

    def _all(self, node: Term, predicate: str) -> Sequence[Term]:
        return tuple(self._told[node][predicate]) if node in self._told else ()

    def _words(self, node: Term, predicate: str) -> str:
        return next(map(_words, self._all(node, predicate)), "")


def _words(term: Term) -> str:
    """Return an IRI or the words of a literal, or the term as Turtle has it."""
    return str(getattr(term, "value", term))


def _members(passage: Passage) -> Members:
    told = asdict(passage)
    return {name: value for name, value in told.items() if value != ""}
