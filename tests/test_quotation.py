"""A quotation stands in one place, or is refused with what would be right."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.anchor import write_passage
from graph.errors import QuotationError
from graph.layout import Layout
from graph.namespaces import PREFIXES
from graph.parse import parse_file
from graph.quotation import CONTEXT_CODE_POINTS, Quotation, locate, quote
from graph.source import Source, read_source
from tests.conftest import SLUG

MEMO = Source("“The Maduro regime probably does not have a policy of cooperating with TDA,” the memo states.")
BRIEFING = Source(
    "It is a narco-terror cartel, and Maduro is not a president. He is the head of this cartel."
)


def test_locate_gives_half_open_offsets_with_context() -> None:
    found = locate("policy of cooperating", MEMO)
    assert MEMO.text[found.start : found.end] == found.exact == "policy of cooperating"
    assert found.prefix == MEMO.text[found.start - CONTEXT_CODE_POINTS : found.start]
    assert found.suffix == " with TDA,” the memo states."


def test_locate_counts_code_points_not_utf16_units() -> None:
    assert locate("said", Source("\N{MATHEMATICAL SCRIPT CAPITAL Q} said so")).start == 2


def test_locate_refuses_a_quotation_that_occurs_twice() -> None:
    with pytest.raises(QuotationError, match="stands 2 times") as refused:
        locate("cartel", BRIEFING)
    assert refused.value.offsets == (21, 83)
    assert "narco-terror [cartel], and" in refused.value.cure


def test_locate_refuses_a_quotation_that_overlaps_itself() -> None:
    with pytest.raises(QuotationError, match="stands 2 times"):
        locate("nana", Source("banananas"))


@pytest.mark.parametrize(
    ("prefix", "suffix", "start"),
    [("this ", "", 83), ("", ", and", 21), ("terror ", ", and Maduro", 21)],
    ids=["prefix", "suffix", "both"],
)
def test_locate_takes_the_place_that_fits_its_context(prefix: str, suffix: str, start: int) -> None:
    assert locate("cartel", BRIEFING, prefix, suffix).start == start


def test_locate_refuses_a_context_that_fits_nowhere() -> None:
    with pytest.raises(QuotationError, match="not between this prefix and suffix") as refused:
        locate("cartel", BRIEFING, "Sinaloa ")
    assert refused.value.offsets == (21, 83)


def test_locate_refuses_a_context_that_fits_twice() -> None:
    with pytest.raises(QuotationError, match="stands 2 times"):
        locate("cartel", BRIEFING, " ")


def test_locate_refuses_an_empty_quotation() -> None:
    with pytest.raises(QuotationError, match="empty"):
        locate("", MEMO)


@pytest.mark.parametrize(
    "exact",
    [
        '"The Maduro',
        "the maduro regime",
        "Maduro  regime",
        "Maduro\nregime",
        "Maduro\N{NO-BREAK SPACE}regime",
    ],
    ids=["straight quotation marks", "lower case", "two spaces", "a line end", "a no-break space"],
)
def test_locate_shows_the_spelling_of_the_source(exact: str) -> None:
    with pytest.raises(QuotationError, match="does not stand in text") as refused:
        locate(exact, MEMO)
    assert "spelled “" in refused.value.cure
    assert refused.value.offsets == ()


def test_locate_shows_the_longest_part_that_the_source_has() -> None:
    with pytest.raises(QuotationError) as refused:
        locate("The Maduro regime clearly has a policy of cooperating", MEMO)
    assert "“ a policy of cooperating” at 41" in refused.value.cure


@pytest.mark.parametrize("exact", ["Chevron", " "], ids=["a word", "a space that folds to nothing"])
def test_locate_says_so_if_the_source_has_nothing_alike(exact: str) -> None:
    with pytest.raises(QuotationError, match="no part of them"):
        locate(exact, Source("militiamen"))


@given(st.text(min_size=1), st.data())
def test_locate_finds_what_it_quotes_or_refuses(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    exact = text[start : data.draw(st.integers(start + 1, len(text)))]
    places = [offset for offset in range(len(text)) if text.startswith(exact, offset)]
    if len(places) == 1:
        assert locate(exact, Source(text)) == quote(Source(text), start, start + len(exact))
        return
    with pytest.raises(QuotationError) as refused:
        locate(exact, Source(text))
    assert list(refused.value.offsets) == places


@given(st.text(min_size=1), st.text())
def test_locate_refuses_what_is_absent_whatever_it_is(exact: str, text: str) -> None:
    if exact not in text:
        with pytest.raises(QuotationError):
            locate(exact, Source(text))


def test_quotations_with_other_contexts_differ() -> None:
    assert Quotation(0, 2, "so", suffix=" said") != Quotation(0, 2, "so")


def test_write_passage_is_turtle_with_the_offsets(shared_layout: Layout, tmp_path: Path) -> None:
    source = read_source(shared_layout, SLUG)
    block = write_passage(locate("organization.\nThe US", source), source)
    header = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
    (tmp_path / "passage.ttl").write_text(header + block)
    quads = parse_file(tmp_path / "passage.ttl")
    told = {quad.predicate.value.partition("#")[2]: str(getattr(quad.object, "value", "")) for quad in quads}
    assert quads[0].subject.value == f"{PREFIXES['passage']}soles-151-171"  # type: ignore[union-attr]
    assert (told["start"], told["end"], told["exact"]) == ("151", "171", "organization.\nThe US")
    assert told["label"] == "passage 151 to 171: organization. The US"


def test_write_passage_takes_a_key_and_shortens_a_long_label(shared_layout: Layout) -> None:
    source = read_source(shared_layout, SLUG)
    block = write_passage(quote(source, 0, 120), source, "network")
    assert block.startswith("passage:network\n\ta alg:Passage ;\n")
    assert 'alleged net…"@en ;' in block.splitlines()[2]


def test_write_passage_of_a_text_without_description_uses_its_slug() -> None:
    assert write_passage(locate("TDA", MEMO), MEMO).startswith("passage:text-")
