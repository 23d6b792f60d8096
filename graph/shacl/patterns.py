"""What a query can look at, from the node that ``$this`` is: derived from its algebra."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from pyoxigraph import NamedNode
from rdflib.paths import AlternativePath, InvPath, MulPath, SequencePath
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import BNode, Node, URIRef, Variable

from graph.shacl.paths import HERE, Chain, Choice, Path, Repeat, Step, inverted, joined, steps
from graph.shacl.reads import Anything, Read, Statements, after, read_by

Pattern = tuple[Node, object, Node]
Known = Mapping[Node, Path]
"""The variables that are tied to the focus node, and the path that leads to each."""

_THIS: Final = Variable("this")
_REPEATS: Final = {"*": (0, True), "+": (1, True), "?": (0, False)}
_EXISTS: Final = ("Builtin_EXISTS", "Builtin_NOTEXISTS")
_TAKEN_APART: Final = frozenset({"BGP", "Join", "LeftJoin", "Union", "Filter", "Extend"})
_PASSED_THROUGH: Final = frozenset({"SelectQuery", "Project", "Distinct", "Reduced", "OrderBy", "Slice"})


def derive_reads(query: str) -> tuple[Read, ...]:
    """Return what a query that is pre-bound to a focus node looks at.

    Raises ValueError if the query has forms of which that is not known, or binds ``this`` anew.
    """
    return tuple(dict.fromkeys(_look(prepareQuery(query).algebra, {_THIS: HERE})))


def _look(part: CompValue, known: Known) -> Iterator[Read]:
    """Yield what a part of a query looks at, where these variables are known."""
    if part.name in _PASSED_THROUGH:
        yield from _look(part.p, known)
    elif part.name == "BGP":
        known = _tie(part.triples, known)
        for pattern in part.triples:
            yield from _look_at_pattern(pattern, known)
    elif part.name in _TAKEN_APART:
        yield from _look_at_parts(part, known)
    else:
        raise ValueError(f"a query with {part.name}")


def _look_at_parts(part: CompValue, known: Known) -> Iterator[Read]:
    if part.name in ("Filter", "Extend"):
        if part.get("var") == _THIS:
            raise ValueError("$this is bound anew")
        if _THIS in _variables(part.expr) and not any(_THIS in each for each in _required(part.p)):
            raise ValueError("$this is compared where no pattern has it")
        yield from _look(part.p, known)
        yield from _look_into(part.expr, part.p, known)
        return
    first, second = part.p1, part.p2
    is_join, is_optional = part.name == "Join", part.name == "LeftJoin"
    yield from _look(first, _tie(_required(second), known) if is_join else known)
    yield from _look(second, _tie(_required(first), known) if is_join or is_optional else known)
    if is_optional:
        yield from _look_into(part.expr, CompValue("Join", p1=first, p2=second), known)


def _look_into(expression: object, group: CompValue, known: Known) -> Iterator[Read]:
    """Yield what EXISTS looks at in an expression over the solutions of a group."""
    required = list(_required(group))
    tied = _tie(required, known)
    inside = {term for pattern in required for term in (pattern[0], pattern[2])} | {_THIS}
    visible = {name: path for name, path in tied.items() if name in inside}
    for graph in _existing(expression):
        yield from _look(graph, visible)


def _variables(expression: object) -> Iterator[Variable]:
    """Yield the variables of an expression, but for those of EXISTS."""
    if isinstance(expression, Variable):
        yield expression
    elif isinstance(expression, CompValue):
        if expression.name not in _EXISTS:
            for value in expression.values():
                yield from _variables(value)
    elif isinstance(expression, list | tuple):
        for value in expression:
            yield from _variables(value)


def _existing(expression: object) -> Iterator[CompValue]:
    if isinstance(expression, CompValue):
        if expression.name in _EXISTS:
            yield expression.graph
            return
        for value in expression.values():
            yield from _existing(value)
    elif isinstance(expression, list | tuple):
        for value in expression:
            yield from _existing(value)


def _required(part: CompValue) -> Iterator[Pattern]:
    """Yield the patterns that each solution of a part of a query matches."""
    if part.name == "BGP":
        yield from part.triples
    elif part.name == "Join":
        yield from (*_required(part.p1), *_required(part.p2))
    elif part.name == "LeftJoin":
        yield from _required(part.p1)
    elif part.name in ("Filter", "Extend"):
        yield from _required(part.p)


def _tie(patterns: Iterable[Pattern], known: Known) -> Known:
    """Return what is known once patterns have tied variables to variables, each by the shortest way."""
    tied, patterns = dict(known), [each for each in patterns if not isinstance(each[1], Variable)]
    while ways := [way for pattern in patterns for way in _ways(pattern, tied)]:
        name, path = min(ways, key=lambda way: _length(way[1]))
        tied[name] = path
    return tied


def _ways(pattern: Pattern, tied: Known) -> Iterator[tuple[Node, Path]]:
    subject, predicate, object_ = pattern
    if subject in tied and object_ not in tied and _is_open(object_):
        yield object_, joined(tied[subject], _path(predicate))
    if object_ in tied and subject not in tied and _is_open(subject):
        yield subject, joined(tied[object_], inverted(_path(predicate)))


def _length(path: Path) -> int:
    return sum(1 for _ in steps(path))


def _is_open(term: Node) -> bool:
    return isinstance(term, Variable | BNode)


def _look_at_pattern(pattern: Pattern, known: Known) -> Iterator[Read]:
    """Yield what a pattern looks at, from that end of it which is nearer to the focus node."""
    subject, predicate, object_ = pattern
    if isinstance(predicate, Variable):
        yield Statements(known[subject]) if subject in known else Anything(HERE)
        return
    ways = [(known[object_], inverted(_path(predicate)))] if object_ in known else []
    ways += [(known[subject], _path(predicate))] if subject in known else []
    if not ways:
        yield Anything(HERE)
        return
    before, path = min(ways, key=lambda way: _length(way[0]))
    yield from (after(before, read) for read in read_by(path))


def _path(predicate: object) -> Path:
    match predicate:
        case URIRef():
            return Step(NamedNode(str(predicate)))
        case InvPath():
            return inverted(_path(predicate.arg))
        case SequencePath():
            return Chain(tuple(map(_path, predicate.args)))
        case AlternativePath():
            return Choice(tuple(map(_path, predicate.args)))
        case MulPath():
            return Repeat(_path(predicate.path), *_REPEATS[str(predicate.mod)])
    raise ValueError(f"a query with the path {predicate}")
