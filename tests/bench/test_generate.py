from functools import cache
from itertools import islice

import pytest
from pyoxigraph import NamedNode, QuerySolutions, RdfFormat, Store, Triple, parse

from graph.dataset import read_ontology
from graph.edtf_rule import check_edtf
from graph.layout import Layout, default_root
from graph.namespaces import ALG, SAID
from graph.reasoning.engine import engine
from graph.reasoning.rule import fact
from graph.roles import in_default_graph
from graph.shacl.source import IndexedSource
from graph.shacl.validation import validate
from tests.bench.generate import generate
from tests.bench.lines import iri, term
from tests.bench.questions import ABOUT_CLAIMS, distinct_about_made, read_heavy
from tests.shacl.article import shapes

TRIPLES = 5_000


@cache
def ontology() -> frozenset[Triple]:
    return frozenset(quad.triple for quad in read_ontology(Layout(default_root())))


def made(triples: int = TRIPLES) -> list[Triple]:
    return [quad.triple for quad in parse("\n".join(generate(triples)).encode(), RdfFormat.N_TRIPLES)]


def test_the_same_seed_gives_the_same_triples() -> None:
    assert list(generate(TRIPLES)) == list(generate(TRIPLES))
    assert list(generate(TRIPLES)) != list(generate(TRIPLES, seed=2))


@pytest.mark.parametrize("triples", [1, 1_234, TRIPLES])
def test_as_many_triples_come_as_are_asked_for_each_once(triples: int) -> None:
    assert len(made(triples)) == len(set(made(triples))) == triples


def test_fewer_triples_are_the_beginning_of_more_but_for_names_in_place_of_a_statement() -> None:
    few = [line for line in generate(1_000) if "altLabel" not in line]
    assert few == list(islice(generate(TRIPLES), len(few)))
    assert 900 < len(few) < 1_000


@pytest.mark.parametrize("triples", [1_234, TRIPLES])
def test_made_triples_conform_to_the_shapes(triples: int) -> None:
    data = made(triples)
    assert validate(shapes(), IndexedSource(ontology().union(data))).found == {}
    assert list(check_edtf(data)) == []


def test_made_triples_without_a_certainty_conform_no_more() -> None:
    data = [each for each in made() if each.predicate != NamedNode(ALG + "certainty")]
    results = validate(shapes(), IndexedSource(ontology().union(data))).results
    assert {result.shape for result in results} == {f"{ALG}ClaimShape-certainty"}


def test_made_triples_contradict_no_axiom() -> None:
    assert not engine().reason([fact(each) for each in (*ontology(), *made())]).clashes


def test_a_designation_with_a_day_would_contradict_one() -> None:
    dated = f'{iri("designation", 0)} {term("edtf")} "2000-01-01" .'.encode()
    data = [*made(), *(quad.triple for quad in parse(dated, RdfFormat.N_TRIPLES))]
    assert engine().reason([fact(each) for each in (*ontology(), *data)]).clashes


def test_no_made_triple_states_what_is_only_said() -> None:
    heads = {NamedNode(f"{ALG}headPredicate"), NamedNode(f"{ALG}headObject")}
    assert {each.predicate for each in made() if SAID in str(each)} == heads
    assert not [each for each in made() if SAID in str(each.predicate)]


def test_every_heavy_query_finds_something() -> None:
    store = Store()
    store.extend(in_default_graph(made()))
    for slug, query in read_heavy("made").items():
        solutions = store.query(query)
        assert isinstance(solutions, QuerySolutions)
        assert list(solutions), slug


def test_small_queries_are_all_distinct_and_about_claims_that_are_there() -> None:
    queries = distinct_about_made(TRIPLES, number=600)
    lines = "\n".join(generate(TRIPLES))
    assert len(set(queries)) == 600
    assert len(ABOUT_CLAIMS) > 1
    for query in queries:
        claim = query[query.index("/claim/") :].split(">")[0]
        assert f"{claim}> <{ALG}holder>" in lines
