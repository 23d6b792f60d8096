"""The HTTP server by itself, under applications that are made for what is to be seen."""

import asyncio
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress

import pytest

from server.errors import BrokenAnswerError
from server.http.server import HttpServer
from server.listening import listen
from server.shell.asgi import Application, Event, Receive, Scope, Send, body_event, start_event
from tests.served.live import loop_thread

GET = b"GET /%b HTTP/1.1\r\nHost: a\r\n\r\n"
LAST = b"GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
TEXT = [(b"content-type", b"text/plain")]


async def whole_body(receive: Receive) -> bytes:
    body, more = b"", True
    while more:
        event = await receive()
        body, more = body + event.get("body", b""), event.get("more_body", False)
    return body


async def tell(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with what was asked."""
    body = await whole_body(receive)
    await send(start_event(200, TEXT))
    await send(
        body_event(f"{scope['method']} {scope['path']}?{scope['query_string'].decode()} ".encode() + body)
    )


@contextmanager
def serving(application: Application, **more: object) -> Iterator[Callable[[], socket.socket]]:
    listening = listen("127.0.0.1", 0)

    async def start() -> tuple[HttpServer, asyncio.Task[None]]:
        server = HttpServer(application, listening, **more)  # type: ignore[arg-type]
        return server, server.start()

    async def stop(server: HttpServer, task: asyncio.Task[None]) -> None:
        server.stop()
        await task

    with loop_thread() as loop, closing(listening):
        server, task = asyncio.run_coroutine_threadsafe(start(), loop).result()
        yield lambda: socket.create_connection(listening.getsockname(), timeout=10)
        asyncio.run_coroutine_threadsafe(stop(server, task), loop).result()


def say(connect: Callable[[], socket.socket], *parts: bytes, until: bytes = b"") -> bytes:
    """Send parts, a moment between them, and return what comes until the end, or until some words."""
    with closing(connect()) as connection:
        for part in parts:
            connection.sendall(part)
            time.sleep(0.02)
        received = b""
        while not until or until not in received:
            if not (part := connection.recv(65_536)):
                break
            received += part
        return received


def test_requests_sent_at_once_are_answered_in_order() -> None:
    async def slowest_first(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(0.1 if scope["path"] == "/0" else 0)
        await tell(scope, receive, send)

    with serving(slowest_first) as connect:
        received = say(connect, b"".join(GET % b"%d" % number for number in range(30)) + LAST)
    told = [part.split(b"?")[0] for part in received.split(b"GET ")[1:]]
    assert told == [*(b"/%d" % number for number in range(30)), b"/last"]


def test_a_request_may_come_byte_by_byte() -> None:
    with serving(tell) as connect:
        body = b"POST /x%20y?z=1 HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nConnection: close\r\n\r\nwell"
        assert say(connect, *(body[at : at + 1] for at in range(len(body)))).endswith(b"POST /x y?z=1 well")


@pytest.mark.parametrize(
    ("framing", "body"),
    [
        (b"Content-Length: 4\r\n", b"well"),
        (b"Transfer-Encoding: chunked\r\n", b"4\r\nwell\r\n0\r\n\r\n"),
        (b"", b""),
    ],
    ids=["with a length", "in chunks", "none"],
)
def test_an_offer_of_another_protocol_is_not_taken(framing: bytes, body: bytes) -> None:
    offer = b"Connection: Upgrade\r\nUpgrade: h2c\r\n"
    head = b"POST /first HTTP/1.1\r\nHost: a\r\n%b%b\r\n" % (framing, offer)
    with serving(tell) as connect:
        for parts in ([head + body + LAST], [head, body, LAST], [head + body[:2], body[2:] + LAST]):
            received = say(connect, *parts)
            assert received.count(b"HTTP/1.1 200 OK") == 2
            assert b"POST /first? " + (b"well" if body else b"") in received
            assert received.endswith(b"GET /last? ")


def test_a_client_that_asks_first_is_told_to_go_on() -> None:
    head = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n"
    with serving(tell) as connect, closing(connect()) as connection:
        connection.sendall(head)
        assert connection.recv(65_536) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"well")
        assert connection.recv(65_536).endswith(b"POST /? well")


async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
    await send(start_event(413, TEXT))
    await send(body_event(b"too much"))


def test_a_refusal_is_read_by_a_client_that_sends_all_before_it_reads() -> None:
    head = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4000000\r\n\r\n"
    with serving(refuse) as connect:
        received = say(connect, head, b"x" * 4_000_000)
    assert received.startswith(b"HTTP/1.1 413 ")
    assert received.endswith(b"connection: close\r\n\r\ntoo much")


def test_a_body_waits_for_the_application() -> None:
    """More than the kernel keeps for a connection cannot be sent before it is read."""
    part = bytes(64_000)

    async def wait(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(1)
        size = len(await whole_body(receive))
        await send(start_event(200, TEXT))
        await send(body_event(b"%d" % size))

    with serving(wait) as connect, closing(connect()) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 64000000\r\n\r\n")
        connection.settimeout(0.5)
        sent = 0
        with suppress(TimeoutError):
            while sent < 64_000_000:
                sent += connection.send(part)
        assert sent < 32_000_000


@pytest.mark.parametrize(
    ("version", "asked", "said", "is_kept"),
    [
        (b"1.1", b"", b"", True),
        (b"1.1", b"Connection: close\r\n", b"connection: close", False),
        (b"1.0", b"", b"connection: close", False),
        (b"1.0", b"Connection: keep-alive\r\n", b"connection: keep-alive", True),
    ],
)
def test_a_connection_is_kept_as_the_client_wants(
    version: bytes, asked: bytes, said: bytes, is_kept: bool
) -> None:
    with serving(tell) as connect, closing(connect()) as connection:
        connection.sendall(b"GET /first HTTP/%b\r\nHost: a\r\n%b\r\n" % (version, asked))
        head = connection.recv(65_536).partition(b"\r\n\r\n")[0].lower()
        assert said in head
        assert is_kept is (b"connection: close" not in head)
        connection.settimeout(0.2 if is_kept else 5)
        if is_kept:
            with pytest.raises(TimeoutError):
                connection.recv(1)
        else:
            assert connection.recv(1) == b""


def test_an_answer_in_parts_is_in_chunks_or_ends_with_the_connection() -> None:
    async def parts(scope: Scope, receive: Receive, send: Send) -> None:
        await send(start_event(200, TEXT))
        for part in (b"one ", b"", b"two"):
            await send(body_event(part, more=True))
        await send(body_event(b""))

    with serving(parts) as connect:
        assert say(connect, LAST).endswith(b"\r\n\r\n4\r\none \r\n3\r\ntwo\r\n0\r\n\r\n")
        received = say(connect, LAST.replace(b"1.1", b"1.0"))
    assert received.endswith(b"\r\n\r\none two")
    assert b"chunked" not in received


@pytest.mark.parametrize("version", [b"1.1", b"1.0"])
def test_an_answer_that_breaks_off_is_seen_as_broken(version: bytes) -> None:
    async def break_off(scope: Scope, receive: Receive, send: Send) -> None:
        await send(start_event(200, TEXT))
        await send(body_event(b"one", more=True))
        await asyncio.sleep(0.1)
        raise BrokenAnswerError("no more")

    with serving(break_off) as connect, closing(connect()) as connection:
        connection.sendall(GET.replace(b"1.1", version) % b"")
        received = connection.recv(65_536)
        if version == b"1.0":
            with pytest.raises(ConnectionResetError):
                connection.recv(65_536)
        else:
            assert connection.recv(65_536) == b""
            assert not received.endswith(b"0\r\n\r\n")


def test_an_application_that_fails_is_an_error_of_the_server() -> None:
    async def fail(scope: Scope, receive: Receive, send: Send) -> None:
        raise KeyError("actor")

    with serving(fail) as connect:
        received = say(connect, GET % b"")
    assert received.startswith(b"HTTP/1.1 500 ")
    assert b"actor" not in received


def test_a_header_with_a_line_break_is_not_sent() -> None:
    async def split(scope: Scope, receive: Receive, send: Send) -> None:
        await send(start_event(200, [(b"location", b"/x\r\nset-cookie: stolen=1")]))
        await send(body_event(b""))

    with serving(split) as connect:
        received = say(connect, GET % b"")
    assert received.startswith(b"HTTP/1.1 500 ")
    assert b"stolen" not in received


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        (b"GET nothing HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (b"nonsense\r\n\r\n", 400),
        (b"GET /%b HTTP/1.1\r\nHost: a\r\n\r\n" % (b"x" * 65_534), 414),
        (b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: y\r\n" * 100 + b"\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"y" * 300_000, 431),
    ],
    ids=["no host", "two hosts", "no address", "nonsense", "long", "many headers", "a header without end"],
)
def test_what_is_no_request_within_the_limits_is_refused(request_: bytes, status: int) -> None:
    with serving(tell) as connect:
        received = say(connect, request_)
        assert received.startswith(b"HTTP/1.1 %d " % status)
        assert b"connection: close" in received
        assert say(connect, GET % b"a" + request_).startswith(b"HTTP/1.1 200 ")


def test_what_follows_a_request_that_is_none_is_not_read() -> None:
    with serving(tell) as connect:
        received = say(connect, b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n" + GET % b"smuggled")
    assert received.count(b"HTTP/1.1 ") == 1


def test_a_connection_without_a_request_is_ended_after_a_time() -> None:
    with serving(tell, head_seconds=0.2) as connect:
        begun = time.monotonic()
        for part in (b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: a\r\nX: ", GET % b"first"):
            assert say(connect, part).count(b"200 OK") == part.count(b"first")
        assert time.monotonic() - begun < 20


def test_one_that_is_answered_is_not() -> None:
    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(1.6)
        await tell(scope, receive, send)

    with serving(slow, head_seconds=0.2) as connect:
        assert say(connect, GET % b"first").endswith(b"GET /first? ")


def test_what_is_at_hand_is_sent_without_the_application() -> None:
    asked: list[str] = []

    def recall(scope: Scope) -> tuple[Event, Event] | None:
        asked.append(scope["path"])
        start = start_event(200, [*TEXT, (b"content-length", b"7")])
        return (start, body_event(b"at hand")) if scope["path"] == "/kept" else None

    with serving(tell, recall=recall) as connect:
        received = say(connect, GET % b"kept" + GET % b"kept" + LAST)
    assert received.count(b"\r\ncontent-length: 7\r\n\r\nat hand") == 2
    assert received.endswith(b"GET /last? ")
    assert asked == ["/kept", "/kept", "/last"]


def test_an_end_waits_for_what_is_being_answered_and_not_for_a_next_request() -> None:
    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(0.5)
        await tell(scope, receive, send)

    with serving(slow) as connect:
        idle, busy = connect(), connect()
        busy.sendall(GET % b"first")
        time.sleep(0.1)
    with closing(idle), closing(busy):
        assert idle.recv(1) == b""
        assert busy.recv(65_536).endswith(b"GET /first? ")
        assert busy.recv(1) == b""
