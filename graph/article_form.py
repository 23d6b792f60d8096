"""The form of an article store: its default graph and its inferences follow from the rest, which is valid.

A change is made in a draft first. Shapes and reasoner look at what it reaches, so a small one takes a moment
whatever there is beside it; the store is touched only when nothing is broken.
"""

from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import DefaultGraph, NamedNode, Store, Triple

from graph.changes import Change
from graph.consequences import MOST_KEPT, Consequences
from graph.draft import Difference, Draft, alter_graphs, name_of, replace
from graph.errors import InconsistencyError
from graph.layout import Layout
from graph.live import Changed
from graph.protection import admit, require_writable
from graph.reason import is_published
from graph.report import Result
from graph.revision import contradictions, infer, refuse, unreadable
from graph.roles import in_default_graph, in_inferred_graph
from graph.rules import Rule, check_rules, derive, read_rule
from graph.shacl.article import article_shapes
from graph.shacl.reading import ForeignError
from graph.shacl.source import StoreSource
from graph.shacl.validation import Shapes, Validation, validate_change
from graph.terms import declared_terms


@dataclass(frozen=True)
class _Made:
    """A change that a store has, and what follows with it; it stands once it is committed."""

    store: Store
    difference: Difference
    inferred: frozenset[Triple]


class ArticleForm:
    """A built store, whose shapes and rules are those of the layout.

    Where more is shown than ``most_kept`` triples, the pool's processes validate all and reason over all.
    """

    def __init__(self, layout: Layout, base: str, pool: Executor, most_kept: int = MOST_KEPT) -> None:
        self._layout = layout
        self._base = base
        self._pool = pool
        self._most_kept = most_kept
        self._ontology = NamedNode(f"{base}graph/ontology")
        self._consequences = Consequences()
        self._inferred: frozenset[Triple] = frozenset()
        self._draft: Draft | None = None
        self._made: _Made | None = None

    def close(self) -> None:
        """Let the examiners go."""
        self._pool.shutdown()

    def admit(self, change: Change) -> None:
        """Refuse a change of a graph that is not for writes.

        Raises ProtectedGraphError.
        """
        admit(change, self._base)

    def prepare(self, store: Store) -> None:
        """Have a draft of what a store has: with the change that was made last, if it is still that store.

        Another one is a new copy: then the change was refused, or could not be committed.
        """
        if self._draft is None:
            graph = NamedNode(f"{self._base}graph/inferred")
            self._inferred = frozenset(
                quad.triple for quad in store.quads_for_pattern(None, None, None, graph)
            )
            kept = [quad for quad in store if quad.graph_name not in (DefaultGraph(), graph)]
            self._draft = Draft(kept, store.named_graphs(), self._base)
        elif self._made is not None and self._made.store is store:
            self._draft.keep(self._made.difference)
            self._inferred = self._made.inferred
        else:
            self._draft.undo()
        self._made = None
        if self._shapes is not None and len(self._draft.shown) <= self._most_kept:
            self._consequences.of(self._draft.shown)

    def make(self, store: Store, change: Change) -> tuple[bool, Changed]:
        """Make a change in the draft, and bring the store there once all is valid and what follows is known.

        Raises what `graph.mutation.mutate` does, ProtectedGraphError, or InvalidChangeError if the data are
        not valid; then nothing has changed.
        """
        draft = self._draft
        if draft is None:
            raise RuntimeError("the store was not prepared")
        created, altered = draft.change(change)
        if not altered:
            return created, Changed(frozenset())
        require_writable(altered, self._base)
        difference = draft.settle()
        refuse(self._unreadable(draft, difference), "terms that cannot be checked")
        inferred = self._infer(draft, difference) if difference.shown or difference.hidden else self._inferred
        self._check_rules(draft, inferred)
        changed = self._write(store, draft, difference, inferred)
        self._made = _Made(store, difference, inferred)
        return created, Changed(altered | changed)

    def _unreadable(self, draft: Draft, difference: Difference) -> Iterator[Result]:
        """Yield what neither shapes nor reasoner could judge, anywhere if it is the ontology that changed."""
        ontology = draft.store.quads_for_pattern(None, None, None, self._ontology)
        is_same = all(q.graph_name != self._ontology for q in difference.added | difference.removed)
        return unreadable(
            difference.added if is_same else list(draft.named_quads()), declared_terms(ontology)
        )

    def _infer(self, draft: Draft, difference: Difference) -> frozenset[Triple]:
        """Return what follows, once no shape is broken."""
        shown = draft.shown.union(difference.shown) - difference.hidden
        if self._shapes is None or len(shown) > self._most_kept:
            return frozenset(infer(sorted(shown, key=str), self._layout, self._base, self._pool))
        results = self._validate(draft.store, difference, self._shapes)
        try:
            follows = self._consequences.of(shown)
        except InconsistencyError as error:
            refuse([*results, *contradictions(error, self._base)], "contradictions")
            raise
        refuse(results, "constraints broken")
        return frozenset(self._derive(draft.store, frozenset(follows) - shown) - shown)

    def _validate(self, store: Store, difference: Difference, shapes: Shapes) -> list[Result]:
        """Return what shapes find where a change reaches; there was no violation anywhere before it."""
        none = Validation(shapes)
        return list(validate_change(none, StoreSource(store), difference.shown, difference.hidden).results)

    def _derive(self, store: Store, follows: frozenset[Triple]) -> frozenset[Triple]:
        """Return what follows, and what the rules that derive add to it; the store is left as it was."""
        store.extend(in_default_graph(follows))
        derived = derive(store, self._deriving_rules)
        replace(store, in_default_graph([*follows, *derived]), ())
        return follows.union(filter(is_published, derived))

    def _check_rules(self, draft: Draft, inferred: frozenset[Triple]) -> None:
        made = [*in_default_graph(inferred), *in_inferred_graph(inferred, self._base)]
        draft.store.extend(made)
        results = check_rules(draft.store, self._checking_rules)
        replace(draft.store, made, ())
        refuse(results, "rules broken")

    def _write(
        self, store: Store, draft: Draft, difference: Difference, inferred: frozenset[Triple]
    ) -> frozenset[str]:
        """Bring the store to what the draft has and what follows; return the IRIs of the graphs altered."""
        new, old = inferred - self._inferred, self._inferred - inferred
        shown = (difference.shown - self._inferred) | (new - difference.hidden)
        hidden = (difference.hidden - inferred) | (old - difference.shown)
        come = {*difference.added, *in_inferred_graph(new, self._base), *in_default_graph(shown)}
        gone = {*difference.removed, *in_inferred_graph(old, self._base), *in_default_graph(hidden)}
        replace(store, gone, come)
        alter_graphs(store, draft.graphs)
        return frozenset(name_of(quad.graph_name) for quad in come ^ gone)

    @cached_property
    def _shapes(self) -> Shapes | None:
        """Return the shapes, or None if some are of a kind that only the reference knows."""
        try:
            return article_shapes(self._layout.shape_files(), self._base)
        except ForeignError:
            return None

    @cached_property
    def _checking_rules(self) -> list[Rule]:
        return [read_rule(path, self._base) for path in self._layout.check_files()]

    @cached_property
    def _deriving_rules(self) -> list[Rule]:
        return [read_rule(path, self._base) for path in self._layout.derive_files()]
