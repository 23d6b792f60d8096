"""What comes of reasoning, and what an engine is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from graph.reasoning.clashing import Clash
from graph.reasoning.rule import Fact


@dataclass(frozen=True)
class Outcome:
    """What came of reasoning: the facts that are published, sorted, and all contradictions.

    Where there are contradictions, what is published means nothing.
    """

    published: tuple[Fact, ...]
    clashes: tuple[Clash, ...] = ()


class Engine(Protocol):
    """A way to find all that follows by OWL 2 RL. Every engine publishes the same of the same facts."""

    def reason(self, given: Sequence[Fact]) -> Outcome:
        """Return what follows from facts, data and ontology together, none of them twice."""


@runtime_checkable
class TextEngine(Engine, Protocol):
    """An engine that takes facts as text too, so that data need not become terms first."""

    def reason_text(self, text: bytes) -> Outcome:
        """Return what follows from N-Triples as pyoxigraph writes them, data and ontology together."""


def outcome(published: Iterable[Fact], clashes: Iterable[Clash]) -> Outcome:
    """Return an outcome, its facts in the order of their N-Triples."""
    return Outcome(tuple(sorted(published, key=lambda fact: " ".join(map(str, fact)))), tuple(clashes))
