"""Proposals that list entries mean actors, with what a person decided: rows of an SSSOM mapping set."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from graph.matching.index import Index
from graph.matching.named import Name, Named
from graph.matching.weighing import Candidate, candidates

LEAST: Final = 0.04
"""The probability from which on a candidate is proposed: low, for a person decides."""


class Verdict(StrEnum):
    """What a person decided about a proposal; nothing yet where it is open."""

    OPEN = ""
    ACCEPT = "accept"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Decision:
    """A proposal that an entry means an actor, why, and what was decided, by whom and when.

    IRIs are whole; ``on`` is a day, ``YYYY-MM-DD``, and ``by`` the IRI of an actor.
    """

    entry: str
    actor: str
    entry_label: str = ""
    actor_label: str = ""
    justification: str = ""
    confidence: float = 0.0
    similarity: float | None = None
    name: Name | None = None
    listed: Name | None = None
    told: str = ""
    verdict: Verdict = Verdict.OPEN
    by: str = ""
    on: str = ""

    @property
    def pair(self) -> tuple[str, str]:
        """Return the IRIs of entry and actor."""
        return self.entry, self.actor


def propose(
    actors: Iterable[Named],
    index: Index,
    identified: Mapping[str, str],
    decided: Iterable[Decision] = (),
    least: float = LEAST,
) -> Iterator[Decision]:
    """Yield a proposal for each candidate that is likely enough, actor by actor.

    Entries that are identified, and pairs that were decided about, are not proposed again.
    """
    known = {each.pair for each in decided if each.verdict is not Verdict.OPEN}
    for actor in actors:
        for found in candidates(actor, index, least):
            if found.entry.iri not in identified and (found.entry.iri, actor.iri) not in known:
                yield _proposal(found)


def _proposal(found: Candidate) -> Decision:
    return Decision(
        entry=found.entry.iri,
        actor=found.actor.iri,
        entry_label=found.entry.label,
        actor_label=found.actor.label,
        justification=_justification(found),
        confidence=round(found.probability, 3),
        similarity=round(found.agreement, 3) if found.name else None,
        name=found.name,
        listed=found.listed,
        told=str(found),
    )


def _justification(found: Candidate) -> str:
    """Return the term of the Semantic Mapping Vocabulary: several kinds of reason make a composite."""
    if found.name is None:
        return "semapv:LexicalMatching"
    beside = found.actor.identifiers & found.entry.identifiers or (found.actor.births and found.entry.births)
    return "semapv:CompositeMatching" if beside else "semapv:LexicalSimilarityThresholdMatching"
