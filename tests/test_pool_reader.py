"""The program of a reader, run in a thread of this process."""

import asyncio
import ctypes
import json
import os
import resource
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, serialize

from graph.generations import Generation, publish
from server.config import Limits
from server.errors import AnswerTooLongError, ExhaustionError, MalformedQueryError
from server.formats import JSON, Kind
from server.frames import FAILURE, HEADER, READY, answer_frame, failure_frame, job_frame, read_failure
from server.reader import answer_jobs, die_with_parent, main, silence
from server.reading import start_reader
from server.service import Job
from tests.served import make_service, read_quads
from tests.test_pool import children

SHORT = Job("ASK {}", {Kind.BOOLEAN: JSON.media_type})
PLENTY = 1 << 40


@pytest.fixture
def generation(tmp_path: Path) -> Iterator[Generation]:
    path = tmp_path / "dataset.nq"
    path.write_bytes(serialize(read_quads(), format=RdfFormat.N_QUADS) or b"")
    with publish(path) as lease:
        yield lease.generation


@pytest.fixture
def unlimited() -> Iterator[None]:
    """Give this process its limits and its error output back."""
    kinds = (resource.RLIMIT_AS, resource.RLIMIT_CORE)
    before = [resource.getrlimit(kind) for kind in kinds]
    error = os.dup(2)
    yield
    os.dup2(error, 2)
    os.close(error)
    for kind, limits in zip(kinds, before, strict=True):
        resource.setrlimit(kind, limits)


def receive(connection: socket.socket) -> tuple[bytes, bytes]:
    mark, size = HEADER.unpack(connection.recv(HEADER.size, socket.MSG_WAITALL))
    return mark, connection.recv(size, socket.MSG_WAITALL) if size else b""


def ask(connection: socket.socket, job: Job) -> tuple[bytes, bytes]:
    connection.sendall(job_frame(job))
    return receive(connection)


def test_a_reply_that_comes_in_pieces_is_put_together(generation: Generation) -> None:
    header, body = answer_frame(make_service().answer(SHORT))

    async def ask_in_pieces() -> tuple[bytes, bytes]:
        reader = await start_reader(generation, Limits())
        await reader.wait_until_ready()
        reply = asyncio.create_task(reader.ask(b""))
        await asyncio.sleep(0)
        for piece in (header[:3], header[3:] + body[:5], body[5:]):
            assert not reply.done()
            reader.data_received(piece)
        try:
            return await reply
        finally:
            reader.kill()
            await reader.ended

    assert asyncio.run(ask_in_pieces()) == (b"B", body)


def test_a_reader_whose_start_is_given_up_is_no_more(generation: Generation) -> None:
    async def give_up() -> None:
        starting = asyncio.create_task(start_reader(generation, Limits()))
        await asyncio.sleep(0)
        starting.cancel()
        await asyncio.wait([starting])
        assert starting.cancelled()

    before = children()
    asyncio.run(give_up())
    assert children() == before


@pytest.fixture
def reader() -> Iterator[socket.socket]:
    ours, theirs = socket.socketpair()
    given = (theirs.detach(), make_service(), 200)
    thread = threading.Thread(target=answer_jobs, args=given)
    thread.start()
    with ours:
        assert receive(ours) == (READY, b"")
        yield ours
    thread.join(timeout=10)
    assert not thread.is_alive()


def test_a_reader_answers_job_after_job(reader: socket.socket) -> None:
    for _ in range(2):
        mark, body = ask(reader, SHORT)
        assert (mark, json.loads(body)["boolean"]) == (b"B", True)


def test_a_reader_tells_what_is_wrong_with_a_query_and_goes_on(reader: socket.socket) -> None:
    mark, payload = ask(reader, Job("ASK {", SHORT.media_types))
    assert mark == FAILURE
    error = read_failure(payload)
    assert isinstance(error, MalformedQueryError)
    assert (error.line, error.column, error.excerpt) == (1, 6, "ASK {")
    assert ask(reader, SHORT)[0] == b"B"


def test_a_reader_does_not_send_an_answer_past_the_limit(reader: socket.socket) -> None:
    mark, payload = ask(reader, Job("SELECT * { ?s ?p ?o }", {Kind.SOLUTIONS: JSON.media_type}))
    assert mark == FAILURE
    assert isinstance(read_failure(payload), AnswerTooLongError)


def test_errors_keep_their_data_on_the_way() -> None:
    error = ExhaustionError("It needed more stack than there is.")
    header, payload = failure_frame(error)
    assert HEADER.unpack(header) == (FAILURE, len(payload))
    read = read_failure(payload)
    assert (type(read), read.args) == (ExhaustionError, error.args)


@pytest.mark.usefixtures("unlimited")
def test_the_program_opens_a_generation_and_limits_itself(generation: Generation) -> None:
    ours, theirs = socket.socketpair()
    what = (generation.store, generation.name, generation.base)
    arguments = [str(argument) for argument in (theirs.detach(), *what, PLENTY, 1_000)]
    thread = threading.Thread(target=main, args=(arguments,))
    thread.start()
    with ours:
        assert receive(ours) == (READY, b"")
        assert PLENTY < resource.getrlimit(resource.RLIMIT_AS)[0] < 2 * PLENTY
        assert resource.getrlimit(resource.RLIMIT_CORE)[0] == 0
        assert ask(ours, SHORT)[0] == b"B"
    thread.join(timeout=10)
    assert not thread.is_alive()


def test_a_thread_that_is_to_die_with_its_parent_is_known_to_the_kernel() -> None:
    told = ctypes.c_int()

    def ask_kernel() -> None:
        die_with_parent()
        ctypes.CDLL(None).prctl(2, ctypes.byref(told))

    thread = threading.Thread(target=ask_kernel)
    thread.start()
    thread.join()
    assert told.value == 9


def test_what_is_silenced_goes_nowhere() -> None:
    reading, writing = os.pipe()
    silence(writing)
    os.write(writing, b"memory allocation failed")
    os.close(writing)
    assert os.read(reading, 100) == b""
    os.close(reading)
