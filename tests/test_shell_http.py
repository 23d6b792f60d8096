"""The shell behind the HTTP server: what only a connection can show."""

import http.client
import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from urllib.parse import quote, urlsplit

import pytest

from server.app import create_app
from server.config import Config
from server.shell.application import Shell
from server.shell.outcome import Outcome
from tests.served import PREFIX, make_service
from tests.served.live import listening_shell
from tests.served.streams import Streams

ASK = PREFIX + "ASK { ?claim a alg:Denial }"
EVERYTHING = "SELECT * { ?s ?p ?o }"
LONG = "SELECT * { ?s ?p ?o . VALUES ?n { " + "1 " * 2_000 + "} }"
DIRECT = "application/sparql-query"


class Served:
    """A shell to be served, and what it noted."""

    def __init__(self, streams: Streams | None = None, config: Config | None = None) -> None:
        self.streams = streams or Streams(make_service())
        self.config = config or Config()
        self.outcomes: list[Outcome] = []

    def make(self) -> Shell:
        app = create_app(make_service(), self.config)
        return Shell(self.streams, app, self.config, observers=(self.outcomes.append,))

    def wait_for(self, result: str) -> Outcome:
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline:
            found = [outcome for outcome in self.outcomes if outcome.result == result]
            if found:
                return found[0]
            time.sleep(0.01)
        raise AssertionError([outcome.result for outcome in self.outcomes])


@pytest.fixture(scope="module")
def plain() -> Iterator[str]:
    with listening_shell(Served().make) as address:
        yield address


@contextmanager
def connected(address: str) -> Iterator[socket.socket]:
    parts = urlsplit(address)
    with closing(socket.create_connection((parts.hostname or "", parts.port or 0), timeout=10)) as connection:
        yield connection


def read_all(connection: socket.socket) -> bytes:
    received = b""
    try:
        while part := connection.recv(65_536):
            received += part
    except ConnectionResetError:
        pass
    return received


def ask(address: str, lines: str, body: bytes = b"") -> bytes:
    with connected(address) as connection:
        connection.sendall(lines.replace("\n", "\r\n").encode() + body)
        return read_all(connection)


def get(address: str, target: str, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=10)
    with closing(connection):
        connection.request("GET", target, headers=headers or {})
        response = connection.getresponse()
        return response.status, response.read()


@pytest.mark.parametrize("accept_encoding", ["identity", "gzip"])
def test_an_answer_that_breaks_off_has_no_end(accept_encoding: str) -> None:
    served = Served(Streams(make_service(), 500, breaks_after=3))
    with listening_shell(served.make) as address:
        lines = (
            f"GET /sparql?query={quote(EVERYTHING)} HTTP/1.1\nHost: a\nAccept-Encoding: {accept_encoding}\n"
        )
        received = ask(address, lines + "Connection: close\n\n")
        assert received.startswith(b"HTTP/1.1 200")
        assert b"transfer-encoding: chunked" in received
        assert not received.endswith(b"0\r\n\r\n")
        assert get(address, f"/sparql?query={quote(ASK)}")[0] == 200
    served.wait_for("broken")


def test_an_answer_that_breaks_off_while_all_of_it_is_being_compressed_has_its_status() -> None:
    with listening_shell(Served(Streams(make_service(), 500, breaks_after=3)).make) as address:
        assert get(address, f"/sparql?query={quote(EVERYTHING)}", {"Accept-Encoding": "zstd"})[0] == 503


def test_an_answer_in_parts_has_an_end() -> None:
    with listening_shell(Served(Streams(make_service(), 500)).make) as address:
        lines = f"GET /sparql?query={quote(EVERYTHING)} HTTP/1.1\nHost: a\nConnection: close\n\n"
        assert ask(address, lines).endswith(b"0\r\n\r\n")


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize(("breaks_after", "code"), [(3, 18), (-1, 0)], ids=["broken", "whole"])
def test_curl_tells_a_broken_answer_from_a_whole_one(breaks_after: int, code: int) -> None:
    with listening_shell(Served(Streams(make_service(), 500, breaks_after)).make) as address:
        command = ["curl", "-sS", "-o", "/dev/null", f"{address}/sparql?query={quote(EVERYTHING)}"]
        assert subprocess.run(command, capture_output=True, timeout=20, check=False).returncode == code


def test_a_query_ends_when_its_client_leaves_before_the_answer() -> None:
    served = Served(Streams(make_service(), wait_s=30))
    with listening_shell(served.make) as address:
        with connected(address) as connection:
            connection.sendall(f"GET /sparql?query={quote(ASK)} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
            time.sleep(0.2)
        assert served.wait_for("gone").seconds < 5
        assert served.streams.cancelled == 1


def test_a_query_ends_when_its_client_leaves_in_the_middle_of_the_answer() -> None:
    served = Served(Streams(make_service(), 100))
    with listening_shell(served.make) as address:
        with connected(address) as connection:
            connection.sendall(f"GET /sparql?query={quote(LONG)} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
            connection.recv(1_000)
        served.wait_for("gone")
        assert served.streams.streams[0].is_closed


def test_an_answer_waits_for_a_client_that_reads_slowly() -> None:
    served = Served(Streams(make_service(), 16_384))
    with listening_shell(served.make) as address, connected(address) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        connection.sendall(f"GET /sparql?query={quote(LONG)} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        time.sleep(0.5)
        assert served.outcomes == []  # megabytes wait for the client, and none of them in this process


@pytest.mark.parametrize(
    "offer",
    ["", "Connection: Upgrade, HTTP2-Settings\nUpgrade: h2c\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\n"],
    ids=["plain", "with an offer of HTTP/2"],
)
@pytest.mark.parametrize("chunked", [False, True], ids=["with a length", "in chunks"])
def test_a_body_arrives(plain: str, offer: str, chunked: bool) -> None:
    body = ASK.encode()
    length = "Transfer-Encoding: chunked\n" if chunked else f"Content-Length: {len(body)}\n"
    sent = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body) if chunked else body
    lines = f"POST /sparql HTTP/1.1\nHost: a\nContent-Type: {DIRECT}\n{length}{offer}"
    with connected(plain) as connection:
        connection.sendall(lines.replace("\n", "\r\n").encode() + b"\r\n" + sent)
        assert b'"boolean":true' in connection.recv(65_536)


@pytest.mark.parametrize("chunked", [False, True], ids=["with a length", "in chunks"])
def test_a_body_for_the_application_below_arrives(plain: str, chunked: bool) -> None:
    body = f"query={quote(ASK)}".encode()
    length = "Transfer-Encoding: chunked\n" if chunked else f"Content-Length: {len(body)}\n"
    sent = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body) if chunked else body
    form = "Content-Type: application/x-www-form-urlencoded\nAccept: text/html\nConnection: close\n"
    received = ask(plain, f"POST /sparql HTTP/1.1\nHost: a\n{form}{length}\n", sent)
    assert b'<p class="lead">true:' in received


@pytest.mark.parametrize("path", ["/sparql", "/"])
def test_a_slow_body_is_given_up(path: str) -> None:
    with listening_shell(Served(config=Config(body_timeout_s=0.3)).make) as address:
        started = time.monotonic()
        fields = f"Host: a\nContent-Type: {DIRECT}\nContent-Length: 100\nConnection: close\n\n"
        received = ask(address, f"POST {path} HTTP/1.1\n{fields}", b"ASK")
        assert received.startswith(b"HTTP/1.1 408")
        assert time.monotonic() - started < 5


def test_a_long_body_is_refused_before_it_is_sent(plain: str) -> None:
    lines = f"POST /sparql HTTP/1.1\nHost: a\nContent-Type: {DIRECT}\nContent-Length: 99999999\n\n"
    with connected(plain) as connection:
        connection.sendall(lines.replace("\n", "\r\n").encode())
        assert connection.recv(1_000).startswith(b"HTTP/1.1 413")


def test_a_query_of_almost_64_kib_fits_into_an_address(plain: str) -> None:
    target = f"/sparql?query=ASK%7B%7D{'%23' * 21_800}"
    assert 65_400 < len(target) < 65_500
    assert get(plain, target) == (200, b'{"head":{},"boolean":true}')


def test_a_longer_address_is_refused_as_such_and_the_query_is_for_a_body(plain: str) -> None:
    assert get(plain, f"/sparql?query=ASK%7B%7D{'%23' * 22_000}")[0] == 414
    body = b"ASK {}" + b"#" * 99_000
    lines = f"POST /sparql HTTP/1.1\nHost: a\nContent-Type: {DIRECT}\nContent-Length: {len(body)}\n"
    assert b'"boolean":true' in ask(plain, lines + "Connection: close\n\n", body)


@pytest.mark.parametrize(
    "lines",
    [
        f"GET /?{'a' * 600_000} HTTP/1.1\nHost: a\n\n",
        "GET / HTTP/1.1\nHost: a\n" + "".join(f"X-{n}: words\n" for n in range(500)) + "\n",
        f"GET / HTTP/1.1\nHost: a\nX-Words: {'a' * 600_000}\n\n",
        "GET / HTTP/1.1\nHost: a\nX-Words: a\x00b\n\n",
        "nonsense\n\n",
    ],
    ids=["a long address", "many headers", "a long header", "a header with a null", "no request"],
)
def test_a_request_that_is_too_much_is_refused_and_the_server_goes_on(plain: str, lines: str) -> None:
    received = ask(plain, lines)
    assert not received or received[9:10] == b"4"
    assert get(plain, f"/sparql?query={quote(ASK)}")[0] == 200


def test_head_over_a_connection_has_no_body(plain: str) -> None:
    received = ask(plain, f"HEAD /sparql?query={quote(ASK)} HTTP/1.1\nHost: a\nConnection: close\n\n")
    head, _, body = received.partition(b"\r\n\r\n")
    assert body == b""
    assert b"content-length: 26" in head


def test_bytes_that_are_no_utf_8_in_a_path_are_not_found(plain: str) -> None:
    assert get(plain, "/id/%FF")[0] == 404


def test_many_requests_go_through_one_connection(plain: str) -> None:
    connection = http.client.HTTPConnection(urlsplit(plain).netloc, timeout=10)
    with closing(connection):
        for number in range(20):
            connection.request("GET", f"/sparql?query={quote(f'ASK {{}} # {number % 3}')}")
            assert json.loads(connection.getresponse().read())["boolean"] is True


def test_operators_are_answered_while_pages_wait() -> None:
    class Slow:
        generation = "first-edition"

        def answer(self, task: object) -> None:
            time.sleep(2)
            raise RuntimeError("too late")

    def make() -> Shell:
        return Shell(Streams(make_service()), create_app(Slow(), Config()), Config(), threads=1)  # type: ignore[arg-type]

    with listening_shell(make) as address, connected(address) as first, connected(address) as second:
        for connection in (first, second):
            connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        time.sleep(0.1)
        started = time.monotonic()
        assert get(address, "/-/health")[0] == 200
        assert time.monotonic() - started < 1
