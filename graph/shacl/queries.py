"""Constraints that are queries: put to the triples that a query can look at, and to no others.

A query is pre-bound to its focus node, and what it looks at is derived from its triple patterns: those that
are tied to the focus node by others. Where one is not, the query looks at the whole graph.

Oxigraph answers. It compares nothing with a literal that it cannot read, or of another kind: an error, as
SPARQL has it. rdflib orders those too. So where a literal is not of the datatype that shapes ask for, which
is a fault anyway, rdflib answers, as in the reference.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store, Triple, Variable
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query

from graph.rdflib_terms import oxigraph_term, rdflib_graph, rdflib_term
from graph.roles import in_default_graph
from graph.shacl.constraints import Found
from graph.shacl.paths import Path, follow
from graph.shacl.reads import Along, Anything, Read, Statements
from graph.shacl.source import triples_of
from graph.shacl.values import TermTest, is_readable
from graph.shacl.values import text as text_of
from graph.shacl.view import View
from graph.terms import Term

_THIS: Final = Variable("this")
_PLACE: Final = re.compile(r"\{[?$](\w+)\}")
_NAMES_THIS: Final = re.compile(r"[?$]this\b")

Row = dict[str, Term]


@dataclass(frozen=True, eq=False)
class QueryConstraint:
    """Each solution of a query is a fault; a message may have places for the solution's terms.

    ``of_node`` tells that the shape has no path: then a fault without a value is the focus node's own.
    ``datatypes`` tells of a predicate which test its literals pass if they are as shapes ask for.
    """

    component: str
    query: str
    messages: tuple[str, ...]
    of_node: bool
    looks_at: tuple[Read, ...]
    datatypes: Mapping[NamedNode, TermTest]

    def find(self, focus: Term, values: Collection[Term], view: View) -> Iterator[Found]:
        """Yield what the query finds."""
        for row in self._rows(focus, view):
            if row.keys() & {"this", "value", "path"}:
                yield self._found(focus, row)

    def reads(self, path: Path) -> Iterator[Read]:
        """Look at what the patterns of the query match."""
        return iter(self.looks_at)

    def _rows(self, focus: Term, view: View) -> Iterator[Row]:
        if any(isinstance(read, Anything) for read in self.looks_at):
            triples = list(triples_of(view.source))
        else:
            seen = (triple for read in self.looks_at for triple in _triples(focus, read, view))
            triples = list(dict.fromkeys(seen))
        ask = _by_oxigraph if all(map(self._is_plain, triples)) else _by_rdflib
        return ask(self.query, triples, focus if _NAMES_THIS.search(self.query) else None)

    def _is_plain(self, triple: Triple) -> bool:
        if not isinstance(triple.object, Literal):
            return True
        return self.datatypes.get(triple.predicate, is_readable)(triple.object)

    def _found(self, focus: Term, terms: Row) -> Found:
        told = sorted(_PLACE.sub(lambda place: _shown(place, terms), each) for each in self.messages)
        return Found(
            value=terms.get("value", focus if self.of_node else None),
            path=text_of(terms["path"]) if "path" in terms else None,
            message=told[0] if told else None,
            focus=terms.get("this", focus),
        )


def _by_oxigraph(query: str, triples: Collection[Triple], this: Term | None) -> Iterator[Row]:
    store = Store()
    store.extend(in_default_graph(triples))
    solutions = store.query(query, substitutions={} if this is None else {_THIS: this})
    if not isinstance(solutions, QuerySolutions):
        return
    names = [variable.value for variable in solutions.variables]
    for solution in solutions:
        yield {name: term for name in names if (term := solution[name]) is not None}


def _by_rdflib(query: str, triples: Collection[Triple], this: Term | None) -> Iterator[Row]:
    bound = {} if this is None else {_THIS.value: rdflib_term(this)}
    try:
        solutions = rdflib_graph(triples).query(_prepared(query), initBindings=bound)  # type: ignore[arg-type]
        rows = list(solutions.bindings)
    except Exception:  # it fails in ways of its own, such as with a TypeError at SUBSTR from a decimal
        return _by_oxigraph(query, triples, this)
    return iter([{str(name): oxigraph_term(term) for name, term in row.items()} for row in rows])


@lru_cache(maxsize=100)
def _prepared(query: str) -> Query:
    return prepareQuery(query)


def _shown(place: re.Match[str], terms: Row) -> str:
    term = terms.get(place[1])
    return place[0] if term is None else text_of(term)


def _triples(focus: Term, read: Read, view: View) -> Iterator[Triple]:
    for node in follow(read.prefix, focus, view.source):
        if isinstance(read, Statements):
            for predicate, object_ in view.source.statements(node):
                yield Triple(node, predicate, object_)  # type: ignore[arg-type]
        elif isinstance(read, Along) and read.step.inverse:
            for subject in view.source.subjects(read.step.predicate, node):
                yield Triple(subject, read.step.predicate, node)  # type: ignore[arg-type]
        elif isinstance(read, Along):
            for object_ in view.source.objects(node, read.step.predicate):
                yield Triple(node, read.step.predicate, object_)  # type: ignore[arg-type]
