"""The same is asked of each server, and of the same data in a folder: the answers are the same."""

import json
from collections import Counter
from dataclasses import replace

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from graph.changes import Scope, Target
from graph.errors import StoreError
from graph.namespaces import ALG, BASE, OWL, SAID
from server.app import create_app
from server.config import Config
from server.errors import (
    GenerationGoneError,
    HiddenGraphError,
    MalformedQueryError,
    NotFoundError,
    StoreFailedError,
    StoreUnreachableError,
    UnsupportedFunctionError,
)
from server.explain_formats import TEXT
from server.formats import CSV, JSON, N_QUADS, N_TRIPLES, TRIG, TURTLE, Kind
from server.gate.searching import MATCHES
from server.remote.authentication import Authentication
from server.remote.client import Client
from server.remote.endpoint import Endpoint
from server.remote.engines import ENGINES
from server.remote.probe import VERSION, find_generation, probe
from server.remote.push import push
from server.service import Dataset, Dump, Find, Job, Outlook, Service, Why
from tests.conftest import Heard
from tests.remote.conftest import ACTORS, MADURO, NOTE, WORDS, Filled
from tests.remote.servers import SERVERS

META = f"{BASE}graph/meta"
FORMATS = {
    Kind.SOLUTIONS: CSV.media_type,
    Kind.BOOLEAN: JSON.media_type,
    Kind.GRAPH: N_TRIPLES.media_type,
}
PREFIXES = f"PREFIX alg: <{ALG}> PREFIX said: <{SAID}> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
QUERIES = (
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } FILTER(?g != <https://w3id.org/allegata/graph/meta>) }",
    "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g",
    "SELECT ?claim ?holder { ?claim a alg:Claim ; alg:holder ?holder } ORDER BY ?claim",
    "SELECT ?claim ?exact { ?claim a alg:Claim OPTIONAL { ?claim alg:passage [ alg:exact ?exact ] } }",
    "SELECT ?class (COUNT(?each) AS ?n) { ?each a ?class } GROUP BY ?class HAVING (COUNT(?each) > 2)",
    "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } FILTER(CONTAINS(STR(?g), '/article/')) } GROUP BY ?g",
    "SELECT ?g { GRAPH <https://w3id.org/allegata/graph/meta> { ?g alg:graphRole alg:propositionRole } }",
    "SELECT ?s { VALUES ?s { alg:Claim alg:Actor <urn:nobody> } FILTER NOT EXISTS { ?s a ?type } }",
    "SELECT ?n FROM <https://w3id.org/allegata/graph/actors> { { SELECT (COUNT(*) AS ?n) { ?s ?p ?o } } }",
    "SELECT ?p FROM NAMED <https://w3id.org/allegata/graph/actors> { GRAPH ?g { ?s ?p ?o } }",
    "SELECT (<relative> AS ?iri) (STR('\\u0041\\u0022') AS ?text) { ?s a alg:Person } LIMIT 1",
    "ASK { ?s a alg:Claim }",
    "ASK { ?s a alg:graphRole }",
    "CONSTRUCT { ?claim alg:holder ?holder } WHERE { ?claim a alg:Claim ; alg:holder ?holder }",
    "CONSTRUCT WHERE { ?s a alg:Person ; rdfs:label ?label }",
)


def lines(service: Service, text: str, dataset: Dataset | None = None) -> Counter[bytes]:
    """Return the lines of an answer, in whatever order."""
    answer = service.answer(Job(PREFIXES + text, FORMATS, dataset or Dataset()))
    return Counter(answer.body.splitlines())


def holds(service: Service, text: str) -> bool:
    return b"true" in service.answer(Job(PREFIXES + text, FORMATS)).body


@pytest.mark.parametrize("text", QUERIES)
def test_a_query_has_the_answer_that_it_has_over_a_folder(filled: Filled, text: str) -> None:
    expected = lines(filled.local, text)
    assert lines(filled.service(), text) == expected
    assert expected


@pytest.mark.parametrize("text", QUERIES[:7])
def test_what_the_reasoner_added_can_be_left_out(filled: Filled, text: str) -> None:
    asserted = Dataset(inferred=False)
    expected = lines(filled.local, text, asserted)
    assert lines(filled.service(), text, asserted) == expected
    assert expected != lines(filled.local, text) or "COUNT(*)" not in text or "GROUP" in text


def test_graphs_that_a_client_names_are_the_whole_dataset_even_over_those_that_the_query_names(
    filled: Filled,
) -> None:
    dataset = Dataset((ACTORS.value,), (META,))
    text = "SELECT ?s ?g FROM <urn:nothing> { ?s a alg:Person GRAPH ?g { ?x alg:graphRole alg:metaRole } }"
    expected = lines(filled.local, text, dataset)
    assert lines(filled.service(), text, dataset) == expected
    assert len(expected) > 1


def test_words_come_back_as_they_were_sent(filled: Filled) -> None:
    query = f"CONSTRUCT {{ ?s {NOTE} ?words }} WHERE {{ BIND({MADURO} AS ?s) ?s {NOTE} ?words }}"
    answer = filled.service().answer(Job(query, FORMATS))
    found = {quad.object for quad in parse(answer.body, RdfFormat.N_TRIPLES)}
    kept = {quad.object for quad in parse(filled.local.answer(Job(query, FORMATS)).body, RdfFormat.N_TRIPLES)}
    assert found == kept
    assert len(found) == len(WORDS)


def test_what_is_only_claimed_is_not_in_the_default_dataset(filled: Filled) -> None:
    service = filled.service()
    content = f'FILTER(STRSTARTS(STR(?p), "{SAID}"))'
    assert holds(service, f"ASK {{ GRAPH ?g {{ ?s ?p ?o }} {content} }}")
    assert not holds(service, f"ASK {{ ?s ?p ?o {content} }}")
    assert not holds(service, f"ASK {{ ?s ?p ?o GRAPH ?g {{ ?s ?p ?o }} {content} }}")
    assert not holds(service, "ASK { ?g alg:graphRole ?role }")


def test_a_server_whose_default_graph_shows_a_claim_is_refused(filled: Filled) -> None:
    rows = filled.endpoint.solutions(
        f"SELECT ?s ?p ?o {{ GRAPH <{META}> {{ ?g <{ALG}graphRole> <{ALG}propositionRole> }}"
        f' GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?p), "{SAID}")) }} LIMIT 1'
    )
    triple = next(" ".join(map(str, (row["s"], row["p"], row["o"]))) for row in rows)
    default = filled.probed.record.default
    place = f"GRAPH <{default}> {{ {triple} }}" if default else triple
    filled.endpoint.update(f"INSERT DATA {{ {place} }}")
    with pytest.raises(StoreError, match="shows what is only claimed"):
        probe(filled.endpoint, 30)
    filled.endpoint.update(f"DELETE DATA {{ {place} }}")
    assert probe(filled.endpoint, 30) == filled.probed


def test_the_default_graph_is_the_servers_own_unless_that_is_the_union_of_all(filled: Filled) -> None:
    shows_all = filled.endpoint.holds(f"ASK {{ ?g <{ALG}graphRole> ?role }}")
    assert shows_all == (filled.name == "Virtuoso")
    assert filled.probed.record.default == (f"{BASE}graph/default" if shows_all else "")


def test_the_server_is_recognised(filled: Filled) -> None:
    assert filled.endpoint.engine.name == filled.name
    assert {engine.name for engine in ENGINES} == set(SERVERS)


def test_answers_name_the_generation_that_was_sent(filled: Filled) -> None:
    assert filled.service().answer(Job(QUERIES[0], FORMATS)).generation == filled.generation.name
    assert find_generation(filled.endpoint, BASE) == filled.generation.name


def test_a_state_that_is_not_there_is_gone(filled: Filled) -> None:
    with pytest.raises(GenerationGoneError):
        filled.service().answer(Job(QUERIES[0], FORMATS, generation="0123456789ab"))


def test_no_answer_is_given_while_the_data_are_replaced(filled: Filled) -> None:
    service = filled.service()
    mark = f'GRAPH <{META}> {{ <{META}> <{VERSION}> "{filled.generation.name}" }}'
    filled.endpoint.update(f"DELETE DATA {{ {mark} }}")
    with pytest.raises(StoreUnreachableError, match="have changed"):
        service.answer(Job(QUERIES[0], FORMATS))
    filled.endpoint.update(f"INSERT DATA {{ {mark} }}")
    assert service.answer(Job(QUERIES[0], FORMATS)).body


def test_sending_again_changes_nothing(filled: Filled) -> None:
    before = lines(filled.service(), QUERIES[1])
    pushed = push(filled.folder, filled.endpoint, Heard())
    assert pushed.generation == filled.generation.name
    assert lines(filled.service(), QUERIES[1]) == before
    assert probe(filled.endpoint, 30) == filled.probed


def test_what_is_too_much_for_one_request_is_sent_in_parts(filled: Filled) -> None:
    before = lines(filled.service(), QUERIES[1]), lines(filled.service(), QUERIES[0])
    client = Client(Authentication(filled.store.credentials))
    small = replace(filled.endpoint.engine, max_triples=700, takes_datasets=False)
    push(filled.folder, Endpoint(filled.store.target, client, small), Heard())
    assert (lines(filled.service(), QUERIES[1]), lines(filled.service(), QUERIES[0])) == before
    assert probe(filled.endpoint, 30) == filled.probed


@pytest.mark.parametrize(
    "text",
    ["SELECT {", "INSERT DATA { <urn:a> <urn:b> <urn:c> }", "define input:inference 'x' ASK { ?s ?p ?o }"],
)
def test_what_is_no_query_is_not_handed_on(filled: Filled, text: str) -> None:
    with pytest.raises(MalformedQueryError):
        filled.service().answer(Job(text, FORMATS))


@pytest.mark.parametrize("call", ["bif:sys_stat('st_dbms_name')", "<http://example.org/f>(?s)"])
def test_functions_of_the_machine_are_not_called(filled: Filled, call: str) -> None:
    text = f"PREFIX bif: <bif:> SELECT ({call} AS ?x) {{ ?s a ?type }}"
    with pytest.raises(UnsupportedFunctionError):
        filled.service().answer(Job(text, FORMATS))


def test_graphs_are_written_out_as_they_stand(filled: Filled) -> None:
    dump = Dump(Target(Scope.NAMED, ACTORS.value), N_TRIPLES.media_type)
    mine, theirs = (service.answer(dump).body for service in (filled.local, filled.service()))
    assert Counter(theirs.splitlines()) == Counter(mine.splitlines())


def test_the_dataset_is_written_out_with_the_name_of_its_state(filled: Filled) -> None:
    dump = Dump(Target(Scope.DATASET), N_QUADS.media_type)
    mine, theirs = (
        {line for line in service.answer(dump).body.splitlines() if b"_:" not in line}
        for service in (filled.local, filled.service())
    )
    mark = f'<{META}> <{OWL}versionInfo> "{filled.generation.name}" <{META}> .'
    assert theirs - mine == {mark.encode()}
    assert mine - theirs == set()


def test_the_content_of_a_proposition_is_written_out_only_with_its_name(filled: Filled) -> None:
    service = filled.service()
    graph = next(name for name in filled.probed.record.named if "/graph/proposition/" in name)
    with pytest.raises(HiddenGraphError):
        service.answer(Dump(Target(Scope.NAMED, graph), TURTLE.media_type))
    quads = parse(service.answer(Dump(Target(Scope.NAMED, graph), TRIG.media_type)).body, RdfFormat.TRIG)
    assert {quad.graph_name for quad in quads} == {NamedNode(graph)}
    with pytest.raises(NotFoundError):
        service.answer(Dump(Target(Scope.NAMED, f"{BASE}graph/default"), TRIG.media_type))


def test_what_follows_is_explained_down_to_the_passage(filled: Filled) -> None:
    dump = Dump(Target(Scope.NAMED, f"{BASE}graph/inferred"), N_TRIPLES.media_type)
    subject, predicate, object_ = min(filled.local.answer(dump).body.decode().splitlines())[:-2].split(" ", 2)
    why = Why((subject, predicate, object_), TEXT.media_type)
    told = filled.service().answer(why).body
    assert told == filled.local.answer(why).body
    assert b"asserted in graph:" in told


def test_the_world_according_to_a_holder_is_the_same(filled: Filled) -> None:
    holders = lines(filled.local, "SELECT DISTINCT ?holder { ?claim alg:holder ?holder }")
    holder = min(line for line in holders if b"/id/actor/" in line).decode().rpartition("/")[2]
    outlook = Outlook((holder,), N_QUADS.media_type)
    assert filled.service().answer(outlook).body == filled.local.answer(outlook).body


@pytest.mark.parametrize("path", ["/", "/ontology?format=html", "/id/actor/nicolas-maduro?format=nt"])
def test_pages_and_linked_data_are_served(filled: Filled, path: str) -> None:
    mine, theirs = (
        create_app(service, Config()).test_client().get(path, follow_redirects=True)
        for service in (filled.local, filled.service())
    )
    assert (theirs.status_code, theirs.content_type) == (mine.status_code, mine.content_type)
    assert theirs.status_code == 200
    # The name of the state is one triple more in the graph that tells of graphs.
    told = '<td>meta role</td><td class="number">'
    text = theirs.text.replace(f"{told}13<", f"{told}12<")
    assert Counter(text.splitlines()) == Counter(mine.text.splitlines())


def test_a_path_may_begin_anywhere_where_the_server_can_search_it(filled: Filled) -> None:
    text = "SELECT ?s ?o { ?s rdfs:subClassOf+ ?o FILTER(isIRI(?s) && isIRI(?o)) }"
    if filled.name == "Virtuoso":
        with pytest.raises(StoreFailedError, match="transitive start not given"):
            lines(filled.service(), text)
        return
    assert lines(filled.service(), text) == lines(filled.local, text)


def test_a_path_from_one_end_is_searched(filled: Filled) -> None:
    text = "SELECT ?o { alg:Allegation rdfs:subClassOf+ ?o FILTER(isIRI(?o)) }"
    expected = lines(filled.local, text)
    assert lines(filled.service(), text) == expected
    assert len(expected) > 1


def test_a_truth_that_is_worked_out_is_one(filled: Filled) -> None:
    """Virtuoso has numbers for them, so the server's own queries ask for none."""
    text = "SELECT (EXISTS { ?x a alg:Claim } AS ?found) { VALUES ?y { 1 } }"
    expected = b"1" if filled.name == "Virtuoso" else b"true"
    assert set(lines(filled.service(), text)) == {b"found", expected}


def test_an_answer_that_the_server_cuts_short_is_none(filled: Filled) -> None:
    if filled.name == "Oxigraph":
        # It has no parameter for that: the process that asks it is ended instead.
        assert filled.endpoint.engine.limit(30) == {}
        return
    client = Client(Authentication(filled.store.credentials))
    engine = filled.endpoint.engine
    hurried = Endpoint(filled.store.target, client, engine, engine.limit(-0.9))
    crossed = " . ".join(f"?s{n} ?p{n} ?o{n}" for n in range(5))
    with pytest.raises(StoreFailedError, match=r"X-SQL-State|took too long"):
        list(hurried.solutions(f"SELECT (COUNT(*) AS ?n) (MAX(?o2) AS ?m) {{ {crossed} }}"))


def test_a_misspelled_name_is_found_by_itself_and_in_a_query(filled: Filled) -> None:
    find = Find("decmp dave")
    told = filled.service().answer(find).body
    assert json.loads(told) == json.loads(filled.local.answer(find).body)
    assert json.loads(told)["hits"][0]["name"] == "Dave DeCamp"
    text = f'SELECT ?who ?type {{ ?who a ?type . ?who <{MATCHES}> "decmp" }}'
    expected = lines(filled.local, text)
    assert lines(filled.service(), text) == expected
    assert len(expected) > 1
