"""A closure that is kept as facts come and go."""

from collections.abc import Iterable, Sequence

from pyoxigraph import BlankNode

from graph.reasoning.closing import Program, close, default_templates, program_of
from graph.reasoning.facts import Facts
from graph.reasoning.incremental import Change, Difference, update
from graph.reasoning.ontology import FIRST, REST, Schema
from graph.reasoning.rule import Fact
from graph.reasoning.table import TYPE, Template
from graph.reasoning.unfolding import EVERYTHING


class Materialisation:
    """A closure in memory that is kept as facts are added and removed.

    What a change costs is in proportion to it and to what follows from it, unless it alters the ontology.
    """

    def __init__(self, asserted: Iterable[Fact], templates: Sequence[Template] = ()) -> None:
        self._templates = tuple(templates) or default_templates()
        self._schema = Schema(self._templates)
        given = list(asserted)
        closure = close(given, self._templates)
        self._facts = closure.facts
        self._asserted = dict.fromkeys(map(self._facts.own, given))
        self._of_schema = dict.fromkeys(fact for fact in self._asserted if self._is_of_schema(fact))
        self._program = self._make_program()
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
        before = self._program
        self._assert(come, gone)
        if self._leads_to_axioms:
            return self._close_anew(come, gone)
        change = Change(set(come), gone, before, self._program, self._asserted.__contains__)
        difference = update(self._facts, change)
        if self._has_axioms(difference.added):
            return self._close_anew(come, gone)
        self._apply(difference, change)
        return difference

    def _assert(self, come: dict[Fact, None], gone: set[Fact]) -> None:
        """Bring what is asserted up to date, and the rules where they are others then."""
        for fact in gone:
            del self._asserted[fact]
        self._asserted.update(dict.fromkeys(map(self._facts.own, come)))
        if any(map(self._is_of_schema, (*come, *gone))):
            left = (fact for fact in self._of_schema if fact in self._asserted)
            self._of_schema = dict.fromkeys((*left, *filter(self._is_of_schema, come)))
            self._program = self._make_program()

    def _is_of_schema(self, fact: Fact) -> bool:
        """Return whether rules depend on a fact: on axioms, and on classes without a name that are used."""
        _, predicate, object_ = fact
        is_nameless = predicate == TYPE and (isinstance(object_, BlankNode) or object_ in EVERYTHING)
        return is_nameless or predicate in (FIRST, REST) or self._schema.has(fact)

    def _make_program(self) -> Program:
        axioms = (fact for fact in self._of_schema if self._schema.has(fact) or fact[1] in (FIRST, REST))
        return program_of(axioms, self._of_schema, self._templates)

    def _close_anew(self, come: Iterable[Fact], gone: set[Fact]) -> Difference:
        was_asserted = (self._asserted.keys() - set(come)) | gone
        before = frozenset(fact for fact in self._facts if fact not in was_asserted)
        fresh = Materialisation(self._asserted, self._templates)
        self._asserted, self._of_schema, self._facts = fresh._asserted, fresh._of_schema, fresh._facts
        self._program, self._leads_to_axioms = fresh._program, fresh._leads_to_axioms
        after = self.inferred
        return Difference(after - before, before - after)

    def _has_axioms(self, facts: Iterable[Fact]) -> bool:
        """Return whether there are axioms among facts that the program has not been made of."""
        known = self._program.ontology.facts
        return any(self._schema.has(fact) and fact not in known for fact in facts)

    def _apply(self, difference: Difference, change: Change) -> None:
        for fact in difference.removed | change.removed:
            if fact not in difference.added and not change.is_asserted(fact):
                self._facts.remove(fact)
        for fact in (*change.added, *difference.added):
            self._facts.add(fact)
