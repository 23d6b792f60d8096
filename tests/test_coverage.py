"""Coverage counts the passages of claims, and finds the words that are left over."""

import pytest

from graph.coverage import CONNECTIVES, Coverage, has_words, measure_coverage
from graph.layout import Layout
from graph.source import Source
from tests.conftest import SLUG, claims_file, edit


def test_coverage_counts_the_claims_on_each_passage(shared_layout: Layout) -> None:
    coverage = measure_coverage(shared_layout, SLUG)
    assert [
        (passage.quotation.start, passage.quotation.end, passage.claims) for passage in coverage.passages
    ] == [
        (122, 163, 1),
        (165, 216, 2),
    ]
    assert coverage.passages[1].quotation.exact == "The US designated the so-called Cartel de los Soles"


def test_coverage_finds_what_no_claim_rests_on(shared_layout: Layout) -> None:
    coverage = measure_coverage(shared_layout, SLUG)
    assert [(stretch.start, stretch.end) for stretch in coverage.uncovered] == [
        (0, 122),
        (163, 165),
        (216, 288),
    ]
    assert [stretch.start for stretch in coverage.gaps] == [0, 216]
    assert coverage.percent == pytest.approx(100 * (41 + 51) / 288)


def test_passages_of_an_argument_link_cover_nothing(layout: Layout) -> None:
    retype(layout, "alg:ArgumentLink")
    assert [passage.quotation.start for passage in measure_coverage(layout, SLUG).passages] == [165]


def test_passages_of_a_subclass_of_claims_cover(layout: Layout) -> None:
    retype(layout, "alg:Denial")
    assert [passage.quotation.start for passage in measure_coverage(layout, SLUG).passages] == [122, 165]


def test_passages_of_another_document_cover_nothing(layout: Layout) -> None:
    text = (
        claims_file(layout)
        .read_text("utf-8")
        .replace("alg:ofDocument document:cartel", "alg:ofDocument document:x")
    )
    claims_file(layout).write_text(text, "utf-8")
    coverage = measure_coverage(layout, SLUG)
    assert coverage.passages == ()
    assert (coverage.percent, len(coverage.gaps)) == (0.0, 1)


def test_passages_that_overlap_leave_nothing_between_them(layout: Layout) -> None:
    edit(claims_file(layout), "alg:start 165", "alg:start 150")
    coverage = measure_coverage(layout, SLUG)
    assert [(stretch.start, stretch.end) for stretch in coverage.uncovered] == [(0, 122), (216, 288)]


def test_a_text_that_is_covered_to_its_end_has_no_gap(layout: Layout) -> None:
    edit(claims_file(layout), "alg:start 122", "alg:start 0")
    edit(claims_file(layout), "alg:end 216", "alg:end 288")
    coverage = measure_coverage(layout, SLUG)
    assert (coverage.gaps, [stretch.exact for stretch in coverage.uncovered]) == ((), [".\n"])


def retype(layout: Layout, kind: str) -> None:
    edit(claims_file(layout), "claim:no-organization\n\ta alg:Claim", f"claim:no-organization\n\ta {kind}")


@pytest.mark.parametrize("text", ["", " .\n", ", and while ", "However, it", "But if"])
def test_connectives_and_punctuation_are_no_words(text: str) -> None:
    assert not has_words(text)


@pytest.mark.parametrize("text", [" however unlikely ", "4,000", "Maduro", "$25", "and-or"])
def test_anything_else_is(text: str) -> None:
    assert has_words(text)


def test_connectives_are_sorted_lower_case_and_few() -> None:
    assert list(CONNECTIVES) == sorted({word.lower() for word in CONNECTIVES})
    assert len(CONNECTIVES) < 25


def test_coverage_is_told_passage_by_passage(shared_layout: Layout) -> None:
    lines = str(measure_coverage(shared_layout, SLUG)).splitlines()
    assert lines[:2] == [SLUG, "passages"]
    assert lines[2].endswith(
        "doesn\N{RIGHT SINGLE QUOTATION MARK}t actually exist as an organization  claims: 1"
    )
    assert lines[6].split() == ["163", "165", ".⏎"]
    assert lines[7].startswith("gap     216     288   over claims")
    assert lines[-1] == "31.9 % of 288 code points, 2 gaps"


def test_an_empty_text_is_covered(layout: Layout) -> None:
    assert Coverage(Source(""), (), ()).percent == 100
