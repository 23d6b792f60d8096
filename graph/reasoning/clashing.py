"""Contradictions: which axiom is broken, by which individuals and which triples."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal

from graph.errors import Clashing
from graph.reasoning.match import Source, match
from graph.reasoning.rule import Fact, Rule, Term
from graph.reasoning.table import TYPE


@dataclass(frozen=True)
class Clash:
    """Facts that cannot hold together, and the rule that says so.

    ``rule.axioms`` are the axioms that they break; ``facts`` may be inferred.
    """

    rule: Rule
    facts: tuple[Fact, ...]

    @property
    def individuals(self) -> tuple[Term, ...]:
        """Return what the facts are about."""
        ends = (term for fact in self.facts for term in (fact[0], fact[2]))
        classes = {fact[2] for fact in self.facts if fact[1] == TYPE}
        return tuple(dict.fromkeys(t for t in ends if t not in classes and not isinstance(t, Literal)))

    @property
    def told(self) -> Clashing:
        """Return the clash in words: rule, individuals, axioms, and the triples."""
        about = ", ".join(str(term) for term in self.individuals if not isinstance(term, BlankNode))
        words = [f"{self.rule.words} ({self.rule.name})" + (f" About: {about}." if about else "")]
        words += [f"    axiom: {_shown(axiom)}" for axiom in self.rule.axioms]
        return Clashing("\n".join(words), tuple(map(write, self.facts)), tuple(map(_shown, self.facts)))

    def __str__(self) -> str:
        return str(self.told)


def clashes(rules: Iterable[Rule], source: Source) -> list[Clash]:
    """Return the contradictions in a closed source, each once, in the order of the rules."""
    found = (clash for rule in rules if rule.is_clash for clash in _clashes(rule, source))
    return distinct(found)


def distinct(found: Iterable[Clash]) -> list[Clash]:
    """Leave out a clash that another one is the other way round."""
    return list({(clash.rule.axioms, frozenset(clash.facts)): clash for clash in found}.values())


def write(fact: Fact) -> str:
    """Return a fact as a line of N-Triples."""
    return " ".join(map(str, fact)) + " ."


def _shown(fact: Fact) -> str:
    """Return a fact as people read it; the label of a blank node says nothing, and is another each time."""
    return " ".join("[]" if isinstance(term, BlankNode) else str(term) for term in fact) + " ."


def _clashes(rule: Rule, source: Source) -> Iterator[Clash]:
    for found in match(rule.body, source, tests=rule.tests):
        yield Clash(rule, found.facts)
