"""What is inferred in a draft, as it changes: what follows by OWL 2 RL, and what rules derive from that."""

from collections.abc import Collection, Sequence

from pyoxigraph import Triple

from graph.consequences import Consequences
from graph.draft import Difference, Draft, replace
from graph.reason import is_published
from graph.roles import in_default_graph
from graph.rule_changes import ChangingRules
from graph.rules import Rule, derive


class Inference:
    """What is inferred from what a draft shows.

    What was inferred in the store and should not have been, or the other way round, is put right with the
    first change. At first there is no contradiction.
    """

    def __init__(self, draft: Draft, rules: Sequence[Rule]) -> None:
        self._draft = draft
        self._rules = ChangingRules(rules)
        self._consequences = Consequences(list(draft.shown_triples()))
        self._followed: Difference | None = None
        follows = frozenset(self._consequences.published())
        inferred = frozenset(draft.inferred_triples())
        draft.infer(follows ^ inferred, follows.__contains__)
        self._derived = self._kept = self._derive()
        draft.infer(self._derived, self._derived.__contains__)
        gone, come = draft.difference()
        self._doubtful = frozenset(quad.triple for quad in gone | come)
        draft.undo()

    @property
    def is_doubtful(self) -> bool:
        """Tell whether something else is inferred in the store than should be."""
        return bool(self._doubtful)

    def change(self, difference: Difference) -> None:
        """Bring the draft to what is inferred after a change.

        Raises InconsistencyError if axioms and assertions clash.
        """
        self._followed = difference
        news = self._consequences.change(difference.shown, difference.hidden, self._shown)
        touched = difference.shown | difference.hidden | news.come | news.gone | self._doubtful
        changed = self._draft.infer(touched, self._is_inferred)
        if self._rules.are_reached(changed):
            self._derive_anew()

    def keep(self) -> None:
        """Take the change for made."""
        self._kept, self._followed, self._doubtful = self._derived, None, frozenset()

    def undo(self) -> None:
        """Take the change back, which the draft has undone."""
        self._derived = self._kept
        if self._followed is not None:
            self._consequences.take_back(self._followed.shown, self._followed.hidden, self._shown)
        self._followed = None

    def _shown(self) -> Collection[Triple]:
        return list(self._draft.shown_triples())

    def _is_inferred(self, triple: Triple) -> bool:
        return triple in self._derived or self._consequences.has(triple)

    def _derive_anew(self) -> None:
        before = self._derived
        self._derived = frozenset()
        self._draft.infer(before, self._is_inferred)
        self._derived = self._derive()
        self._draft.infer(self._derived, self._is_inferred)

    def _derive(self) -> frozenset[Triple]:
        """Return what the rules add to what is shown and what follows; the draft is left as it was."""
        store = self._draft.store
        derived = derive(store, self._rules.rules)
        replace(store, in_default_graph(derived), ())
        return frozenset(filter(is_published, derived))
