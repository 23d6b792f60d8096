"""What follows in a world, and in two taken together: by the rules that the ontology comes to.

The ontology is closed once. What is said is laid over it, so that a world costs no more than what it says.
"""

from collections.abc import Iterable
from functools import cached_property
from typing import Final

from graph.explanation.rulebook import Rulebook
from graph.reasoning.clashing import Clash, clashes
from graph.reasoning.closing import close, default_templates
from graph.reasoning.compiling import compile_rules
from graph.reasoning.facts import Facts
from graph.reasoning.forward import Triggers, is_worthless
from graph.reasoning.ontology import Ontology
from graph.reasoning.rule import Fact, Rule, Term
from graph.viewpoints.negation import is_axiom, negate
from graph.viewpoints.world import Part, World

_OF_NEGATIONS: Final = ("prp-npa1", "prp-npa2", "cls-com")
"""The rules by which what is not so contradicts what is."""


class Background:
    """The ontology, closed, with the rules that it comes to; ``given`` are its triples, ``graph`` theirs."""

    def __init__(self, given: Iterable[Fact], graph: str) -> None:
        self.given = frozenset(given)
        self.graph = graph
        self._closure = close(sorted(self.given, key=str))
        self.facts = self._closure.facts
        self.triggers = Triggers(self._closure.program.rules)

    @cached_property
    def rulebook(self) -> Rulebook:
        """Return the rules by what they conclude."""
        return Rulebook(self._closure.program)


class Negations:
    """What is not so in a world, as the triples that say it, and the rules that find it contradicted."""

    def __init__(self, world: World) -> None:
        found = dict(negate(world.not_so, world.iri))
        self.asserted: dict[Fact, tuple[Part, ...]] = {}
        self._by_node: dict[Term, tuple[Part, ...]] = {}
        axioms = []
        for fact, triples in found.items():
            for triple in triples:
                if is_axiom(triple):
                    self._by_node[triple[0]] = world.not_so[fact]
                    axioms.append(triple)
                else:
                    self.asserted[triple] = world.not_so[fact]
        of_negations = [template for template in default_templates() if template.name in _OF_NEGATIONS]
        self.rules = compile_rules(of_negations, Ontology(Facts(axioms)))

    def parts(self, rule: Rule) -> tuple[Part, ...]:
        """Return the claims because of which a rule of these finds something contradicted."""
        if rule.name == "cls-com":  # what belongs to the complement is asserted, as any statement
            return ()
        nodes = dict.fromkeys(axiom[0] for axiom in rule.axioms)
        return tuple(part for node in nodes for part in self._by_node.get(node, ()))


class Closed:
    """One world, or two together, with all that follows; tells which claims say a statement."""

    def __init__(self, background: Background, *worlds: World) -> None:
        self.background = background
        self._negations = [Negations(world) for world in worlds]
        self._said: dict[Fact, tuple[Part, ...]] = {}
        for stated in (*(world.so for world in worlds), *(each.asserted for each in self._negations)):
            for fact, parts in stated.items():
                self._said[fact] = self._said.get(fact, ()) + parts
        self._own = Facts()
        self._fired = self._extend([fact for fact in self._said if self._add(fact)])

    def find(self, subject: Term | None, predicate: Term | None, object_: Term | None) -> list[Fact]:
        """Return the facts that have these terms in these places; None stands for any."""
        below = self.background.facts.find(subject, predicate, object_)
        return below + self._own.find(subject, predicate, object_)

    def places(self, fact: Fact) -> tuple[str, ...]:
        """Return the claims that say a fact, or the ontology's graph if that does."""
        if fact in self._said:
            return tuple(sorted({part.claim.iri for part in self._said[fact]}))
        return (self.background.graph,) if fact in self.background.given else ()

    def parts(self, fact: Fact) -> tuple[Part, ...]:
        """Return the parts of claims that say a fact."""
        return self._said.get(fact, ())

    def clashes(self) -> list[Clash]:
        """Return what contradicts, each once."""
        return clashes([*self._fired, *(rule for each in self._negations for rule in each.rules)], self)

    def negated_parts(self, rule: Rule) -> tuple[Part, ...]:
        """Return the claims that reject what a rule finds to be so."""
        return tuple(part for each in self._negations for part in each.parts(rule))

    def _add(self, fact: Fact) -> bool:
        return fact not in self.background.facts and self._own.add(fact)

    def _extend(self, new: list[Fact]) -> dict[Rule, None]:
        """Add all that follows from new facts; return the rules for clashes that any of them fires."""
        fired: dict[Rule, None] = {}
        for fact in new:
            for rule, head in self.background.triggers.fired(fact, self):
                if head is None:
                    fired[rule] = None
                elif not is_worthless(head) and self._add(head):
                    new.append(head)
        return fired
