"""Requests that are odd below the level of queries: long, slow, split, and with names of others."""

import socket
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.threats.asking import JSON, QUERY, ask, connect, get, is_well, request, say

TURTLE = "text/turtle"


def test_a_query_that_is_too_long_is_refused(server: str) -> None:
    reply = ask(server, "ASK {} #" + "x" * 100_000)
    assert (reply.status, reply.headers["content-type"]) == (413, "application/problem+json")


@pytest.mark.parametrize("path", ["/sparql", "/update", "/graphs?default", "/", "/id/x", "/-/health"])
def test_a_body_that_says_it_is_huge_is_refused_before_it_is_sent(server: str, path: str) -> None:
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: {QUERY}\r\nContent-Length: 999999999999\r\n\r\n"
    begin = time.monotonic()
    status = int(say(server, head.encode()).split(b" ", 2)[1])
    assert status in (401, 403, 405, 413)
    assert time.monotonic() - begin < 2
    assert is_well(server)


def test_a_body_that_never_ends_is_refused(server: str) -> None:
    with connect(server) as connection:
        head = (
            f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: {QUERY}\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        connection.sendall(head.encode())
        sent = 0
        try:
            while sent < 1 << 28:
                connection.sendall(b"10000\r\n" + b" " * 65_536 + b"\r\n")
                sent += 65_536
        except OSError:
            pass
    assert sent < 1 << 26
    assert is_well(server)


def test_a_slow_body_is_refused(server: str) -> None:
    with connect(server) as connection:
        head = f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: {QUERY}\r\nContent-Length: 6\r\n\r\nA"
        connection.sendall(head.encode())
        begin = time.monotonic()
        assert connection.recv(65_536).startswith(b"HTTP/1.1 408 ")
        assert 0.5 < time.monotonic() - begin < 3


def test_a_body_that_ends_too_early_is_refused(server: str) -> None:
    head = f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: {QUERY}\r\nContent-Length: 60\r\n\r\n"
    assert say(server, f"{head}ASK {{}}".encode()).startswith(b"HTTP/1.1 400 ")


def test_connections_that_say_nothing_keep_nobody_out(server: str) -> None:
    with ExitStack() as held:
        for number in range(300):
            connection = held.enter_context(connect(server))
            if number % 2:
                connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        assert is_well(server)


def test_slow_bodies_keep_nobody_out(server: str) -> None:
    head = f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: {QUERY}\r\nContent-Length: 6\r\n\r\nA"
    with ExitStack() as held:
        for _ in range(100):
            held.enter_context(connect(server)).sendall(head.encode())
        assert is_well(server)


@pytest.mark.parametrize(
    "headers",
    [b"X-Long: " + b"x" * 2_000_000, b"\r\n".join(b"X-%d: x" % number for number in range(20_000))],
    ids=["one long", "many"],
)
def test_headers_that_are_too_much_are_refused(server: str, headers: bytes) -> None:
    answer = say(server, b"GET /-/health HTTP/1.1\r\nHost: x\r\n" + headers + b"\r\n\r\n")
    assert not answer.startswith((b"HTTP/1.1 200", b"HTTP/1.1 5"))
    assert is_well(server)


SPLITTING = "x\r\nSet-Cookie: stolen=1\r\n\r\n<script>alert(1)</script>"


def test_a_bare_handler_would_split_its_answer() -> None:
    assert "\r\nSet-Cookie:" in f"HTTP/1.1 303 See Other\r\nLocation: /{SPLITTING}\r\n\r\n"


@pytest.mark.parametrize(
    "path",
    [
        "/sparql?query=ASK%7B%7D&format={}",
        "/sparql?query=ASK%7B%7D&generation={}",
        "/sparql?query={}",
        "/sparql?query=ASK%7B%7D&default-graph-uri=http://x/{}",
        "/id/{}",
        "/id/{}.ttl",
        "/graph/{}",
        "/article/{}",
        "/ontology/{}",
        "/graphs?graph=http://x/{}",
        "/graphs/{}",
        "/{}",
    ],
)
def test_line_breaks_in_an_address_make_no_header(server: str, blank: str, path: str) -> None:
    encoded = path.format(SPLITTING.replace("\r\n", "%0d%0a").replace(" ", "%20").replace("/", "%2f"))
    for address in (server, blank):
        for accept in (JSON, "text/html", TURTLE):
            reply = get(address, encoded, accept)
            assert reply.status < 500, reply.text
            assert "set-cookie" not in reply.headers


@pytest.mark.parametrize(
    "name", ["Accept", "Accept-Encoding", "Content-Type", "If-None-Match", "Host", "Origin"]
)
def test_headers_are_not_echoed_into_headers(server: str, name: str) -> None:
    odd = f"{name}: a\rSet-Cookie: stolen=1"
    head = f"GET /sparql?query=x HTTP/1.1\r\nHost: x\r\n{odd}\r\nConnection: close\r\n\r\n"
    answer = say(server, head.encode(), waits=True)
    assert b"\nset-cookie" not in answer.lower()
    assert answer.startswith(b"HTTP/1.1 4")


ODD = {
    "two lengths": "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n"
    "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "two numbers": "POST /sparql HTTP/1.1\r\nHost: x\r\n"
    "Content-Length: 6\r\nContent-Length: 60\r\n\r\nASK {}",
    "odd coding": "POST /sparql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\nASK {}",
    "folded": "GET / HTTP/1.1\r\nHost: x\r\n Folded: y\r\n\r\n",
    "absolute": "GET http://evil.example/-/health HTTP/1.1\r\nHost: x\r\n\r\n",
    "version": "GET / HTTP/9.9\r\n\r\n",
    "zero": "GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
    "h2": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "tls": "\x16\x03\x01\x02\x00\x01\x00",
    "nothing": "\r\n" * 10_000,
}
SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.mark.parametrize("name", ODD)
def test_odd_messages_harm_nobody(server: str, name: str) -> None:
    answer = say(server, (ODD[name] + SMUGGLED).encode("latin-1"))
    if name.startswith("two"):
        assert answer.count(b"HTTP/1.1 ") == 1
    assert b"HTTP/1.1 5" not in answer
    assert is_well(server)


OUTSIDE = [
    "/../../../../etc/passwd",
    "/static/../../../../etc/passwd",
    "/static/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "/static/..%2f..%2fapp.py",
    "/static/..%5c..%5capp.py",
    "/static//etc/passwd",
    "/static/style.css%00.py",
    "/id/../../../etc/passwd",
    "/id/..%2f..%2f..%2fetc%2fpasswd",
    "/article/..%2f..%2f..%2fetc%2fpasswd.txt",
    "/article/....//etc/passwd.txt",
    "/graph/..%2f..%2f..%2fetc%2fpasswd",
    "/graphs/..%2f..%2f..%2fetc%2fpasswd",
    "/graphs?graph=file:///etc/passwd",
    "/graphs?graph=../../../etc/passwd",
    "/ontology/..%2f..%2fapp.py",
    "/sparql?query=ASK%7B%7D&generation=../../../../etc",
    "/sparql?query=ASK%7B%7D&generation=..",
    "/sparql?query=ASK%7B%7D&generation=.",
    "/sparql?query=ASK%7B%7D&generation=%2fetc",
    "/sparql?query=ASK%7B%7D&generation=..%00",
    "/sparql?query=ASK%7B%7D&generation=x%0a",
    "/sparql?query=ASK%7B%7D&default-graph-uri=file:///etc/passwd",
    "/sparql?query=SELECT%20*%20FROM%20%3Cfile:///etc/passwd%3E%20%7B%3Fs%20%3Fp%20%3Fo%7D",
]


def test_a_bare_handler_would_read_any_file(tmp_path: Path) -> None:
    assert (tmp_path / "../../../../../../../../etc/passwd").read_text("utf-8").startswith("root:")


@pytest.mark.parametrize("path", OUTSIDE)
def test_no_address_leads_to_a_file_outside(server: str, blank: str, path: str) -> None:
    for address in (server, blank):
        reply = get(address, path)
        assert b"root:" not in reply.body
        assert b"Blueprint" not in reply.body
        assert reply.status in (200, 400, 404, 406, 410), reply.text
        if "generation" in path:
            assert reply.status in (400, 404, 410)


def test_a_graph_that_is_named_like_a_file_is_only_a_graph(blank: str, tmp_path: Path) -> None:
    mark = tmp_path / "written"
    headers = {"Authorization": "Bearer for-the-clients", "Content-Type": TURTLE}
    path = f"/graphs?graph=file://{mark}"
    assert request(blank, "PUT", path, b"<a:b> <a:c> <a:d> .", headers).status in (201, 204)
    assert not mark.exists()
    assert request(blank, "DELETE", path, headers=headers).status in (200, 204)


HOSTS = [
    "evil.example",
    "evil.example:7878",
    "x'\"><script>",
    "127.0.0.1@evil.example",
    "[::1",
    "",
    "a b",
    "\t",
]


@pytest.mark.parametrize("host", HOSTS)
def test_a_false_host_breaks_nothing_and_is_kept_to_its_own_answer(server: str, host: str) -> None:
    for path in ("/sparql", "/", "/sparql?query=ASK%7B%7D", "/graphs", "/id/actor/hostile"):
        fields = f"Host: {host}\r\nAccept: text/turtle, */*;q=0.1\r\nConnection: close"
        head = f"GET {path} HTTP/1.1\r\n{fields}\r\n\r\n"
        answer = say(server, head.encode(), waits=True)
        assert answer.startswith((b"HTTP/1.1 2", b"HTTP/1.1 4")), answer
    assert b"evil.example" not in get(server, "/sparql", TURTLE).body
    assert b"evil.example" not in get(server, "/", "text/html").body


def test_connections_are_taken_again_after_all_this(server: str) -> None:
    assert is_well(server)
    with connect(server) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        connection.sendall(b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\n\r\n")
    assert is_well(server)
