"""The form of an article store: its default graph and its inferences follow from the rest, which is valid.

A change is made in a draft first. Shapes and reasoner look at what it reaches, so a small one takes a moment
whatever there is beside it; the store is touched only when nothing is broken.
"""

from collections.abc import Iterator
from concurrent.futures import Executor
from functools import cached_property

from pyoxigraph import NamedNode, Quad, Store

from graph.changes import Change
from graph.consequences import MOST_KEPT
from graph.draft import Difference, Draft, alter_graphs, name_of, replace
from graph.errors import InconsistencyError
from graph.inference import Inference
from graph.layout import Layout
from graph.live import Changed
from graph.protection import admit, require_writable
from graph.report import Result
from graph.revision import contradictions, infer, refuse, unreadable
from graph.rule_changes import ChangingRules
from graph.rules import Rule, check_rules, read_rule
from graph.shacl.article import article_shapes
from graph.shacl.reading import ForeignError
from graph.shacl.source import StoreSource
from graph.shacl.validation import Shapes, Validation, validate_change
from graph.terms import declared_terms


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
        self._draft: Draft | None = None
        self._inference: Inference | None = None
        self._made: Store | None = None

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
            self._draft = Draft(store, store.named_graphs(), self._base)
            self._checking_rules  # noqa: B018 -- they take a while to read, for which no writer should wait
            if self._is_kept(self._draft.size):
                self._inference = Inference(self._draft, self._deriving_rules)
        elif self._made is store:
            self._keep(self._draft)
        else:
            self._undo(self._draft)
        self._made = None

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
        settled = draft.settle()
        refuse(self._unreadable(draft, settled), "terms that cannot be checked")
        self._infer(draft, settled)
        gone, come = draft.difference()
        self._check_rules(draft, gone | come)
        replace(store, gone, come)
        alter_graphs(store, draft.graphs)
        self._made = store
        return created, Changed(altered | {name_of(quad.graph_name) for quad in gone | come})

    def _is_kept(self, size: int) -> bool:
        """Tell whether so many triples shown are kept, with what follows, and every shape can be applied."""
        return self._shapes is not None and size <= self._most_kept

    def _keep(self, draft: Draft) -> None:
        draft.keep()
        if self._inference is not None:
            self._inference.keep()

    def _undo(self, draft: Draft) -> None:
        draft.undo()
        if self._inference is not None:
            self._inference.undo()

    def _unreadable(self, draft: Draft, difference: Difference) -> Iterator[Result]:
        """Yield what neither shapes nor reasoner could judge, anywhere if it is the ontology that changed."""
        ontology = draft.store.quads_for_pattern(None, None, None, self._ontology)
        is_same = all(q.graph_name != self._ontology for q in difference.added | difference.removed)
        return unreadable(
            difference.added if is_same else list(draft.named_quads()), declared_terms(ontology)
        )

    def _infer(self, draft: Draft, difference: Difference) -> None:
        """Bring the draft to what follows, once no shape is broken."""
        is_same = not (difference.shown or difference.hidden)
        if is_same and (self._inference is None or not self._inference.is_doubtful):
            return
        if not self._is_kept(draft.size + len(difference.shown) - len(difference.hidden)):
            self._inference = None
        if self._inference is None or self._shapes is None:
            self._infer_whole(draft, difference)
        else:
            self._infer_change(draft, difference, self._inference, self._shapes)

    def _infer_whole(self, draft: Draft, difference: Difference) -> None:
        shown = sorted(draft.shown_triples(), key=str)
        inferred = frozenset(infer(shown, self._layout, self._base, self._pool, draft.asserted_quads()))
        touched = inferred.union(draft.inferred_triples(), difference.shown, difference.hidden)
        draft.infer(touched, inferred.__contains__)

    def _infer_change(
        self, draft: Draft, difference: Difference, inference: Inference, shapes: Shapes
    ) -> None:
        results = self._validate(draft.asserted, difference, shapes)
        try:
            inference.change(difference)
        except InconsistencyError as error:
            told = contradictions(error, self._base, draft.asserted_quads())
            refuse([*results, *told], "contradictions")
            raise
        refuse(results, "constraints broken")

    def _validate(self, shown: Store, difference: Difference, shapes: Shapes) -> list[Result]:
        """Return what shapes find where a change reaches; there was no violation anywhere before it."""
        none = Validation(shapes)
        return list(validate_change(none, StoreSource(shown), difference.shown, difference.hidden).results)

    def _check_rules(self, draft: Draft, changed: frozenset[Quad]) -> None:
        """Check the rules that a change can break, or all where graphs came or went."""
        rules = self._checking_rules
        if draft.has_other_graphs:
            refuse(check_rules(draft.store, rules.rules), "rules broken")
        else:
            refuse(rules.check(draft.store, changed, draft.size), "rules broken")

    @cached_property
    def _shapes(self) -> Shapes | None:
        """Return the shapes, or None if some are of a kind that only the reference knows."""
        try:
            return article_shapes(self._layout.shape_files(), self._base)
        except ForeignError:
            return None

    @cached_property
    def _checking_rules(self) -> ChangingRules:
        return ChangingRules([read_rule(path, self._base) for path in self._layout.check_files()])

    @cached_property
    def _deriving_rules(self) -> list[Rule]:
        return [read_rule(path, self._base) for path in self._layout.derive_files()]
