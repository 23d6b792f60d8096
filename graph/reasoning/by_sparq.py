"""The fast engine: sparq, written in Rust. What it lacks are rules of the table, run as queries after it.

It has no values of literals: that something has a value of a datatype, or one that contradicts it, is asked
of it by queries. Of the schema it finds more than the rules of the table do, so that comes from them. Where
an axiom depends on how a value is spelled, or data lead to new axioms, the engine of the project does it all.

Data goes there as text, and stays: only axioms, and what is new and published, become terms here.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from functools import cache
from itertools import starmap
from typing import Final, TypeGuard

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, Variable, parse

from graph.reasoning.by_rules import RulesEngine
from graph.reasoning.clashing import Clash, distinct
from graph.reasoning.closing import Program, default_templates, make_program
from graph.reasoning.ontology import FIRST, REST, Schema
from graph.reasoning.outcome import Outcome
from graph.reasoning.publishing import BUILT_IN, published, vocabulary
from graph.reasoning.rule import Fact, Kind, Pattern, Rule, Term, fact
from graph.reasoning.sparq_graph import SparqGraph
from graph.reasoning.sparql import select_new
from graph.reasoning.table import SAME_AS, TYPE
from graph.triples import write_triples

_FAULTY: Final = frozenset({"prp-spo2"})
"""Rules that sparq 0.1.6 does not always apply: of two chains of one property, it may overlook one."""

_OVERLOOKED: Final = frozenset({"eq-ref"})
"""Rules of contradictions that sparq does not know, beside those that test literals."""

_SCHEMA: Final = Schema(default_templates())
_ANY: Final = NamedNode("urn:allegata:any")
"""What stands for the things of which it only counts that they are there."""

_S: Final = Variable("s")
_O: Final = Variable("o")


class SparqEngine:
    """Reasons by sparq; the contradictions are those that the table's rules find in its closure."""

    def reason(self, given: Sequence[Fact]) -> Outcome:
        """Return what follows from facts, data and ontology together."""
        return _reason(write_triples(starmap(Triple, given), RdfFormat.N_TRIPLES), lambda: given)

    def reason_text(self, text: bytes) -> Outcome:
        """Return what follows from N-Triples as pyoxigraph writes them, data and ontology together."""
        return _reason(text, lambda: _facts(text))


def _facts(text: bytes) -> list[Fact]:
    return list(dict.fromkeys(fact(quad.triple) for quad in parse(text, RdfFormat.N_TRIPLES)))


def _reason(text: bytes, read: Callable[[], Sequence[Fact]]) -> Outcome:
    graph = SparqGraph(text)
    sample = _sample(graph)
    program = make_program(sample)
    if _leads_to_axioms(program) or (_compares_literals(program) and graph.has_several_spellings()):
        return RulesEngine().reason(read())
    _close(graph, program)
    if _says_terms_are_same(graph, program):
        return RulesEngine().reason(read())
    found = {_line(each): each for each in published(sample, program.ontology.facts, _SCHEMA)}
    found |= _published(graph, vocabulary(sample, _SCHEMA))
    return Outcome(tuple(map(found.__getitem__, sorted(found))), tuple(_contradictions(graph, program)))


def _sample(graph: SparqGraph) -> list[Fact]:
    """Return the axioms, and of the rest one fact for each predicate and each class.

    Of the facts that are not axioms, no more than these has a part in what the ontology and the vocabulary
    are.
    """
    uses = [(_ANY, predicate, _ANY) for predicate in graph.predicates() - {TYPE, FIRST, REST}]
    types = [(_ANY, TYPE, class_) for class_ in graph.classes()]
    axioms = _SCHEMA.look_up(graph)
    return [*axioms, *(fact for fact in [*uses, *types] if not _SCHEMA.has(fact))]


def _close(graph: SparqGraph, program: Program) -> None:
    graph.close()
    while graph.add(found for rule in program.rules for found in _lacking(rule, graph)):
        graph.close()


def _published(graph: SparqGraph, terms: frozenset[Term]) -> dict[str, Fact]:
    """Return what is new and published about individuals, by its lines of N-Triples."""
    hidden = {term.value for term in terms if isinstance(term, NamedNode)}
    found: dict[str, Fact] = {}
    for class_ in graph.classes():
        pattern = Pattern(_S, TYPE, class_)
        if _is_own(class_) and graph.has_grown(pattern):
            found |= _types(graph.new_subjects(pattern) - hidden, class_)
    for predicate in graph.predicates():
        if (_is_own(predicate) or _is_same_as(predicate)) and graph.has_grown(Pattern(_S, predicate, _O)):
            found |= _relations(graph, predicate, hidden)
    return found


def _types(subjects: Iterable[str], class_: NamedNode) -> dict[str, Fact]:
    tail = f"> {TYPE} {class_}"
    return {f"<{one}{tail}": (NamedNode(one), TYPE, class_) for one in subjects}


def _relations(graph: SparqGraph, predicate: NamedNode, hidden: Set[str]) -> dict[str, Fact]:
    pattern, between, node = Pattern(_S, predicate, _O), f"> {predicate} ", cache(NamedNode)
    found: dict[str, Fact] = {
        f"<{one}{between}<{two}>": (node(one), predicate, node(two))
        for one, two in graph.new_pairs(pattern)
        if one not in hidden and (predicate != SAME_AS or one != two)
    }
    for one, value in graph.new_values(pattern):
        if one not in hidden and (predicate != SAME_AS or not isinstance(value, Literal)):
            found[f"<{one}{between}{value}"] = (node(one), predicate, value)
    return found


def _is_own(term: Term) -> TypeGuard[NamedNode]:
    """Return whether a term is named, and somebody defines it."""
    return isinstance(term, NamedNode) and not term.value.startswith(BUILT_IN)


def _is_same_as(term: Term) -> TypeGuard[NamedNode]:
    return term == SAME_AS


def _line(found: Fact) -> str:
    return " ".join(map(str, found))


def _leads_to_axioms(program: Program) -> bool:
    """Return whether a rule over data may conclude an axiom."""
    heads = (rule.head for rule in program.rules if rule.head and rule.axioms)
    return any(_SCHEMA.may_have(head) for head in heads)


def _says_terms_are_same(graph: SparqGraph, program: Program) -> bool:
    """Return whether something that axioms are about is the same as something else."""
    pairs = [each for each in graph.find(None, SAME_AS, None) if not isinstance(each[0], Literal)]
    same = {term for one, _, two in pairs for term in (one, two)}
    return bool(same) and any(same & {found[0], found[2]} for found in program.ontology.facts)


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


def _lacking(rule: Rule, graph: SparqGraph) -> Iterator[Fact]:
    """Yield what follows by a rule that sparq lacks, and is not there."""
    tests_values = any(test.kind is Kind.IN for test in rule.tests)
    if rule.head is not None and (tests_values or _FAULTY & set(rule.names)):
        yield from (rule.head.fact(bindings) for bindings in graph.ways(rule, select_new))


def _contradictions(graph: SparqGraph, program: Program) -> list[Clash]:
    """Return all contradictions; not asked for are those that nothing there can lead to."""
    used = graph.predicates(), graph.classes()
    rules = [rule for rule in program.rules if rule.is_clash and _may_stand(rule, *used)]
    known = {rule for rule in rules if not rule.tests and not _OVERLOOKED & set(rule.names)}
    ruled_out = known if known and graph.is_consistent() else set()
    return distinct(clash for rule in rules if rule not in ruled_out for clash in _clashes(rule, graph))


def _may_stand(rule: Rule, predicates: frozenset[Term], classes: frozenset[Term]) -> bool:
    """Return whether the predicates and the classes that the body of a rule names are in use."""
    used = [atom.predicate for atom in rule.body if not isinstance(atom.predicate, Variable)]
    types = [atom.object for atom in rule.body if atom.predicate == TYPE]
    return predicates.issuperset(used) and classes.issuperset(
        term for term in types if not isinstance(term, Variable)
    )


def _clashes(rule: Rule, graph: SparqGraph) -> Iterator[Clash]:
    for bindings in graph.ways(rule):
        yield Clash(rule, tuple(atom.fact(bindings) for atom in rule.body))
