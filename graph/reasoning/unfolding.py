"""Rules without the steps between: what follows by way of a nameless class follows in one step.

A restriction or an intersection in an axiom is a class without a name. That an individual belongs to it is
worth nobody's attention, and has no place in a store. So where one rule puts things into such a class and
another takes them from there, one rule is made of both. The same is done for owl:Thing. Then all that rules
find is about names, and a store that keeps what they find has all that they need to go on.

A class that is a condition of itself is kept as it is: there is no end to taking its steps together.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Variable

from graph.namespaces import OWL, RDFS
from graph.reasoning.rule import JOINT, Pattern, Rule, Slot
from graph.reasoning.table import TYPE

EVERYTHING: Final = frozenset({NamedNode(OWL + "Thing"), NamedNode(RDFS + "Resource")})
"""The classes to which all belongs: that something does is never worth saying."""

_NOTHING: Final = NamedNode(OWL + "Nothing")

_Producers = Mapping[Slot, Sequence[Rule]]
_Ancestry = tuple[frozenset[Slot], ...]
"""For each atom of a body, the classes in whose place it came."""


def unfold(rules: Sequence[Rule], asserted: Collection[Slot] = ()) -> list[Rule]:
    """Return rules that come to the same, of which none concludes that a thing is in a nameless class.

    ``asserted`` are the nameless classes, and those of everything, to which data say that something belongs.
    """
    producers = _producers(rules)
    for class_ in _recursive(producers):
        del producers[class_]
    kept = [rule for rule in rules if _produced(rule) not in producers]
    whole = (new for rule in kept for new in _unfolded(rule, producers, asserted))
    return _distinct(rule for rule in map(_tidy, whole) if _is_of_use(rule))


def join_rules(rule: Rule, place: int, producer: Rule) -> Rule:
    """Return the rule that has, in place of an atom of its body, the body of another that concludes it."""
    apart = _apart(producer, rule)
    atom, head = rule.body[place], apart.head or rule.body[place]
    bound = _unified(head.subject, atom.subject)
    body = (*rule.body[:place], *apart.body, *rule.body[place + 1 :])
    return Rule(
        rule.name + JOINT + producer.name,
        f"{producer.words} {rule.words}",
        (*rule.axioms, *producer.axioms),
        tuple(each.fill(bound) for each in body),
        rule.head.fill(bound) if rule.head else None,
        tuple(test.fill(bound) for test in (*rule.tests, *apart.tests)),
    )


def variables(rule: Rule) -> tuple[Variable, ...]:
    """Return the variables of a rule, in the order in which they stand in body and head."""
    atoms = (*rule.body, *((rule.head,) if rule.head else ()))
    slots = (slot for atom in atoms for slot in atom.slots)
    return tuple(dict.fromkeys(slot for slot in slots if isinstance(slot, Variable)))


def _producers(rules: Iterable[Rule]) -> dict[Slot, list[Rule]]:
    found: dict[Slot, list[Rule]] = defaultdict(list)
    for rule in rules:
        class_ = _produced(rule)
        if class_ is not None:
            found[class_].append(rule)
    return dict(found)


def _produced(rule: Rule) -> Slot | None:
    """Return the class without a name into which a rule puts things, if it does."""
    if rule.head is None or rule.head.predicate != TYPE:
        return None
    class_ = rule.head.object
    return class_ if isinstance(class_, BlankNode) or class_ in EVERYTHING else None


def _recursive(producers: _Producers) -> set[Slot]:
    """Return the classes that are conditions of themselves by way of another individual.

    That an individual is in a class because it is in that class is no reason: such ways are not taken.
    """
    needs = {class_: {c for rule in rules for c in needed(rule)} for class_, rules in producers.items()}
    reached = {class_: _reached(class_, needs) for class_ in producers}
    others = {class_: {c for rule in rules for c in _of_others(rule)} for class_, rules in producers.items()}
    return {one for one in producers if any(one in reached.get(two, ()) for two in others[one])}


def needed(rule: Rule) -> set[Slot]:
    """Return the classes to which a rule's premises say that something belongs."""
    return {atom.object for atom in rule.body if atom.predicate == TYPE}


def _of_others(rule: Rule) -> set[Slot]:
    """Return those to which, by its premises, another thing belongs than the one it is about."""
    return {atom.object for atom in rule.body if atom.predicate == TYPE and not _is_about(atom, rule)}


def _is_about(atom: Pattern, rule: Rule) -> bool:
    return rule.head is not None and atom.subject == rule.head.subject


def _reached(class_: Slot, needs: Mapping[Slot, set[Slot]]) -> set[Slot]:
    reached, left = {class_}, [class_]
    while left:
        new = needs.get(left.pop(), set()) - reached
        reached |= new
        left += new
    return reached


def _unfolded(rule: Rule, producers: _Producers, asserted: Collection[Slot]) -> Iterator[Rule]:
    """Yield what becomes of a rule when each nameless class is replaced by what leads to it.

    The atom stays as well if data may have it.
    """
    left: list[tuple[Rule, int, _Ancestry]] = [(rule, 0, (frozenset(),) * len(rule.body))]
    while left:
        begun, place, ancestry = left.pop()
        if place == len(begun.body):
            yield begun
            continue
        class_ = begun.body[place].object if begun.body[place].predicate == TYPE else None
        if class_ not in producers or class_ in asserted:
            left.append((begun, place + 1, ancestry))
        past = ancestry[place] | {begun.body[place].object}
        for producer in producers.get(class_, ()) if class_ else ():
            if _meet(producer.head, begun.body[place]) and not _comes_back(producer, past):
                own = (past if _is_about(atom, producer) else frozenset() for atom in producer.body)
                came = (*ancestry[:place], *own, *ancestry[place + 1 :])
                left.append((join_rules(begun, place, producer), place, came))


def _comes_back(producer: Rule, past: frozenset[Slot]) -> bool:
    """Return whether a rule demands of a thing to be where it is to be put."""
    return any(
        _is_about(atom, producer) and atom.predicate == TYPE and atom.object in past for atom in producer.body
    )


def _unified(produced: Slot, wanted: Slot) -> dict[Variable, Slot]:
    """Return the bindings that make two subjects one, which may both be the same term."""
    if isinstance(produced, Variable):
        return {produced: wanted}
    return {wanted: produced} if isinstance(wanted, Variable) else {}


def _apart(rule: Rule, other: Rule) -> Rule:
    """Return a rule with variables of its own."""
    taken = {variable.value for variable in variables(other)}
    fresh: dict[Variable, Slot] = {}
    for variable in variables(rule):
        name = next(name for name in _names(str(variable.value)) if name not in taken)
        taken.add(name)
        fresh[variable] = Variable(name)
    return _renamed(rule, fresh)


def _names(name: str) -> Iterator[str]:
    yield name
    stem, number = name.rstrip("0123456789"), 1
    while True:
        yield f"{stem}{number}"
        number += 1


def _renamed(rule: Rule, names: Mapping[Variable, Slot]) -> Rule:
    body = tuple(atom.fill(names) for atom in rule.body)
    head = rule.head.fill(names) if rule.head else None
    return Rule(
        rule.name, rule.words, rule.axioms, body, head, tuple(test.fill(names) for test in rule.tests)
    )


def _tidy(rule: Rule) -> Rule:
    """Say nothing twice."""
    axioms, body, tests = dict.fromkeys(rule.axioms), dict.fromkeys(rule.body), dict.fromkeys(rule.tests)
    return replace(rule, axioms=tuple(axioms), body=tuple(body), tests=tuple(tests))


def _is_of_use(rule: Rule) -> bool:
    """Return whether a rule concludes something new of a thing, and not from a contradiction."""
    if rule.head is None:
        return True
    return (
        rule.head not in rule.body
        and not isinstance(rule.head.subject, Literal)
        and _NOTHING not in needed(rule)
    )


def _distinct(rules: Iterable[Rule]) -> list[Rule]:
    """Leave out rules that do the same as one with fewer steps."""
    found: dict[object, Rule] = {}
    for rule in sorted(rules, key=lambda each: len(each.axioms)):
        found.setdefault(_shape(rule), rule)
    return list(found.values())


def _shape(rule: Rule) -> object:
    names = {variable: Variable(f"v{number}") for number, variable in enumerate(variables(rule))}
    plain = _renamed(rule, names)
    return frozenset(plain.body), plain.head, frozenset(plain.tests)


def _meet(head: Pattern | None, atom: Pattern) -> bool:
    """Return whether a head can be an atom of the same class."""
    subjects = {head.subject, atom.subject} if head else set()
    return len(subjects) == 1 or any(isinstance(subject, Variable) for subject in subjects)
