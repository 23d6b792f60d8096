"""The fast engine: sparq, written in Rust. What it lacks are rules of the table, run as queries after it.

It has no values of literals: that something has a value of a datatype, or one that contradicts it, is asked
of it by queries. Of the schema it finds more than the rules of the table do, so that comes from them. Where
an axiom depends on how a value is spelled, or data lead to new axioms, the engine of the project does it all.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

import sparq
from pyoxigraph import BlankNode, Literal, NamedNode, Variable

from graph.namespaces import XSD
from graph.reasoning.by_rules import RulesEngine
from graph.reasoning.clashing import Clash, distinct
from graph.reasoning.closing import Program, default_templates, make_program
from graph.reasoning.facts import Facts
from graph.reasoning.ontology import Schema
from graph.reasoning.outcome import Outcome, outcome
from graph.reasoning.publishing import published
from graph.reasoning.rule import Bindings, Fact, Kind, Pattern, Rule, Slot, Term
from graph.reasoning.sparql import select, select_new
from graph.reasoning.table import SAME_AS, TYPE

_GIVEN: Final = "urn:allegata:given"
"""The graph that keeps what is given while the default graph grows."""

_BLANK: Final = "urn:allegata:blank:"
_FAULTY: Final = frozenset({"prp-spo2"})
"""Rules that sparq 0.1.6 does not always apply: of two chains of one property, it may overlook one."""

_OVERLOOKED: Final = frozenset({"eq-ref"})
"""Rules of contradictions that sparq does not know, beside those that test literals."""

_STRING: Final = XSD + "string"
_SCHEMA: Final = Schema(default_templates())

_NEW: Final = f"""SELECT ?s ?p ?o WHERE {{
  {{ ?s ?p ?o FILTER(isIRI(?s)) }} MINUS {{ GRAPH <{_GIVEN}> {{ ?s ?p ?o }} }}
}}"""


class SparqEngine:
    """Reasons by sparq; the contradictions are those that the table's rules find in its closure."""

    def reason(self, given: Sequence[Fact]) -> Outcome:
        """Return what follows from facts, data and ontology together."""
        program = make_program(given)
        if _leads_to_axioms(program) or (
            _compares_literals(program) and Facts(given).has_several_spellings()
        ):
            return RulesEngine().reason(given)
        graph = _Graph(given)
        graph.close()
        while graph.add(fact for rule in program.rules for fact in _lacking(rule, graph)):
            graph.close()
        new = graph.new()
        if _says_terms_are_same([*given, *new], program):
            return RulesEngine().reason(given)
        data = (fact for fact in new if not _SCHEMA.has(fact))
        found = published(given, [*data, *program.ontology.facts], _SCHEMA)
        asked = [rule for rule in program.rules if rule.is_clash and not graph.rules_out(rule)]
        return outcome(found, distinct(clash for rule in asked for clash in _clashes(rule, graph)))


class _Graph:
    """A graph of sparq. Blank nodes are IRIs there, since a query cannot name a blank node."""

    def __init__(self, given: Iterable[Fact]) -> None:
        text = "".join(" ".join(str(_named(term)) for term in fact) + " .\n" for fact in given)
        self._graph = sparq.Graph.load(text, "ntriples")
        self._is_consistent: bool | None = None
        self._graph.update(f"COPY DEFAULT TO GRAPH <{_GIVEN}>")

    def close(self) -> None:
        """Add all that follows, as far as sparq can tell."""
        self._graph.reason("owl")

    def rules_out(self, rule: Rule) -> bool:
        """Return whether sparq would have found a contradiction of this kind, and has found none at all."""
        if self._is_consistent is None:
            self._is_consistent = not self._graph.inconsistencies()
        return self._is_consistent and not rule.tests and not _OVERLOOKED & set(rule.names)

    def new(self) -> list[Fact]:
        """Return what has been added about what is no blank node."""
        return [(row["s"], row["p"], row["o"]) for row in self.rows(_NEW)]

    def add(self, facts: Iterable[Fact]) -> bool:
        """Add facts; return whether one is new."""
        lines = [" ".join(str(_named(term)) for term in fact) for fact in facts]
        new = [line for line in dict.fromkeys(lines) if not self._graph.ask(f"ASK {{ {line} }}")]
        if new:
            self._graph.update(f"INSERT DATA {{ {' . '.join(new)} }}")
        return bool(new)

    def rows(self, query: str) -> Iterator[dict[str, Term]]:
        """Yield the solutions of a query."""
        for row in json.loads(self._graph.query_json(query))["results"]["bindings"]:
            yield {name: _read(told) for name, told in row.items()}

    def ways(self, rule: Rule, query: Callable[[Rule], str] = select) -> Iterator[Bindings]:
        """Yield the ways in which the body of a rule stands there, as a query finds them."""
        body = tuple(Pattern(*map(_named, atom.slots)) for atom in rule.body)
        head = Pattern(*map(_named, rule.head.slots)) if rule.head else None
        for row in self.rows(query(replace(rule, body=body, head=head))):
            bindings = {Variable(name): term for name, term in row.items()}
            if all(test.holds(bindings) for test in rule.tests):
                yield bindings


def _leads_to_axioms(program: Program) -> bool:
    """Return whether a rule over data may conclude an axiom."""
    heads = (rule.head for rule in program.rules if rule.head and rule.axioms)
    return any(_SCHEMA.may_have(head) for head in heads)


def _says_terms_are_same(facts: Iterable[Fact], program: Program) -> bool:
    """Return whether something that axioms are about is the same as something else."""
    same = {fact[0] for fact in facts if fact[1] == SAME_AS} | {
        fact[2] for fact in facts if fact[1] == SAME_AS
    }
    return bool(same) and any(same & {fact[0], fact[2]} for fact in program.ontology.facts)


def _compares_literals(program: Program) -> bool:
    """Return whether a rule asks whether two literals are the same, or one is what an axiom names."""
    return any(_joins_objects(rule) for rule in program.rules)


def _joins_objects(rule: Rule) -> bool:
    if not rule.axioms:
        return False
    objects = Counter(atom.object for atom in rule.body if atom.predicate != TYPE)
    subjects = {atom.subject for atom in rule.body}
    return any(
        isinstance(slot, Literal) or (isinstance(slot, Variable) and count > 1 and slot not in subjects)
        for slot, count in objects.items()
    )


def _lacking(rule: Rule, graph: _Graph) -> Iterator[Fact]:
    """Yield what follows by a rule that sparq lacks, and is not there."""
    tests_values = any(test.kind is Kind.IN for test in rule.tests)
    if rule.head is not None and (tests_values or _FAULTY & set(rule.names)):
        yield from (rule.head.fact(bindings) for bindings in graph.ways(rule, select_new))


def _clashes(rule: Rule, graph: _Graph) -> Iterator[Clash]:
    for bindings in graph.ways(rule):
        yield Clash(rule, tuple(atom.fact(bindings) for atom in rule.body))


def _named(term: Slot) -> Slot:
    return NamedNode(_BLANK + term.value) if isinstance(term, BlankNode) else term


def _read(told: Mapping[str, str]) -> Term:
    """Return a term as the results of a query in JSON have it."""
    return _term(told["type"], told["value"], told.get("xml:lang", ""), told.get("datatype", ""))


@lru_cache(maxsize=1 << 16)
def _term(kind: str, value: str, language: str, datatype: str) -> Term:
    if kind == "uri":
        return BlankNode(value.removeprefix(_BLANK)) if value.startswith(_BLANK) else NamedNode(value)
    if kind == "bnode":
        return BlankNode(value)
    if language:
        return Literal(value, language=language)
    return Literal(value, datatype=NamedNode(datatype or _STRING))
