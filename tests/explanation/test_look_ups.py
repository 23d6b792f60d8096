"""Look-ups in a store end in the thread that began them, so none may outlive the explanation."""

import gc
from collections.abc import Iterator
from weakref import ref

import pytest

from graph.explanation.asking import MAX_PROOFS, ask, write
from graph.explanation.knowledge import Knowledge
from graph.explanation.search import Axioms
from graph.reasoning.rule import Fact, Term
from tests.explanation.knowing import fact, inferred, repository

pytestmark = pytest.mark.xdist_group("built")

MISSING = fact("claim:udv-s00-1 alg:contradicts claim:udv-s10-12")


class Counting:
    """The facts of the repository, which count the look-ups that have begun and not ended."""

    def __init__(self) -> None:
        self.open = 0
        self.begun = 0

    def find(self, subject: Term | None, predicate: Term | None, object_: Term | None) -> Iterator[Fact]:
        self.open += 1
        self.begun += 1
        try:
            yield from repository().grounds.find(subject, predicate, object_)
        finally:
            self.open -= 1

    def places(self, fact: Fact) -> tuple[str, ...]:
        return repository().grounds.places(fact)


@pytest.fixture
def collected_at_once() -> Iterator[None]:
    """Leave to the counting of references alone what is let go."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("collected_at_once")
@pytest.mark.parametrize("limit", [1, MAX_PROOFS])
def test_no_look_up_is_left_open_when_an_explanation_is_written(limit: int) -> None:
    for each in (*inferred()[::200], MISSING):
        counting = Counting()
        written = write(ask(each, Knowledge(repository().rules, counting), limit), "turtle")
        assert written or each == MISSING
        assert counting.begun > 0
        assert counting.open == 0


@pytest.mark.usefixtures("collected_at_once")
def test_what_proved_axioms_is_let_go_at_once() -> None:
    axioms = Axioms(repository().rules, repository().grounds)
    rules = {rule for rule, _ in repository().rules.concluding(MISSING)}
    assert any(axioms.of(rule) for rule in rules)
    told = ref(axioms)
    del axioms
    assert told() is None
