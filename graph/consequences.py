"""What follows from the triples shown, kept from one state to the next: what changes is reasoned over."""

from collections.abc import Iterable, Set
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from graph.reason import ANNOTATION, annotations, is_published, refuse
from graph.reasoning.clashing import Clash, clashes
from graph.reasoning.closing import Program
from graph.reasoning.forward import Triggers
from graph.reasoning.match import Source
from graph.reasoning.materialisation import Materialisation
from graph.reasoning.rule import Fact, fact, triple

MOST_KEPT: Final = 200_000
"""So many triples shown are kept in memory, with all that follows; it takes about a kilobyte for each."""


class Consequences:
    """All that follows by OWL 2 RL from some triples, as they come and go."""

    def __init__(self) -> None:
        self._shown: Set[Triple] = frozenset()
        self._annotations: frozenset[NamedNode] = frozenset()
        self._closure: Materialisation | None = None
        self._guard: Guard | None = None

    def of(self, shown: Set[Triple]) -> list[Triple]:
        """Return the triples worth publishing that follow from those shown, which may be among them.

        Raises InconsistencyError if axioms and assertions clash; the next call is none the worse for it.
        """
        closure, new = self._follow(shown)
        if self._guard is None or self._guard.program is not closure.program:
            self._guard, new = Guard(closure.program), closure.facts
        if found := self._guard.clashes(new, closure.facts):
            self._guard = None
            refuse(found)
        inferred = (triple(each) for each in closure.inferred if _is_rdf(each))
        return [each for each in inferred if is_published(each)]

    def _follow(self, shown: Set[Triple]) -> tuple[Materialisation, Iterable[Fact]]:
        """Return the closure of what is shown, and the facts in it that are new."""
        come, gone, self._shown = shown - self._shown, self._shown - shown, shown
        if self._closure is None or any(each.object == ANNOTATION for each in come | gone):
            self._annotations = annotations(shown)
            self._closure = Materialisation(self._facts(shown))
            return self._closure, self._closure.facts
        added = self._facts(come)
        difference = self._closure.update(added, self._facts(gone))
        return self._closure, (*added, *difference.added)

    def _facts(self, triples: Iterable[Triple]) -> list[Fact]:
        return [fact(each) for each in triples if each.predicate not in self._annotations]


class Guard:
    """Finds the contradictions of which new facts are a part: those are all, where there were none before."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._triggers = Triggers(rule for rule in program.rules if rule.is_clash)

    def clashes(self, new: Iterable[Fact], facts: Source) -> list[Clash]:
        """Return the contradictions in facts by the rules that the new ones among them fire."""
        fired = dict.fromkeys(rule for each in new for rule, _ in self._triggers.fired(each, facts))
        return clashes(fired, facts)


def _is_rdf(found: Fact) -> bool:
    return isinstance(found[1], NamedNode) and not isinstance(found[0], Literal)
