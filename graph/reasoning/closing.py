"""The closure of facts under a table of rules: first the ontology, then data by the rules that it makes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice

from pyoxigraph import BlankNode

from graph.reasoning.backward import Heads
from graph.reasoning.compiling import compile_rules
from graph.reasoning.facts import Facts
from graph.reasoning.forward import Triggers, begin, extend
from graph.reasoning.match import Source
from graph.reasoning.ontology import Ontology, Schema
from graph.reasoning.rule import Fact, Rule, Term
from graph.reasoning.table import TYPE, Template, read_table
from graph.reasoning.unfolding import EVERYTHING, unfold


@dataclass(frozen=True)
class Program:
    """What an ontology comes to: ``rules`` over data, clashes among them.

    ``schema_rules`` are those by which the ontology was closed; they are over the facts of the ontology.
    """

    ontology: Ontology
    rules: tuple[Rule, ...]
    schema_rules: tuple[Rule, ...]

    @cached_property
    def triggers(self) -> Triggers:
        """Return the atoms of rules that conclude something."""
        return Triggers(rule for rule in self.rules if rule.head is not None)

    @cached_property
    def clash_triggers(self) -> Triggers:
        """Return the atoms of rules that find contradictions."""
        return Triggers(rule for rule in self.rules if rule.head is None)

    @cached_property
    def heads(self) -> Heads:
        """Return the heads of rules."""
        return Heads(self.rules)


@dataclass(frozen=True)
class Closure:
    """All that follows: ``facts`` hold what is given too; ``program`` has the rules that led there."""

    facts: Facts
    program: Program


def close(given: Iterable[Fact], templates: Sequence[Template] = ()) -> Closure:
    """Return the closure of facts, data and ontology together, under the table unless templates are given.

    Where data lead to new axioms, such as the domain of what is the same as a property, rules are made anew.
    """
    facts, templates = Facts(given), tuple(templates) or default_templates()
    schema = Schema(templates)
    axioms, nameless = schema.within(facts), _nameless(facts)
    while True:
        program = _program(frozenset(axioms), nameless, templates)
        for fact in program.ontology.facts:
            facts.add(fact)
        extend(program.rules, facts, begin(program.rules, facts), program.triggers)
        found = [fact for fact in facts if schema.has(fact) and fact not in program.ontology.facts]
        if not found:
            return Closure(facts, program)
        axioms += found


def default_templates() -> tuple[Template, ...]:
    """Return the rules of the table but those that add what is true of everything."""
    return tuple(template for template in read_table() if not template.trivial)


def make_program(given: Iterable[Fact], templates: Sequence[Template] = ()) -> Program:
    """Return the rules that the axioms among some facts come to.

    What comes of the same axioms is kept: to ask again costs no more than to find them.
    """
    templates, given = tuple(templates) or default_templates(), list(given)
    return _program(frozenset(Schema(templates).within(given)), _nameless(given), templates)


def program_of(axioms: Iterable[Fact], typed: Iterable[Fact], templates: Sequence[Template] = ()) -> Program:
    """Do what `make_program` does, given the axioms among facts and those with a nameless class."""
    return _program(frozenset(axioms), _nameless(typed), tuple(templates) or default_templates())


def look_up_program(source: Source, templates: Sequence[Template] = ()) -> Program:
    """Do what `make_program` does for the axioms in a source, without reading it all."""
    templates = tuple(templates) or default_templates()
    axioms = Schema(templates).look_up(source)
    named = {term for fact in axioms for term in (fact[0], fact[2]) if isinstance(term, BlankNode)}
    typed = (fact for class_ in named | EVERYTHING for fact in islice(source.find(None, TYPE, class_), 1))
    return _program(frozenset(axioms), _nameless(typed), templates)


@lru_cache(maxsize=8)
def _program(axioms: frozenset[Fact], nameless: frozenset[Term], templates: tuple[Template, ...]) -> Program:
    ontology = Ontology(Facts(sorted(axioms, key=str)))
    of_schema = [template for template in templates if template.is_of_schema]
    schema_rules = compile_rules(of_schema, ontology)
    ontology.derived.update(extend(schema_rules, ontology.facts))
    of_data = [template for template in templates if not template.is_of_schema]
    rules = unfold(compile_rules(of_data, ontology), nameless)
    return Program(ontology, tuple(rules), tuple(schema_rules))


def _nameless(given: Iterable[Fact]) -> frozenset[Term]:
    """Return the classes without a name, or of everything, to which something is said to belong."""
    classes = {object_ for _, predicate, object_ in given if predicate == TYPE}
    return frozenset(class_ for class_ in classes if isinstance(class_, BlankNode) or class_ in EVERYTHING)
