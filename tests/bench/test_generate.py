from itertools import islice

from pyoxigraph import RdfFormat, parse

from graph.namespaces import ALG, SAID
from tests.bench.generate import generate
from tests.bench.questions import ABOUT_CLAIMS, distinct_about_made

TRIPLES = 5_000


def test_the_same_seed_gives_the_same_triples() -> None:
    assert list(generate(TRIPLES)) == list(generate(TRIPLES))
    assert list(generate(TRIPLES)) != list(generate(TRIPLES, seed=2))


def test_as_many_triples_come_as_are_asked_for_each_once() -> None:
    triples = list(parse("\n".join(generate(TRIPLES)).encode(), RdfFormat.N_TRIPLES))
    assert len(triples) == len(set(triples)) == TRIPLES


def test_fewer_triples_are_the_beginning_of_more() -> None:
    assert list(generate(100)) == list(islice(generate(TRIPLES), 100))


def test_no_made_triple_states_what_is_only_said() -> None:
    made = "\n".join(generate(TRIPLES))
    assert SAID not in made
    assert f"<{ALG}holder>" in made


def test_small_queries_are_all_distinct_and_about_claims_that_are_there() -> None:
    queries = distinct_about_made(TRIPLES, number=600)
    made = "\n".join(generate(TRIPLES))
    assert len(set(queries)) == 600
    assert len(ABOUT_CLAIMS) > 1
    for query in queries:
        claim = query[query.index("/claim/") :].split(">")[0]
        assert f"{claim}> <{ALG}holder>" in made
