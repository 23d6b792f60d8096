"""The things whose names or classes are not the same in two generations of a store."""

from collections.abc import Iterator, Sequence
from typing import Final

from pyoxigraph import DefaultGraph, NamedNode, Store

from graph.lease import Generation
from graph.search.classes import TYPE, asserted_graphs
from graph.search.names import told_of
from graph.search.properties import NAMING

_Graph = NamedNode | DefaultGraph

MAX_TOLD: Final = 20_000
"""A graph that tells more is not compared: to read it twice takes longer than to make the index anew."""


def renamed_things(before: Generation, old: Store, after: Generation, new: Store) -> frozenset[str] | None:
    """Return the IRIs of the things, or None if what has changed does not tell them, or is too much.

    Only the graphs that have changed are read, each in both stores.
    """
    if (before.store_id, before.since, before.blank) != (after.store_id, after.since, after.blank):
        return None
    changed = _changed(before, after)
    if f"{after.base}graph/ontology" in changed:
        return None
    renamed: set[str] = set()
    for graph, properties in _graphs(changed, before, old, after, new):
        differing = _differing(old, new, graph, properties)
        if differing is None:
            return None
        renamed |= differing
    return frozenset(renamed)


def _changed(before: Generation, after: Generation) -> frozenset[str]:
    graphs = {*before.changed, *after.changed}
    return frozenset(graph for graph in graphs if before.changed.get(graph) != after.changed.get(graph))


def _graphs(
    changed: frozenset[str], before: Generation, old: Store, after: Generation, new: Store
) -> Iterator[tuple[_Graph, Sequence[str]]]:
    """Yield the graphs to be compared, with what they may tell of a thing that counts."""
    if after.blank:
        if "" in changed:
            yield DefaultGraph(), (TYPE.value, *NAMING)
        return
    told = {*asserted_graphs(old, before.base, is_blank=False)}
    told |= {*asserted_graphs(new, after.base, is_blank=False)}
    for graph in told:
        if isinstance(graph, NamedNode) and graph.value in changed:
            yield graph, (TYPE.value, *NAMING)
    if (inferred := f"{after.base}graph/inferred") in changed:
        yield NamedNode(inferred), tuple(NAMING)


def _differing(old: Store, new: Store, graph: _Graph, properties: Sequence[str]) -> set[str] | None:
    """Return the things of which a graph tells something else in two stores, or None if it tells too much."""
    before = told_of(old, graph, properties, MAX_TOLD)
    after = None if before is None else told_of(new, graph, properties, MAX_TOLD)
    if before is None or after is None:
        return None
    return {iri for iri in before.keys() | after.keys() if before.get(iri) != after.get(iri)}
