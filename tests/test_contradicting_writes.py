"""Writes that contradict: the report goes down to graphs and passages, in each of its forms."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pyoxigraph import QuerySolutions, RdfFormat, Store

from graph.build import Built
from graph.changes import Write, Written
from graph.consequences import MOST_KEPT
from graph.errors import Clashing, ContradictionError, InvalidChangeError
from graph.evidence import MOST_TRACED, Tracer
from graph.layout import Layout
from graph.namespaces import ALG, BASE
from server.app import create_app
from server.config import Config
from server.reports import read_findings
from server.writer.program import request_error
from tests.served.writing import AUTHORISED, TOKEN, WritableStore
from tests.test_revision import PREFIX, Desk, in_actors, opened

CONTRADICTING = """INSERT DATA { GRAPH graph:analysis {
  claim:no-organization alg:ofDocument document:cartel-de-los-soles } }"""
"""Only passages are of a document, and no claim is a passage."""

WORDS = "doesn\u2019t actually exist as an organization"
IN_WORDS = f"“{WORDS}” (document:cartel-de-los-soles, 122\u2013163"
EVIDENCE = """
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT ?class ?graph ?document ?start ?end ?exact {
  ?result a sh:ValidationResult ; prov:wasDerivedFrom ?statement .
  ?statement rdf:object ?class ; (prov:wasGeneratedBy/prov:used)* ?asserted .
  ?asserted prov:hadPrimarySource ?graph ; prov:wasDerivedFrom ?passage .
  ?passage alg:ofDocument ?document ; alg:start ?start ; alg:end ?end ; alg:exact ?exact .
}"""


@pytest.fixture(params=[MOST_KEPT, 0], ids=["kept in memory", "examined apart"])
def desk(request: pytest.FixtureRequest, built: Built, layout: Layout, tmp_path: Path) -> Iterator[Desk]:
    with opened(built, layout, tmp_path, request.param) as made:
        yield made


def refused(desk: Desk, change: str = CONTRADICTING) -> InvalidChangeError:
    error = desk.refused(change, InvalidChangeError)
    assert isinstance(error, InvalidChangeError)
    return error


def read(report: str) -> Store:
    store = Store()
    store.load(report.encode(), RdfFormat.TURTLE)
    return store


def test_a_contradiction_is_told_with_graphs_and_passages(desk: Desk) -> None:
    told = str(refused(desk))
    assert "Nothing belongs to two disjoint classes. (cax-adc)" in told
    assert (
        f"claim:no-organization is “claim”\n      asserted in graph:article/{'cartel-de-los-soles'}" in told
    )
    assert "[prp-dom]" in told
    assert "asserted in graph:analysis" in told
    assert told.count(IN_WORDS) == 2


def test_the_report_in_rdf_leads_to_the_passages(desk: Desk) -> None:
    rows = read(refused(desk).turtle).query(PREFIX + EVIDENCE)
    assert isinstance(rows, QuerySolutions)
    found = {tuple(str(getattr(term, "value", term)) for term in row) for row in rows}
    passage = (f"{BASE}id/document/cartel-de-los-soles", "122", "163", WORDS)
    assert found == {
        (f"{ALG}Claim", f"{BASE}graph/article/cartel-de-los-soles", *passage),
        (f"{ALG}Passage", f"{BASE}graph/analysis", *passage),
    }


def test_what_breaks_a_shape_as_well_is_no_mere_contradiction(desk: Desk) -> None:
    assert isinstance(refused(desk), ContradictionError)
    error = refused(desk, in_actors("a alg:Person , alg:Passage"))
    assert not isinstance(error, ContradictionError)
    assert "actor:hegseth is “passage”\n      asserted in graph:actors" in str(error)


def test_an_axiom_that_is_written_is_told_with_its_graph(desk: Desk) -> None:
    axiom = "alg:inDocument rdfs:range alg:Passage"
    told = str(refused(desk, f"INSERT DATA {{ GRAPH graph:ontology {{ {axiom} }} }}"))
    assert "axiom: The value of “in document” is “passage”." in told
    assert IN_WORDS in told or "165\u2013216" in told


def test_of_many_contradictions_some_are_traced_and_all_are_told(desk: Desk) -> None:
    count = MOST_TRACED + 5
    data = " ".join(f"actor:voter-{number} a alg:Person , alg:Passage ." for number in range(count))
    findings = read_findings(refused(desk, f"INSERT DATA {{ GRAPH graph:actors {{ {data} }} }}").turtle)
    told = [each for each in findings if each.shape == f"{ALG}ConsistencyRule"]
    assert len(told) == count
    assert sum(bool(each.statements) for each in told) == MOST_TRACED
    assert all(each.statements or "triple: " in each.message for each in told)


def test_what_is_said_of_a_literal_is_not_traced(desk: Desk) -> None:
    store = Store()
    store.extend(desk.committed())
    clash = Clashing("Nothing is a person.", ('"Hegseth" <urn:says> <urn:nothing> .',), ())
    assert Tracer(store, BASE).trace(clash) is None


def test_what_nothing_leads_to_is_not_traced(desk: Desk) -> None:
    store = Store()
    store.extend(desk.committed())
    clash = Clashing("Nobody says so.", ("<urn:hegseth> <urn:says> <urn:nothing> .",), ())
    assert Tracer(store, BASE).trace(clash) is None


class Contradicting(WritableStore):
    """A store that refuses each write as one store did."""

    def __init__(self, error: InvalidChangeError) -> None:
        super().__init__()
        self._error = error

    def write(self, write: Write) -> Written:
        raise request_error(self._error, write)


@pytest.fixture
def client(desk: Desk) -> FlaskClient:
    store = Contradicting(refused(desk))
    return create_app(store, Config(is_blank=True, token=TOKEN), store).test_client()


def answer(client: FlaskClient, accept: str) -> str:
    headers = AUTHORISED | {"Accept": accept}
    response = client.post("/update", data={"update": "CLEAR ALL"}, headers=headers)
    assert (response.status_code, response.mimetype) == (422, accept)
    return response.text


def test_a_problem_tells_each_triple_with_graph_and_passage(client: FlaskClient) -> None:
    result, *_ = json.loads(answer(client, "application/problem+json"))["results"]
    one, other = result["triples"]
    passage = {
        "iri": f"{BASE}id/passage/no-organization",
        "document": f"{BASE}id/document/cartel-de-los-soles",
        "start": 122,
        "end": 163,
        "exact": WORDS,
    }
    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    assert one == {
        "triple": f"<{BASE}id/claim/no-organization> {kind} <{ALG}Claim> .",
        "sentence": "claim:no-organization is “claim”",
        "graphs": [f"{BASE}graph/article/cartel-de-los-soles"],
        "passages": [passage],
    }
    assert other["rule"].startswith("What has a property belongs to the property's domain.")
    said, axiom = other["follows_from"]
    assert (said["graphs"], said["passages"]) == ([f"{BASE}graph/analysis"], [passage])
    assert axiom["graphs"] == [f"{BASE}graph/ontology"]


@pytest.mark.parametrize("accept", ["text/plain", "text/html"])
def test_people_read_graphs_and_passages(client: FlaskClient, accept: str) -> None:
    told = answer(client, accept)
    assert IN_WORDS in told
    for graph in ("analysis", "article/cartel-de-los-soles"):
        assert f"{BASE}graph/{graph}" in told


@pytest.mark.parametrize("accept", ["text/turtle", "application/n-triples"])
def test_rdf_has_all_of_it(client: FlaskClient, accept: str) -> None:
    told = answer(client, accept)
    assert WORDS in told
    assert "wasDerivedFrom" in told
