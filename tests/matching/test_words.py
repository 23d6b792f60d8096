"""Names by their words: what meets, and what stays apart."""

import pytest

from graph.matching.likeness import compare, like
from graph.matching.spellings import learn_spellings
from graph.matching.words import words_of

SAME = {
    "surname first": ("MADURO MOROS, Nicolas", "Nicolás Maduro Moros", "individual"),
    "article": ("AL-AISSAMI, Tareck", "Tareck el Aissami", "individual"),
    "servant": ("'ABD AL-MALIK, Ali", "Ali Abdulmalik", "individual"),
    "transliteration": ("YAKOVLEV, Sergey", "Sergei Iakovlev", "individual"),
    "company": ("LIMITED LIABILITY COMPANY TSIFRA", "OOO Tsifra", "entity"),
}


@pytest.mark.parametrize(("listed", "written", "kind"), SAME.values(), ids=SAME)
def test_spellings_of_a_name_have_the_same_words(listed: str, written: str, kind: str) -> None:
    assert words_of(listed, kind) == words_of(written, kind)


def test_a_name_that_is_nothing_but_a_form_of_company_keeps_its_words() -> None:
    assert words_of("THE COMPANY", "entity") != ()


def test_numbers_are_alike_only_if_they_are_equal() -> None:
    assert like("223", "224") == 0.0
    assert like("223", "223") == 1.0


def test_a_letter_that_lists_confuse_counts_less_than_another() -> None:
    assert like("maduru", "maturu") > like("maduru", "maluru")


def test_a_rare_word_weighs_more_than_a_common_one() -> None:
    weights = {"kartil": 1.0, "sinalua": 8.0, "tijuana": 8.0, "banda": 1.0}
    same_rare = compare(("kartil", "sinalua"), ("banda", "sinalua"), weights.__getitem__)
    same_common = compare(("kartil", "sinalua"), ("kartil", "tijuana"), weights.__getitem__)
    assert same_rare.agreement > same_common.agreement


def test_words_without_a_pair_are_told_by_their_weight() -> None:
    found = compare(("nikulas", "maduru"), ("nikulas", "maduru", "murus"), lambda _: 2.0)
    assert (found.left, found.other_left, found.worst, found.inverted) == (0.0, 2.0, 1.0, 0.0)


def test_words_in_another_order_are_told() -> None:
    assert compare(("ismail", "muhamad"), ("muhamad", "ismail"), lambda _: 1.0).inverted == 1.0


def test_a_list_teaches_its_own_spellings_from_two_entries_on() -> None:
    entries = [
        [("siarhii", "pavliuk"), ("sirgii", "pavliuk")],
        [("siarhii", "kaliakin"), ("sirgii", "kaliakin")],
        [("anatul", "kim"), ("anatil", "kim")],
    ]
    found = learn_spellings(entries)
    assert found["siarhii"] == {"sirgii": 0.85}
    assert "anatul" not in found
