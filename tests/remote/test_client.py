import os
import time
from pathlib import Path

import pytest

from server.errors import StoreFailedError, StoreUnreachableError
from server.federation.addresses import Target
from server.formats import JSON
from server.remote.addresses import Credentials
from server.remote.authentication import Authentication
from server.remote.breaker import OPEN_SECONDS, Breaker
from server.remote.client import Client
from server.remote.endpoint import Endpoint
from server.remote.engines import ENGINES, OTHER, Engine, engine_named
from tests.bench.processes import free_port
from tests.remote.scripted import Scripted, answer, scripted

ROWS = b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"literal","value":"denied"}}]}}'
YES = b'{"head":{},"boolean":true}'
ASK = "ASK { ?s ?p ?o }"
ALL = "SELECT ?s { ?s ?p ?o }"
TRIPLE = b'<urn:a> <urn:says> "no" .\n'
WHO = Credentials("karoline", "a secret", "t0ken")


def endpoint(server: Scripted, credentials: Credentials = WHO, breaker: Breaker | None = None) -> Endpoint:
    return Endpoint(server.target, Client(Authentication(credentials), breaker, 5), OTHER)


def chunked(*chunks: bytes, end: bytes = b"0\r\n\r\n") -> bytes:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    return head + b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks) + end


def test_an_answer_is_read_and_the_connection_kept_for_the_next() -> None:
    with scripted([answer(ROWS), answer(YES)]) as server:
        asked = endpoint(server)
        assert [row["s"].value for row in asked.solutions(ALL)] == ["denied"]
        assert asked.holds(ASK)
        assert len(server.asked) == 2


@pytest.mark.parametrize(
    "told",
    [
        answer(ROWS[:40], length=len(ROWS)),
        chunked(ROWS[:40], end=b""),
        chunked(ROWS[:40], end=b"5\r\nab"),
        chunked(ROWS[:-2]),
        chunked(ROWS[:-3], b"\nThe SPARQL operation has been cancelled"),
        answer(ROWS + b"\n!!!!>># An error has occurred while exporting the query result."),
        answer(ROWS, status="206 Partial Content"),
        answer(b"<html>please log in</html>"),
        answer(b"Virtuoso 42000 Error", status="500 SPARQL Request Failed"),
    ],
    ids=[
        "short",
        "cut",
        "cut inside",
        "ended early",
        "cancelled",
        "error behind",
        "206",
        "no results",
        "500",
    ],
)
def test_an_answer_that_is_not_whole_is_none(told: bytes) -> None:
    with scripted([told]) as server, pytest.raises(StoreFailedError):
        list(endpoint(server).solutions(ALL))


@pytest.mark.parametrize(
    "told",
    [
        answer(TRIPLE, length=100),
        chunked(TRIPLE, end=b""),
        chunked(TRIPLE, b"The SPARQL operation has been cancelled"),
    ],
    ids=["short", "cut", "cancelled"],
)
def test_a_graph_that_is_not_whole_is_none(told: bytes) -> None:
    with scripted([told]) as server, pytest.raises(StoreFailedError):
        list(endpoint(server).triples("CONSTRUCT WHERE { ?s ?p ?o }"))


@pytest.mark.parametrize(
    ("engine", "name"), [(engine, name) for engine in ENGINES for name in engine.partial]
)
def test_each_engines_own_sign_of_a_part_is_heeded(engine: Engine, name: str) -> None:
    with scripted([answer(ROWS, f"{name}: S1TAT")]) as server:
        asked = Endpoint(server.target, Client(Authentication(WHO)), engine)
        with pytest.raises(StoreFailedError, match=name):
            asked.open(ALL, JSON.media_type)


@pytest.mark.parametrize("size", range(1, 40))
def test_a_text_is_mended_wherever_its_pieces_end(size: int) -> None:
    engine = engine_named("Virtuoso")
    rows = (
        b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":{ "type": "bnode", "value": "nodeID://b1" }}]}}'
    )
    pieces = [rows[begin : begin + size] for begin in range(0, len(rows), size)]
    with scripted([chunked(*pieces)]) as server:
        asked = Endpoint(server.target, Client(Authentication(WHO)), engine)
        assert [str(row["s"]) for row in asked.solutions(ALL)] == ["_:b1"]


def test_a_read_is_tried_again_when_the_server_is_busy_for_a_moment() -> None:
    busy = answer(b"", status="503 Service Unavailable")
    with scripted([busy, busy, answer(YES)]) as server:
        assert endpoint(server).holds(ASK)
        assert len(server.asked) == 3


def test_a_read_is_not_tried_again_when_it_took_too_long() -> None:
    late = answer(b"It was stopped.", "Retry-After: 60", status="503 Service Unavailable")
    with scripted([late, answer(YES)]) as server:
        with pytest.raises(StoreFailedError, match=r"503: It was stopped\."):
            endpoint(server).holds(ASK)
        assert len(server.asked) == 1


def test_a_write_is_never_made_twice() -> None:
    with scripted([b"", answer(b"", status="204 No Content")]) as server:
        with pytest.raises(StoreUnreachableError):
            endpoint(server).update("INSERT DATA { <urn:a> <urn:b> <urn:c> }")
        assert len(server.asked) == 1


def test_a_server_that_cannot_be_reached_is_left_alone_for_a_while(tmp_path: Path) -> None:
    file = tmp_path / "unreachable"
    gone = Endpoint(
        Target("http", "127.0.0.1", free_port(), "/sparql"), Client(Authentication(WHO), Breaker(file)), OTHER
    )
    with pytest.raises(StoreUnreachableError, match="cannot be reached"):
        gone.holds(ASK)
    begun = time.monotonic()
    with scripted([answer(YES), answer(YES)]) as server:
        other = endpoint(server, breaker=Breaker(file))
        with pytest.raises(StoreUnreachableError, match="a moment ago"):
            other.holds(ASK)
        assert time.monotonic() - begun < 0.1
        assert server.asked == []
        os.utime(file, (0, time.time() - OPEN_SECONDS - 1))
        assert other.holds(ASK)
        assert not file.exists()


def test_credentials_are_not_told_unasked() -> None:
    with scripted([answer(YES)]) as server:
        assert endpoint(server).holds(ASK)
        assert b"uthorization" not in server.asked[0]


@pytest.mark.parametrize(
    ("challenge", "told"),
    [("Basic realm=x", b"Basic a2Fyb2xpbmU6YSBzZWNyZXQ="), ("Bearer realm=x", b"Bearer t0ken")],
)
def test_credentials_are_told_when_asked_and_from_then_on(challenge: str, told: bytes) -> None:
    asking = answer(b"", f"WWW-Authenticate: {challenge}", status="401 Unauthorized")
    with scripted([asking, answer(YES), answer(YES)]) as server:
        asked = endpoint(server)
        assert asked.holds(ASK)
        assert asked.holds(ASK)
        assert [told in request for request in server.asked] == [False, True, True]


def test_a_digest_has_neither_the_password_nor_the_same_count_twice() -> None:
    fields = 'Digest realm="SPARQL", nonce="n1", qop="auth", algorithm="MD5", opaque="o"'
    asking = answer(b"", f"WWW-Authenticate: {fields}", status="401 Unauthorized")
    with scripted([asking, answer(YES), answer(YES)]) as server:
        asked = endpoint(server)
        assert asked.holds(ASK)
        assert asked.holds(ASK)
        assert b"nc=00000001" in server.asked[1]
        assert b"nc=00000002" in server.asked[2]
        assert not any(b"secret" in request for request in server.asked)


def test_wrong_credentials_are_told_once() -> None:
    asking = answer(b"no", "WWW-Authenticate: Basic realm=x", status="401 Unauthorized")
    with scripted([asking, asking, asking]) as server:
        with pytest.raises(StoreFailedError, match="401"):
            endpoint(server).holds(ASK)
        assert len(server.asked) == 2


def test_credentials_show_no_secret() -> None:
    assert "secret" not in repr(WHO)
    assert "t0ken" not in repr(WHO)
