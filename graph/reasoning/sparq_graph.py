"""A graph in sparq: text goes in at once, and of what follows only what is new comes out.

What sparq answers is text: where there may be many answers, the IRIs in it are cut out as they stand, since
an IRI has nothing that JSON escapes.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

import sparq
from pyoxigraph import Literal, Variable

from graph.namespaces import RDF, XSD
from graph.reasoning.literals import value
from graph.reasoning.publishing import BUILT_IN
from graph.reasoning.rule import Bindings, Fact, Pattern, Rule, Term, Test
from graph.reasoning.sparq_terms import BLANK, Told, named, pieces, read
from graph.reasoning.sparql import select
from graph.reasoning.table import TYPE

_OWN: Final = rf'{{"type":"uri","value":"((?!{"|".join(map(re.escape, (*BUILT_IN, BLANK)))})[^"]*)"}}'
_NAMED: Final = rf'{{"type":"uri","value":"((?!{BLANK})[^"]*)"}}'
_ONE: Final = re.compile(rf'{{"s":{_OWN}}}')
_TWO: Final = re.compile(rf'{{"s":{_OWN},"o":{_NAMED}}}')
_IS_STRING: Final = f"datatype(?o) IN (<{XSD}string>, <{RDF}langString>)"


class SparqGraph:
    """A default graph that grows, and what it was at first."""

    def __init__(self, text: bytes) -> None:
        """Load N-Triples as pyoxigraph writes them."""
        # To read a file takes sparq half of the time and of the memory of a str.
        with NamedTemporaryFile(suffix=".nt") as file:
            file.writelines(pieces(text))
            file.flush()
            self._graph = sparq.Graph.load(Path(file.name), "ntriples")
        # A copy shares what does not change, so it costs next to nothing.
        self._first = self._graph.copy()

    def close(self) -> None:
        """Add all that follows, as far as sparq can tell."""
        self._graph.reason("owl")

    def is_consistent(self) -> bool:
        """Return whether sparq finds no contradiction in what is there."""
        return not self._graph.inconsistencies()

    def add(self, facts: Iterable[Fact]) -> bool:
        """Add facts; return whether one is new."""
        lines = [" ".join(str(named(term)) for term in fact) for fact in facts]
        size = len(self._graph)
        if lines:
            self._graph.update(f"INSERT DATA {{ {' . '.join(dict.fromkeys(lines))} }}")
        return len(self._graph) > size

    def find(self, subject: Term | None, predicate: Term | None, object_: Term | None) -> Iterator[Fact]:
        """Yield the facts that have these terms in these places; None stands for any."""
        places = zip((subject, predicate, object_), "spo", strict=True)
        pattern = Pattern(*(Variable(name) if term is None else term for term, name in places))
        for row in self._rows(f"SELECT * WHERE {{ {_write(pattern)} }}"):
            yield pattern.fact(_bindings(row))

    def ways(self, rule: Rule, query: Callable[[Rule], str] = select) -> Iterator[Bindings]:
        """Yield the ways in which the body of a rule stands there, as a query finds them."""
        body = tuple(Pattern(*map(named, atom.slots)) for atom in rule.body)
        head = Pattern(*map(named, rule.head.slots)) if rule.head else None
        asked = query(replace(rule, body=body, head=head))
        if not all(self._may_hold(test, asked) for test in rule.tests):
            return
        for row in self._rows(asked):
            bindings = _bindings(row)
            if all(test.holds(bindings) for test in rule.tests):
                yield bindings

    def _may_hold(self, test: Test, query: str) -> bool:
        """Return whether a test holds of any value: of one variable, these are far fewer than the rows."""
        variables = [slot for slot in test.terms if isinstance(slot, Variable)]
        if len(variables) != 1:
            return True
        values = f"SELECT DISTINCT {variables[0]} {query[query.index('WHERE') :]}"
        return any(test.holds(_bindings(row)) for row in self._rows(values))

    def predicates(self) -> frozenset[Term]:
        """Return all predicates."""
        return frozenset(self._column("SELECT DISTINCT ?o WHERE { ?s ?o ?any }"))

    def classes(self) -> frozenset[Term]:
        """Return all that something is said to be of."""
        return frozenset(self._column(f"SELECT DISTINCT ?o WHERE {{ ?s {TYPE} ?o }}"))

    def has_several_spellings(self) -> bool:
        """Return whether there is a value that is spelled in more than one way.

        Strings, which are most of the literals, are read only if there are others whose values are strings.
        """
        literals = self._literals(f"!({_IS_STRING})")
        if any(found.space == "text" for literal in literals if (found := value(literal))):
            literals = self._literals("true")
        values = [found for literal in literals if (found := value(literal)) is not None]
        return len(set(values)) < len(values)

    def has_grown(self, pattern: Pattern) -> bool:
        """Return whether there are more facts of a kind than at first."""
        query = f"SELECT (COUNT(*) AS ?n) WHERE {{ {_write(pattern)} }}"
        first, now = (graph.query_json(query) for graph in (self._first, self._graph))
        return bool(first != now)

    def new_subjects(self, pattern: Pattern) -> set[str]:
        """Return the new values of ``?s``, the one variable of a pattern.

        As in what follows, they are IRIs, none of a blank node nor of a term that nobody defines.
        """
        query = f"SELECT ?s WHERE {{ {_write(pattern)} }}"
        new = set(_ONE.findall(self._graph.query_json(query)))
        return new - set(_ONE.findall(self._first.query_json(query)))

    def new_pairs(self, pattern: Pattern) -> set[tuple[str, str]]:
        """Return the new values of ``?s`` and ``?o``, the variables of a pattern, where both are IRIs."""
        query = f"SELECT ?s ?o WHERE {{ {_write(pattern)} }}"
        new = set(_TWO.findall(self._graph.query_json(query)))
        return new - set(_TWO.findall(self._first.query_json(query)))

    def new_values(self, pattern: Pattern) -> set[tuple[str, Term]]:
        """Return the new values of ``?s`` and ``?o`` where the latter is no IRI, and no blank node."""
        query = f"SELECT ?s ?o WHERE {{ {_write(pattern)} FILTER(isIRI(?s) && !isIRI(?o)) }}"
        now, first = (
            {(row["s"]["value"], read(row["o"])) for row in _solutions(graph, query)}
            for graph in (self._graph, self._first)
        )
        return {(one, two) for one, two in now - first if not one.startswith((*BUILT_IN, BLANK))}

    def _literals(self, condition: str) -> list[Literal]:
        where = f"?s ?p ?o FILTER(isLiteral(?o) && {condition})"
        found = self._column(f"SELECT DISTINCT ?o WHERE {{ {where} }}")
        return [term for term in found if isinstance(term, Literal)]

    def _column(self, query: str) -> Iterator[Term]:
        return (read(row["o"]) for row in self._rows(query))

    def _rows(self, query: str) -> Iterator[Mapping[str, Told]]:
        return _solutions(self._graph, query)


def _solutions(graph: sparq.Graph, query: str) -> Iterator[Mapping[str, Told]]:
    yield from json.loads(graph.query_json(query))["results"]["bindings"]


def _bindings(row: Mapping[str, Told]) -> dict[Variable, Term]:
    return {Variable(name): read(told) for name, told in row.items()}


def _write(pattern: Pattern) -> str:
    return " ".join(str(named(slot)) for slot in pattern.slots)
