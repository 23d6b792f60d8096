"""Axioms made into rules: each template of the table, once for each way in which the ontology has its atoms.

What comes out is about data alone. Three things are settled here, so that no fact has to be written down
that RDF cannot hold or nobody wants to read:

- a nameless inverse: ``[ owl:inverseOf p ]`` in the place of a property is p the other way round;
- what literals are: an atom or a head that gives a literal a datatype becomes a test;
- steps between: see `graph.reasoning.unfolding`.

Left out is what follows without it: axioms that others of the closed ontology are composed of, step by step.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Final

from pyoxigraph import BlankNode, Variable

from graph.reasoning.literals import DATATYPES
from graph.reasoning.match import match
from graph.reasoning.ontology import Ontology
from graph.reasoning.rule import JOINT, Fact, Kind, Pattern, Rule, Slot, Term, Test
from graph.reasoning.table import SAME_AS, SCHEMA_RULES, TYPE, DataAtom, Each, Members, Route, Template

_COMPOSED: Final = frozenset(
    {"scm-sco", "scm-eqc1", "scm-eqc2", "scm-spo", "scm-eqp1", "scm-eqp2", "scm-dom1", "scm-dom2",
     "scm-rng1", "scm-rng2", "scm-int", "scm-uni"}
)  # fmt: skip
"""Rules whose conclusions other rules reach over data too, through the axioms that these put together."""

_Binding = dict[Variable, Term]


def compile_rules(templates: Iterable[Template], ontology: Ontology) -> list[Rule]:
    """Return the rules that templates are with the axioms of a closed ontology, in the table's order."""
    templates, inverses = list(templates), ontology.inverses()
    judges = {template.name: template for template in reversed(templates) if template.tests}
    made = (rule for template in templates for rule in _rules(template, ontology))
    settled = (new for rule in made for new in _settled(rule, inverses, judges))
    return list(dict.fromkeys(rule for rule in settled if not _is_composed(rule, ontology)))


def _rules(template: Template, ontology: Ontology) -> Iterator[Rule]:
    for bindings, axioms in _axioms(template, ontology):
        body = [atom.fill(bindings) for each in template.data for atom in _atoms(each, bindings, ontology)]
        tests = tuple(test.fill(bindings) for test in template.tests)
        for then in template.then or (None,):
            head = then.fill(bindings) if then else None
            yield Rule(template.name, template.words, axioms, tuple(body), head, tests)


def _axioms(template: Template, ontology: Ontology) -> Iterator[tuple[_Binding, tuple[Fact, ...]]]:
    """Yield each way in which the ontology has the schema atoms of a template, and the axioms."""
    patterns = [atom for atom in template.schema if isinstance(atom, Pattern)]
    members = [atom for atom in template.schema if isinstance(atom, Members)]
    for found in match(patterns, ontology.facts):
        for bindings in _members(members, dict(found.bindings), ontology):
            yield bindings, found.facts


def _members(atoms: Sequence[Members], bindings: _Binding, ontology: Ontology) -> Iterator[_Binding]:
    if not atoms:
        yield bindings
        return
    listed = ontology.members(bindings[atoms[0].head])
    for chosen in combinations(listed, len(atoms[0].variables)):
        added = dict(zip(atoms[0].variables, chosen, strict=True))
        yield from _members(atoms[1:], bindings | added, ontology)


def _atoms(atom: DataAtom, bindings: _Binding, ontology: Ontology) -> Iterator[Pattern]:
    """Yield the triple patterns that an atom of a template stands for."""
    if isinstance(atom, Pattern):
        yield atom
        return
    members = ontology.members(bindings[atom.head])
    if isinstance(atom, Each):
        for number, member in enumerate(members):
            yield atom.pattern.fill({atom.head: member, **_numbered(atom.pattern, number)})
    else:
        yield from _route(atom, members)


def _numbered(pattern: Pattern, number: int) -> dict[Variable, Slot]:
    own = (variable for variable in pattern.variables if variable.value.endswith("_each"))
    return {variable: Variable(f"{variable.value}{number}") for variable in own}


def _route(atom: Route, properties: Sequence[Term]) -> Iterator[Pattern]:
    between = [Variable(f"{atom.start.value}{number}") for number in range(1, len(properties))]
    ends = [atom.start, *between, atom.end]
    for number, each in enumerate(properties):
        yield Pattern(ends[number], each, ends[number + 1])


def _settled(rule: Rule, inverses: Mapping[Term, Term], judges: Mapping[str, Template]) -> Iterator[Rule]:
    """Yield the rule, and the clash that it may lead to, without what RDF cannot hold."""
    body = tuple(dict.fromkeys(_turned(atom, inverses) for atom in rule.body))
    typed = [atom for atom in body if atom.predicate == TYPE and atom.object in DATATYPES]
    left = tuple(atom for atom in body if atom not in typed and not _is_reflexive(atom))
    tests = rule.tests + tuple(Test(Kind.IN, (atom.subject, atom.object)) for atom in typed)
    head = _turned(rule.head, inverses) if rule.head else None
    known = frozenset().union(*(atom.variables for atom in left))
    needed = {slot for test in tests for slot in test.terms if isinstance(slot, Variable)}
    if needed | (head.variables if head else frozenset()) <= known and head not in left:
        yield from _judged(Rule(rule.name, rule.words, rule.axioms, left, head, tests), judges)


def _judged(rule: Rule, judges: Mapping[str, Template]) -> Iterator[Rule]:
    """Yield a rule as it is, or the tests that it comes to where it concludes what a literal is."""
    head = rule.head
    if head is None:
        yield rule
    elif head.predicate == TYPE and head.object in DATATYPES:
        yield from _clash(rule, judges.get("dt-not-type"), Kind.NOT_IN, (head.subject, head.object))
    elif head.predicate == SAME_AS:
        ends = (head.subject, head.object)
        yield _tested(rule, Test(Kind.DISTINCT, ends))
        if set(ends) <= {atom.object for atom in rule.body}:
            yield from _clash(rule, judges.get("dt-diff"), Kind.DIFFERENT_VALUES, ends)
    else:
        yield rule


def _clash(rule: Rule, judge: Template | None, kind: Kind, terms: tuple[Slot, ...]) -> Iterator[Rule]:
    """Yield the contradiction that a rule leads to, if the table has the rule that finds it."""
    if judge is not None:
        clash = replace(rule, name=judge.name + JOINT + rule.name, words=f"{rule.words} {judge.words}")
        yield _tested(replace(clash, head=None), Test(kind, terms))


def _tested(rule: Rule, test: Test) -> Rule:
    return replace(rule, tests=(*rule.tests, test))


def _turned(atom: Pattern, inverses: Mapping[Term, Term]) -> Pattern:
    while isinstance(atom.predicate, BlankNode) and atom.predicate in inverses:
        atom = Pattern(atom.object, inverses[atom.predicate], atom.subject)
    return atom


def _is_reflexive(atom: Pattern) -> bool:
    return atom.predicate == SAME_AS and atom.subject == atom.object


def _is_composed(rule: Rule, ontology: Ontology) -> bool:
    """Return whether other rules do the same in more steps; tests of literals take no steps."""
    if rule.tests or rule.name.startswith(SCHEMA_RULES):
        return False
    derived = (ontology.derived.get(axiom) for axiom in rule.axioms)
    return any(by is not None and by.name in _COMPOSED for by in derived)
