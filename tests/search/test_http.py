"""The search over HTTP, and from queries."""

import json
from typing import TypedDict

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from graph.namespaces import ALG, BASE
from graph.store import load_store
from server.app import create_app
from server.config import Config
from server.gate.searching import SEARCH
from server.in_process import InProcessService
from tests.search.naming import quads
from tests.served import GENERATION

SAID = """
GRAPH graph:analysis {
  proposition:heads-cartel a alg:Proposition ; rdfs:label "that Maduro heads a cartel"@en .
  claim:leavitt a alg:Claim ; alg:affirms proposition:heads-cartel ; alg:holder actor:karoline-leavitt ;
    alg:stance alg:asserts ; rdfs:label "Karoline Leavitt asserts that Maduro heads a cartel" .
  proposition:unsaid a alg:Proposition ; rdfs:label "that a militia marches"@en .
}
"""
JSON = {"Accept": "application/json"}
HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    service = InProcessService(load_store(quads(more=SAID)), GENERATION, BASE)
    return create_app(service, Config()).test_client()


class Hit(TypedDict, total=False):
    """What is told of a thing that is found."""

    iri: str
    kind: str
    name: str
    property: str
    score: float
    why: str
    words: list[dict[str, str]]
    voices: list[dict[str, str]]


def hits(client: FlaskClient, query: str) -> list[Hit]:
    response = client.get(f"/search?{query}", headers=JSON)
    assert (response.status_code, response.mimetype) == (200, "application/json")
    found: list[Hit] = json.loads(response.data)["hits"]
    return found


def test_a_hit_tells_what_it_is_and_why(client: FlaskClient) -> None:
    first, *others = hits(client, "q=nicolas+madruo")
    assert first == {
        "iri": f"{BASE}id/actor/nicolas-maduro",
        "kind": "Person",
        "name": "Nicolás Maduro",
        "property": "rdfs:label",
        "score": first["score"],
        "why": "typo",
        "words": [
            {"asked": "nicolas", "found": "nicolas", "by": "word"},
            {"asked": "madruo", "found": "maduro", "by": "typo"},
        ],
    }
    assert 1 > first["score"] > others[0]["score"] > 0


def test_a_proposition_never_comes_without_those_who_hold_it(client: FlaskClient) -> None:
    proposition, *_ = hits(client, "q=heads+a+cartel&kind=Proposition")
    assert proposition["voices"] == [
        {
            "claim": f"{BASE}id/claim/leavitt",
            "holder": f"{BASE}id/actor/karoline-leavitt",
            "holderLabel": "Karoline Leavitt",
            "stance": "asserts",
            "relation": "affirms",
        }
    ]
    page = client.get("/search?q=heads+a+cartel&kind=Proposition", headers=HTML).text
    assert '<a href="/id/actor/karoline-leavitt">Karoline Leavitt</a> asserts' in page
    assert "No claim takes a stance to it." in client.get("/search?q=militia", headers=HTML).text


def test_a_class_and_a_limit_narrow_it(client: FlaskClient) -> None:
    assert [hit["kind"] for hit in hits(client, "q=maduro&kind=Actor")] == ["Person"]
    whole = ALG.replace("#", "%23")
    assert hits(client, "q=maduro&kind=alg:Actor") == hits(client, f"q=maduro&kind={whole}Actor")
    assert len(hits(client, "q=maduro&limit=1")) == 1
    assert hits(client, "q=maduro&kind=Nothing") == []


@pytest.mark.parametrize(
    "query",
    ["", "q=", "q=+", "q=maduro&limit=0", "q=maduro&limit=101", "q=maduro&limit=two", "q=maduro&limit=%C2%B2",
     "q=maduro&kind=a+b", "q=maduro&kind=%22", f"q={'m' * 201}"],
)  # fmt: skip
def test_what_cannot_be_searched_for_is_told(client: FlaskClient, query: str) -> None:
    response = client.get(f"/search?{query}", headers=JSON)
    assert (response.status_code, response.mimetype) == (400, "application/problem+json")


def test_no_other_format_is_served(client: FlaskClient) -> None:
    assert client.get("/search?q=maduro", headers={"Accept": "text/turtle"}).status_code == 406
    assert client.get("/search?q=maduro&format=ttl").status_code == 406


def test_the_page_has_a_form_and_shows_what_was_typed_as_text(client: FlaskClient) -> None:
    assert '<form class="editor" action="/search"' in client.get("/search", headers=HTML).text
    page = client.get("/search?q=<script>maduro&kind=Person", headers=HTML)
    assert (page.status_code, "<script>" in page.text, "&lt;script&gt;maduro" in page.text) == (
        200,
        False,
        True,
    )
    assert '<a href="/id/actor/nicolas-maduro">Maduro</a>' in page.text
    assert "Nothing found" in client.get("/search?q=xyzzy", headers=HTML).text


def test_a_state_that_is_not_kept_is_told(client: FlaskClient) -> None:
    assert hits(client, f"q=maduro&generation={GENERATION}") == hits(client, "q=maduro")
    assert client.get("/search?q=maduro&generation=gone", headers=JSON).status_code == 410


def test_who_has_an_answer_already_is_told_so(client: FlaskClient) -> None:
    first = client.get("/search?q=maduro", headers=JSON)
    again = client.get("/search?q=maduro", headers={**JSON, "If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def asked(client: FlaskClient, query: str, **more: str) -> TestResponse:
    prefixes = f"PREFIX search: <{SEARCH}> PREFIX alg: <https://w3id.org/allegata/ontology#>"
    told = {"query": f"{prefixes}\n{query}", **more}
    return client.post("/sparql", data=told, headers={"Accept": "text/csv, application/json;q=0.5"})


def test_a_query_searches(client: FlaskClient) -> None:
    answer = asked(client, 'SELECT ?who { ?who a alg:Person ; search:matches "madruo" }')
    assert answer.text.split() == ["who", f"{BASE}id/actor/nicolas-maduro"]


def test_a_query_gets_scores(client: FlaskClient) -> None:
    answer = asked(client, 'SELECT ?score { (?who ?score) search:matches "maduro" } ORDER BY DESC(?score)')
    scores = [float(line) for line in answer.text.split()[1:]]
    assert len(scores) == 3
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("words", ["xyzzy", '\\"> } #', "maduro> <x", "\\n\\u0000", "karoline xyzzy"])
def test_what_no_name_has_matches_nothing(client: FlaskClient, words: str) -> None:
    answer = asked(client, f'SELECT * {{ ?who search:matches "{words}" }}')
    matched = answer.text.split()
    assert (answer.status_code, matched[0]) == (200, "who")
    assert {iri.rpartition("/")[2] for iri in matched[1:]} <= {"nicolas-maduro", "heads-cartel", "leavitt"}


def place(response: TestResponse) -> tuple[int, int, int]:
    """Return the status of a problem, and where in the query it is."""
    problem = json.loads(response.data)
    return problem["status"], problem["line"], problem["column"]


def test_a_refused_search_and_a_wrong_query_tell_the_place(client: FlaskClient) -> None:
    refused = asked(client, "ASK {\n  ?who search:matches ?text }", format="json")
    assert place(refused) == (400, 3, 8)
    wrong = asked(client, 'ASK {\n  ?who search:matches "maduro" .\n  ?who a a a }', format="json")
    assert place(wrong) == (400, 4, 10)


def test_in_a_blank_store_labels_are_found() -> None:
    store = load_store(quads())
    blank = create_app(InProcessService(store, GENERATION, BASE, is_blank=True), Config(is_blank=True))
    assert hits(blank.test_client(), "q=sheinbaum")[0]["name"] == "Claudia Sheinbaum"
