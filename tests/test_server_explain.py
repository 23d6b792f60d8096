"""Explanations over HTTP: the same proofs as those of the store, and nothing that is only claimed."""

import re
from functools import cache
from html import unescape

import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse

from graph.namespaces import BASE, SAID
from graph.reasoning.rule import triple
from graph.rebase import rebase
from graph.roles import in_default_graph, in_inferred_graph
from graph.store import load_store
from server.app import create_app
from server.config import Config
from server.in_process import InProcessService
from server.service import Answer, Task, Why
from tests.explanation.knowing import fact, inferred, quads, store
from tests.served import GENERATION, make_service

pytestmark = pytest.mark.xdist_group("built")

CONTRADICTION = {"s": "claim:udv-s10-12", "p": "alg:contradicts", "o": "claim:udv-s10-8"}
UNCONTESTED = {"s": "claim:udv-s00-1", "p": "alg:contradicts", "o": "claim:udv-s10-12"}
HTML = {"Accept": "text/html"}


class Counted(InProcessService):
    """A service that keeps what it was asked."""

    def __init__(self) -> None:
        super().__init__(store(), GENERATION, BASE)
        self.asked: list[Task] = []

    def answer(self, task: Task) -> Answer:
        self.asked.append(task)
        return super().answer(task)


@cache
def service() -> Counted:
    return Counted()


@cache
def client() -> FlaskClient:
    return create_app(service(), Config()).test_client()


def test_the_page_shows_the_proof_down_to_the_words() -> None:
    response = client().get("/explain", query_string=CONTRADICTION, headers=HTML)
    text = unescape(response.text)
    assert response.status_code == 200
    assert "<h1>claim:udv-s10-12 “contradicts” claim:udv-s10-8</h1>" in text
    assert "<blockquote><span>doesn\u2019t actually exist as an organization</span></blockquote>" in text
    assert "2014\u20132055" in text
    assert 'asserted in <a href="/graph/article/us-destroyers-venezuela">' in text


def test_the_page_says_what_is_missing() -> None:
    response = client().get("/explain", query_string=UNCONTESTED, headers=HTML)
    assert response.status_code == 404
    assert "<b>missing:</b> claim:udv-s00-1 “affirms” proposition:" in unescape(response.text)


def test_a_program_hears_what_is_missing_as_a_problem() -> None:
    response = client().get(
        "/explain", query_string=UNCONTESTED, headers={"Accept": "application/json, text/turtle"}
    )
    assert response.status_code == 404
    assert response.content_type == "application/problem+json"
    assert "missing: claim:udv-s00-1 “affirms” proposition:" in response.text


@pytest.mark.parametrize(
    ("accept", "format_"),
    [("text/turtle", RdfFormat.TURTLE), ("application/ld+json", RdfFormat.JSON_LD), (None, RdfFormat.TURTLE)],
)
def test_a_program_gets_provenance(accept: str | None, format_: RdfFormat) -> None:
    headers = {"Accept": accept} if accept else {}
    response = client().get("/explain", query_string=CONTRADICTION, headers=headers)
    triples = list(parse(response.data, format_))
    assert any(each.predicate.value.endswith("#wasGeneratedBy") for each in triples)
    assert set(response.headers["Vary"].split(", ")) == {"Accept", "Accept-Encoding"}
    assert response.headers["Allegata-Generation"] == GENERATION


def test_links_on_the_page_lead_to_the_same_proof_in_other_formats() -> None:
    text = client().get("/explain", query_string=CONTRADICTION, headers=HTML).text
    hrefs = [unescape(href) for href in re.findall(r'href="(/explain[^"]*)"', text)]
    found = [client().get(href).mimetype for href in hrefs]
    assert found == ["text/turtle", "application/ld+json", "text/plain", "text/vnd.mermaid"]


@pytest.mark.parametrize(
    ("name", "words"), [("txt", "└─ claim:udv-s10-12 “rejects” proposition:"), ("mmd", "flowchart TD\n")]
)
def test_a_reader_gets_text_or_a_flowchart(name: str, words: str) -> None:
    response = client().get("/explain", query_string={**CONTRADICTION, "format": name})
    assert response.status_code == 200
    assert words in response.text


def test_a_page_without_a_triple_has_a_form() -> None:
    response = client().get("/explain", headers=HTML)
    assert response.status_code == 200
    assert '<form class="editor" action="/explain"' in response.text


def test_all_proofs_may_be_asked_for() -> None:
    wanted = {"s": "designation:maduro-us-indictment", "p": "a", "o": "alg:DesignationOnChallengedGrounds"}
    text = client().get("/explain", query_string={**wanted, "all": "true"}, headers=HTML).text
    assert "<h2>Proof 2</h2>" in text


def test_iris_may_be_given_as_they_are() -> None:
    base = "https://w3id.org/allegata/"
    terms = {
        "s": f"{base}id/claim/udv-s10-12",
        "p": f"{base}ontology#contradicts",
        "o": f"<{base}id/claim/udv-s10-8>",
    }
    assert client().get("/explain", query_string=terms, headers=HTML).status_code == 200


@pytest.mark.parametrize(
    "terms", [{"s": "claim:one"}, {"s": "claim:one", "p": "a", "o": "alg:A . a:b a a:c"}]
)
def test_what_is_no_triple_is_refused(terms: dict[str, str]) -> None:
    response = client().get("/explain", query_string=terms, headers=HTML)
    assert response.status_code == 400


def test_other_formats_are_not_acceptable() -> None:
    response = client().get("/explain", query_string=CONTRADICTION, headers={"Accept": "text/csv"})
    assert response.status_code == 406


def test_every_proof_is_that_of_the_store() -> None:
    for each in inferred()[::40]:
        terms = dict(zip("spo", map(str, each), strict=True))
        response = client().get("/explain", query_string=terms, headers={"Accept": "text/turtle"})
        assert response.status_code == 200, each


def test_one_explanation_is_one_task_and_is_kept() -> None:
    asking = create_app(service(), Config()).test_client()
    service().asked.clear()
    first, again = (asking.get("/explain", query_string=CONTRADICTION) for _ in range(2))
    (task,) = service().asked
    assert isinstance(task, Why)
    assert task.client
    assert first.data == again.data


def test_who_has_an_explanation_already_is_told_so() -> None:
    asking = create_app(service(), Config()).test_client()
    first = asking.get("/explain", query_string=CONTRADICTION)
    service().asked.clear()
    known = {"If-None-Match": first.headers["ETag"]}
    again = asking.get("/explain", query_string=CONTRADICTION, headers=known)
    other = asking.get("/explain", query_string=CONTRADICTION, headers={**known, "Accept": "text/plain"})
    assert (again.status_code, again.data, other.status_code) == (304, b"", 200)
    assert [task.media_type for task in service().asked if isinstance(task, Why)] == ["text/plain"]


def test_nothing_that_is_claimed_is_explained() -> None:
    content = next(quad for quad in quads() if quad.predicate.value.startswith(SAID))
    terms = dict(zip("spo", map(str, (content.subject, content.predicate, content.object)), strict=True))
    response = client().get("/explain", query_string=terms, headers=HTML)
    assert response.status_code == 404
    assert "No rule comes near" in response.text


def test_what_stands_there_without_support_is_told() -> None:
    held = load_store(quads())
    told = fact("claim:udv-s00-1 alg:contradicts claim:udv-s00-2")
    for quad in (*in_inferred_graph([triple(told)], BASE), *in_default_graph([triple(told)])):
        held.add(quad)
    stale = create_app(InProcessService(held, GENERATION, BASE), Config()).test_client()
    terms = dict(zip("spo", map(str, told), strict=True))
    assert "no proof of it was found" in stale.get("/explain", query_string=terms, headers=HTML).text


def test_another_base_is_explained_too() -> None:
    base = "https://example.org/claims/"
    served = InProcessService(load_store(rebase(quads(), base)), GENERATION, base)
    moved = create_app(served, Config(base=base)).test_client()
    response = moved.get("/explain", query_string=CONTRADICTION, headers=HTML)
    assert response.status_code == 200
    assert '<a href="/graph/article/us-destroyers-venezuela">' in response.text


def test_a_blank_store_has_nothing_to_explain() -> None:
    blank = create_app(make_service(), Config(is_blank=True)).test_client()
    assert blank.get("/explain", query_string=CONTRADICTION, headers=HTML).status_code == 404
