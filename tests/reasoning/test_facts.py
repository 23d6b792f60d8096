"""Facts are found by any of their terms, and literals by their value, as they come and go."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from graph.namespaces import XSD
from graph.reasoning.facts import Facts
from graph.reasoning.literals import value
from graph.reasoning.rule import Fact, Term
from tests.reasoning.ontologies import INDIVIDUALS, PROPERTIES, TITLE

SPELLINGS = [
    Literal("tda"),
    Literal("tda", datatype=NamedNode(XSD + "token")),
    Literal("tda", language="en"),
    *(Literal(text, datatype=NamedNode(XSD + "integer")) for text in ("7", "07", "x")),
    Literal("7.0", datatype=NamedNode(XSD + "decimal")),
    Literal("7", datatype=NamedNode("https://example.org/number")),
]
TERMS: list[Term] = [*INDIVIDUALS[:3], *SPELLINGS]
facts = st.tuples(
    st.sampled_from(INDIVIDUALS[:3]), st.sampled_from([*PROPERTIES[:2], TITLE]), st.sampled_from(TERMS)
)


@settings(max_examples=100, derandomize=True, deadline=None)
@given(st.lists(st.tuples(st.booleans(), facts), max_size=25))
def test_what_is_found_is_what_was_added_and_not_removed(steps: list[tuple[bool, Fact]]) -> None:
    kept, expected = Facts(), set[Fact]()
    for is_added, fact in steps:
        assert (kept.add(fact) if is_added else kept.remove(fact)) == (is_added != (fact in expected))
        (expected.add if is_added else expected.discard)(fact)
    assert (set(kept), len(kept)) == (expected, len(expected))
    for asked in product([None, *INDIVIDUALS[:3]], [None, *PROPERTIES[:2], TITLE], [None, *TERMS]):
        found = kept.find(*asked)
        assert len(found) == len(set(found))
        assert set(found) == {fact for fact in expected if all(map(means, asked, fact))}, asked


def means(asked: Term | None, term: Term) -> bool:
    """Return whether a term is what is asked for."""
    if isinstance(asked, Literal) and isinstance(term, Literal) and value(asked) is not None:
        return value(asked) == value(term)
    return asked is None or asked == term
