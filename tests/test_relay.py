"""Queries that ask other endpoints through the relay, and endpoints that mean ill."""

import asyncio
import shutil
import socket
import ssl
import struct
import subprocess
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import Store

from server.config import Config
from server.errors import EndpointError, MalformedQueryError, RefusedServiceError, RequestError, ServeError
from server.federation.addresses import Resolver
from server.federation.federated import FederatedService, FederatedStreams
from server.federation.relay import Relay
from server.formats import JSON, Kind
from server.service import Answer, Job, Stream, Task
from tests.clients.absence import find_program
from tests.served import make_service
from tests.served.another import RESULTS, Another, Says, another_endpoint, reply, status

OPEN = Config(service_allowed=("http://", "https://"), service_allow_private=True)
CLOSED = replace(OPEN, service_allow_private=False)


def job(query: str) -> Job:
    return Job(query, {Kind.SOLUTIONS: JSON.media_type, Kind.BOOLEAN: JSON.media_type})


def question(address: str, silent: str = "") -> str:
    return f"SELECT * {{ SERVICE {silent} <{address}/sparql> {{ ?who ?p ?o }} }}"


@contextmanager
def turning() -> Iterator[asyncio.AbstractEventLoop]:
    """An event loop in a thread of its own: results of the engine have to stay on this one."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield loop
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def ask(query: str, config: Config = OPEN, **given: object) -> str:
    """Answer a query by an engine, through a relay."""
    with turning() as loop:
        relay = Relay(config, **given)  # type: ignore[arg-type]
        asyncio.run_coroutine_threadsafe(relay.__aenter__(), loop).result()
        try:
            return FederatedService(make_service(), relay).answer(job(query)).body.decode()
        except RequestError as error:
            error.__cause__ = error.__context__ = None  # the engine's results end here, on this thread
            raise error.with_traceback(None)  # noqa: B904 (nothing is to be kept)
        finally:
            asyncio.run_coroutine_threadsafe(relay.__aexit__(None, None, None), loop).result()


def test_an_allowed_endpoint_is_asked_and_its_answer_joined() -> None:
    with another_endpoint(reply()) as another:
        assert "Cabello" in ask(question(another.address))
    head, _, query = another.heard[0].decode().partition("\r\n\r\n")
    fields = dict(line.split(": ", 1) for line in head.split("\r\n")[1:])
    assert head.startswith("POST /sparql HTTP/1.1\r\n")
    assert query.endswith("SELECT * WHERE { ?who ?p ?o . }")
    assert fields["Host"] == another.address.removeprefix("http://")
    assert fields["Content-Type"] == "application/sparql-query"
    assert not {"Authorization", "Cookie", "Referer"} & set(fields)


def test_chunked_answers_and_answers_in_xml_are_read() -> None:
    chunked = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    with another_endpoint(chunked + b"%x\r\n%b\r\n0\r\n\r\n" % (len(RESULTS), RESULTS)) as another:
        assert "Cabello" in ask(question(another.address))
    xml = (
        b'<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#"><head>'
        b'<variable name="who"/></head><results><result><binding name="who"><literal>Padrino</literal>'
        b"</binding></result></results></sparql>"
    )
    with another_endpoint(reply(xml, "application/sparql-results+xml; charset=utf-8")) as another:
        assert "Padrino" in ask(question(another.address))


def test_a_query_without_calls_is_not_admitted() -> None:
    async def run() -> None:
        async with Relay(OPEN) as relay:
            assert relay.admit("ASK {}") is None
            assert relay.admit("ASK {} # SERVICE") is None

    asyncio.run(run())


def test_a_list_of_what_is_no_address_is_told_at_the_start() -> None:
    with pytest.raises(ServeError, match=r"query\.wikidata\.org") as refused:
        Relay(Config(service_allowed=("query.wikidata.org",)))
    assert "https://" in refused.value.cure


ENDLESS = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"


def endless(connection: socket.socket) -> None:
    connection.sendall(ENDLESS)
    while True:
        connection.sendall(b" " * 65_536)


def slow(connection: socket.socket) -> None:
    for letter in reply():
        connection.sendall(bytes([letter]))
        time.sleep(0.02)


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


BAD: dict[str, tuple[Says, str]] = {
    "a redirect": (
        status("307 Temporary Redirect", "Location: http://127.0.0.1/\r\n"),
        "redirects to another",
    ),
    "a failure": (status("500 Internal Server Error"), "status 500"),
    "a page": (reply(b"<html>", "text/html"), "text/html"),
    "a coding": (reply(b"\x1f\x8b", more="Content-Encoding: gzip\r\n"), "in the coding gzip"),
    "no HTTP": (b"SSH-2.0-OpenSSH_9.6\r\n", "not HTTP"),
    "nothing": (b"", "not HTTP"),
    "a reset": (reset, "broke the connection"),
    "half an answer": (reply()[:-10], "breaks off"),
    "a long header": (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 70_000 + b"\r\n\r\n", "not HTTP"),
    "entities": (
        reply(b'<!DOCTYPE x [<!ENTITY a "aaaa">]><sparql/>', "application/sparql-results+xml"),
        "document type",
    ),
    "an endless body": (endless, "more than 1,000,000 bytes"),
    "a slow body": (slow, "within 0.5 seconds"),
    "what is no result set": (reply(b'{"head":'), "cannot be read"),
}
"""What an endpoint says, and what the client is told of it."""

LIMITED = replace(OPEN, service_max_bytes=1_000_000, service_timeout_s=0.5)


@pytest.mark.parametrize("name", BAD)
def test_what_an_endpoint_does_ill_is_told_and_harms_nobody(name: str) -> None:
    says, told = BAD[name]
    started = time.monotonic()
    with another_endpoint(says) as another, pytest.raises(EndpointError, match=told) as failed:
        ask(question(another.address), LIMITED)
    assert time.monotonic() - started < 3
    assert failed.value.status == 502
    assert "127.0.0.1:" not in failed.value.detail.replace(another.address, "")
    assert len(another.heard) == 1


def test_the_engine_alone_would_wait_as_long_as_the_endpoint_likes() -> None:
    with another_endpoint(slow) as another:
        started = time.monotonic()
        list(Store().query(question(another.address)))  # type: ignore[arg-type]
        assert time.monotonic() - started > 2


@pytest.mark.parametrize("name", ["a redirect", "a failure", "an endless body", "a slow body"])
def test_a_silent_call_passes_over_all_that(name: str) -> None:
    with another_endpoint(BAD[name][0]) as another:
        assert '"bindings":[{}]' in ask(question(another.address, "SILENT"), LIMITED)


def test_a_connection_that_is_refused_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(EndpointError, match="cannot be reached"):
        ask(question(address))


def test_a_host_that_has_no_address_is_told() -> None:
    with pytest.raises(EndpointError, match="cannot be found"):
        ask(question("http://endpoint.invalid"))


LOOPBACK = ["127.0.0.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "localhost", "LOCALHOST"]


@pytest.mark.parametrize("host", LOOPBACK)
def test_the_engine_alone_asks_this_machine_in_every_notation(host: str) -> None:
    with another_endpoint(reply()) as another:
        list(Store().query(question(f"http://{host}:{another.port}")))  # type: ignore[arg-type]
    assert len(another.heard) == 1


@pytest.mark.parametrize("host", [*LOOPBACK, "localhost.", "127.0.0.1.", "[::1]", "[::ffff:127.0.0.1]", "0"])
def test_this_machine_is_not_asked_in_any_notation(host: str) -> None:
    with another_endpoint(reply()) as another:
        with pytest.raises(RequestError, match=r"no host of the Internet|cannot be found"):
            ask(question(f"http://{host}:{another.port}"), CLOSED)
        assert not another.heard


def resolver(*answers: tuple[str, ...]) -> tuple[Resolver, list[str]]:
    """A system of names that answers differently each time, and who was asked for."""
    asked: list[str] = []

    async def resolve(host: str, port: int) -> tuple[str, ...]:
        asked.append(host)
        return answers[min(len(asked), len(answers)) - 1]

    return resolve, asked


@pytest.mark.parametrize(
    "addresses",
    [("169.254.169.254",), ("9.9.9.9", "10.0.0.1"), ("::ffff:7f00:1",), ("fd00::1",)],
    ids=["link-local", "one of two", "mapped", "private"],
)
def test_a_name_that_leads_into_this_network_is_not_asked(addresses: tuple[str, ...]) -> None:
    resolve, asked = resolver(addresses)
    with pytest.raises(EndpointError, match="no host of the Internet"):
        ask(question("http://endpoint.example"), CLOSED, resolver=resolve)
    assert asked == ["endpoint.example"]


def test_a_name_that_changes_its_mind_is_asked_for_once_and_taken_at_its_word() -> None:
    with another_endpoint(reply()) as judged, another_endpoint(reply(), "127.0.0.2") as rebound:
        resolve, asked = resolver(("127.0.0.1",), ("127.0.0.2",))
        ask(question(f"http://endpoint.example:{judged.port}"), resolver=resolve)
        assert (len(asked), len(judged.heard), len(rebound.heard)) == (1, 1, 0)
        assert f"Host: endpoint.example:{judged.port}".encode() in judged.heard[0]


def test_the_next_address_of_a_host_is_asked_where_the_first_refuses() -> None:
    with another_endpoint(reply()) as another:
        resolve, _ = resolver(("127.0.0.2", "127.0.0.1"))
        assert "Cabello" in ask(question(f"http://endpoint.example:{another.port}"), resolver=resolve)


EACH_ROW = "SELECT * {{ ?s ?p ?o FILTER EXISTS {{ SERVICE <{}/sparql> {{ ?who a ?o }} }} }}"


def test_the_engine_alone_asks_for_each_row() -> None:
    with another_endpoint(reply()) as another:
        make_service().answer(job(EACH_ROW.format(another.address)))
    assert len(another.heard) > 20


def test_a_query_may_ask_so_many_times() -> None:
    with another_endpoint(reply()) as another:
        with pytest.raises(EndpointError, match="more than 20 times"):
            ask(EACH_ROW.format(another.address), replace(OPEN, service_max_requests=20))
        assert len(another.heard) == 20


def test_other_tasks_pass_the_relay_by() -> None:
    async def scene(relay: Relay) -> None:
        federated = FederatedStreams(Streams(), relay)
        assert federated.generation == "first-edition"
        assert FederatedService(make_service(), relay).generation == "first-edition"
        assert FederatedService(make_service(), relay).answer(job("ASK {}")).kind is Kind.BOOLEAN
        with pytest.raises(
            OSError, match="Name or service"
        ):  # it was not told of an endpoint, so it asks nobody
            await federated.stream(job("ASK {}"))

    inside(OPEN, scene)


def test_an_endpoint_that_is_not_allowed_is_refused() -> None:
    with another_endpoint(reply()) as another:
        with pytest.raises(RefusedServiceError):
            ask(question(another.address), Config(service_allowed=("https://query.wikidata.org/sparql",)))
        assert not another.heard


def test_a_malformed_query_is_explained_in_the_clients_words() -> None:
    with pytest.raises(MalformedQueryError) as refused:
        ask("ASK { SERVICE <http://endpoint.example/sparql> { ?who ?p } }")
    assert refused.value.column == 58
    assert "endpoint.example" in refused.value.excerpt


def inside(relay_config: Config, scene: Callable[[Relay], Awaitable[None]]) -> None:
    async def run() -> None:
        async with Relay(relay_config) as relay:
            await scene(relay)

    asyncio.run(run())


async def post(address: str, head: str = "Content-Length: 2\r\n", body: bytes = b"{}") -> bytes:
    """Say what a reader would say to the relay, and return the first line of the answer."""
    host, _, path = address.removeprefix("http://").partition("/")
    reader, writer = await asyncio.open_connection(*host.split(":"))
    writer.write(f"POST /{path} HTTP/1.1\r\n{head}\r\n".encode() + body)
    writer.write_eof()
    try:
        return await reader.readline()
    finally:
        writer.close()


def relayed(text: str) -> str:
    return text.partition("<")[2].partition(">")[0]


def test_an_address_of_the_relay_holds_while_the_query_runs() -> None:
    async def scene(relay: Relay) -> None:
        with another_endpoint(reply()) as another:
            admission = relay.admit(question(another.address))
            assert admission is not None
            address = relayed(admission.text)
            with admission:
                assert await post(address) == b"HTTP/1.1 200 OK\r\n"
            assert await post(address) == b"HTTP/1.1 404 Not Found\r\n"
            admission.release()
        assert len(another.heard) == 1

    inside(OPEN, scene)


def test_who_does_not_know_the_secret_gets_nothing() -> None:
    async def scene(relay: Relay) -> None:
        with another_endpoint(reply()) as another:
            admission = relay.admit(question(another.address))
            assert admission is not None
            address = relayed(admission.text)
            port = address.split("/")[2]
            secret = address.split("/")[3]
            assert len(secret) >= 20
            assert await post(f"http://{port}/{'0' * len(secret)}/0") == b"HTTP/1.1 404 Not Found\r\n"
            for path in ("", "x", f"{secret}/1", f"{secret}/x", f"{secret}/0/0"):
                assert await post(f"http://{port}/{path}") == b""
            for head in ("", "Content-Length: 9999999\r\n", "Content-Length: x\r\n", "X: " + "x" * 20_000):
                assert await post(address, head) == b""
            assert not another.heard

    inside(OPEN, scene)


def test_what_is_being_asked_ends_with_the_query() -> None:
    ended: list[float] = []

    def wait(connection: socket.socket) -> None:
        connection.recv(1)
        ended.append(time.monotonic())

    async def scene(relay: Relay) -> None:
        with another_endpoint(wait) as another:
            admission = relay.admit(question(another.address))
            assert admission is not None
            asking = asyncio.create_task(post(relayed(admission.text)))
            while not another.heard:
                await asyncio.sleep(0.01)
            released = time.monotonic()
            admission.release()
            assert await asking == b""
            while not ended:
                await asyncio.sleep(0.01)
            assert ended[0] - released < 1

    inside(OPEN, scene)


def test_the_relay_ends_with_its_queries() -> None:
    async def run() -> None:
        with another_endpoint(lambda connection: time.sleep(5)) as another:
            async with Relay(OPEN) as relay:
                admission = relay.admit(question(another.address))
                assert admission is not None
                asking = asyncio.create_task(post(relayed(admission.text)))
                while not another.heard:
                    await asyncio.sleep(0.01)
            assert await asyncio.wait_for(asking, 1) == b""
            with pytest.raises(OSError, match="Connect call failed"):
                await post(relayed(admission.text))

    asyncio.run(run())


class Streams:
    """A service that asks the first endpoint of a query and gives back what it says, in two parts."""

    generation = "first-edition"

    def __init__(self, in_parts: bool = True) -> None:
        self._in_parts = in_parts

    async def stream(self, task: Task) -> Stream:
        assert isinstance(task, Job)
        said = await post(relayed(task.text))
        if b"200" not in said:
            raise RuntimeError(said.decode())
        return TwoParts(Answer(Kind.SOLUTIONS, said, self.generation), self._in_parts)


class TwoParts:
    def __init__(self, answer: Answer, in_parts: bool) -> None:
        self.kind, self.generation, self._body = answer.kind, answer.generation, answer.body
        self.whole = None if in_parts else answer.body
        self.is_closed = False

    async def parts(self) -> AsyncIterator[bytes]:
        yield self._body[:10]
        yield self._body[10:]

    def close(self) -> None:
        self.is_closed = True


def test_a_streamed_query_is_admitted_until_its_stream_ends() -> None:
    async def scene(relay: Relay) -> None:
        with another_endpoint(reply()) as another:
            stream = await FederatedStreams(Streams(), relay).stream(job(question(another.address)))
            assert (stream.kind, stream.generation, stream.whole) == (Kind.SOLUTIONS, "first-edition", None)
            assert len(relay._admissions) == 1
            assert [part async for part in stream.parts()] == [b"HTTP/1.1 2", b"00 OK\r\n"]
            assert not relay._admissions

    inside(OPEN, scene)


def test_a_stream_that_is_closed_is_no_longer_admitted() -> None:
    async def scene(relay: Relay) -> None:
        with another_endpoint(reply()) as another:
            stream = await FederatedStreams(Streams(), relay).stream(job(question(another.address)))
            stream.close()
            assert not relay._admissions

    inside(OPEN, scene)


def test_a_stream_that_is_whole_needs_no_admission() -> None:
    async def scene(relay: Relay) -> None:
        with another_endpoint(reply()) as another:
            service = FederatedStreams(Streams(in_parts=False), relay)
            stream = await service.stream(job(question(another.address)))
            assert stream.whole is not None
            assert not relay._admissions

    inside(OPEN, scene)


def test_a_streamed_query_that_fails_is_no_longer_admitted() -> None:
    async def scene(relay: Relay) -> None:
        with another_endpoint(status("500 Internal Server Error")) as another:
            service = FederatedStreams(Streams(), relay)
            with pytest.raises(EndpointError, match="status 500"):
                await service.stream(job(question(another.address)))
            waiting = asyncio.create_task(service.stream(job(question(another.address))))
            await asyncio.sleep(0)
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
            assert not relay._admissions

    inside(OPEN, scene)


def test_an_error_of_another_kind_stays_what_it_is() -> None:
    query = "SELECT (<http://example.org/f>(1) AS ?x) { SERVICE SILENT <http://127.0.0.1:9/> {} }"
    with pytest.raises(RequestError, match="custom function"):
        ask(query)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for endpoint.example and its key, in one file."""
    program = find_program("openssl", "openssl")
    folder = tmp_path_factory.mktemp("certificate")
    subject = ["-subj", "/CN=endpoint.example", "-addext", "subjectAltName=DNS:endpoint.example"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "only.pem")]
    command = [program, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject, *files]
    subprocess.run(command, check=True, capture_output=True)
    both = folder / "both.pem"
    with both.open("wb") as file:
        for name in ("key.pem", "only.pem"):
            with (folder / name).open("rb") as part:
                shutil.copyfileobj(part, file)
    return both


def secured(certificate: Path, host: str, *, is_trusted: bool) -> tuple[str, Another]:
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate)
    client = ssl.create_default_context(cafile=str(certificate) if is_trusted else None)
    resolve, _ = resolver(("127.0.0.1",))
    with another_endpoint(reply(), tls=server) as another:
        return ask(question(f"https://{host}:{another.port}"), resolver=resolve, tls=client), another


def test_a_pinned_address_has_to_have_the_hosts_certificate(certificate: Path) -> None:
    answer, another = secured(certificate, "endpoint.example", is_trusted=True)
    assert "Cabello" in answer
    assert b"Host: endpoint.example:" in another.heard[0]


@pytest.mark.parametrize(("host", "is_trusted"), [("other.example", True), ("endpoint.example", False)])
def test_a_certificate_of_another_or_of_nobody_is_refused(
    certificate: Path, host: str, is_trusted: bool
) -> None:
    with pytest.raises(EndpointError, match="certificate"):
        secured(certificate, host, is_trusted=is_trusted)
