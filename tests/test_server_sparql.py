import gzip
import json
import re
from html import unescape
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from flask.testing import FlaskClient
from pyoxigraph import (
    Quad,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Store,
    Triple,
    parse,
    parse_query_results,
)
from werkzeug.test import TestResponse

from graph.namespaces import BASE
from server.app import create_app
from server.config import Config
from server.endpoint import answer_query
from server.errors import MalformedRequestError
from server.protocol import QueryRequest
from tests.served import (
    ARTICLE,
    CONTENT,
    GENERATION,
    INFERRED,
    PREFIX,
    QUESTION,
    make_client,
    make_service,
    rdf_format,
    read_quads,
    value,
)
from tests.served.writing import AUTHORISED, TOKEN, WritableStore

SELECT = PREFIX + "SELECT ?claim ?exact { ?claim a alg:Allegation ; alg:passage/alg:exact ?exact }"
ASK = PREFIX + "ASK { ?claim a alg:Denial }"
CONSTRUCT = PREFIX + "CONSTRUCT { ?claim alg:holder ?holder } WHERE { ?claim alg:holder ?holder }"
DESCRIBE = f"DESCRIBE <{BASE}id/claim/leavitt-head>"

SERVED = [
    (SELECT, None, "application/sparql-results+json"),
    (SELECT, "application/sparql-results+xml", "application/sparql-results+xml"),
    (SELECT, "text/csv", "text/csv; charset=utf-8"),
    (SELECT, "text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
    (SELECT, "text/html", "text/html; charset=utf-8"),
    (ASK, "*/*", "application/sparql-results+json"),
    (ASK, "application/xml", "application/xml"),
    (ASK, "text/html", "text/html; charset=utf-8"),
    (CONSTRUCT, "*/*", "text/turtle; charset=utf-8"),
    (CONSTRUCT, "application/n-triples", "application/n-triples"),
    (CONSTRUCT, "application/rdf+xml", "application/rdf+xml"),
    (CONSTRUCT, "application/ld+json", "application/ld+json"),
    (CONSTRUCT, "application/json", "application/json"),
    (CONSTRUCT, "application/trig", "application/trig"),
    (CONSTRUCT, "application/n-quads", "application/n-quads"),
    (CONSTRUCT, "text/html", "text/html; charset=utf-8"),
    (DESCRIBE, "text/turtle", "text/turtle; charset=utf-8"),
]


@pytest.mark.parametrize(("query", "accept", "content_type"), SERVED)
def test_an_answer_comes_in_the_format_asked_for(query: str, accept: str | None, content_type: str) -> None:
    headers = {"Accept": accept} if accept else {}
    response = make_client().get("/sparql", query_string={"query": query}, headers=headers)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == content_type
    assert response.headers["Vary"] == "Accept, Accept-Encoding"


@pytest.mark.parametrize("accept", ["application/sparql-results+json", "application/sparql-results+xml"])
def test_solutions_are_the_same_in_json_and_xml(accept: str) -> None:
    response = make_client().get("/sparql", query_string={"query": SELECT}, headers={"Accept": accept})
    results = parse_query_results(response.data, format=QueryResultsFormat.from_media_type(accept))
    assert isinstance(results, QuerySolutions)
    solutions = [tuple(row) for row in results]
    assert [(claim.value, exact.value) for claim, exact in solutions] == [
        (f"{BASE}id/claim/leavitt-head", "He is a fugitive head of this cartel")
    ]


@pytest.mark.parametrize("name", ["ttl", "nt", "rdf", "jsonld", "trig", "nq"])
def test_a_graph_is_the_same_in_every_format(name: str) -> None:
    response = make_client().get("/sparql", query_string={"query": CONSTRUCT, "format": name})
    quads = parse(response.data, format=rdf_format(response.mimetype))
    assert {quad.triple for quad in quads} == _holders()


def _holders() -> set[Triple]:
    quads = (quad for quad in read_quads() if quad.predicate.value.endswith("#holder"))
    return {quad.triple for quad in quads}


EVERYTHING = "SELECT * { ?s ?p ?o }"
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"


def test_all_ways_to_ask_give_the_same_answer() -> None:
    client = make_client()
    answers = [
        client.get(f"/sparql?query={quote(SELECT)}"),
        client.post("/sparql", data=f"query={quote(SELECT)}", content_type=FORM),
        client.post("/sparql", data=SELECT, content_type=DIRECT),
        client.open("/sparql", method="QUERY", data=f"query={quote(SELECT)}", content_type=FORM),
        client.open("/sparql", method="QUERY", data=SELECT, content_type=DIRECT),
    ]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.data for answer in answers}) == 1


@pytest.mark.parametrize("query", [ASK, EVERYTHING, "ASK {"], ids=["small", "compressed", "error"])
def test_head_has_the_status_and_headers_of_get_and_no_body(query: str) -> None:
    client, headers = make_client(), {"Accept-Encoding": "gzip"}
    get = client.get("/sparql", query_string={"query": query}, headers=headers)
    head = client.head("/sparql", query_string={"query": query}, headers=headers)
    assert head.data == b""
    assert head.status_code == get.status_code
    assert dict(head.headers) == dict(get.headers)


def test_head_without_a_query_has_the_headers_of_the_service_description() -> None:
    client, headers = make_client(), {"Accept": "text/turtle"}
    get, head = client.get("/sparql", headers=headers), client.head("/sparql", headers=headers)
    assert dict(head.headers) == dict(get.headers)
    assert int(head.headers["Content-Length"]) > 0


def everything(accept_encoding: str) -> TestResponse:
    fields, headers = {"query": EVERYTHING}, {"Accept-Encoding": accept_encoding}
    return make_client().get("/sparql", query_string=fields, headers=headers)


@pytest.mark.parametrize("accept_encoding", ["gzip", "GZIP;q=0.5", "x-gzip", "br, gzip", "gzip , ;x"])
def test_an_answer_is_compressed_for_clients_that_accept_it(accept_encoding: str) -> None:
    plain, compressed = everything(""), everything(accept_encoding)
    assert compressed.headers["Content-Encoding"] == "gzip"
    assert int(compressed.headers["Content-Length"]) == len(compressed.data) < len(plain.data) / 2
    assert gzip.decompress(compressed.data) == plain.data


@pytest.mark.parametrize(
    "accept_encoding",
    ["", "identity", "br", "gzip;q=0", "*;q=0", "gzip;q=0.5, identity", "gzip;q=high"],
)
def test_an_answer_is_left_as_it_is_for_others(accept_encoding: str) -> None:
    response = everything(accept_encoding)
    assert "Content-Encoding" not in response.headers
    assert len(json.loads(response.data)["results"]["bindings"]) > 0


def test_a_small_answer_is_not_compressed() -> None:
    response = make_client().get(f"/sparql?query={quote(ASK)}", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in response.headers
    assert "Accept-Encoding" in response.headers["Vary"]


def test_options_tells_scripts_of_other_sites_what_they_may_do() -> None:
    response = make_client().options("/sparql", headers={"Origin": "https://antiwar.com"})
    assert response.status_code == 204
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS, POST, QUERY"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Access-Control-Allow-Methods"] == response.headers["Allow"]
    assert response.headers["Access-Control-Allow-Headers"] == "Accept, Content-Type, *"
    assert response.headers["Accept-Query"] == f'"{DIRECT}", "{FORM}"'


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_another_method_is_refused_with_those_that_there_are(method: str) -> None:
    response = make_client().open("/sparql", method=method)
    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS, POST, QUERY"
    assert response.json is not None
    assert response.json["status"] == 405


@pytest.mark.parametrize("query", [ASK, "ASK {"], ids=["answer", "error"])
def test_every_answer_names_its_generation_and_may_be_read_by_other_sites(query: str) -> None:
    response = make_client().get("/sparql", query_string={"query": query})
    assert response.headers["Allegata-Generation"] == GENERATION
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Allegata-Generation" in response.headers["Access-Control-Expose-Headers"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def ask(query: str, **fields: str | list[str]) -> bool:
    response = make_client().get("/sparql", query_string={"query": query, **fields})
    assert response.status_code == 200, response.text
    return bool(json.loads(response.data)["boolean"])


def test_inferences_are_left_out_on_request() -> None:
    assert ask(ASK)
    assert not ask(ASK, inferred="false")


def test_a_dataset_of_the_protocol_replaces_the_default_graph() -> None:
    assert not ask(ASK, **{"default-graph-uri": ARTICLE})
    assert ask(ASK, **{"default-graph-uri": [ARTICLE, INFERRED]})


def test_a_dataset_of_the_protocol_overrules_the_query() -> None:
    query = PREFIX + f"ASK FROM <{INFERRED}> {{ ?claim a alg:Denial }}"
    assert ask(query)
    assert not ask(query, **{"default-graph-uri": ARTICLE})


def test_a_dataset_of_the_query_is_taken_as_it_is() -> None:
    assert ask(PREFIX + f"ASK FROM <{INFERRED}> {{ ?claim a alg:Denial }}", inferred="false")
    assert not ask(PREFIX + f"ASK FROM <{ARTICLE}> {{ ?claim a alg:Denial }}", inferred="false")


def test_a_content_graph_is_seen_only_by_its_name() -> None:
    pattern = "?s <https://w3id.org/allegata/content#headOf> ?o"
    assert not ask(f"ASK {{ {pattern} }}")
    assert ask(f"ASK {{ GRAPH <{CONTENT}> {{ {pattern} }} }}")


@pytest.mark.parametrize(
    ("query", "accept", "status"),
    [
        ("ASK {", "*/*", 400),
        ("ASK { FILTER(<http://x/f>(1)) }", "*/*", 501),
        ("ASK " + "{" * 300 + "}" * 300, "*/*", 400),
        ("ASK { SERVICE <http://127.0.0.1:9/> {} }", "*/*", 403),
        (ASK, "text/csv", 406),
        (SELECT, "image/png", 406),
        ("#" * 100_001, "*/*", 413),
    ],
    ids=["syntax", "function", "nesting", "service", "no CSV of a boolean", "no such format", "too long"],
)
def test_what_cannot_be_answered_has_its_status(query: str, accept: str, status: int) -> None:
    client = make_client()
    response = client.post("/sparql", data=query, content_type=DIRECT, headers={"Accept": accept})
    assert response.status_code == status
    readable = "application/problem+json" if accept == "*/*" else "text/plain; charset=utf-8"
    assert response.content_type == readable


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("application/sparql-results+xml", "text/plain; charset=utf-8"),
        ("application/rdf+xml, application/sparql-results+xml", "text/plain; charset=utf-8"),
        ("text/turtle", "text/plain; charset=utf-8"),
        ("application/sparql-results+json;q=0, text/csv", "text/plain; charset=utf-8"),
        ("application/sparql-results+json", "application/problem+json"),
        ("application/sparql-results+xml, application/ld+json;q=0.1", "application/problem+json"),
        ("application/json", "application/problem+json"),
        ("application/sparql-results+xml, */*;q=0.1", "application/problem+json"),
        (None, "application/problem+json"),
    ],
)
def test_a_client_can_read_a_problem_whatever_it_hoped_for(accept: str | None, content_type: str) -> None:
    headers = {"Accept": accept} if accept else {}
    response = make_client().get("/sparql", query_string={"query": "ASK { ?claim }"}, headers=headers)
    assert response.status_code == 400
    assert response.content_type == content_type
    assert "Line 1, column 14" in response.text


def test_a_body_far_beyond_the_limit_is_not_read() -> None:
    client = make_client(Config(max_query_bytes=10))
    response = client.post("/sparql", data="query=" + "A" * 70_000, content_type=FORM)
    assert response.status_code == 413


def test_another_body_is_refused_with_the_list_of_those_that_are_read() -> None:
    response = make_client().post("/sparql", data=ASK, content_type="text/plain")
    assert response.status_code == 415
    assert response.json is not None
    assert response.json["available"] == [DIRECT, FORM]


def test_a_body_that_is_compressed_is_refused() -> None:
    headers = {"Content-Encoding": "gzip", "Content-Type": DIRECT}
    response = make_client().post("/sparql", data=gzip.compress(ASK.encode()), headers=headers)
    assert response.status_code == 415


def test_a_query_by_the_method_query_needs_a_body_of_a_type_that_is_read() -> None:
    response = make_client().open(f"/sparql?query={quote(ASK)}", method="QUERY")
    assert response.status_code == 415


def test_a_problem_has_the_place_of_a_syntax_error() -> None:
    response = make_client().get("/sparql", query_string={"query": "ASK {\n ?claim ?p\n}"})
    assert response.json is not None
    told = dict(response.json)
    assert told.pop("detail").startswith("Line 3, column 1: “}” is not expected here")
    assert told == {
        "type": "about:blank",
        "title": "The query is malformed",
        "status": 400,
        "line": 3,
        "column": 1,
        "excerpt": "}",
    }


def test_a_problem_in_plain_text_points_at_the_place() -> None:
    headers = {"Accept": "text/plain, text/csv;q=0.5"}
    response = make_client().get("/sparql", query_string={"query": "ASK { ?claim }"}, headers=headers)
    assert response.content_type == "text/plain; charset=utf-8"
    assert response.text.splitlines()[-2:] == ["  ASK { ?claim }", "               ^"]


def test_a_refusal_in_plain_text_lists_what_there_is() -> None:
    headers = {"Accept": "text/plain;q=0.9, text/csv"}
    response = make_client().get("/sparql", query_string={"query": ASK}, headers=headers)
    assert response.status_code == 406
    assert "application/sparql-results+xml" in response.text


def test_a_problem_in_a_page_shows_the_query_again_escaped() -> None:
    query = "ASK { '</textarea><script>alert(1)</script>' }"
    response = make_client().get("/sparql", query_string={"query": query}, headers={"Accept": "text/html"})
    assert response.status_code == 400
    assert "<script" not in response.text
    assert "&lt;/textarea&gt;&lt;script&gt;" in response.text


def test_an_error_page_without_a_place_shows_none() -> None:
    headers = {"Accept": "text/html"}
    response = make_client().get("/sparql", query_string={"query": "ASK { SERVICE ?s {} }"}, headers=headers)
    assert response.status_code == 403
    assert "<pre" not in response.text


def page(query: str, max_rows: int = 1_000, fields: dict[str, str] | None = None) -> str:
    client = make_client(Config(max_table_rows=max_rows))
    response = client.get(
        "/sparql", query_string={"query": query, **(fields or {})}, headers={"Accept": "text/html"}
    )
    assert response.status_code == 200
    return response.text


def test_a_table_links_the_datas_own_iris_below_the_servers_root() -> None:
    text = page(SELECT)
    assert 'href="/id/claim/leavitt-head"' in text
    assert ">claim:leavitt-head</a>" in text
    assert "He is a fugitive head of this cartel" in text
    assert "1 row" in text


def test_a_table_of_a_question_is_headed_by_it() -> None:
    assert "<h1>Who alleges what</h1>" in page(QUESTION.text)


def test_a_table_escapes_and_links_only_what_is_safe() -> None:
    text = page("SELECT * { VALUES ?what { '<b>\"Sinaola\"</b>' <javascript:alert(1)> <urn:x:1> } }")
    assert '<td class="literal" data-name="what"><span>&lt;b&gt;' in text
    assert "javascript:alert(1)</span>" in text
    assert 'href="javascript' not in text
    assert 'href="urn' not in text


def test_a_table_leaves_a_cell_empty_where_nothing_is_bound() -> None:
    assert '<td class="unbound" data-name="b"></td>' in page("SELECT * { VALUES (?a ?b) { (1 UNDEF) } }")


def test_a_table_shows_its_first_rows_and_says_so() -> None:
    text = page("SELECT * { VALUES ?day { 18 19 20 } }", 2)
    assert "3 rows; the first 2 are shown" in text
    assert text.count("<tr>") == 3


def test_a_table_shows_numbers_blank_nodes_and_triples() -> None:
    text = page("SELECT (4000 AS ?sailors) (BNODE() AS ?who) (TRIPLE(<a:b>, <a:b>, 1) AS ?what) {}")
    assert '<td class="number"' in text
    assert ">_:" in text
    assert '<td class="triple"' in text


def test_an_empty_table_says_what_to_do() -> None:
    assert "take a part away" in page("SELECT * { <a:b> ?p ?o }")


def test_a_page_leads_to_the_other_formats_of_the_same_answer() -> None:
    text = page(ASK, fields={"inferred": "false", "named-graph-uri": CONTENT})
    (href,) = re.findall(r'<a href="([^"]*)">XML</a>', text)
    fields = parse_qs(urlsplit(unescape(href)).query)
    assert fields == {"query": [ASK], "inferred": ["false"], "format": ["xml"], "named-graph-uri": [CONTENT]}


@pytest.mark.parametrize(("query", "told"), [(ASK, "true"), ("ASK { <a:b> ?p ?o }", "false")])
def test_a_boolean_has_a_page(query: str, told: str) -> None:
    assert f'<p class="lead">{told}:' in page(query)


def test_a_graph_has_a_page_in_turtle() -> None:
    assert "&lt;https://w3id.org/allegata/ontology#holder&gt;" in page(CONSTRUCT)
    assert "An empty graph" in page("CONSTRUCT WHERE { <a:b> ?p ?o }")


def test_a_long_graph_is_cut_and_says_so() -> None:
    text = page('CONSTRUCT { <a:b> ?p "%s" } { ?s ?p ?o }' % ("Venezuela " * 5_000))
    assert "The first 200,000 of " in text


def test_without_a_query_a_browser_gets_the_page_to_write_one() -> None:
    response = make_client().get("/sparql", headers={"Accept": "text/html,*/*;q=0.8"})
    assert "<textarea" in response.text


def test_without_a_query_results_cannot_be_had_so_the_page_comes() -> None:
    response = make_client().get("/sparql", headers={"Accept": "text/csv"})
    assert response.content_type == "text/html; charset=utf-8"


SD = "http://www.w3.org/ns/sparql-service-description#"
DCT = "http://purl.org/dc/terms/"
DUMP = "http://rdfs.org/ns/void#dataDump"


def find(store: Store, pattern: str, name: str) -> list[str]:
    found = store.query(f"SELECT * {{ {pattern} }}")
    assert isinstance(found, QuerySolutions)
    return [value(row[name]) for row in found]


def describe(media_type: str) -> list[Quad]:
    response = make_client().get("/sparql", headers={"Accept": media_type})
    assert response.mimetype == media_type
    return list(parse(response.data, format=rdf_format(media_type)))


def test_without_a_query_a_client_gets_the_service_description() -> None:
    said = {(quad.predicate.value.removeprefix(SD), str(quad.object)) for quad in describe("text/turtle")}
    assert ("endpoint", "<http://localhost/sparql>") in said
    assert ("supportedLanguage", f"<{SD}SPARQL11Query>") in said
    assert ("defaultEntailmentRegime", "<http://www.w3.org/ns/entailment/Simple>") in said
    assert ("resultFormat", "<http://www.w3.org/ns/formats/SPARQL_Results_CSV>") in said
    assert ("name", f"<{CONTENT}>") in said
    assert (DUMP, "<http://localhost/graphs>") in said


@pytest.mark.parametrize("config", [Config(), Config(token=TOKEN)], ids=["no token", "no writer"])
def test_the_service_description_of_a_server_without_writes_tells_of_none(config: Config) -> None:
    said = create_app(make_service(), config).test_client().get("/sparql?format=ttl").text
    assert "SPARQL11Query" in said
    assert "Update" not in said
    assert "/update" not in said


@pytest.mark.parametrize("allowed", [(), ("https://query.wikidata.org/sparql",)], ids=["none", "one"])
def test_the_service_description_says_whether_other_endpoints_may_be_asked(allowed: tuple[str, ...]) -> None:
    client = create_app(make_service(), Config(service_allowed=allowed)).test_client()
    assert ("BasicFederatedQuery" in client.get("/sparql?format=ttl").text) is bool(allowed)


def describe_writable() -> tuple[FlaskClient, Store]:
    store, told = WritableStore(), Store()
    client = create_app(store, Config(is_blank=True, token=TOKEN), store).test_client()
    told.extend(parse(client.get("/sparql?format=nt").data, RdfFormat.N_TRIPLES))
    return client, told


def test_the_service_description_tells_where_writes_are_taken() -> None:
    client, told = describe_writable()
    (update,) = find(told, f"?s a <{SD}Service> ; <{SD}supportedLanguage> <{SD}SPARQL11Update>", "s")
    assert find(told, f"<{update}> <{SD}endpoint> ?e", "e") == [update]
    (graphs,) = find(told, f"?s <{DCT}conformsTo> <http://www.w3.org/TR/sparql11-http-rdf-update/>", "s")
    made = client.post(update, data={"update": "CREATE GRAPH <urn:x:g>"}, headers=AUTHORISED)
    assert made.status_code == 204
    assert client.delete(f"{graphs}?graph=urn:x:g", headers=AUTHORISED).status_code == 204
    (query,) = find(told, f"?s <{SD}supportedLanguage> <{SD}SPARQL11Query> ; <{SD}endpoint> ?e", "e")
    assert client.get(query, query_string={"query": "ASK {}"}).status_code == 200


def test_a_client_that_reads_what_is_said_of_blank_nodes_finds_the_endpoint_of_queries_only() -> None:
    """Comunica does so, and takes the last endpoint that it finds."""
    _, told = describe_writable()
    endpoints = find(told, f"?s <{SD}endpoint> ?e FILTER(isBlank(?s))", "e")
    assert endpoints == ["http://localhost/sparql"]


@pytest.mark.parametrize("host", ["", "a b", 'x"><y', "[::1", "antiwar.com:99999"])
def test_the_service_description_is_not_given_under_a_host_that_cannot_be(host: str) -> None:
    response = make_client().get("/sparql", headers={"Host": host, "Accept": "text/turtle"})
    assert response.status_code == 400
    assert "Host" in response.text


@pytest.mark.parametrize(
    "media_type", ["application/n-triples", "application/rdf+xml", "application/ld+json"]
)
def test_the_service_description_comes_in_other_formats(media_type: str) -> None:
    assert len(describe(media_type)) == len(describe("text/turtle"))


def test_the_service_description_counts_the_triples_of_each_graph() -> None:
    quads = describe("application/n-triples")
    counts = {value(quad.object) for quad in quads if quad.predicate.value.endswith("void#triples")}
    sizes: dict[str, int] = {}
    for quad in read_quads():
        name = value(quad.graph_name)
        sizes[name] = sizes.get(name, 0) + 1
    assert counts == {str(size) for size in sizes.values()}


def test_an_endpoint_is_asked_with_a_query() -> None:
    with pytest.raises(MalformedRequestError, match="no query"):
        answer_query(QueryRequest(), None, make_service(), Config())
