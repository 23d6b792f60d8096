"""What is found by which words, and what is not."""

import unicodedata
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Store

from graph.namespaces import BASE
from graph.search.folding import read_words
from graph.search.index import NameIndex
from graph.search.names import Names
from graph.store import load_store
from tests.search.naming import few, found, quads

CLAIMED = """
GRAPH <https://w3id.org/allegata/graph/proposition/heads-cartel> {
  actor:sole a alg:Person ; rdfs:label "head of the Cartel of the Suns" .
}
"""
LABELLED = """
GRAPH graph:analysis {
  event:entry a alg:EntryIntoForce , alg:DesignationEvent ; rdfs:label "entry of Chevron into force" .
  passage:fugitive a alg:Passage ; rdfs:label "passage 0 to 36: He is a fugitive" .
  actor:without-class rdfs:label "Tren de Aragua" .
  _:nobody rdfs:label "Héctor Guerrero" .
}
"""


@pytest.fixture(scope="module")
def index() -> NameIndex:
    return few(CLAIMED + LABELLED)


@pytest.mark.parametrize(
    ("text", "iri", "why"),
    [
        ("Karoline", "karoline-leavitt", "word"),
        ("leavitt KAROLINE", "karoline-leavitt", "word"),
        ("petroleos", "pdvsa", "word"),
        ("Pétróleos", "pdvsa", "word"),
        ("Shein", "claudia-sheinbaum", "prefix"),
        ("madruo", "nicolas-maduro", "typo"),
        ("Chevrn", "chevron", "typo"),
        ("Venezuelan", "pdvsa", "typo"),
        ("Sheynbam", "claudia-sheinbaum", "typo"),
        ("tren aragua", "without-class", "word"),
    ],
)
def test_a_name_is_found_and_it_is_told_why(index: NameIndex, text: str, iri: str, why: str) -> None:
    hit = index.search(text, 5)[0]
    assert (hit.name.iri.rpartition("/")[2], hit.why) == (iri, why)


@pytest.mark.parametrize(
    "text",
    ["maaaduuro", "chvrno", "pdvs4x", "x", "", "?!", "fugitive", "suns", "entry into force", "Guerrero"],
    ids=lambda text: text or "nothing",
)
def test_what_is_not_named_so_is_not_found(index: NameIndex, text: str) -> None:
    assert found(index, text) == []


def test_the_better_name_goes_before_and_a_thing_comes_once(index: NameIndex) -> None:
    hits = index.search("maduro", 20)
    assert [hit.name.iri.rpartition("/")[2] for hit in hits] == ["nicolas-maduro"]
    assert (hits[0].name.text, hits[0].score) == ("Maduro", 0.95)


def test_a_class_is_one_of_the_thing_or_above_it(index: NameIndex) -> None:
    assert found(index, "Venezuela", "Organization") == found(index, "Venezuela", "Actor") == ["pdvsa"]
    assert found(index, "Venezuela", "Person") == []
    assert index.search("Venezuela", 1)[0].name.kind == "Organization"


class Patterns:
    """What takes only patterns, as a store on another server does."""

    def __init__(self, store: Store) -> None:
        self.quads_for_pattern = store.quads_for_pattern


def test_a_store_that_takes_only_patterns_gives_the_same_names() -> None:
    store = load_store(quads(more=CLAIMED + LABELLED))
    patterns = cast(Store, Patterns(store))
    assert set(Names(patterns, BASE).all()) == set(Names(store, BASE).all())
    iris = {name.iri for name in Names(store, BASE).all()}
    assert set(Names(store, BASE).of(iris)) == set(Names(store, BASE).all())


def test_where_each_word_has_to_match_part_of_them_is_not_enough(index: NameIndex) -> None:
    assert found(index, "Karoline Chevron")[:2] == ["chevron", "karoline-leavitt"]
    assert index.search("Karoline Chevron", 5, is_whole=True) == ()
    assert len(index.search("Karolin Leavit", 5, is_whole=True)) == 1


@pytest.mark.parametrize(
    "text",
    [
        '"Maduro', "maduro*", "mad* OR chevron", "NEAR(maduro, 3)", "-maduro", "maduro AND NOT chevron",
        "^maduro", "words:maduro", "maduro~2", "{maduro}", "[a TO z]", "maduro\\", "maduro\x00",
        "'; DROP TABLE names; --", "maduro\ud800", "(((((maduro", "kinds:Person maduro", "thing:*",
        "\u202emaduro",
    ],
)  # fmt: skip
def test_no_character_has_a_meaning_of_its_own(index: NameIndex, text: str) -> None:
    words = set(read_words(text))
    matched = {match.asked for hit in index.search(text, 20) for match in hit.matches}
    assert matched <= words
    assert "maduro" not in words or found(index, text)[0] in ("nicolas-maduro", "chevron")


def test_a_long_text_costs_little(index: NameIndex) -> None:
    assert found(index, "maduro " * 20_000) == ["nicolas-maduro"]
    assert found(index, "m" * 200_000) == []
    assert found(index, " ".join(f"word{number}" for number in range(10_000))) == []


NAMES = st.text(st.characters(min_codepoint=65, max_codepoint=0x24F, categories=["Lu", "Ll"]), min_size=2)


@settings(max_examples=15, deadline=None)
@given(name=NAMES.filter(lambda name: len(name) < 30))
def test_what_a_word_finds_is_found_without_its_diacritics(name: str) -> None:
    text = f'GRAPH graph:analysis {{ actor:known rdfs:label "{name}" }}'
    index = few(text)
    plain = "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
    for asked in (name, plain, name.upper(), name.lower(), plain.swapcase()):
        assert "known" in found(index, asked)
