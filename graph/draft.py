"""A draft: what is asserted in a store, in memory, where a change is made before the store is touched."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, Store, Triple

from graph.changes import Change
from graph.mutation import mutate
from graph.roles import describe_graphs, in_default_graph, shown_triples, visible_in
from graph.skolem import skolemise

Name = NamedNode | BlankNode


@dataclass(frozen=True)
class Difference:
    """The quads of named graphs that a draft has and its store has not, and the other way round.

    ``shown`` and ``hidden`` are the triples that came into the default graph, and those that left it.
    """

    added: frozenset[Quad]
    removed: frozenset[Quad]
    shown: frozenset[Triple]
    hidden: frozenset[Triple]


class Draft:
    """The named graphs of a store but for what was inferred; its default graph is the union of those shown.

    So an update without GRAPH reads what is asserted, and no inference is turned into an assertion.
    """

    def __init__(self, quads: Iterable[Quad], graphs: Iterable[Name], base: str) -> None:
        self._base = base
        self._ontology = NamedNode(f"{base}graph/ontology")
        self._meta = NamedNode(f"{base}graph/meta")
        self.store = Store()
        alter_graphs(self.store, frozenset(graphs))
        asserted = list(quads)
        self.shown = frozenset(shown_triples(asserted))
        self.store.bulk_extend([*asserted, *in_default_graph(self.shown)])
        self._quads, self._graphs = frozenset(self.store), frozenset(self.store.named_graphs())
        self._found = self._quads

    @property
    def graphs(self) -> frozenset[Name]:
        """Return the names of the graphs that there are now."""
        return frozenset(self.store.named_graphs())

    def change(self, change: Change) -> tuple[bool, frozenset[str]]:
        """Make a change; return whether its graph is new, and the IRIs of the graphs that are not as before.

        The default graph's IRI is empty. Raises what `graph.mutation.mutate` does.
        """
        created = mutate(self.store, change)
        self._found = frozenset(self.store)
        altered = {quad.graph_name for quad in self._found ^ self._quads} | (self.graphs ^ self._graphs)
        return created, frozenset(name_of(graph) for graph in altered)

    def settle(self) -> Difference:
        """Name blank nodes, tell the role of each graph, bring the default graph up to date; return it all.

        Raises StoreError if no role is known for a graph.
        """
        new, removed = self._found - self._quads, self._quads - self._found
        added = frozenset(skolemise(new, self._base, self._ontology))
        replace(self.store, new - added, added - new)
        described = frozenset(describe_graphs((name_of(graph) for graph in self.graphs), self._base))
        told = frozenset(self.store.quads_for_pattern(None, None, None, self._meta))
        replace(self.store, told - described, described - told)
        added, removed = added | (described - told), removed | (told - described)
        shown, hidden = self._shown(added, removed)
        replace(self.store, in_default_graph(hidden), in_default_graph(shown))
        return Difference(added, removed, shown, hidden)

    def keep(self, difference: Difference) -> None:
        """Take what the draft has now for what the store has."""
        gone = {*difference.removed, *in_default_graph(difference.hidden)}
        come = {*difference.added, *in_default_graph(difference.shown)}
        self._quads, self._graphs = (self._quads - gone) | come, self.graphs
        self.shown = (self.shown - difference.hidden) | difference.shown

    def undo(self) -> None:
        """Bring the draft back to what the store has."""
        found = frozenset(self.store)
        replace(self.store, found - self._quads, self._quads - found)
        alter_graphs(self.store, self._graphs)

    def named_quads(self) -> Iterator[Quad]:
        """Yield all quads but those of the default graph."""
        return (quad for quad in self.store if not isinstance(quad.graph_name, DefaultGraph))

    def _shown(self, added: frozenset[Quad], removed: frozenset[Quad]) -> tuple[frozenset[Triple], ...]:
        """Return the triples that a visible graph has and none had, and those that one had and none has."""
        if any(quad.graph_name == self._ontology for quad in added | removed):
            now = frozenset(shown_triples(self.named_quads()))  # the ontology says which roles are visible
            return now - self.shown, self.shown - now
        visible = frozenset(visible_in(self.store, self._base, inferred=False))
        come = {quad.triple for quad in added if quad.graph_name in visible}
        gone = {quad.triple for quad in removed} & self.shown
        left = {triple for triple in gone if any(quad in self.store for quad in _in_each(triple, visible))}
        return frozenset(come - self.shown), frozenset(gone - left)


def replace(store: Store, gone: Iterable[Quad], come: Iterable[Quad]) -> None:
    """Take quads out of a store, and put others in."""
    for quad in gone:
        store.remove(quad)
    store.extend(come)


def alter_graphs(store: Store, graphs: frozenset[Name]) -> None:
    """Bring a store to have these named graphs and no others; those that are new are empty."""
    found = frozenset(store.named_graphs())
    for graph in found - graphs:
        store.remove_graph(graph)
    for graph in graphs - found:
        store.add_graph(graph)


def name_of(graph: Name | DefaultGraph) -> str:
    """Return the IRI of a graph, which is empty for the default graph."""
    return "" if isinstance(graph, DefaultGraph) else str(graph.value)


def _in_each(triple: Triple, graphs: Iterable[NamedNode]) -> Iterator[Quad]:
    return (Quad(triple.subject, triple.predicate, triple.object, graph) for graph in graphs)
