"""The text of every article is the one received, and claims rest on all of it."""

import pytest

from graph.coverage import measure_coverage
from graph.layout import Layout
from graph.source import read_source
from tests.conftest import REPOSITORY

LAYOUT = Layout(REPOSITORY)
RECEIVED = {
    "alien-enemies-act-proclamation": (10_358, "red and forty-ninth.\n"),
    "nsc-statement-tren-de-aragua": (1_970, "like Tren de Aragua.\n"),
}

each_article = pytest.mark.parametrize("slug", RECEIVED)


@each_article
def test_text_is_the_one_received(slug: str) -> None:
    text = read_source(LAYOUT, slug).text
    assert (len(text), text[-21:]) == RECEIVED[slug]


@each_article
def test_claims_rest_on_all_words_but_connectives(slug: str) -> None:
    coverage = measure_coverage(LAYOUT, slug)
    assert coverage.gaps == ()
    assert coverage.percent > 97
