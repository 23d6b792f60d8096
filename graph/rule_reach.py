"""What a change can alter for a rule: nothing, what some bindings lead to, or anything.

A row of a rule comes or goes only with a quad that one of its patterns matches. So a rule none of whose
patterns matches a changed quad need not be asked again. Where one does, the rows that it has a part in are
those where the variables of the pattern stand for the terms of the quad, as far as they are the rule's own:
not those that EXISTS, OPTIONAL, MINUS, a subquery or a group keep to themselves.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Variable
from rdflib import term as rdflib
from rdflib.paths import AlternativePath, InvPath, MulPath, Path, SequencePath
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue

from graph.terms import Term

Bound = Mapping[Variable, Term]
Place = NamedNode | Variable | None
"""A term that must stand there, a variable, or None where anything may."""

_Names = frozenset[rdflib.Variable]

_PASSED: Final = frozenset({"SelectQuery", "ConstructQuery", "Project", "Distinct", "Reduced", "OrderBy"})
_EXISTS: Final = ("Builtin_EXISTS", "Builtin_NOTEXISTS")
_NO_NAMES: Final[_Names] = frozenset()


class UnknownFormError(ValueError):
    """A form of query of which it is not known what it depends on."""


@dataclass(frozen=True)
class Look:
    """A pattern of a rule. ``predicates`` are those that it may match; None is any.

    ``graph`` is None for the default graph, and a variable for any named one.
    """

    subject: Place
    predicate: Place
    object: Place
    predicates: frozenset[NamedNode] | None
    graph: Place
    is_path: bool = False

    def bind(self, quad: Quad) -> Bound | None:
        """Return what the variables are where the pattern matches a quad; None if it does not."""
        if self.predicates is not None and quad.predicate not in self.predicates:
            return None
        if isinstance(quad.graph_name, DefaultGraph) != (self.graph is None):
            return None
        if self.is_path:
            return {} if self.graph in (None, quad.graph_name) or isinstance(self.graph, Variable) else None
        return self._bound(quad)

    def _bound(self, quad: Quad) -> Bound | None:
        bound: dict[Variable, Term] = {}
        pairs = ((self.subject, quad.subject), (self.predicate, quad.predicate), (self.object, quad.object))
        for place, term in (*pairs, (self.graph, quad.graph_name)):
            if place is None:
                continue
            is_open = isinstance(place, Variable)
            if (bound.setdefault(place, term) if is_open else place) != term:  # type: ignore[arg-type]
                return None
        # Others cannot be written into a query.
        return {name: term for name, term in bound.items() if isinstance(term, NamedNode | Literal)}


@dataclass(frozen=True)
class RuleReach:
    """The patterns of a rule, each with those of its variables that are the rule's own."""

    looks: tuple[tuple[Look, frozenset[Variable]], ...]

    def reached(self, quads: Iterable[Quad]) -> Iterator[Bound]:
        """Yield, for each pattern that one of the changed quads matches, what its variables are."""
        for quad in quads:
            for look, own in self.looks:
                bound = look.bind(quad)
                if bound is not None:
                    yield {name: term for name, term in bound.items() if name in own}


def rule_reach(text: str) -> RuleReach | None:
    """Return the reach of a rule; None if it has forms of which that is not known."""
    try:
        algebra = prepareQuery(text).algebra
        return RuleReach(tuple(dict.fromkeys(_looks(algebra, None, None))))
    except Exception:  # the parser raises whatever it meets
        return None


_Look = tuple[Look, frozenset[Variable]]


def _looks(part: CompValue, graph: object, own: _Names | None) -> Iterator[_Look]:
    """Yield the patterns in a part of a query that are matched in a graph; ``own`` is None for all names.

    What a query constructs is among them: it may be there already.
    """
    name = part.name
    if name in _PASSED:
        yield from _looks(part.p, graph, own)
        yield from _patterns(part.template or () if name == "ConstructQuery" else (), graph, own)
    elif name == "BGP":
        yield from _patterns(part.triples, graph, own)
    elif name == "Graph":
        yield from _looks_in_graph(part.term, part.p, own)
    elif name in ("Join", "Union"):
        yield from (*_looks(part.p1, graph, own), *_looks(part.p2, graph, own))
    elif name in ("LeftJoin", "Minus"):
        inner = _within(own, _certain(part.p1))
        yield from (*_looks(part.p1, graph, own), *_looks(part.p2, graph, inner))
        yield from _looks_of_expression(part.get("expr"), graph, inner)
    elif name in ("Filter", "Extend"):
        yield from _looks(part.p, graph, _without(own, part) if name == "Extend" else own)
        yield from _looks_of_expression(part.expr, graph, _within(own, _certain(part.p)))
    elif name == "AggregateJoin":
        yield from _looks(part.p.p, graph, _within(own, _keys(part)))
    elif name == "ToMultiSet":
        yield from _looks_of_subquery(part.p, graph, own)
    else:
        raise UnknownFormError(name)


def _looks_in_graph(term: object, part: CompValue, own: _Names | None) -> Iterator[_Look]:
    """Yield the patterns in a named graph; where there are none, all depends on its being there."""
    found = list(_looks(part, term, own))
    yield from found or _wild(term, own)


def _wild(term: object, own: _Names | None) -> Iterator[_Look]:
    place = _place(term)
    names = {place} if isinstance(place, Variable) and (own is None or term in own) else set()
    yield Look(None, None, None, None, place), frozenset(names)


def _looks_of_subquery(part: CompValue, graph: object, own: _Names | None) -> Iterator[_Look]:
    while part.name in ("Distinct", "Reduced", "OrderBy"):
        part = part.p
    if part.name != "Project":
        raise UnknownFormError(part.name)
    yield from _looks(part.p, graph, _within(own, frozenset(part.PV)))


def _looks_of_expression(expression: object, graph: object, own: _Names) -> Iterator[_Look]:
    """Yield the patterns of EXISTS in an expression."""
    if isinstance(expression, CompValue) and expression.name in _EXISTS:
        yield from _looks(expression.graph, graph, own)
    elif isinstance(expression, CompValue):
        for value in expression.values():
            yield from _looks_of_expression(value, graph, own)
    elif isinstance(expression, list | tuple):
        for value in expression:
            yield from _looks_of_expression(value, graph, own)


def _patterns(
    triples: Iterable[tuple[object, object, object]], graph: object, own: _Names | None
) -> Iterator[_Look]:
    for subject, predicate, object_ in triples:
        is_path = isinstance(predicate, Path)
        predicates = frozenset(_steps(predicate)) if not isinstance(predicate, rdflib.Variable) else None
        one, two, three = (None if is_path else _place(each) for each in (subject, predicate, object_))
        look = Look(one, two, three, predicates, _place(graph), is_path)
        names = {place for place in (one, two, three, look.graph) if isinstance(place, Variable)}
        yield look, frozenset(n for n in names if own is None or rdflib.Variable(n.value) in own)


def _steps(predicate: object) -> Iterator[NamedNode]:
    """Yield the predicates that a path goes along."""
    match predicate:
        case rdflib.URIRef():
            yield NamedNode(str(predicate))
        case InvPath():
            yield from _steps(predicate.arg)
        case SequencePath() | AlternativePath():
            for each in predicate.args:
                yield from _steps(each)
            if isinstance(predicate, SequencePath) and all(map(_may_stay, predicate.args)):
                raise UnknownFormError("a path of no length")
        case MulPath():
            yield from _steps(predicate.path)
        case _:
            raise UnknownFormError(f"the path {predicate}")


def _may_stay(path: object) -> bool:
    """Return whether a path may have no length."""
    return isinstance(path, MulPath) and str(path.mod) in "*?"


def _place(term: object) -> Place:
    if isinstance(term, rdflib.Variable):
        return Variable(str(term))
    return NamedNode(str(term)) if isinstance(term, rdflib.URIRef) else None


def _certain(part: CompValue) -> _Names:
    """Return the variables that each solution of a part of a query binds by a pattern."""
    name = part.name
    if name == "BGP":
        return frozenset(t for triple in part.triples for t in triple if isinstance(t, rdflib.Variable))
    if name == "Graph":
        return _certain(part.p) | ({part.term} if isinstance(part.term, rdflib.Variable) else set())
    if name == "Join":
        return _certain(part.p1) | _certain(part.p2)
    if name == "Union":
        return _certain(part.p1) & _certain(part.p2)
    if name in ("LeftJoin", "Minus"):
        return _certain(part.p1)
    if name in ("Filter", "Extend", "Distinct", "Reduced", "OrderBy", "ToMultiSet"):
        return _certain(part.p)
    return _certain(part.p) & frozenset(part.PV) if name == "Project" else _NO_NAMES


def _keys(part: CompValue) -> _Names:
    return frozenset(each for each in part.p.expr or () if isinstance(each, rdflib.Variable))


def _within(own: _Names | None, names: _Names) -> _Names:
    return names if own is None else own & names


def _without(own: _Names | None, part: CompValue) -> _Names | None:
    """Leave out a variable to which something else is bound than what groups are made by."""
    of = part.p
    while of.name == "Extend":
        of = of.p
    if of.name == "AggregateJoin" and part.var in _keys(of):
        return own
    return (_certain(part.p) if own is None else own) - {part.var}
