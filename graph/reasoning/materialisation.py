"""A closure that is kept as facts come and go."""

from collections.abc import Iterable, Sequence

from graph.reasoning.closing import Program, close, default_templates, make_program
from graph.reasoning.facts import Facts
from graph.reasoning.incremental import Change, Difference, update
from graph.reasoning.ontology import Schema
from graph.reasoning.rule import Fact
from graph.reasoning.table import Template


class Materialisation:
    """A closure in memory that is kept as facts are added and removed."""

    def __init__(self, asserted: Iterable[Fact], templates: Sequence[Template] = ()) -> None:
        self._templates = tuple(templates)
        self._asserted = dict.fromkeys(asserted)
        closure = close(self._asserted, self._templates)
        self._facts, self._program = closure.facts, make_program(self._asserted, self._templates)
        self._leads_to_axioms = closure.program is not self._program

    @property
    def inferred(self) -> frozenset[Fact]:
        """Return what follows and is not asserted."""
        return frozenset(fact for fact in self._facts if fact not in self._asserted)

    @property
    def facts(self) -> Facts:
        """Return what is asserted and what follows."""
        return self._facts

    @property
    def program(self) -> Program:
        """Return the rules by which it follows."""
        return self._program

    def update(self, added: Iterable[Fact], removed: Iterable[Fact]) -> Difference:
        """Add and remove asserted facts, and return what that does to what is inferred."""
        gone = {fact for fact in removed if fact in self._asserted}
        come = dict.fromkeys(fact for fact in added if fact not in self._asserted)
        asserted = {fact: None for fact in self._asserted if fact not in gone} | come
        program = make_program(asserted, self._templates)
        change = Change(set(come), gone, self._program, program, asserted.__contains__)
        if self._leads_to_axioms:
            return self._close_anew(asserted)
        difference = update(self._facts, change)
        if self._has_axioms(difference.added, program):
            return self._close_anew(asserted)
        self._apply(difference, change)
        self._asserted, self._program = asserted, program
        return difference

    def _close_anew(self, asserted: dict[Fact, None]) -> Difference:
        before = self.inferred
        fresh = Materialisation(asserted, self._templates)
        self._asserted, self._facts, self._program = fresh._asserted, fresh._facts, fresh._program
        self._leads_to_axioms = fresh._leads_to_axioms
        after = self.inferred
        return Difference(after - before, before - after)

    def _has_axioms(self, facts: Iterable[Fact], program: Program) -> bool:
        """Return whether there are axioms among facts that the program has not been made of."""
        schema = Schema(self._templates or default_templates())
        return any(schema.has(fact) and fact not in program.ontology.facts for fact in facts)

    def _apply(self, difference: Difference, change: Change) -> None:
        for fact in difference.removed | change.removed:
            if fact not in difference.added and not change.is_asserted(fact):
                self._facts.remove(fact)
        for fact in (*change.added, *difference.added):
            self._facts.add(fact)
