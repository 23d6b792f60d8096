from pathlib import Path
from random import Random

from pyoxigraph import Store

from tests.fuzz.grammar import Grammar
from tests.fuzz.making import Making
from tests.fuzz.running import fire, servers


def test_requests_by_chance_are_all_answered_and_no_front_is_lost(tmp_path: Path) -> None:
    with servers(tmp_path) as (article, blank):
        before = article.lasting() | blank.lasting()
        figures = fire(article, blank, 400, seed=3)
        assert article.lasting() | blank.lasting() == before
    assert figures.odd == []
    assert figures.requests == 400
    assert {"200", "400"} < set(figures.statuses)
    assert figures.growth_bytes < 50 << 20


def test_most_queries_of_the_grammar_are_well_formed() -> None:
    grammar = Grammar(Random(7))  # noqa: S311 (to be repeated, not to be secret)
    assert sum(map(is_well_formed, (grammar.query() for _ in range(200)))) > 100


def is_well_formed(query: str) -> bool:
    try:
        Store().query(query, base_iri="https://w3id.org/allegata/")
    except SyntaxError:
        return False
    except RuntimeError:  # it calls a function that the engine lacks
        return True
    return True


def test_the_same_seed_makes_the_same_requests() -> None:
    one, other = (Making(Random(5)) for _ in range(2))  # noqa: S311 (to be repeated, not to be secret)
    made = [one.next() for _ in range(100)]
    assert made == [other.next() for _ in range(100)]
    assert len(set(made)) > 90
