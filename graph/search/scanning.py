"""All names and classes in a store, but for those of things whose class is left out.

They may be few among many: a list through time has ten labels of events for each name. The engine leaves them
out before it looks their text up, which is what takes the time (a third of it with 340,000 labels).
"""

from collections.abc import Iterable, Iterator
from typing import Final, cast

from pyoxigraph import DefaultGraph, Literal, NamedNode, QuerySolutions, Store

from graph.namespaces import RDFS
from graph.search.classes import TYPE

_DEFAULT: Final = DefaultGraph()
_LABEL: Final = RDFS + "label"

_NAMED: Final = "SELECT ?s ?o {{ ?s <{property}> ?o MINUS {{ VALUES ?c {{ {classes} }} ?s a ?c }} }}"
_ALL: Final = "SELECT ?s ?o {{ ?s <{property}> ?o }}"
_TYPED: Final = "SELECT ?s ?o {{ ?s a ?o FILTER (?o NOT IN ({classes})) }}"


def scan_names(store: Store, property_: str, left_out: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield things with their names by a property in the default graph; the classes are left out by IRI.

    Of other names than labels, they have none.
    """
    classes = " ".join(f"<{each}>" for each in left_out) if property_ == _LABEL else ""
    query = (_NAMED if classes else _ALL).format(property=property_, classes=classes)
    yield from _pairs(store, query, NamedNode(property_), _DEFAULT)


def scan_types(
    store: Store, graph: NamedNode | DefaultGraph, left_out: Iterable[str]
) -> Iterator[tuple[str, str]]:
    """Yield things with the classes that a graph tells, but for some classes by IRI."""
    query = _TYPED.format(classes=", ".join(f"<{each}>" for each in left_out))
    yield from _pairs(store, query, TYPE, graph)


def _pairs(
    store: Store, query: str, property_: NamedNode, graph: NamedNode | DefaultGraph
) -> Iterator[tuple[str, str]]:
    """Yield what a query finds or, where a store takes only patterns, all that a graph has by a property."""
    if not isinstance(store, Store):
        found = ((q.subject, q.object) for q in store.quads_for_pattern(None, property_, None, graph))
    else:
        solutions = cast(QuerySolutions, store.query(query, default_graph=[graph]))
        found = ((solution["s"], solution["o"]) for solution in solutions)
    for subject, value in found:
        if isinstance(subject, NamedNode) and isinstance(value, NamedNode | Literal):
            yield subject.value, value.value
