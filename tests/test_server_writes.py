"""Updates and graphs over HTTP, into a store in memory."""

import gzip
import json
import logging
import re
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, Triple, parse
from werkzeug.test import TestResponse

from graph.changes import Write, Written
from graph.errors import InvalidChangeError
from graph.namespaces import ALG, BASE, SH
from graph.report import Report, Result
from server.app import create_app
from server.config import Config
from server.service import Writer
from server.writer.program import request_error
from tests.served import ARTICLE, CONTENT, INFERRED, make_service, rdf_format, value
from tests.served.writing import AUTHORISED, TOKEN, WritableStore

BLANK = Config(is_blank=True, token=TOKEN)
BUILT = Config(token=TOKEN)
GRAPH = "https://example.org/press-briefing"
CLAIM = b"<urn:x:claim> a <urn:x:Claim> ."
ANOTHER = b"<urn:x:denial> a <urn:x:Claim> ."
UPDATE = {"Content-Type": "application/sparql-update"} | AUTHORISED
TURTLE = {"Content-Type": "text/turtle"} | AUTHORISED


def make_client(store: WritableStore, config: Config = BLANK, writer: Writer | None = None) -> FlaskClient:
    return create_app(store, config, writer or store).test_client()


@pytest.fixture
def store() -> WritableStore:
    return WritableStore()


@pytest.fixture
def client(store: WritableStore) -> FlaskClient:
    return make_client(store)


@pytest.fixture
def built() -> WritableStore:
    return WritableStore(is_blank=False)


def put(
    client: FlaskClient, body: bytes = CLAIM, place: str = f"?graph={GRAPH}", **more: str
) -> TestResponse:
    return client.put(f"/graphs{place}", data=body, headers=TURTLE | more)


def triples(response: TestResponse) -> set[Triple]:
    assert response.status_code == 200, response.data
    return {quad.triple for quad in parse(response.data, rdf_format(response.mimetype))}


CLAIMED = {quad.triple for quad in parse(CLAIM, RdfFormat.TURTLE)}
DENIED = {quad.triple for quad in parse(ANOTHER, RdfFormat.TURTLE)}


# Who may write

WRITES = {
    "update": ("POST", "/update"),
    "put": ("PUT", f"/graphs?graph={GRAPH}"),
    "post": ("POST", "/graphs?default"),
    "delete": ("DELETE", "/graphs"),
    "a graph by its address": ("PUT", "/graphs/press-briefing"),
}


@pytest.mark.parametrize(("method", "path"), WRITES.values(), ids=WRITES)
def test_a_write_without_the_token_is_refused(store: WritableStore, method: str, path: str) -> None:
    refused = make_client(store).open(path, method=method, data="update=CLEAR+ALL")
    assert refused.status_code == 401
    assert refused.headers["WWW-Authenticate"] == 'Bearer realm="allegata"'
    assert store.writes == []


@pytest.mark.parametrize(("method", "path"), WRITES.values(), ids=WRITES)
@pytest.mark.parametrize("given", ["Bearer another", f"Basic {TOKEN}", TOKEN, ""])
def test_a_write_with_another_token_is_refused(
    store: WritableStore, method: str, path: str, given: str
) -> None:
    refused = make_client(store).open(path, method=method, headers={"Authorization": given})
    assert refused.status_code == 403
    assert store.writes == []


@pytest.mark.parametrize("config", [Config(), Config(is_blank=True)], ids=["built", "blank"])
@pytest.mark.parametrize(("method", "path"), WRITES.values(), ids=WRITES)
def test_a_server_without_a_token_takes_no_writes(
    store: WritableStore, config: Config, method: str, path: str
) -> None:
    for headers in ({}, AUTHORISED, {"Authorization": "Bearer "}):
        refused = make_client(store, config).open(path, method=method, headers=headers)
        assert (refused.status_code, refused.get_json(force=True)["title"]) == (
            403,
            "The server is read-only",
        )


def test_a_server_without_a_writer_takes_no_writes() -> None:
    client = create_app(make_service(), BUILT).test_client()
    assert client.post("/update", data="CLEAR ALL", headers=UPDATE).status_code == 403


FORM = {"Content-Type": "application/x-www-form-urlencoded"}
FROM_ELSEWHERE = {"Origin": "https://example.org", "Sec-Fetch-Site": "cross-site", "Cookie": f"token={TOKEN}"}


def test_a_form_of_another_site_writes_nothing(store: WritableStore) -> None:
    """A browser sends such a form without asking this server before, with whatever it knows by heart."""
    client = make_client(store)
    for fields in ("update=CLEAR+ALL", f"update=CLEAR+ALL&access_token={TOKEN}&token={TOKEN}"):
        refused = client.post(f"/update?access_token={TOKEN}", data=fields, headers=FORM | FROM_ELSEWHERE)
        assert refused.status_code == 401
    assert store.writes == []
    assert client.post("/update", data="update=CLEAR+ALL", headers=FORM | AUTHORISED).status_code == 204


def test_a_browser_is_told_what_it_may_send(client: FlaskClient) -> None:
    for path, methods in (("/update", "POST"), ("/graphs", "PUT"), ("/graphs/press-briefing", "DELETE")):
        told = client.options(path, headers=FROM_ELSEWHERE)
        assert told.status_code == 204
        assert methods in told.headers["Access-Control-Allow-Methods"]
        assert "Authorization" in told.headers["Access-Control-Allow-Headers"]
        assert told.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in told.headers
        assert told.headers["Allow"] == told.headers["Access-Control-Allow-Methods"]


def test_the_token_is_never_told(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    answers = [
        client.post("/update", data="CLEAR", headers=UPDATE),
        client.post("/update", data="CLEAR", headers=UPDATE | {"Accept": "text/html"}),
        client.post("/update", data="CLEAR", headers={"Authorization": f"Bearer {TOKEN}x"}),
        put(client, b"<urn:x"),
    ]
    assert all(TOKEN not in answer.text + str(answer.headers) for answer in answers)
    assert TOKEN not in caplog.text + repr(BLANK)


# Updates

INSERT = f"INSERT DATA {{ GRAPH <{GRAPH}> {{ <urn:x:claim> a <urn:x:Claim> }} }}"


def test_an_update_is_made(store: WritableStore, client: FlaskClient) -> None:
    made = client.post("/update", data=INSERT, headers=UPDATE)
    assert (made.status_code, made.data) == (204, b"")
    assert "Content-Type" not in made.headers
    assert made.headers["Allegata-Generation"] == "edition-1"
    assert {quad.triple for quad in store.store} == CLAIMED
    assert client.post("/update", data={"update": "CLEAR ALL"}, headers=AUTHORISED).status_code == 204
    assert set(store.store) == set()


def test_each_write_has_a_key_of_its_own(store: WritableStore, client: FlaskClient) -> None:
    for _ in range(3):
        client.post("/update", data=INSERT, headers=UPDATE)
    assert len({write.key for write in store.writes}) == 3
    assert all(re.fullmatch("[0-9a-f]{32}", write.key) for write in store.writes)


def test_relative_iris_are_those_of_the_data(store: WritableStore, client: FlaskClient) -> None:
    client.post("/update", data="INSERT DATA { <id/claim/c> a <#Claim> }", headers=UPDATE)
    (quad,) = store.store
    assert (value(quad.subject), value(quad.object)) == (f"{BASE}id/claim/c", f"{BASE}#Claim")


def test_a_letter_beyond_ascii_survives_each_form(store: WritableStore, client: FlaskClient) -> None:
    text = "INSERT DATA { <urn:x:c> <urn:x:says> 'señor ☃' }"
    for body in (
        {"data": text.encode(), "headers": UPDATE},
        {"data": {"update": text}, "headers": AUTHORISED},
    ):
        client.post("/update", **body)
        (quad,) = store.store
        assert value(quad.object) == "señor ☃"
        store.store.clear()


MALFORMED = {
    "before the parser": ("CLEAR XYZ", 1, 7, "“XYZ” is not expected here; there could be GRAPH or DEFAULT"),
    "by the parser": (
        "PREFIX alg: <urn:x:>\nINSERT DATA { ?claim a alg:Claim }", 2, 34, "Variables are not allowed",
    ),
    "a prefix": ("INSERT DATA {\n  alg:c a alg:Claim }", 2, 3, "the prefix “alg:” is not declared"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line", "column", "reason"), MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_update_is_told_with_its_place(
    client: FlaskClient, text: str, line: int, column: int, reason: str
) -> None:
    refused = client.post("/update", data=text, headers=UPDATE)
    problem = refused.get_json(force=True)
    assert (refused.status_code, problem["title"]) == (400, "The update is malformed")
    assert (problem["line"], problem["column"]) == (line, column)
    assert reason in problem["detail"]


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH", "QUERY"])
def test_updates_come_by_post_only(client: FlaskClient, method: str) -> None:
    refused = client.open("/update?update=CLEAR+ALL", method=method, headers=AUTHORISED)
    assert (refused.status_code, refused.headers["Allow"]) == (405, "OPTIONS, POST")


def test_the_endpoint_of_queries_does_no_updates(store: WritableStore, client: FlaskClient) -> None:
    for response in (
        client.get("/sparql?update=CLEAR+ALL", headers=AUTHORISED),
        client.post("/sparql", data={"update": "CLEAR ALL"}, headers=AUTHORISED),
        client.post("/sparql", data="CLEAR ALL", headers=UPDATE),
    ):
        assert response.status_code in (400, 415)
    assert store.writes == []


def test_a_refused_update_leaves_what_was_there(store: WritableStore, client: FlaskClient) -> None:
    put(client)
    for text, status in (
        (f"CLEAR ALL ; LOAD <{GRAPH}>", 403),
        ("CLEAR ALL ; CREATE GRAPH <urn:x:g> ; CREATE GRAPH <urn:x:g>", 400),
        ("CLEAR ALL ; INSERT {} WHERE { SERVICE <urn:x:s> {} }", 403),
    ):
        assert client.post("/update", data=text, headers=UPDATE).status_code == status
        assert {quad.triple for quad in store.store} == CLAIMED


# Graphs in a blank store


def test_a_graph_is_put_read_and_removed(store: WritableStore, client: FlaskClient) -> None:
    place = f"/graphs?graph={GRAPH}"
    assert client.get(place).status_code == 404
    assert client.delete(place, headers=AUTHORISED).status_code == 404
    made = put(client)
    assert (made.status_code, made.headers["Allegata-Generation"]) == (201, "edition-1")
    assert triples(client.get(place)) == CLAIMED
    assert put(client, ANOTHER).status_code == 204
    assert triples(client.get(place)) == DENIED
    assert client.post(place, data=CLAIM, headers=TURTLE).status_code == 204
    assert triples(client.get(place)) == CLAIMED | DENIED
    assert client.delete(place, headers=AUTHORISED).status_code == 204
    assert client.get(place).status_code == 404


def test_an_empty_graph_is_there(client: FlaskClient) -> None:
    assert put(client, b"").status_code == 201
    assert triples(client.get(f"/graphs?graph={GRAPH}")) == set()
    assert put(client, b"").status_code == 204


def test_the_default_graph_is_always_there(client: FlaskClient) -> None:
    assert triples(client.get("/graphs?default")) == set()
    assert put(client, CLAIM, "?default").status_code == 204
    assert triples(client.get("/graphs?default")) == CLAIMED
    assert client.delete("/graphs?default", headers=AUTHORISED).status_code == 204
    assert triples(client.get("/graphs?default")) == set()


QUADS = f"<urn:x:claim> a <urn:x:Claim> . <{GRAPH}> {{ <urn:x:denial> a <urn:x:Claim> }}".encode()


def test_the_whole_dataset_is_put_added_to_read_and_removed(
    store: WritableStore, client: FlaskClient
) -> None:
    headers = {"Content-Type": "application/trig"} | AUTHORISED
    put(client, CLAIM, "?graph=urn:x:other")
    assert client.put("/graphs", data=QUADS, headers=headers).status_code == 204
    quads = set(parse(QUADS, RdfFormat.TRIG))
    assert set(store.store) == quads
    for accept in ("application/trig", "application/n-quads", "application/ld+json"):
        dump = client.get("/graphs", headers={"Accept": accept})
        assert set(parse(dump.data, rdf_format(dump.mimetype))) == quads
    more = b"<urn:x:g> { <urn:x:claim> a <urn:x:Claim> }"
    assert client.post("/graphs", data=more, headers=headers).status_code == 204
    assert set(store.store) == quads | set(parse(more, RdfFormat.TRIG))
    assert client.delete("/graphs", headers=AUTHORISED).status_code == 204
    assert set(store.store) == set()
    assert client.get("/graphs").mimetype == "application/trig"
    assert client.get("/graphs", headers={"Accept": "text/turtle"}).status_code == 406


def test_posted_triples_get_a_graph_whose_address_is_told(client: FlaskClient) -> None:
    made = client.post("/graphs", data=CLAIM, headers=TURTLE)
    assert made.status_code == 201
    address = made.headers["Location"]
    assert re.fullmatch("http://localhost/graphs/[0-9a-f]{32}", address)
    assert triples(client.get(urlsplit(address).path)) == CLAIMED
    assert triples(client.get(f"/graphs?graph={address}")) == CLAIMED


def test_the_address_of_a_graph_is_its_name(store: WritableStore, client: FlaskClient) -> None:
    assert client.put("/graphs/caf%C3%A9/1%2531.ttl", data=CLAIM, headers=TURTLE).status_code == 201
    assert {quad.graph_name for quad in store.store} == {
        NamedNode("http://localhost/graphs/caf%C3%A9/1%2531.ttl")
    }
    assert triples(client.get("/graphs/caf%C3%A9/1%2531.ttl")) == CLAIMED
    assert client.head("/graphs/caf%C3%A9/2.ttl").status_code == 404


def test_the_public_address_names_graphs_where_it_is_set(store: WritableStore) -> None:
    config = Config(is_blank=True, token=TOKEN, public_url="https://example.org/allegata/")
    client = make_client(store, config)
    client.put("/graphs/claims", data=CLAIM, headers=TURTLE | {"Host": "evil.example"})
    assert {value(quad.graph_name) for quad in store.store} == {"https://example.org/allegata/graphs/claims"}
    made = client.post("/graphs", data=CLAIM, headers=TURTLE)
    assert made.headers["Location"].startswith("https://example.org/allegata/graphs/")


def test_relative_iris_are_resolved_against_the_graph(store: WritableStore, client: FlaskClient) -> None:
    put(client, b"<#claim> a <Claim> .")
    client.put("/graphs?default", data=b"<#claim> a <Claim> .", headers=TURTLE)
    assert {value(quad.subject) for quad in store.store} == {
        f"{GRAPH}#claim",
        "http://localhost/graphs#claim",
    }


@pytest.mark.parametrize("name", ["ttl", "nt", "rdf", "jsonld", "trig", "nq"])
def test_a_graph_is_the_same_in_every_format(client: FlaskClient, name: str) -> None:
    put(client)
    response = client.get(f"/graphs?graph={GRAPH}&format={name}")
    assert triples(response) == CLAIMED
    assert response.headers["Vary"] == "Accept, Accept-Encoding"
    sent = client.put(
        "/graphs?default", data=response.data, headers=AUTHORISED | {"Content-Type": response.mimetype}
    )
    assert sent.status_code == 204
    assert triples(client.get("/graphs?default")) == CLAIMED


def test_head_has_the_headers_of_get_and_no_body(client: FlaskClient) -> None:
    put(client)
    get, head = client.get(f"/graphs?graph={GRAPH}"), client.head(f"/graphs?graph={GRAPH}")
    assert dict(head.headers) == dict(get.headers)
    assert head.data == b""


@pytest.mark.parametrize("path", ["/graphs", "/graphs/claims", "/graphs?default"])
def test_patch_is_refused_with_the_methods_that_there_are(client: FlaskClient, path: str) -> None:
    refused = client.patch(path, data=b"", headers=AUTHORISED)
    assert refused.status_code == 405
    assert refused.headers["Allow"] == "DELETE, GET, HEAD, OPTIONS, POST, PUT"


BODIES = {
    "malformed": (b"<urn:x:claim> a <urn:x:Claim> .\n<urn:x:claim> so", "text/turtle", 400, 2),
    "quads for one graph": (QUADS, "application/trig", 400, None),
    "a remote context": (b'{"@context": "http://127.0.0.1:9/"}', "application/ld+json", 400, None),
    "an unknown type": (CLAIM, "image/png", 415, None),
    "a relative IRI": (b"<claim> a <urn:x:Claim> .", "application/n-triples", 400, 1),
}


@pytest.mark.parametrize(("body", "content_type", "status", "line"), BODIES.values(), ids=BODIES)
def test_a_body_that_cannot_be_read_changes_nothing(
    client: FlaskClient, body: bytes, content_type: str, status: int, line: int | None
) -> None:
    put(client)
    headers = AUTHORISED | {"Content-Type": content_type}
    refused = client.put(f"/graphs?graph={GRAPH}", data=body, headers=headers)
    assert refused.status_code == status, refused.data
    assert refused.get_json(force=True).get("line") == line
    assert triples(client.get(f"/graphs?graph={GRAPH}")) == CLAIMED


def test_a_remote_context_is_told_in_words_that_help(client: FlaskClient) -> None:
    headers = AUTHORISED | {"Content-Type": "application/ld+json"}
    refused = client.put("/graphs?default", data=BODIES["a remote context"][0], headers=headers)
    assert "@context is an address, which is not fetched" in refused.text


def test_a_compressed_graph_is_read(client: FlaskClient) -> None:
    assert put(client, gzip.compress(CLAIM), **{"Content-Encoding": "gzip"}).status_code == 201
    assert triples(client.get(f"/graphs?graph={GRAPH}")) == CLAIMED


def test_a_body_over_the_limit_is_not_read(store: WritableStore) -> None:
    config = Config(is_blank=True, token=TOKEN, max_upload_bytes=200)
    client = make_client(store, config)
    assert put(client, CLAIM.ljust(200)).status_code == 201
    for response in (
        put(client, CLAIM.ljust(201)),
        client.post("/update", data=INSERT.ljust(201), headers=UPDATE),
        client.post("/update", data={"update": INSERT.ljust(201)}, headers=AUTHORISED),
        client.post("/graphs?default", data=form(CLAIM.ljust(201)), headers=AUTHORISED),
    ):
        assert (response.status_code, "200" in response.text) == (413, True)
    assert len(store.writes) == 1


def test_an_upload_may_be_larger_than_a_query(client: FlaskClient) -> None:
    many = b"".join(b"<urn:x:claim-%d> a <urn:x:Claim> .\n" % n for n in range(20_000))
    assert put(client, many).status_code == 201
    text = f"INSERT DATA {{ {many.decode()} }}"
    assert client.post("/update", data=text, headers=UPDATE).status_code == 204
    assert len(triples(client.get("/graphs?default"))) == 20_000


def form(*bodies: bytes, content_type: str = "text/turtle") -> dict[str, list[tuple[BytesIO, str, str]]]:
    return {"claims": [(BytesIO(body), f"{n}.ttl", content_type) for n, body in enumerate(bodies)]}


def test_files_of_a_form_are_added(client: FlaskClient) -> None:
    sent = client.post(f"/graphs?graph={GRAPH}", data=form(CLAIM, ANOTHER), headers=AUTHORISED)
    assert sent.status_code == 201
    assert triples(client.get(f"/graphs?graph={GRAPH}")) == CLAIMED | DENIED


def test_blank_nodes_of_two_files_are_two_nodes(client: FlaskClient) -> None:
    body = b"_:b <urn:x:says> 'so' ."
    client.post(f"/graphs?graph={GRAPH}", data=form(body, body), headers=AUTHORISED)
    assert len(triples(client.get(f"/graphs?graph={GRAPH}"))) == 2


def test_a_form_with_a_file_that_cannot_be_read_adds_nothing(
    store: WritableStore, client: FlaskClient
) -> None:
    place = f"/graphs?graph={GRAPH}"
    refused = client.post(place, data=form(CLAIM, b"\n<urn:x"), headers=AUTHORISED)
    assert (refused.status_code, refused.get_json(force=True)["line"]) == (400, 2)
    assert "File 2" in refused.text
    assert (
        client.post(place, data=form(CLAIM, content_type="image/png"), headers=AUTHORISED).status_code == 415
    )
    empty = client.post(place, data={"claims": "so"}, headers=AUTHORISED, content_type="multipart/form-data")
    assert empty.status_code == 400
    assert store.writes == []


# Conditions


def test_a_graph_that_the_client_has_is_not_sent_again(client: FlaskClient) -> None:
    put(client)
    place = f"/graphs?graph={GRAPH}"
    first = client.get(place)
    assert first.headers["ETag"] == '"store-edition-1-ttl-identity"'
    assert first.headers["Cache-Control"] == "no-cache"
    unchanged = client.get(place, headers={"If-None-Match": first.headers["ETag"]})
    assert (unchanged.status_code, unchanged.data) == (304, b"")
    assert unchanged.headers["ETag"] == first.headers["ETag"]
    put(client, ANOTHER)
    assert triples(client.get(place, headers={"If-None-Match": first.headers["ETag"]})) == DENIED


def test_a_compressed_graph_has_a_tag_of_its_own(client: FlaskClient) -> None:
    put(client, CLAIM + b"# " + b"<urn:x:claim> <urn:x:says> 'so' , 'not so' .\n" * 3)
    many = b"".join(b"<urn:x:claim-%d> a <urn:x:Claim> .\n" % n for n in range(100))
    put(client, many, "?default")
    packed = client.get(
        "/graphs?default", headers={"Accept-Encoding": "gzip", "Accept": "application/n-triples"}
    )
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["ETag"] == '"store-edition-2-nt-gzip"'
    assert len(gzip.decompress(packed.data).splitlines()) == 100


def test_a_write_is_made_of_the_state_that_the_client_knows(
    store: WritableStore, client: FlaskClient
) -> None:
    put(client)
    tag = client.get(f"/graphs?graph={GRAPH}").headers["ETag"]
    put(client, CLAIM, "?default")
    late = put(client, ANOTHER, **{"If-Match": tag})
    assert (late.status_code, "edition-2" in late.text) == (412, True)
    assert triples(client.get(f"/graphs?graph={GRAPH}")) == CLAIMED
    tag = client.get(f"/graphs?graph={GRAPH}").headers["ETag"]
    assert put(client, ANOTHER, **{"If-Match": tag}).status_code == 204
    assert store.writes[-1].if_generation == ("edition-2",)
    assert client.post("/update", data=INSERT, headers=UPDATE | {"If-Match": tag}).status_code == 412


def test_a_graph_is_made_only_if_it_is_not_there(client: FlaskClient) -> None:
    assert put(client, CLAIM, **{"If-None-Match": "*"}).status_code == 201
    assert put(client, ANOTHER, **{"If-None-Match": "*"}).status_code == 412
    assert put(client, ANOTHER, **{"If-Match": "*"}).status_code == 204
    assert put(client, ANOTHER, "?graph=urn:x:other", **{"If-Match": "*"}).status_code == 412


# A built store


def test_what_is_derived_is_not_written(built: WritableStore) -> None:
    client = make_client(built, BUILT)
    before = set(built.store)
    answers = [
        client.post("/update", data="CLEAR DEFAULT", headers=UPDATE),
        put(client, CLAIM, "?default"),
        put(client, CLAIM, ""),
        put(client, CLAIM, f"?graph={INFERRED}"),
        client.delete("/graphs", headers=AUTHORISED),
        client.post("/graphs", data=CLAIM, headers=TURTLE),
    ]
    assert {answer.status_code for answer in answers} == {403}
    assert all(f"{BASE}graph/article/SLUG" in answer.text for answer in answers)
    assert set(built.store) == before


def test_a_named_graph_of_a_built_store_is_written(built: WritableStore) -> None:
    assert put(make_client(built, BUILT), CLAIM, f"?graph={ARTICLE}").status_code == 204
    assert {q.triple for q in built.store.quads_for_pattern(None, None, None, NamedNode(ARTICLE))} == CLAIMED


def test_a_proposition_is_served_with_its_name_only(built: WritableStore) -> None:
    client = make_client(built, BUILT)
    place = f"/graphs?graph={CONTENT}"
    for accept in ("*/*", "application/trig", "application/n-quads", "application/ld+json"):
        served = client.get(place, headers={"Accept": accept})
        quads = list(parse(served.data, rdf_format(served.mimetype)))
        assert [value(quad.graph_name) for quad in quads] == [CONTENT]
    for accept in ("text/turtle", "application/n-triples", "application/rdf+xml"):
        refused = client.get(place, headers={"Accept": accept})
        assert (refused.status_code, "assertion" in refused.text) == (406, True)


@pytest.mark.parametrize("accept", ["*/*", "application/trig", "application/n-quads", "application/ld+json"])
def test_what_is_served_of_a_proposition_can_be_put_in_its_place(built: WritableStore, accept: str) -> None:
    client, before, place = make_client(built, BUILT), set(built.store), f"/graphs?graph={CONTENT}"
    served = client.get(place, headers={"Accept": accept})
    built.store.clear_graph(NamedNode(CONTENT))
    headers = AUTHORISED | {"Content-Type": served.headers["Content-Type"]}
    assert client.put(place, data=served.data, headers=headers).status_code == 204
    assert set(built.store) == before
    elsewhere = client.put(f"/graphs?graph={ARTICLE}", data=served.data, headers=headers)
    assert (elsewhere.status_code, CONTENT in elsewhere.text) == (400, True)
    assert set(built.store) == before


def test_a_graph_that_is_shown_comes_in_any_format(built: WritableStore) -> None:
    client = make_client(built, BUILT)
    shown = triples(client.get(f"/graphs?graph={ARTICLE}", headers={"Accept": "text/turtle"}))
    assert shown == triples(client.get(f"/graphs?graph={ARTICLE}", headers={"Accept": "application/trig"}))
    assert shown <= triples(client.get("/graphs?default"))
    missing = client.get("/graphs?graph=urn:x:none", headers={"Accept": "text/turtle"})
    assert missing.status_code == 404


def test_the_dataset_is_dumped_without_what_is_derived(built: WritableStore) -> None:
    dump = make_client(built, BUILT).get("/graphs", headers={"Accept": "application/n-quads"})
    quads = list(parse(dump.data, RdfFormat.N_QUADS))
    assert len(quads) == len(set(built.store)) - len(
        set(built.store.quads_for_pattern(None, None, None, DefaultGraph()))
    )


# Data that are not valid


class ValidatingStore(WritableStore):
    """A store in which each claim has to have a holder."""

    def write(self, write: Write) -> Written:
        result = Result(
            focus=NamedNode(f"{BASE}id/claim/c"),
            message="A claim has a holder: <b>who</b> says so?",
            severity="Violation",
            shape=f"{BASE}shapes#ClaimShape",
            path=f"{ALG}holder",
            value=NamedNode("urn:x:nobody"),
        )
        turtle = Report([result]).to_turtle()
        told = f"constraints broken: 1\nViolation {result.message}"
        raise request_error(InvalidChangeError(told, turtle=turtle), write)


def refuse_invalid(accept: str) -> TestResponse:
    store = ValidatingStore()
    refused = put(make_client(store), Accept=accept)
    assert refused.status_code == 422
    assert "Accept" in refused.headers["Vary"]
    assert set(store.store) == set()
    return refused


@pytest.mark.parametrize(
    "accept",
    [
        "text/turtle",
        "application/ld+json",
        "application/n-triples",
        "application/rdf+xml",
        "application/trig",
    ],
)
def test_the_report_comes_in_rdf(accept: str) -> None:
    refused = refuse_invalid(accept)
    assert refused.mimetype == accept
    quads: list[Quad] = list(parse(refused.data, rdf_format(accept)))
    named = (quad for quad in quads if not isinstance(quad.object, BlankNode))
    told = {value(quad.predicate).removeprefix(SH): value(quad.object) for quad in named}
    assert told["conforms"] == "false"
    assert told["focusNode"] == f"{BASE}id/claim/c"
    assert told["resultPath"] == f"{ALG}holder"


@pytest.mark.parametrize(
    "accept", ["*/*", "application/json", "application/problem+json", "image/png, */*;q=0.1"]
)
def test_the_report_comes_as_a_problem_with_its_results(accept: str) -> None:
    refused = refuse_invalid(accept)
    assert refused.mimetype == "application/problem+json"
    problem = json.loads(refused.data)
    assert (problem["status"], problem["title"]) == (422, "The data would not be valid")
    assert problem["detail"] == "Constraints broken: 1"
    assert problem["results"] == [
        {
            "focus": f"{BASE}id/claim/c",
            "message": "A claim has a holder: <b>who</b> says so?",
            "severity": "Violation",
            "path": f"{ALG}holder",
            "value": "urn:x:nobody",
            "shape": f"{BASE}shapes#ClaimShape",
        }
    ]


def test_the_report_can_be_read_by_people() -> None:
    text = refuse_invalid("text/plain").text
    assert f"Violation {BASE}id/claim/c\n    A claim has a holder" in text
    page = refuse_invalid("text/html").text
    assert "A claim has a holder: &lt;b&gt;who&lt;/b&gt; says so?" in page
    assert f"{ALG}holder" in page


def test_a_refusal_without_a_report_is_a_problem() -> None:
    class Inconsistent(WritableStore):
        def write(self, write: Write) -> Written:
            raise request_error(InvalidChangeError("it contradicts itself"), write)

    refused = put(make_client(Inconsistent()), Accept="text/turtle")
    assert (refused.status_code, "contradicts" in refused.text) == (422, True)
