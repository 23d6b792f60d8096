"""Bodies of RDF that would grow, and updates that others would have somebody's browser send."""

import gzip
import subprocess
import sys
from urllib.parse import quote

import pytest
import zstandard

from tests.clients.conftest import TOKEN
from tests.threats.asking import Reply, ask, is_well, request, say

AUTHORISED = {"Authorization": f"Bearer {TOKEN}"}
XML = "application/rdf+xml"
TURTLE = "text/turtle"


def put(address: str, body: bytes, media_type: str, **headers: str) -> Reply:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return request(
        address, "PUT", "/graphs?default", body, {**AUTHORISED, "Content-Type": media_type, **named}
    )


def laughs(levels: int) -> bytes:
    """Return RDF/XML in which an entity holds ten of the one before it."""
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, levels))
    return (
        f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY e0 "aaaaaaaaaa">{entities}]>'
        '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:l="https://schema.org/">'
        f'<r:Description r:about="a:b"><l:name>&e{levels - 1};</l:name></r:Description></r:RDF>'
    ).encode()


PARSE = """
import sys, pyoxigraph
media_type = sys.argv[1]
body = sys.stdin.buffer.read()
quads = list(pyoxigraph.parse(body, pyoxigraph.RdfFormat.from_media_type(media_type)))
print(max(len(str(quad.object)) for quad in quads))
"""


def parse_alone(body: bytes, media_type: str) -> "subprocess.CompletedProcess[bytes]":
    command = [sys.executable, "-c", PARSE, media_type]
    return subprocess.run(command, input=body, capture_output=True, check=False, timeout=60)


def test_the_engine_alone_lets_entities_grow() -> None:
    assert int(parse_alone(laughs(6), XML).stdout) >= 1_000_000


@pytest.mark.parametrize(
    "body",
    [
        laughs(6),
        laughs(6).decode().encode("utf-16"),
        laughs(6).replace(b"<!DOCTYPE", b"\n<!-- x -->\n<!DOCTYPE"),
        b"\xef\xbb\xbf" + laughs(6),
    ],
    ids=["plain", "UTF-16", "after a comment", "after a mark"],
)
def test_entities_are_refused(blank: str, body: bytes) -> None:
    found = put(blank, body, XML)
    assert (found.status, found.headers["content-type"]) == (400, "application/problem+json")
    assert found.seconds < 3


def test_the_engine_alone_dies_of_nested_triple_terms() -> None:
    body = b"<a:b> <a:c> " + b"<<( <a:b> <a:c> " * 40_000 + b"1" + b" )>>" * 40_000 + b" ."
    assert parse_alone(body, TURTLE).returncode < 0


NESTED = {
    "triple terms": (
        TURTLE,
        b"<a:b> <a:c> " + b"<<( <a:b> <a:c> " * 40_000 + b"1" + b" )>>" * 40_000 + b" .",
    ),
    "blank nodes": (TURTLE, b"<a:b> <a:c> " + b"[ <a:c> " * 40_000 + b"1" + b"]" * 40_000 + b" ."),
    "collections": (TURTLE, b"<a:b> <a:c> " + b"(" * 40_000 + b")" * 40_000 + b" ."),
    "objects": ("application/ld+json", b'{"a:b":' * 40_000 + b"1" + b"}" * 40_000),
    "arrays": ("application/ld+json", b"[" * 60_000 + b"]" * 60_000),
    "elements": (XML, b"<a:b xmlns:a='a:'>" * 20_000 + b"</a:b>" * 20_000),
}


@pytest.mark.parametrize("name", NESTED)
def test_nested_bodies_are_refused(blank: str, name: str) -> None:
    media_type, body = NESTED[name]
    found = put(blank, body, media_type)
    assert found.status == 400, found.text
    assert found.seconds < 3


ZEROES = b"# " + b"0" * 100_000_000 + b"\n"


@pytest.mark.parametrize(
    ("coding", "bomb"),
    [
        ("gzip", gzip.compress(ZEROES)),
        ("zstd", zstandard.compress(ZEROES)),
        ("gzip", gzip.compress(b"") * 50_000),
    ],
    ids=["gzip", "zstd", "members"],
)
def test_what_grows_when_it_is_unpacked_is_refused(blank: str, coding: str, bomb: bytes) -> None:
    assert len(bomb) < 2_000_000
    found = put(blank, bomb, TURTLE, Content_Encoding=coding)
    assert found.status == 413
    assert found.seconds < 3


@pytest.mark.parametrize("coding", ["gzip, gzip", "br", "deflate", "gzip;q=1", "x" * 1_000])
def test_other_codings_are_refused(blank: str, coding: str) -> None:
    assert put(blank, b"", TURTLE, Content_Encoding=coding).status == 415


def test_a_packed_query_is_not_read(blank: str) -> None:
    headers = {"Content-Type": "application/sparql-query", "Content-Encoding": "gzip"}
    assert request(blank, "POST", "/sparql", gzip.compress(b"ASK {}"), headers).status == 415


@pytest.mark.parametrize(
    ("path", "media_type"), [("/graphs?default", TURTLE), ("/update", "application/sparql-update")]
)
def test_a_body_that_is_too_long_is_refused_before_it_is_sent(blank: str, path: str, media_type: str) -> None:
    method = "PUT" if path.startswith("/graphs") else "POST"
    head = f"{method} {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\n"
    answer = say(blank, f"{head}Content-Type: {media_type}\r\nContent-Length: 2000001\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 413 ")


def test_deep_updates_are_refused(blank: str) -> None:
    for text in (
        "INSERT DATA { <a:b> <a:c> " + "<<( <a:b> <a:c> " * 30_000 + "1" + " )>>" * 30_000 + " }",
        "DELETE {} WHERE " + "{" * 30_000 + "}" * 30_000,
        "INSERT {} WHERE { FILTER(" + "(" * 30_000 + "1" + ")" * 30_000 + ") }",
        "INSERT {} WHERE { ?s <a:b>" + "/<a:b>" * 30_000 + " ?o }",
    ):
        headers = {**AUTHORISED, "Content-Type": "application/sparql-update"}
        found = request(blank, "POST", "/update", text.encode(), headers)
        assert found.status in (400, 413), found.text
        assert found.seconds < 3
    assert ask(blank, "ASK {}").status == 200


FORM = {"Content-Type": "application/x-www-form-urlencoded"}
INSERT = "INSERT DATA { <a:csrf> <a:b> <a:c> }"
FORGED = {
    "a form": {**FORM, "Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"},
    "a form of this site": {**FORM, "Sec-Fetch-Site": "same-origin"},
    "a form with a cookie": {**FORM, "Cookie": f"token={TOKEN}; Authorization=Bearer {TOKEN}"},
    "a form as text": {"Content-Type": "text/plain", "Origin": "http://evil.example"},
    "a wrong token": {**FORM, "Authorization": "Bearer for-the-client"},
    "an empty token": {**FORM, "Authorization": "Bearer "},
    "another scheme": {**FORM, "Authorization": f"Basic {TOKEN}"},
    "a token in two parts": {**FORM, "Authorization": f"Bearer {TOKEN} x"},
}


@pytest.mark.parametrize("name", FORGED)
def test_what_a_browser_sends_for_somebody_else_writes_nothing(blank: str, name: str) -> None:
    body = f"update={quote(INSERT)}&token={TOKEN}&access_token={TOKEN}".encode()
    found = request(blank, "POST", "/update", body, FORGED[name])
    assert found.status in (401, 403, 415)
    assert TOKEN not in found.text
    assert ask(blank, "ASK { <a:csrf> ?p ?o }").body.endswith(b"false}")


@pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE", "PUT", "PATCH"])
@pytest.mark.parametrize("path", ["/update", "/sparql"])
def test_an_address_writes_nothing(blank: str, method: str, path: str) -> None:
    found = request(blank, method, f"{path}?update={quote(INSERT)}", headers=AUTHORISED)
    assert found.status in (400, 405)
    assert ask(blank, "ASK { <a:csrf> ?p ?o }").body.endswith(b"false}")


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_graphs_are_written_by_nobody_without_the_token(blank: str, method: str) -> None:
    headers = {"Content-Type": TURTLE, "Cookie": f"token={TOKEN}"}
    assert request(blank, method, "/graphs?graph=a:b", b"<a:csrf> <a:b> <a:c> .", headers).status == 401
    assert ask(blank, "ASK { GRAPH ?g { <a:csrf> ?p ?o } }").body.endswith(b"false}")


def test_a_preflight_lets_no_page_send_cookies(blank: str) -> None:
    headers = {"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"}
    for path in ("/update", "/graphs", "/sparql", "/-/queries"):
        found = request(blank, "OPTIONS", path, headers=headers)
        assert "access-control-allow-credentials" not in found.headers


def test_queries_are_listed_and_ended_by_nobody_without_the_token(blank: str) -> None:
    assert request(blank, "GET", "/-/queries").status == 401
    assert request(blank, "DELETE", "/-/queries/1").status == 401
    assert request(blank, "GET", "/-/queries", headers=AUTHORISED).status == 200


def test_all_this_leaves_an_article_store_answering(server: str) -> None:
    assert is_well(server)
