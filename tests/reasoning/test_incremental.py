"""A closure that is kept equals one that is made anew, whatever is added and removed."""

import os

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.reasoning.closing import close
from graph.reasoning.materialisation import Materialisation
from graph.reasoning.rule import Fact
from tests.reasoning.ontologies import assertions, axioms, ontologies

SEQUENCES = int(os.environ.get("ALLEGATA_SEQUENCES", "60"))
"""How many sequences of additions and removals are tried; 1,000 take some minutes."""


@settings(max_examples=SEQUENCES, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_what_is_kept_is_what_a_fresh_closure_has(data: st.DataObject) -> None:
    asserted = {fact for axiom in data.draw(ontologies()) for fact in axiom}
    asserted |= set(data.draw(st.lists(assertions(), max_size=8)))
    kept = Materialisation(asserted)
    for step in range(data.draw(st.integers(1, 4))):
        added, removed = data.draw(changes(asserted, step))
        before = kept.inferred
        difference = kept.update(added, removed)
        asserted = asserted - removed | added
        fresh = frozenset(close(asserted).facts) - asserted
        assert kept.inferred == fresh
        assert (difference.added, difference.removed) == (fresh - before, before - fresh)


@st.composite
def changes(draw: st.DrawFn, asserted: set[Fact], step: int) -> tuple[set[Fact], set[Fact]]:
    """Draw what is added, an axiom at times, and what is removed."""
    added = set(draw(st.lists(assertions(), max_size=3)))
    if draw(st.integers(0, 3)) == 0:
        added |= set(draw(axioms(100 + step)))
    known = sorted(asserted, key=str)
    removed = set(draw(st.lists(st.sampled_from(known), max_size=4))) if known else set()
    return added, removed - added
