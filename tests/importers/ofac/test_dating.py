from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Triple

from graph.edtf_rule import check_edtf
from graph.importers.ofac.dating import day, edtf
from graph.namespaces import ALG

PRINTED = [
    ("1946", "1946"),
    ("Sep 1938", "1938-09"),
    ("23 Nov 1962", "1962-11-23"),
    ("12 September 1993", "1993-09-12"),
    ("circa 1963", "1963~"),
    ("circa 07 Jul 1966", "1966-07-07~"),
    ("circa 1979-1982", "1979~/1982~"),
    ("1960 to 1962", "1960/1962"),
    ("Mar 1962 to Feb 1963", "1962-03/1963-02"),
    ("01 Jan 1961 to 31 Dec 1962", "1961-01-01/1962-12-31"),
]

NONE = [
    "",
    "31 Feb 1970",
    "00 Jan 1970",
    "29 Feb 1900",
    "12 Thermidor 1794",
    "1960s",
    "circa",
    "1960 to",
    "62",
]


@pytest.mark.parametrize(("printed", "written"), PRINTED)
def test_dates_of_the_list_are_written_in_edtf(printed: str, written: str) -> None:
    assert edtf(printed) == written


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_date_has_no_edtf(text: str) -> None:
    assert edtf(text) is None


def is_valid(text: str) -> bool:
    triple = Triple(NamedNode(ALG + "a"), NamedNode(ALG + "edtf"), Literal(text))
    return not list(check_edtf([triple]))


@settings(deadline=None, max_examples=40)  # the reference parser takes 50 ms and more for a date
@given(
    st.dates(date(1000, 1, 1)),
    st.dates(date(1000, 1, 1)),
    st.sampled_from(["%Y", "%b %Y", "%d %b %Y", "%d %B %Y"]),
    st.sampled_from(["", "circa "]),
)
def test_every_date_as_printed_is_valid_edtf(first: date, last: date, form: str, circa: str) -> None:
    early, late = sorted((first, last))
    for printed in (circa + early.strftime(form), f"{circa}{early.strftime(form)} to {late.strftime(form)}"):
        written = edtf(printed)
        assert written is not None
        assert is_valid(written)


def test_the_day_of_publication_is_read_month_first() -> None:
    assert day("12/19/2018") == date(2018, 12, 19)


@pytest.mark.parametrize("text", ["19/12/2018", "2018-12-19", "02/30/2018", "12/19/0000", ""])
def test_another_form_is_no_day_of_publication(text: str) -> None:
    assert day(text) is None
