"""What follows from the triples shown, kept from one state to the next: what changes is reasoned over."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from graph.reason import ANNOTATION, annotations, is_published, refuse
from graph.reasoning.clashing import Clash, clashes
from graph.reasoning.closing import Program
from graph.reasoning.match import Source
from graph.reasoning.materialisation import Materialisation
from graph.reasoning.rule import Fact, fact, triple

MOST_KEPT: Final = 500_000
"""So many triples shown are kept in memory, with all that follows; to close them takes 20 seconds."""


@dataclass(frozen=True)
class News:
    """The triples worth publishing that follow now and did not, and those that did; none is shown."""

    come: frozenset[Triple] = frozenset()
    gone: frozenset[Triple] = frozenset()


class Consequences:
    """All that follows by OWL 2 RL from some triples, as they come and go.

    At first there is no contradiction among them.
    """

    def __init__(self, shown: Collection[Triple]) -> None:
        self._close(shown)
        self._guard = Guard(self._closure.program)

    def published(self) -> Iterator[Triple]:
        """Yield the triples worth publishing that follow and are not shown."""
        return _published(self._closure.inferred)

    def has(self, each: Triple) -> bool:
        """Tell whether a triple worth publishing follows, or is shown."""
        return is_published(each) and fact(each) in self._closure.facts

    def change(
        self,
        come: Collection[Triple],
        gone: Collection[Triple],
        shown: Callable[[], Collection[Triple]],
    ) -> News:
        """Return what changes with triples that came to be shown and others that are no more.

        ``shown`` gives all that are shown then, which are asked for only where it is not known any more which
        properties are annotations. Raises InconsistencyError if axioms and assertions clash; it is for the
        caller to take the change back.
        """
        news, new = self._follow(come, gone, shown)
        if self._guard.program is not self._closure.program:
            self._guard, new = Guard(self._closure.program), self._closure.facts
        refuse(self._guard.clashes(new, self._closure.facts))
        return news

    def take_back(
        self,
        come: Collection[Triple],
        gone: Collection[Triple],
        shown: Callable[[], Collection[Triple]],
    ) -> None:
        """Undo a change of what is shown; there was no contradiction before it."""
        self._follow(gone, come, shown)
        self._guard = Guard(self._closure.program)

    def _follow(
        self, come: Collection[Triple], gone: Collection[Triple], shown: Callable[[], Collection[Triple]]
    ) -> tuple[News, Iterable[Fact]]:
        """Return what changes of what follows, and the facts that are new."""
        if any(each.object == ANNOTATION for each in (*come, *gone)):
            before = frozenset(self.published())
            self._close(shown())
            after = frozenset(self.published())
            return News(after - before, before - after), self._closure.facts
        added = self._facts(come)
        difference = self._closure.update(added, self._facts(gone))
        changed = (frozenset(_published(each)) for each in (difference.added, difference.removed))
        return News(*changed), (*added, *difference.added)

    def _close(self, shown: Collection[Triple]) -> None:
        self._annotations = annotations(shown)
        self._closure = Materialisation(self._facts(shown))

    def _facts(self, triples: Iterable[Triple]) -> list[Fact]:
        return [fact(each) for each in triples if each.predicate not in self._annotations]


class Guard:
    """Finds the contradictions of which new facts are a part: those are all, where there were none before."""

    def __init__(self, program: Program) -> None:
        self.program = program

    def clashes(self, new: Iterable[Fact], facts: Source) -> list[Clash]:
        """Return the contradictions in facts by the rules that the new ones among them fire."""
        fired = dict.fromkeys(
            rule for each in new for rule, _ in self.program.clash_triggers.fired(each, facts)
        )
        return clashes(fired, facts)


def _published(facts: Iterable[Fact]) -> Iterator[Triple]:
    found = (triple(each) for each in facts if _is_rdf(each))
    return (each for each in found if is_published(each))


def _is_rdf(found: Fact) -> bool:
    return isinstance(found[1], NamedNode) and not isinstance(found[0], Literal)
