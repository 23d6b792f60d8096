"""Rules found by what they conclude, and the ways in which one concludes a fact."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from graph.explanation.proof import DerivingRule
from graph.reasoning.closing import Program
from graph.reasoning.facts import Facts
from graph.reasoning.forward import Key, Triggers, is_worthless, key
from graph.reasoning.match import Source, join, plan
from graph.reasoning.rule import Bindings, Fact, Pattern, Rule


@dataclass(frozen=True)
class Instance:
    """A rule with facts in the places of its body: together they conclude something."""

    rule: Rule
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class _Entry:
    rule: Rule
    head: Pattern
    order: tuple[tuple[int, Pattern], ...]


class Rulebook:
    """The rules that an ontology comes to, and those that derive; ``ontology`` is closed.

    ``without`` is the namespace of terms that no premise and no conclusion may have.
    """

    def __init__(
        self, program: Program, deriving: Sequence[DerivingRule] = (), without: str | None = None
    ) -> None:
        self.ontology = program.ontology
        of_data = (rule for rule in program.rules if rule.head is not None)
        self._rules = tuple(rule for rule in of_data if without is None or not _has_term_of(rule, without))
        rules = (*self._rules, *program.schema_rules, *deriving)
        self._by_key: dict[Key, list[_Entry]] = defaultdict(list)
        for rule in sorted(rules, key=lambda rule: len(rule.body)):
            if rule.head is not None:
                order = plan(rule.body, rule.head.variables)
                self._by_key[key(rule.head)].append(_Entry(rule, rule.head, order))
        self._triggers: Triggers | None = None

    def concluding(self, fact: Fact) -> Iterator[tuple[Rule, Bindings]]:
        """Yield the rules that can conclude a fact, with what it binds, the shortest bodies first."""
        for entry, bindings in self._entries(fact):
            yield entry.rule, bindings

    def instances(self, fact: Fact, source: Source) -> Iterator[Instance]:
        """Yield the ways in which a rule concludes a fact from others of a source, shortest bodies first."""
        for entry, bindings in self._entries(fact):
            for found, facts in join(entry.order, source, dict(bindings), {}):
                if _holds(entry.rule, found, source):
                    premises = tuple(facts[place] for place in range(len(facts)))
                    if fact not in premises:
                        yield Instance(entry.rule, premises)

    def closure(self, facts: Iterable[Fact]) -> Facts:
        """Return a few facts with all that follows from them by OWL 2 RL."""
        closed = Facts(facts)
        queue = [*closed, *self._unconditional()]
        self._triggers = self._triggers or Triggers(self._rules)
        for fact in queue:
            closed.add(fact)
            for _, head in self._triggers.fired(fact, closed):
                if head is not None and head not in closed and not is_worthless(head):
                    closed.add(head)
                    queue.append(head)
        return closed

    def _unconditional(self) -> Iterator[Fact]:
        return (rule.head.fact({}) for rule in self._rules if rule.head and not rule.body)

    def _entries(self, fact: Fact) -> Iterator[tuple[_Entry, Bindings]]:
        _, predicate, object_ = fact
        keys = ((predicate, object_), (predicate, None), (None, None))
        found = [entry for key in keys for entry in self._by_key.get(key, ())]
        for entry in sorted(found, key=lambda entry: len(entry.rule.body)):
            bindings = entry.head.bind(fact)
            if bindings is not None:
                yield entry, bindings


def _has_term_of(rule: Rule, namespace: str) -> bool:
    atoms = (*rule.body, *((rule.head,) if rule.head else ()))
    terms = (slot.value for atom in atoms for slot in atom.slots if isinstance(slot, NamedNode))
    return any(iri.startswith(namespace) for iri in terms)


def _holds(rule: Rule, bindings: Bindings, source: Source) -> bool:
    if not all(test.holds(bindings) for test in rule.tests):
        return False
    absent = rule.absent if isinstance(rule, DerivingRule) else ()
    return not any(stands(body, bindings, source) for body in absent)


def stands(body: tuple[Pattern, ...], bindings: Bindings, source: Source) -> bool:
    """Return whether some patterns stand in a source, given some bindings."""
    return any(True for _ in join(plan(body, frozenset(bindings)), source, dict(bindings), {}))
