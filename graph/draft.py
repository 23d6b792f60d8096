"""A draft: what a store has, in memory, where a change is made before the store is touched."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, Store, Triple

from graph.changes import Change, GraphChange, Scope
from graph.effects import effects
from graph.mutation import mutate
from graph.roles import describe_graphs, in_default_graph, shown_triples, visible_in
from graph.skolem import skolemise

Name = NamedNode | BlankNode

_DEFAULT: Final = DefaultGraph()


@dataclass(frozen=True)
class Difference:
    """The quads of named graphs that a draft has and its store has not, and the other way round.

    ``shown`` and ``hidden`` are the asserted triples that came to be shown, and those that are no more.
    """

    added: frozenset[Quad]
    removed: frozenset[Quad]
    shown: frozenset[Triple]
    hidden: frozenset[Triple]


class Draft:
    """What a store has: ``store`` has all, and ``asserted`` what is shown without what was inferred.

    A change is made as if nothing were inferred: so an update without GRAPH reads what is asserted, and no
    inference is turned into an assertion. What a change costs is in proportion to it, but for an update that
    looks for something.
    """

    def __init__(self, quads: Iterable[Quad], graphs: Iterable[Name], base: str) -> None:
        self._base = base
        self._ontology = NamedNode(f"{base}graph/ontology")
        self._meta = NamedNode(f"{base}graph/meta")
        self._inferred = NamedNode(f"{base}graph/inferred")
        self.store, self.asserted = Store(), Store()
        alter_graphs(self.store, frozenset(graphs))
        self.store.bulk_extend(quads)
        self.asserted.bulk_extend(in_default_graph(shown_triples(self.named_quads(), inferred=False)))
        self.size = len(self.asserted)
        self._graphs = self.graphs
        self._visible = self._look_up_visible()
        self._added, self._removed = frozenset[Quad](), frozenset[Quad]()
        self._done: list[tuple[Store, frozenset[Quad], frozenset[Quad]]] = []

    @property
    def graphs(self) -> frozenset[Name]:
        """Return the names of the graphs that there are now."""
        return frozenset(self.store.named_graphs())

    @property
    def has_other_graphs(self) -> bool:
        """Tell whether graphs came or went."""
        return self.graphs != self._graphs

    def change(self, change: Change) -> tuple[bool, frozenset[str]]:
        """Make a change; return whether its graph is new, and the IRIs of the graphs that are not as before.

        The default graph's IRI is empty. Raises what `graph.mutation.mutate` does.
        """
        created = self._make(change)
        altered = {quad.graph_name for quad in self._added | self._removed} | (self.graphs ^ self._graphs)
        return created, frozenset(name_of(graph) for graph in altered)

    def settle(self) -> Difference:
        """Name blank nodes, tell the role of each graph, bring what is shown up to date; return it all.

        Raises StoreError if no role is known for a graph.
        """
        new, removed = self._added, self._removed
        added = frozenset(skolemise(new, self._base, self._ontology))
        self.replace(new - added, added - new)
        described = frozenset(describe_graphs((name_of(graph) for graph in self.graphs), self._base))
        told = frozenset(self.store.quads_for_pattern(None, None, None, self._meta))
        self.replace(told - described, described - told)
        added, removed = added | (described - told), removed | (told - described)
        shown, hidden = self._shown(added, removed)
        self._replace_in(
            self.asserted, frozenset(in_default_graph(hidden)), frozenset(in_default_graph(shown))
        )
        return Difference(added, removed, shown, hidden)

    def replace(self, gone: Iterable[Quad], come: Iterable[Quad]) -> None:
        """Take quads out of the draft that are there, and put others in that are not."""
        self._replace_in(self.store, frozenset(gone), frozenset(come))

    def keep(self) -> None:
        """Take what the draft has now for what the store has."""
        for store, gone, come in self._done:
            self.size += len(come) - len(gone) if store is self.asserted else 0
        self._graphs = self.graphs
        self._forget()

    def undo(self) -> None:
        """Bring the draft back to what the store has."""
        for store, gone, come in reversed(self._done):
            replace(store, come, gone)
        alter_graphs(self.store, self._graphs)
        self._visible = self._look_up_visible()
        self._forget()

    def difference(self) -> tuple[frozenset[Quad], frozenset[Quad]]:
        """Return the quads that the store has and the draft has not, and the other way round."""
        gone, come = frozenset[Quad](), frozenset[Quad]()
        for store, out, into in self._done:
            if store is self.store:
                gone, come = (gone - into) | (out - come), (come - out) | (into - gone)
        return gone, come

    def infer(self, touched: Iterable[Triple], is_inferred: Callable[[Triple], bool]) -> frozenset[Quad]:
        """Bring what is inferred and the default graph up to date; return how the default graph changed.

        ``touched`` are the triples for which that may be other than before; ``is_inferred`` tells whether one
        is inferred, which counts where it is not shown anyway.
        """
        gone, come = set[Quad](), set[Quad]()
        for triple in touched:
            is_shown = self.is_shown(triple)
            is_own = not is_shown and is_inferred(triple)
            for graph, is_there in ((self._inferred, is_own), (_DEFAULT, is_own or is_shown)):
                quad = Quad(triple.subject, triple.predicate, triple.object, graph)
                if (quad in self.store) != is_there:
                    (come if is_there else gone).add(quad)
        self.replace(gone, come)
        return frozenset(quad for quad in gone | come if quad.graph_name == _DEFAULT)

    def inferred_triples(self) -> Iterator[Triple]:
        """Yield the triples that are inferred."""
        return (quad.triple for quad in self.store.quads_for_pattern(None, None, None, self._inferred))

    def asserted_quads(self) -> Iterator[Quad]:
        """Yield the quads of named graphs that are not inferred."""
        return (quad for quad in self.named_quads() if quad.graph_name != self._inferred)

    def named_quads(self) -> Iterator[Quad]:
        """Yield all quads but those of the default graph."""
        return (quad for quad in self.store if not isinstance(quad.graph_name, DefaultGraph))

    def shown_triples(self) -> Iterator[Triple]:
        """Yield the asserted triples that are shown."""
        return (quad.triple for quad in self.asserted)

    def is_shown(self, triple: Triple) -> bool:
        """Tell whether a triple is asserted, and shown."""
        return Quad(triple.subject, triple.predicate, triple.object, _DEFAULT) in self.asserted

    def _forget(self) -> None:
        self._done = []
        self._added, self._removed = frozenset(), frozenset()

    def _make(self, change: Change) -> bool:
        known = effects(change)
        if known is None:
            if isinstance(change, GraphChange) and change.target.scope is Scope.NAMED:
                return self._make_in_graph(change)
            return self._make_anywhere(change)
        created = isinstance(change, GraphChange) and self._add_graph(NamedNode(change.target.graph))
        for effect in known:
            there = frozenset(quad for quad in effect.quads if self._has(quad))
            gone, come = (
                (frozenset[Quad](), effect.quads - there) if effect.is_added else (there, frozenset())
            )
            self._note(gone, come)
            self.replace(self._writable(gone), self._writable(come))
        return created

    def _make_in_graph(self, change: GraphChange) -> bool:
        graph = NamedNode(change.target.graph)
        before = frozenset(self.store.quads_for_pattern(None, None, None, graph))
        created = mutate(self.store, change)
        after = frozenset(self.store.quads_for_pattern(None, None, None, graph))
        self._note(before - after, after - before)
        self._done.append((self.store, before - after, after - before))
        return created

    def _make_anywhere(self, change: Change) -> bool:
        """Make a change that may look at anything, and find out what it did, with nothing inferred there."""
        made = self._made()
        replace(self.store, made, ())
        before = frozenset(self.store)
        try:
            created = mutate(self.store, change)
            after = frozenset(self.store)
            self._note(before - after, after - before)
            self._done.append((self.store, before - after, after - before - made))
        finally:
            self.store.extend(made)
        return created

    def _made(self) -> frozenset[Quad]:
        """Return what is inferred, as it stands in its own graph and in the default graph."""
        own = frozenset(self.store.quads_for_pattern(None, None, None, self._inferred))
        return own.union(in_default_graph(quad for quad in own if not self.is_shown(quad.triple)))

    def _add_graph(self, graph: NamedNode) -> bool:
        """Have a graph, and tell whether it is new."""
        is_new = not self.store.contains_named_graph(graph)
        self.store.add_graph(graph)
        return is_new

    def _has(self, quad: Quad) -> bool:
        """Tell whether a quad is there, for whoever does not know what is inferred."""
        if quad.graph_name == self._inferred:
            return False
        return quad in (self.asserted if quad.graph_name == _DEFAULT else self.store)

    def _writable(self, quads: frozenset[Quad]) -> Iterator[Quad]:
        """Leave out quads of graphs that are made here: a change of these is going to be refused."""
        return (quad for quad in quads if quad.graph_name not in (_DEFAULT, self._inferred))

    def _note(self, gone: frozenset[Quad], come: frozenset[Quad]) -> None:
        added, removed = self._added, self._removed
        self._added, self._removed = (added - gone) | (come - removed), (removed - come) | (gone - added)

    def _replace_in(self, store: Store, gone: frozenset[Quad], come: frozenset[Quad]) -> None:
        replace(store, gone, come)
        self._done.append((store, gone, come))

    def _look_up_visible(self) -> frozenset[NamedNode]:
        return frozenset(visible_in(self.store, self._base, inferred=False))

    def _shown(
        self, added: frozenset[Quad], removed: frozenset[Quad]
    ) -> tuple[frozenset[Triple], frozenset[Triple]]:
        """Return the triples that a visible graph has and none had, and those that one had and none has."""
        before = self._visible
        if any(quad.graph_name in (self._ontology, self._meta) for quad in added | removed):
            self._visible = self._look_up_visible()
        if not (before ^ self._visible) <= (self.graphs ^ self._graphs):
            now = frozenset(
                shown_triples(self.named_quads(), inferred=False)
            )  # roles became visible or hidden
            shown = frozenset(self.shown_triples())
            return now - shown, shown - now
        come = {quad.triple for quad in added if quad.graph_name in self._visible}
        gone = {quad.triple for quad in removed if self.is_shown(quad.triple)}
        return (
            frozenset(triple for triple in come if not self.is_shown(triple)),
            frozenset(triple for triple in gone if not self._is_in_visible(triple)),
        )

    def _is_in_visible(self, triple: Triple) -> bool:
        quads = self.store.quads_for_pattern(triple.subject, triple.predicate, triple.object)
        return any(quad.graph_name in self._visible for quad in quads)


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
