"""Rules as SPARQL: for an engine that answers queries faster than a matcher that looks facts up.

A query tests what SPARQL can test, which leaves candidates: the tests of the rule have the last word.
"""

from collections.abc import Iterable

from pyoxigraph import Variable

from graph.namespaces import XSD
from graph.reasoning.rule import Kind, Pattern, Rule, Slot, Test


def select(rule: Rule) -> str:
    """Return a query for the ways in which the body of a rule stands in the default graph.

    Its variables are those of the body, in the order in which they come.
    """
    names = " ".join(map(str, _variables(rule.body))) or "*"
    return f"SELECT {names} WHERE {{ {_where(rule)} }}"


def select_new(rule: Rule) -> str:
    """Return a query like that of `select`, without the ways to what is there already.

    Raises ValueError if the rule finds a contradiction.
    """
    if rule.head is None:
        raise ValueError(f"nothing follows by {rule.name}")
    names = " ".join(map(str, _variables(rule.body))) or "*"
    return f"SELECT {names} WHERE {{ {{ {_where(rule)} }} MINUS {{ {_write(rule.head)} }} }}"


def insert(rule: Rule, graph: str = "") -> str:
    """Return an update that adds what follows by a rule to the default graph, or to the graph of an IRI.

    Raises ValueError if the rule finds a contradiction, or tests what SPARQL cannot.
    """
    if rule.head is None or any(test.kind is not Kind.DISTINCT for test in rule.tests):
        raise ValueError(f"no update can do what {rule.name} does")
    head = _write(rule.head)
    template = f"GRAPH <{graph}> {{ {head} }}" if graph else head
    return f"INSERT {{ {template} }} WHERE {{ {_where(rule)} }}"


def _where(rule: Rule) -> str:
    atoms = [_write(atom) for atom in rule.body]
    filters = [f"FILTER({condition})" for test in rule.tests for condition in _conditions(test)]
    return " ".join([*atoms, *filters])


def _write(atom: Pattern) -> str:
    return " ".join(map(str, atom.slots)) + " ."


def _conditions(test: Test) -> Iterable[str]:
    """Yield conditions that are met whenever the test is."""
    terms = [slot for slot in test.terms if isinstance(slot, Variable)]
    match test.kind, test.terms:
        case Kind.DISTINCT, (one, two):
            yield f"{one} != {two}"
            yield from (f"!isLiteral({term})" for term in terms)
        case Kind.DIFFERENT_VALUES, (one, two):
            yield f"!sameTerm({one}, {two})"
            yield from (f"isLiteral({term})" for term in terms)
        case Kind.NOT_IN, (one, two):
            yield f"isLiteral({one}) && datatype({one}) != {two}"
        case Kind.IN, (one, _):
            yield f"isLiteral({one})"
        case Kind.ILL_TYPED, (one,):
            yield f'isLiteral({one}) && datatype({one}) != <{XSD}string> && lang({one}) = ""'


def _variables(body: Iterable[Pattern]) -> tuple[Slot, ...]:
    slots = (slot for atom in body for slot in atom.slots)
    return tuple(dict.fromkeys(slot for slot in slots if isinstance(slot, Variable)))
