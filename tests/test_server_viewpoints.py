"""Viewpoints over HTTP: whose world it is stands in every answer, and nothing of it in the dataset."""

import json
from typing import TypedDict

import pytest
from flask.testing import FlaskClient
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse

from graph.namespaces import BASE, OWL, SAID
from server.app import create_app
from server.config import Config
from server.in_process import InProcessService
from tests.served import GENERATION, make_service
from tests.viewpoints.saying import affirm, load, reject
from tests.viewpoints.test_contradictions import A_LEADS, IN_AXIOMS

POSSIBLE = affirm("odni", "event:f a said:Flow .", certainty="possible")
IRI = f"{BASE}export/viewpoint/odni"


class World(TypedDict):
    """What is told of a world."""

    holder: str
    iri: str
    document: str
    include: list[str]
    claims: int
    so: int
    notSo: int
    leftOut: dict[str, int]
    consistent: bool


class Between(TypedDict):
    """What is told of a contradiction."""

    grounds: list["Ground"]
    told: list[str]


class Ground(TypedDict):
    """What is told of a statement that a contradiction rests on."""

    so: bool
    by: list[dict[str, str]]


class Summary(TypedDict):
    """What is told of one world, or of two."""

    viewpoints: list[World]
    between: list[Between]


@pytest.fixture(scope="module")
def store() -> Store:
    return load(IN_AXIOMS, [affirm("us", A_LEADS), reject("odni", A_LEADS), POSSIBLE])


@pytest.fixture(scope="module")
def client(store: Store) -> FlaskClient:
    return create_app(InProcessService(store, GENERATION, BASE), Config()).test_client()


def summary(client: FlaskClient, path: str) -> Summary:
    response = client.get(f"/viewpoint/{path}", headers={"Accept": "application/json"})
    assert response.mimetype == "application/json"
    told: Summary = json.loads(response.data)
    return told


def test_a_summary_tells_whose_world_it_is(client: FlaskClient) -> None:
    (world,) = summary(client, "odni")["viewpoints"]
    assert (world["holder"], world["iri"]) == (f"{BASE}id/actor/odni", IRI)
    assert (world["claims"], world["so"], world["notSo"], world["leftOut"]) == (1, 0, 1, {"possible": 1})
    assert world["consistent"] is True


def test_a_world_may_be_asked_for_with_more(client: FlaskClient) -> None:
    (world,) = summary(client, "odni?include=possible,asks")["viewpoints"]
    assert (world["so"], world["include"]) == (1, ["asks", "possible"])
    (world,) = summary(client, "odni?document=memo")["viewpoints"]
    assert world["document"] == f"{BASE}id/document/memo"


def test_two_worlds_are_compared_with_who_says_what(client: FlaskClient) -> None:
    answer = summary(client, "us?other=odni")
    (between,) = answer["between"]
    assert [world["holder"].rpartition("/")[2] for world in answer["viewpoints"]] == ["us", "odni"]
    said = {(part["holder"].rpartition("/")[2], g["so"]) for g in between["grounds"] for part in g["by"]}
    assert said == {("us", True), ("odni", False)}
    assert any(line.startswith("note: ") for line in between["told"])


@pytest.mark.parametrize(
    ("name", "format_"),
    [("trig", RdfFormat.TRIG), ("nq", RdfFormat.N_QUADS), ("jsonld", RdfFormat.JSON_LD)],
)
def test_as_rdf_all_of_it_stands_in_a_graph_of_its_own(
    client: FlaskClient, name: str, format_: RdfFormat
) -> None:
    quads = list(parse(client.get(f"/viewpoint/odni?format={name}").data, format_))
    assert {quad.graph_name for quad in quads} == {NamedNode(IRI)}
    assert any(quad.object == NamedNode(OWL + "NegativePropertyAssertion") for quad in quads)


def test_a_format_that_loses_the_name_is_not_acceptable(client: FlaskClient) -> None:
    response = client.get("/viewpoint/odni", headers={"Accept": "text/turtle"})
    assert response.status_code == 406


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/viewpoint/nobody", 404),
        ("/viewpoint/odni?other=nobody", 404),
        ("/viewpoint/odni?include=rumours", 400),
        ("/viewpoint/odni?document=nothing", 400),
    ],
)
def test_what_is_not_there_is_told(client: FlaskClient, path: str, status: int) -> None:
    response = client.get(path, headers={"Accept": "application/json"})
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")


def test_who_has_a_world_already_is_told_so(client: FlaskClient) -> None:
    first = client.get("/viewpoint/odni")
    again = client.get("/viewpoint/odni", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.mimetype, again.status_code) == ("application/trig", 304)


def test_nothing_of_a_world_is_in_the_dataset(client: FlaskClient, store: Store) -> None:
    before = set(store)
    for query in ("", "?other=us", "?include=possible,analysis"):
        assert client.get(f"/viewpoint/odni{query}").status_code == 200
    assert set(store) == before
    assert not [quad for quad in in_default_graph(client) if is_claimed(quad)]
    named = parse(client.get("/graphs?format=nq").data, RdfFormat.N_QUADS)
    assert not [quad for quad in named if "/viewpoint" in str(quad) or "NegativeProperty" in str(quad)]


def in_default_graph(client: FlaskClient) -> list[Quad]:
    quads = list(parse(client.get("/graphs?default&format=nt").data, RdfFormat.N_TRIPLES))
    assert quads
    assert {quad.graph_name for quad in quads} == {DefaultGraph()}
    return quads


def is_claimed(quad: Quad) -> bool:
    """Tell whether a triple uses a word of claimed content, or says that something is not so."""
    words = quad.predicate.value, str(quad.object)[1:]
    made = quad.predicate.value.startswith(f"{OWL}assertion") or "/not-" in words[1]
    is_of_individual = not str(quad.subject)[1:].startswith(SAID)
    return made or (is_of_individual and any(word.startswith(SAID) for word in words[:1]))


def test_a_blank_store_has_no_viewpoints() -> None:
    blank = create_app(make_service(), Config(is_blank=True)).test_client()
    assert blank.get("/viewpoint/odni").status_code == 404
