"""The words of an article behind a fact, and what else has to be told beside a claim."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from graph.namespaces import ALG, RDFS
from graph.reasoning.literals import Value, value
from graph.reasoning.match import Source
from graph.reasoning.rule import Fact, Term
from graph.report import shorten

CONTRADICTS: Final = NamedNode(ALG + "contradicts")

_PASSAGE: Final = NamedNode(ALG + "passage")
_DOCUMENT: Final = NamedNode(ALG + "ofDocument")
_EXACT: Final = NamedNode(ALG + "exact")
_START: Final = NamedNode(ALG + "start")
_END: Final = NamedNode(ALG + "end")
_HOLDER: Final = NamedNode(ALG + "holder")
_STANCE: Final = NamedNode(ALG + "stance")
_CERTAINTY: Final = NamedNode(ALG + "certainty")
_SAID_AT: Final = NamedNode(ALG + "saidAt")
_BEFORE: Final = NamedNode(ALG + "before")
_POSSIBLE: Final = NamedNode(ALG + "possible")
_LABEL: Final = NamedNode(RDFS + "label")


@dataclass(frozen=True)
class Passage:
    """Words of a document: offsets are code points from 0, ``end`` exclusive.

    ``voice`` is who holds the claim that they express, and with which stance; empty where it is no claim.
    """

    iri: str
    document: str
    start: int
    end: int
    exact: str
    voice: str = ""

    def __str__(self) -> str:
        """Return the words, where they stand, and whose they are."""
        voice = f", {self.voice}" if self.voice else ""
        return f"“{self.exact}” ({shorten(NamedNode(self.document))}, {self.start}\u2013{self.end}{voice})"


def find_passages(fact: Fact, source: Source) -> tuple[Passage, ...]:
    """Return the passages of what a fact is about, in the order of the text; else those of its object."""
    for term in (fact[0], fact[2]):
        if not isinstance(term, NamedNode):
            continue
        found = (_read(each[2], _voice(term, source), source) for each in source.find(term, _PASSAGE, None))
        passages = [passage for passage in found if passage is not None]
        if passages:
            return tuple(sorted(passages, key=lambda each: (each.document, each.start, each.end)))
    return ()


def remark(fact: Fact, source: Source) -> tuple[str, ...]:
    """Return what has to be told with the fact that two claims contradict each other: logic is not all."""
    if fact[1] != CONTRADICTS:
        return ()
    one, other = fact[0], fact[2]
    sure = [_first(claim, _CERTAINTY, source) for claim in (one, other)]
    told = [f"{shorten(claim)}: {_voice(claim, source)}" for claim in (one, other) if _voice(claim, source)]
    if all(sure):
        told.append(f"Certainty as worded: {' and '.join(_name(each, source) for each in sure if each)}.")
    told.append(f"{_order(one, other, source)}")
    if _POSSIBLE in sure:
        told.append("The clash is weak: one of them says only what is possible.")
    return tuple(told)


def _read(passage: Term, voice: str, source: Source) -> Passage | None:
    """Return a passage; None where it is not wholly described, as in data that nobody validated."""
    terms = [_first(passage, predicate, source) for predicate in (_DOCUMENT, _START, _END, _EXACT)]
    match terms:
        case [NamedNode() as document, Literal() as start, Literal() as end, Literal() as exact]:
            if isinstance(passage, NamedNode) and start.value.isdecimal() and end.value.isdecimal():
                span = int(start.value), int(end.value)
                return Passage(passage.value, document.value, *span, exact.value, voice)
    return None


def _voice(claim: Term, source: Source) -> str:
    holder, stance = (_first(claim, predicate, source) for predicate in (_HOLDER, _STANCE))
    return f"{_name(holder, source)} {_name(stance, source)}" if holder and stance else ""


def _order(one: Term, other: Term, source: Source) -> str:
    """Tell which of two claims was made first, if that is known."""
    if _is_before(one, other, source):
        return f"{shorten(one)} was said first."
    if _is_before(other, one, source):
        return f"{shorten(other)} was said first."
    return "Which was said first is not known."


def _is_before(one: Term, other: Term, source: Source) -> bool:
    times = [_first(claim, _SAID_AT, source) for claim in (one, other)]
    if None in times:
        return False
    if any(source.find(times[0], _BEFORE, times[1])):
        return True
    last, first = (
        _moment(times[0], ("finish", "latest"), source),
        _moment(times[1], ("begin", "earliest"), source),
    )
    return last is not None and first is not None and last.space == first.space and last.value < first.value  # type: ignore[operator]


def _moment(time: Term | None, names: tuple[str, str], source: Source) -> Value | None:
    """Return when an instant, or the beginning or the end of a period, is."""
    edge, bound = (NamedNode(ALG + name) for name in names)
    found = _first(_first(time, edge, source) or time, bound, source)
    return value(found) if isinstance(found, Literal) else None


def _name(term: Term | None, source: Source) -> str:
    label = _first(term, _LABEL, source)
    return str(label.value) if isinstance(label, Literal) else shorten(term)


def _first(subject: Term | None, predicate: NamedNode, source: Source) -> Term | None:
    return next(_objects(subject, predicate, source), None) if subject is not None else None


def _objects(subject: Term, predicate: NamedNode, source: Source) -> Iterator[Term]:
    return (fact[2] for fact in source.find(subject, predicate, None))
