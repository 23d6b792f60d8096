"""Explanations in words: what each step of a proof says, and what is missing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode, Variable

from graph.explanation.axioms import Axioms
from graph.explanation.grounds import Grounds
from graph.explanation.missing import Gap
from graph.explanation.passages import Passage, find_passages, remark
from graph.explanation.proof import MAX_DEPTH, DerivingRule, Proof
from graph.explanation.rulebook import Rulebook
from graph.reasoning.rule import Fact, Pattern, Rule, Slot, Term
from graph.reasoning.table import TYPE
from graph.report import shorten


@dataclass(frozen=True)
class Told:
    """A step of a proof in words, with the steps below it.

    ``places`` are the graphs or files that assert the fact; where there are none, it follows by ``rule``.
    ``definitions`` are those of the terms that the step brings in; ``absent`` says what must not stand there.
    """

    fact: Fact
    sentence: str
    places: tuple[str, ...] = ()
    passages: tuple[Passage, ...] = ()
    remarks: tuple[str, ...] = ()
    rule: str = ""
    words: str = ""
    axioms: tuple[str, ...] = ()
    definitions: tuple[tuple[str, str], ...] = ()
    absent: tuple[str, ...] = ()
    premises: tuple["Told", ...] = ()
    axiom_steps: tuple["Told", ...] = ()


@dataclass(frozen=True)
class ToldGap:
    """A rule that comes near, in words: what is there of what it needs, and what is not."""

    rule: str
    words: str
    axioms: tuple[str, ...]
    present: tuple[Told, ...]
    missing: tuple[str, ...]
    against: tuple[str, ...]
    why: tuple["ToldGap", ...]


class Teller:
    """Puts proofs into words. Nothing is shown of an individual but its name and what was asked to prove."""

    def __init__(self, rules: Rulebook, grounds: Grounds) -> None:
        self._ontology = rules.ontology.facts
        self._axioms = Axioms(rules.ontology, grounds)
        self._grounds = grounds

    def tell(self, proof: Proof, depth: int = 0) -> Told:
        """Return a proof in words, which stands ``depth`` steps below another: a hundred steps are told."""
        sentence, remarks = self.say(proof.fact), remark(proof.fact, self._grounds)
        if proof.rule is None or depth == MAX_DEPTH:
            passages = find_passages(proof.fact, self._grounds)
            return Told(proof.fact, sentence, proof.places, passages, remarks)
        return Told(
            proof.fact, sentence, (), (), remarks, proof.rule.name, proof.rule.words,
            self._axioms.say(proof.rule.axioms), self._definitions(proof.fact),
            self._absent(proof.rule, [premise.fact for premise in proof.premises]),
            tuple(self.tell(premise, depth + 1) for premise in proof.premises),
            tuple(self.tell(axiom, depth + 1) for axiom in proof.axioms if axiom.rule is not None),
        )  # fmt: skip

    def tell_gap(self, gap: Gap) -> ToldGap:
        """Return in words what is missing."""
        present = tuple(self.tell(Proof(fact, self._grounds.places(fact))) for fact in gap.present)
        missing = tuple(map(self.say_pattern, gap.missing))
        against = tuple(self.say(fact) for fact in gap.against)
        why = tuple(self.tell_gap(behind) for behind in gap.why)
        axioms = self._axioms.say(gap.rule.axioms)
        return ToldGap(gap.rule.name, gap.rule.words, axioms, present, missing, against, why)

    def say(self, fact: Fact) -> str:
        """Return a fact as a sentence: names as they are, terms by their labels, axioms in words."""
        if fact in self._ontology and (sentences := self._axioms.say([fact])):
            return sentences[0].removesuffix(".")
        return self.say_pattern(Pattern(*fact))

    def say_pattern(self, pattern: Pattern) -> str:
        """Return a pattern as a sentence in which a variable is something."""
        subject, predicate, object_ = pattern.slots
        if predicate == TYPE:
            return f"{self._name(subject)} is “{self._term(object_)}”"
        return f"{self._name(subject)} “{self._term(predicate)}” {self._name(object_)}"

    def _definitions(self, fact: Fact) -> tuple[tuple[str, str], ...]:
        """Return the definition of what is concluded: the class of a type, else the property."""
        term = fact[2] if fact[1] == TYPE else fact[1]
        definition = self._axioms.definition(term)
        return ((self._axioms.label(term), definition),) if definition else ()

    def _absent(self, rule: Rule, premises: Iterable[Fact]) -> tuple[str, ...]:
        if not isinstance(rule, DerivingRule):
            return ()
        bound: dict[Variable, Slot] = {}
        for pattern, fact in zip(rule.body, premises, strict=True):
            bound |= pattern.bind(fact) or {}
        return tuple(" and ".join(self._filled(body, bound)) for body in rule.absent)

    def _filled(self, body: Iterable[Pattern], bound: Mapping[Variable, Slot]) -> Iterable[str]:
        return (self.say_pattern(pattern.fill(bound)) for pattern in body)

    def _name(self, slot: Slot) -> str:
        return "something" if isinstance(slot, Variable) else name(slot)

    def _term(self, slot: Slot) -> str:
        return "something" if isinstance(slot, Variable) else self._axioms.expression(slot)


def name(term: Term) -> str:
    """Return a term as it is written in Turtle with the project's prefixes."""
    return shorten(term) if isinstance(term, NamedNode) else str(term)


def is_iri(place: str) -> bool:
    """Return whether a place is a graph, and no file."""
    return "://" in place


def place_name(place: str) -> str:
    """Return the name of a graph with the project's prefixes; a file as it is."""
    return shorten(NamedNode(place)) if is_iri(place) else place
