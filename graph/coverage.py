"""Coverage: which words of an article are evidence for a claim, and which are not."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode, Quad

from graph.dataset import read_triples
from graph.layout import Layout
from graph.namespaces import ALG, BASE, RDF, RDFS
from graph.quotation import Quotation, quote
from graph.source import Source, read_source
from graph.terms import Term

CONNECTIVES: Final = (
    "a", "also", "an", "and", "as", "because", "but", "even", "however", "if", "including", "it", "or", "so",
    "that", "the", "though", "when", "which", "while", "who",
)  # fmt: skip
"""Words that carry no claim by themselves: they may stand between passages."""

_WORD: Final = re.compile(r"\w+(?:[.'\u2019-]\w+)*")


@dataclass(frozen=True)
class Covered:
    """A passage of the article, and how many claims rest on it."""

    quotation: Quotation
    claims: int


@dataclass(frozen=True)
class Coverage:
    """The passages of an article in order, the stretches that none covers, and those with words in them."""

    source: Source
    passages: tuple[Covered, ...]
    uncovered: tuple[Quotation, ...]

    @property
    def gaps(self) -> tuple[Quotation, ...]:
        """Return the uncovered stretches that have a word other than a connective."""
        return tuple(stretch for stretch in self.uncovered if has_words(stretch.exact))

    @property
    def percent(self) -> float:
        """Return how much of the text, in code points, stands in a passage: 0 to 100."""
        length = len(self.source.text)
        missing = sum(stretch.end - stretch.start for stretch in self.uncovered)
        return 100 * (length - missing) / length if length else 100.0

    def __str__(self) -> str:
        passages = (f"{_told(each.quotation)}  claims: {each.claims}" for each in self.passages)
        left = (("gap " if has_words(each.exact) else "    ") + _told(each) for each in self.uncovered)
        verdict = f"{self.percent:.1f} % of {len(self.source.text):,} code points, {len(self.gaps)} gaps"
        return "\n".join((self.source.slug, "passages", *passages, "uncovered", *left, verdict))


def _told(quotation: Quotation) -> str:
    exact = quotation.exact.replace("\n", "⏎")
    return f"{quotation.start:>7} {quotation.end:>7}  {exact}"


def has_words(text: str) -> bool:
    """Tell whether a text has a word that is not a connective.

    >>> has_words(", and while "), has_words(" the memo ")
    (False, True)
    """
    return any(word.lower() not in CONNECTIVES for word in _WORD.findall(text))


def measure_coverage(layout: Layout, slug: str) -> Coverage:
    """Compare an article with the passages of its claims; passages of other things don't count.

    Raises SourceError, ParseError or UnknownTermError for a faulty input.
    """
    source = read_source(layout, slug)
    spans = Counter(_claim_spans(read_triples(layout), slug))
    passages = tuple(Covered(quote(source, *span), claims) for span, claims in sorted(spans.items()))
    return Coverage(source, passages, tuple(_uncovered(source, sorted(spans))))


def _claim_spans(quads: Iterable[Quad], slug: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of a passage of the article once for each claim that rests on it."""
    quads = list(quads)
    claims = _claims(quads)
    document = NamedNode(f"{BASE}id/document/{slug}")
    here = {q.subject for q in quads if q.predicate.value == ALG + "ofDocument" and q.object == document}
    start, end = _numbers(quads, "start"), _numbers(quads, "end")
    rests = {(q.subject, q.object) for q in quads if q.predicate.value == ALG + "passage"}
    for claim, passage in rests:
        if claim in claims and passage in here and passage in start and passage in end:
            yield start[passage], end[passage]


def _numbers(quads: Iterable[Quad], name: str) -> dict[Term, int]:
    return {q.subject: int(str(q.object.value)) for q in quads if q.predicate.value == ALG + name}  # type: ignore[union-attr]


def _claims(quads: list[Quad]) -> set[Term]:
    """Return what is typed as a claim, or as one of its subclasses in the ontology."""
    parents = [(q.subject, q.object) for q in quads if q.predicate.value == RDFS + "subClassOf"]
    classes: set[Term] = {NamedNode(ALG + "Claim")}
    while below := {child for child, parent in parents if parent in classes} - classes:
        classes |= below
    return {q.subject for q in quads if q.predicate.value == RDF + "type" and q.object in classes}


def _uncovered(source: Source, spans: Iterable[tuple[int, int]]) -> Iterator[Quotation]:
    reached = 0
    for start, end in (*spans, (len(source.text), len(source.text))):
        if start > reached:
            yield quote(source, reached, start)
        reached = max(reached, end)
