import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from graph.namespaces import BASE, RDFS
from graph.rebase import rebase
from graph.store import load_store
from server.app import create_app
from server.config import Config
from server.in_process import InProcessService
from server.iris import link, prefixes, shorten
from server.page_queries import read_queries
from server.service import Answer, Task
from tests.served import (
    ARTICLE,
    CONTENT,
    GENERATION,
    HEADS,
    QUESTION,
    make_client,
    make_service,
    rdf_format,
    read_quads,
    value,
)

HTML = {"Accept": "text/html"}
TEXT = next(value(quad.object) for quad in read_quads() if quad.predicate.value.endswith("#text"))


def read(path: str, **headers: str) -> str:
    response = make_client().get(path, headers={**HTML, **headers})
    assert response.status_code == 200, response.text
    return response.text


def figures(text: str) -> dict[str, int]:
    return {words: int(number) for number, words in re.findall(r"<b>([\d,]+)</b> ([a-z ]+)</a>", text)}


def test_the_start_page_counts_what_is_in_the_graph() -> None:
    assert figures(read("/")) == {
        "article": 1, "claims": 2, "allegation": 1, "denial": 1, "propositions": 2,
        "contested propositions": 0, "actors": 3, "designations": 0,
    }  # fmt: skip


def test_each_figure_leads_to_a_query_with_as_many_things() -> None:
    text = read("/")
    links = re.findall(r'<a href="(/sparql\?[^"]*)"><b>(\d+)</b> (\w+)', text)
    assert len(links) == 8
    for href, number, _ in links:
        response = make_client().get(unescape(href), headers={"Accept": "text/csv"})
        things = {line.split(b",")[0] for line in response.data.splitlines()[1:]}
        assert len(things) == int(number)


def test_the_start_page_offers_the_questions_as_links_that_run() -> None:
    text = read("/")
    assert QUESTION.question in text
    href = unescape(re.findall(rf'<a href="([^"]*)">{QUESTION.title}</a>', text)[0])
    assert parse_qs(urlsplit(href).query)["query"] == [QUESTION.text]
    assert "leavitt-head" in read(href)


def test_the_start_page_lists_the_graphs_and_sums_up_those_not_shown() -> None:
    text = read("/")
    assert ">graph/article/press-briefing</a></td><td>article</td>" in text
    assert "1 not shown</td><td>content of a proposition</td>" in text
    assert "heads-cartel" not in text


def test_the_start_page_says_nothing_of_what_is_claimed() -> None:
    text = read("/")
    for label in ("that Maduro heads a cartel", "He is a fugitive head of this cartel", "Maduro"):
        assert label not in text


def test_the_start_page_counts_once_for_each_state_of_the_data() -> None:
    class Counted(InProcessService):
        asked = 0
        name = GENERATION

        @property
        def generation(self) -> str:
            return self.name

        def answer(self, task: Task) -> Answer:
            self.asked += 1
            return super().answer(task)

    service = Counted(load_store(read_quads()), GENERATION, BASE)
    client = create_app(service, Config()).test_client()
    first = client.get("/").text
    asked = service.asked
    assert client.get("/").text == first
    assert service.asked == asked
    service.name = "second-edition"
    client.get("/")
    assert service.asked == 2 * asked


def test_the_start_page_of_a_blank_store_says_how_to_read_and_write_it() -> None:
    client = create_app(make_service(), Config(is_blank=True)).test_client()
    text = client.get("/", headers=HTML).text
    assert "<code>/update</code>" in text
    for href in re.findall(r'href="(/sparql[?]query[^"]*)"', text):
        assert client.get(unescape(href), headers=HTML).status_code == 200
    assert "allegation" not in text


def test_the_start_page_of_an_empty_graph_says_how_to_add_to_it() -> None:
    roles = [
        quad
        for quad in read_quads()
        if value(quad.graph_name) in (f"{BASE}graph/meta", f"{BASE}graph/ontology")
    ]
    text = make_client(Config(), roles).get("/").text
    assert "To add one" in text
    assert "No competency question is installed" in text


@pytest.mark.parametrize(
    "path", ["/", "/sparql?format=html", "/article/press-briefing", "/static/style.css", "/none"]
)
def test_pages_run_nothing_and_load_nothing_from_elsewhere(path: str) -> None:
    response = make_client().get(path, headers=HTML)
    assert response.headers["Content-Security-Policy"].startswith("default-src 'self'")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Allegata-Generation"] == GENERATION
    assert not re.search(r"<script|style=|src=|@import|url\(|href=\"https?://[^\"]*\.css", response.text)


def test_the_text_of_an_article_is_served_byte_for_byte() -> None:
    response = make_client().get("/article/press-briefing.txt")
    assert response.content_type == "text/plain; charset=utf-8"
    assert response.data == TEXT.encode()


def test_the_article_page_lists_claims_in_the_order_of_the_text() -> None:
    text = unescape(read("/article/press-briefing"))
    leavitt, sheinbaum = (
        text.index(f">{name}</a></b>") for name in ("Karoline Leavitt", "Claudia Sheinbaum")
    )
    assert leavitt < sheinbaum
    assert 'asserts: <a href="/id/proposition/heads-cartel">that Maduro heads a cartel</a>' in text
    assert "<blockquote><span>He is a fugitive head of this cartel</span></blockquote>" in text
    assert "0\u201336 · direct · " in text
    assert "81\u2013179 · indirect · certain · " in text
    assert '<span class="tag">rejects</span>' in text
    assert "2 claims" in text


def test_offsets_on_the_page_are_those_of_the_text() -> None:
    text = unescape(read("/article/press-briefing"))
    shown = re.findall(
        r"<blockquote><span>(.*?)</span></blockquote>\s*<p class=\"meta\">(\d+)\u2013(\d+)", text
    )
    assert len(shown) == 2
    assert all(TEXT[int(start) : int(end)] == exact for exact, start, end in shown)


def test_an_article_without_claims_says_where_they_belong() -> None:
    quads = [
        quad
        for quad in read_quads()
        if "#Claim" not in str(quad.object) and "#holder" not in str(quad.predicate)
    ]
    text = make_client(quads=quads).get("/article/press-briefing").text
    assert "graph/articles/press-briefing/" in text


def test_a_claim_with_two_passages_stands_once_with_both() -> None:
    claim = NamedNode(f"{BASE}id/claim/leavitt-head")
    passage = Quad(
        claim,
        NamedNode(f"{BASE}ontology#passage"),
        NamedNode(f"{BASE}id/passage/evidence"),
        NamedNode(ARTICLE),
    )
    text = make_client(quads=[*read_quads(), passage]).get("/article/press-briefing").text
    assert "0\u201336, 81\u2013179" in text
    assert "2 claims" in text


@pytest.mark.parametrize(
    "path", ["/article/nonesuch", "/article/nonesuch.txt", "/id/actor/nonesuch", "/graph/nonesuch"]
)
def test_what_is_not_in_the_graph_is_not_found(path: str) -> None:
    response = make_client().get(path)
    assert response.status_code == 404
    assert response.content_type == "application/problem+json"


def test_the_words_of_the_data_are_escaped() -> None:
    label = Quad(
        NamedNode(f"{BASE}id/document/press-briefing"), NamedNode(RDFS + "label"),
        Literal("<script>alert('Sinaola')</script>"), NamedNode(ARTICLE),
    )  # fmt: skip
    quads = [
        quad for quad in read_quads() if (quad.subject, quad.predicate) != (label.subject, label.predicate)
    ]
    client = make_client(quads=[*quads, label])
    for path in ("/", "/article/press-briefing", "/id/document/press-briefing"):
        text = client.get(path, headers=HTML).text
        assert "<script" not in text
        assert "&lt;script&gt;" in text


def test_a_proposition_stands_with_those_who_affirm_or_reject_it() -> None:
    text = read("/id/proposition/heads-cartel")
    assert "<h1>that Maduro heads a cartel</h1>" in text
    assert "Affirmed by 1, rejected by 0, raised by 0." in text
    assert "Karoline Leavitt" in text


def test_an_actors_page_has_triples_and_no_label_of_a_proposition() -> None:
    text = read("/id/actor/nicolas-maduro")
    assert "<h1>Nicolás Maduro</h1>" in text
    assert 'href="http://www.wikidata.org/entity/Q58132"' in text
    assert "proposition:heads-cartel" in text
    assert "that Maduro heads a cartel" not in text
    assert "headOf" not in text


def test_a_thing_that_nothing_points_to_has_a_page() -> None:
    assert "What points to it" not in read("/id/claim/leavitt-head")


def test_a_things_rdf_has_the_triples_that_it_is_in() -> None:
    response = make_client().get("/id/proposition/heads-cartel")
    assert response.content_type == "text/turtle; charset=utf-8"
    triples = {quad.triple for quad in parse(response.data, format=RdfFormat.TURTLE)}
    node = NamedNode(HEADS)
    assert triples == {q.triple for q in read_quads() if node in (q.subject, q.object)}


def test_a_thing_cannot_be_had_as_results() -> None:
    response = make_client().get("/id/proposition/heads-cartel", headers={"Accept": "text/csv"})
    assert response.status_code == 406


def test_the_content_of_a_proposition_is_served_only_with_its_graphs_name() -> None:
    client = make_client()
    path = "/graph/proposition/heads-cartel"
    assert client.get(path, headers={"Accept": "text/turtle"}).status_code == 406
    for name in ("trig", "nq", "jsonld"):
        response = client.get(path, query_string={"format": name})
        quads = list(parse(response.data, format=rdf_format(response.mimetype)))
        assert [quad.graph_name for quad in quads] == [NamedNode(CONTENT)]
    assert "asserted by nobody here" in read(path)


def test_a_shown_graph_is_served_in_every_format() -> None:
    client = make_client()
    expected = {quad.triple for quad in read_quads() if quad.graph_name == NamedNode(f"{BASE}graph/actors")}
    for name in ("ttl", "nt", "rdf", "jsonld", "trig", "nq"):
        response = client.get("/graph/actors", query_string={"format": name})
        quads = parse(response.data, format=rdf_format(response.mimetype))
        assert {quad.triple for quad in quads} == expected
    assert "stand in the default graph too" in read("/graph/actors")


def test_the_terms_of_the_ontology_have_a_page() -> None:
    assert '<dt id="Allegation">' in read("/ontology")
    assert "Claim that affirms wrongdoing" in read("/ontology")
    assert "said:headOf" in read("/content")
    assert make_client().get("/ontology").mimetype == "text/turtle"


def test_an_ontology_without_terms_says_so() -> None:
    quads = [quad for quad in read_quads() if not quad.predicate.value.endswith("isDefinedBy")]
    assert "No term" in make_client(quads=quads).get("/ontology", headers=HTML).text


def test_operators_can_ask_for_health_and_version() -> None:
    client = make_client(Config(version="0.1.0"))
    assert client.get("/-/health").json == {"status": "ok", "generation": GENERATION}
    assert client.get("/-/version").json == {"name": "allegata", "version": "0.1.0", "generation": GENERATION}


def test_another_base_is_answered_below_the_servers_root() -> None:
    base = "https://example.org/claims/"
    service = InProcessService(load_store(rebase(read_quads(), base)), GENERATION, base)
    client = create_app(service, Config(base=base)).test_client()
    assert client.get("/article/press-briefing.txt").data == TEXT.encode()
    text = client.get("/id/actor/nicolas-maduro", headers=HTML).text
    assert 'href="/id/proposition/heads-cartel"' in text
    assert ">proposition:heads-cartel</a>" in text


@pytest.mark.parametrize(
    ("iri", "href"),
    [
        (f"{BASE}id/actor/nicolas-maduro", "/id/actor/nicolas-maduro"),
        (f"{BASE}ontology#Claim", "/ontology#Claim"),
        (f"{BASE}id/actor/<'\"&?>", "/id/actor/%3C'%22&%3F%3E"),
        (f"{BASE}elsewhere", f"{BASE}elsewhere"),
        ("http://www.wikidata.org/entity/Q58132", "http://www.wikidata.org/entity/Q58132"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("urn:isbn:1", None),
    ],
)
def test_only_what_can_be_followed_is_linked(iri: str, href: str | None) -> None:
    assert link(iri, BASE) == href


def test_terms_are_linked_below_the_servers_root_whatever_the_base() -> None:
    assert link(f"{BASE}ontology#Claim", "https://example.org/") == "/ontology#Claim"


@pytest.mark.parametrize(
    ("iri", "name"),
    [
        (f"{BASE}id/claim/leavitt-head", "claim:leavitt-head"),
        (f"{BASE}id/claim/", f"{BASE}id/claim/"),
        (CONTENT, "graph:proposition/heads-cartel"),
        ("http://www.wikidata.org/entity/Q58132", "http://www.wikidata.org/entity/Q58132"),
    ],
)
def test_iris_are_shortened_where_a_prefix_fits(iri: str, name: str) -> None:
    assert shorten(iri, BASE) == name


def test_the_prefixes_of_the_vocabulary_stay_whatever_the_base() -> None:
    moved = prefixes("https://example.org/")
    assert moved["alg"] == "https://w3id.org/allegata/ontology#"
    assert moved["actor"] == "https://example.org/id/actor/"


@pytest.mark.parametrize("name", read_queries())
def test_every_query_behind_the_pages_is_well_formed(name: str) -> None:
    service = make_service()
    query = read_queries()[name]
    assert query.question.endswith("?")
    response = create_app(service, Config()).test_client().get("/sparql", query_string={"query": query.text})
    assert response.status_code == 200, response.text
