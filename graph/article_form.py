"""The form of an article store: its default graph and its inferences follow from the rest, which is valid.

A change is made in a copy whose default graph is the union of the asserted visible graphs: so an update
without GRAPH reads what is asserted, and no inference is turned into an assertion. Shapes and reasoner look
at what a change reaches, so a small one takes a moment whatever there is beside it.
"""

from collections.abc import Collection, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store, Triple

from graph.changes import Change
from graph.consequences import MOST_KEPT, Consequences
from graph.errors import InconsistencyError
from graph.layout import Layout
from graph.live import Changed
from graph.protection import admit, require_writable
from graph.reason import derived_triples
from graph.revision import complete, contradictions, infer, refuse, settle
from graph.roles import in_default_graph, shown_triples
from graph.rules import Rule, check_rules, read_rule
from graph.shacl.article import article_shapes
from graph.shacl.reading import ForeignError
from graph.shacl.source import StoreSource
from graph.shacl.validation import Shapes, Validation, validate_change

_DEFAULT: Final = DefaultGraph()


@dataclass(frozen=True)
class _Before:
    """What there is before a change: the quads asserted, those of the whole generation, the named graphs."""

    asserted: frozenset[Quad] = frozenset()
    whole: frozenset[Quad] = frozenset()
    graphs: frozenset[str] = frozenset()


class ArticleForm:
    """A built store, whose shapes and rules are those of the layout.

    Where much is shown, the pool's processes validate all and reason over all.
    """

    def __init__(self, layout: Layout, base: str, pool: Executor, most_kept: int = MOST_KEPT) -> None:
        self._layout = layout
        self._base = base
        self._pool = pool
        self._most_kept = most_kept
        self._inferred = NamedNode(f"{base}graph/inferred")
        self._consequences = Consequences()
        self._before = _Before()

    def admit(self, change: Change) -> None:
        """Refuse a change of a graph that is not for writes.

        Raises ProtectedGraphError.
        """
        admit(change, self._base)

    def prepare(self, store: Store) -> None:
        """Take away from a copy of a generation all that was inferred."""
        whole = frozenset(store)
        kept = {quad for quad in whole if quad.graph_name not in (_DEFAULT, self._inferred)}
        shown = shown_triples(kept)
        asserted = kept.union(in_default_graph(shown))
        _replace(store, whole, asserted)
        self._before = _Before(frozenset(asserted), whole, _names(store))
        if self._shapes is not None and len(shown) <= self._most_kept:
            self._consequences.of(frozenset(shown))

    def complete(self, store: Store, change: Change) -> Changed:
        """Validate what a change has made, reason over it, and write what follows into the store.

        Raises ProtectedGraphError, or InvalidChangeError if the data are not valid.
        """
        found, graphs = frozenset(store), _names(store)
        altered = {_name(quad) for quad in found ^ self._before.asserted} | (graphs ^ self._before.graphs)
        if not altered:
            return Changed(frozenset())
        require_writable(altered, self._base)
        asserted = settle(found, graphs, self._base)
        shown = shown_triples(asserted)
        whole = complete(asserted, shown, self._infer(store, shown), self._base)
        _replace(store, frozenset(store), whole)
        refuse(check_rules(store, self._rules), "rules broken")
        return Changed(frozenset(altered.union(_name(quad) for quad in whole ^ self._before.whole)))

    def _infer(self, store: Store, shown: Sequence[Triple]) -> list[Triple]:
        """Return what follows, once no shape is broken; if nothing shown has changed, neither has that."""
        before = frozenset(quad.triple for quad in self._before.asserted if quad.graph_name == _DEFAULT)
        now = frozenset(shown)
        if now == before:
            return [quad.triple for quad in self._before.whole if quad.graph_name == self._inferred]
        if self._shapes is None or len(now) > self._most_kept:
            return infer(shown, self._layout, self._base, self._pool)
        added, removed = now - before, before - now
        _replace(store, frozenset(in_default_graph(before)), in_default_graph(now))
        # There was no violation anywhere before the change.
        validation = validate_change(Validation(self._shapes), StoreSource(store), added, removed)
        try:
            follows = self._consequences.of(now)
        except InconsistencyError as error:
            refuse([*validation.results, *contradictions(error, self._base)], "contradictions")
            raise
        refuse(validation.results, "constraints broken")
        store.extend(in_default_graph(follows))
        derived = derived_triples(store, self._layout.derive_files(), self._base)
        return sorted({*follows, *derived} - now, key=str)

    @cached_property
    def _shapes(self) -> Shapes | None:
        """Return the shapes, or None if some are of a kind that only the reference knows."""
        try:
            return article_shapes(self._layout.shape_files(), self._base)
        except ForeignError:
            return None

    @cached_property
    def _rules(self) -> list[Rule]:
        return [read_rule(path, self._base) for path in self._layout.check_files()]


def _replace(store: Store, found: frozenset[Quad], wanted: Collection[Quad]) -> None:
    """Bring a store that holds what was found to hold what is wanted."""
    wanted = frozenset(wanted)
    for quad in found - wanted:
        store.remove(quad)
    store.extend(wanted - found)


def _name(quad: Quad) -> str:
    """Return the IRI of a quad's graph, which is empty for the default graph."""
    return "" if isinstance(quad.graph_name, DefaultGraph) else str(quad.graph_name.value)


def _names(store: Store) -> frozenset[str]:
    return frozenset(str(graph.value) for graph in store.named_graphs())
