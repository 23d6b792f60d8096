import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from graph.importers.ofac.splitting import LIMIT_CHARACTERS, is_cut, split
from tests.importers.ofac.listed import CSV, entries

WORDS = st.sampled_from(
    ["DOB 1946", "a.k.a. 'BNC'", "S.A.", "LTD.", " ", ".", ";", "; ", " ;", ";;", "\n", "é", ""]
)


def joined(remarks: str) -> str:
    return "".join(piece.text + piece.end for piece in split(remarks))


@given(st.one_of(st.text(), st.lists(WORDS).map("".join)))
@example("")
def test_nothing_of_remarks_is_lost(remarks: str) -> None:
    assert joined(remarks) == remarks


def test_nothing_of_real_remarks_is_lost() -> None:
    written = [entry.remarks for entry in entries(CSV).values()]
    assert sum(map(len, written)) > 7_000
    assert [joined(remarks) for remarks in written] == written


@pytest.mark.parametrize(
    ("remarks", "last"),
    [
        ("Linked To: NEW AHMADI LTD.", "Linked To: NEW AHMADI LTD."),
        ("Linked To: KPD S.A.", "Linked To: KPD S.A."),
        ("Linked To: GHADIR INVESTMENT COMPANY.", "Linked To: GHADIR INVESTMENT COMPANY"),
        ("Gender Male.", "Gender Male"),
        ("a.k.a. 'BNC'.", "a.k.a. 'BNC'"),
        ("Passport B 960789. ", "Passport B 960789"),
    ],
)
def test_the_last_full_stop_is_the_sentences_unless_an_abbreviation_has_it(remarks: str, last: str) -> None:
    assert split(remarks)[-1].text == last


def test_a_semicolon_without_space_parts_too() -> None:
    texts = [piece.text for piece in split("nationality possibly Palestinian;arrested 23 Apr 2002.")]
    assert texts == ["nationality possibly Palestinian", "arrested 23 Apr 2002"]


def test_remarks_that_fill_their_column_are_cut_unless_they_end() -> None:
    assert is_cut("a" * LIMIT_CHARACTERS)
    assert not is_cut("a" * (LIMIT_CHARACTERS - 1))
    assert not is_cut("a" * (LIMIT_CHARACTERS - 1) + ".")
