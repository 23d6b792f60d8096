"""The ontology, closed once: what its axioms say, and what they say together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import BlankNode, NamedNode

from graph.namespaces import OWL, RDF
from graph.reasoning.facts import Facts
from graph.reasoning.match import Source
from graph.reasoning.rule import Fact, Pattern, Rule, Term
from graph.reasoning.table import TYPE, Template, schema_patterns

FIRST: Final = NamedNode(RDF + "first")
REST: Final = NamedNode(RDF + "rest")
_INVERSE: Final = NamedNode(OWL + "inverseOf")


class Schema:
    """Tells which facts are of the schema: those that a table of rules looks up as such."""

    def __init__(self, templates: Sequence[Template]) -> None:
        patterns = schema_patterns(templates)
        classes = {pattern.object for pattern in patterns if pattern.predicate == TYPE}
        self._classes = {term for term in classes if isinstance(term, NamedNode)}
        predicates = {pattern.predicate for pattern in patterns} - {TYPE}
        self._predicates = {term for term in predicates if isinstance(term, NamedNode)}

    def has(self, fact: Fact) -> bool:
        """Return whether a fact is an axiom, or a part of one, but for lists."""
        return fact[1] in self._predicates or (fact[1] == TYPE and fact[2] in self._classes)

    def may_have(self, pattern: Pattern) -> bool:
        """Return whether what a pattern with a given predicate stands for may be of the schema."""
        return pattern.predicate in self._predicates or (
            pattern.predicate == TYPE and pattern.object in self._classes
        )

    def look_up(self, source: Source) -> list[Fact]:
        """Return the facts of a source that are of the schema, lists included."""
        classes = [fact for class_ in self._classes for fact in source.find(None, TYPE, class_)]
        parts = (*self._predicates, FIRST, REST)
        return classes + [fact for predicate in parts for fact in source.find(None, predicate, None)]

    def within(self, facts: Iterable[Fact]) -> list[Fact]:
        """Return the facts that are of the schema, lists included."""
        return [fact for fact in facts if self.has(fact) or fact[1] in (FIRST, REST)]


@dataclass
class Ontology:
    """A closed schema: ``derived`` tells by which rule each fact was found first that is not asserted."""

    facts: Facts
    derived: dict[Fact, Rule] = field(default_factory=dict)

    def members(self, head: Term) -> tuple[Term, ...]:
        """Return the members of a list; of one that is malformed, those up to the fault."""
        members: list[Term] = []
        seen: set[Term] = set()
        while head not in seen:
            seen.add(head)
            members += [fact[2] for fact in self.facts.find(head, FIRST, None)[:1]]
            following = self.facts.find(head, REST, None)
            if not following:
                break
            head = following[0][2]
        return tuple(members)

    def inverses(self) -> dict[Term, Term]:
        """Return the property of which each nameless one is the inverse."""
        found: dict[Term, Term] = {}
        for one, _, two in self.facts.find(None, _INVERSE, None):
            if isinstance(one, BlankNode):
                found[one] = two
            elif isinstance(two, BlankNode):
                found[two] = one
        return found
