"""The program of the readers and its parts, run in threads of this process, and the server's end of it."""

import asyncio
import ctypes
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.changes import Scope, Target
from graph.generations import Generation
from server.config import Limits
from server.errors import (
    ExhaustionError,
    GenerationGoneError,
    MalformedQueryError,
    NotAcceptableError,
    ReaderLostError,
    ServeError,
    ThrottledError,
)
from server.formats import JSON, Kind
from server.process import die_with_parent, limit_memory, raise_descriptors, silence, unlimit_memory
from server.readers.frames import (
    END,
    FAILURE,
    HEADER,
    MORE,
    PART_BYTES,
    READY,
    THREAD,
    failure_frame,
    frame,
    open_frame,
    read_failure,
    read_task,
    task_frame,
)
from server.readers.nursery import Nursery
from server.readers.orders import ENDED, NOTICE, ORDER, STARTED
from server.readers.program import read
from server.readers.reader import Reader
from server.service import Dataset, Dump, Job, Outlook, Task, Why
from tests.kernel import is_running
from tests.served import CONTENT, HEADS, make_service
from tests.test_pool import EITHER, children, wait_until

SHORT = Job("ASK {}", {Kind.BOOLEAN: JSON.media_type})
LONG = Job("SELECT * { ?s ?p ?o . ?a ?b ?c } LIMIT 1500", EITHER)
PLENTY = 1 << 40


@pytest.fixture
def unlimited() -> Iterator[None]:
    """Give this process its limits and its error output back."""
    kinds = (resource.RLIMIT_AS, resource.RLIMIT_CORE, resource.RLIMIT_NOFILE)
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


@pytest.fixture
def asked(generation: Generation, unlimited: None) -> Iterator[socket.socket]:
    """A reader in a thread of this process, which is ready."""
    ours, theirs = socket.socketpair()
    ours.settimeout(20)
    thread = threading.Thread(target=read, args=(theirs.detach(), PLENTY, generation.folder))
    thread.start()
    with ours:
        assert receive(ours) == (READY, b"")
        mark, number = receive(ours)
        assert mark == THREAD
        assert (Path("/proc/self/task") / number.decode()).is_dir()
        yield ours
    thread.join(timeout=10)
    assert not thread.is_alive()


@pytest.mark.parametrize(
    "task",
    [
        Job("ASK {}", EITHER, Dataset((CONTENT,), (HEADS,)), {"what": HEADS}),
        Job("ASK {}", EITHER, Dataset(inferred=False)),
        Dump(Target(Scope.NAMED, CONTENT), "text/turtle"),
        Dump(Target(Scope.DATASET), "application/trig"),
        Why((HEADS, "a", '"“Tren de Aragua”"@en'), "text/turtle", takes_all=True),
        Outlook(("odni", "us"), "application/json", ("possible",), "memo"),
        Outlook(("odni",), "application/trig"),
    ],
    ids=["query", "without inferences", "graph", "dataset", "why", "two worlds", "world"],
)
def test_a_task_is_the_same_on_the_other_side(task: Task) -> None:
    told = task_frame(task, Path("/generations/first-edition"))
    assert read_task(told[HEADER.size :]) == (task, Path("/generations/first-edition"))


@pytest.mark.parametrize(
    "error",
    [
        ExhaustionError("It needed more stack than there is."),
        GenerationGoneError("It is not kept."),
        MalformedQueryError("there is no such word", 2, 3, "  SELETC"),
        NotAcceptableError("It cannot be served so.", ("text/csv", "application/trig")),
    ],
    ids=lambda error: type(error).__name__,
)
def test_errors_keep_their_data_on_the_way(error: Exception) -> None:
    told = failure_frame(error)
    assert HEADER.unpack_from(told) == (FAILURE, len(told) - HEADER.size)
    read = read_failure(told[HEADER.size :])
    assert (type(read), read.args) == (type(error), error.args)


def test_an_error_that_readers_do_not_know_is_one_of_the_engine() -> None:
    read = read_failure(failure_frame(ThrottledError("You have used your share.", 5))[HEADER.size :])
    assert type(read) is RuntimeError


def test_a_reader_is_there_before_what_it_explains_with() -> None:
    program = "import sys, server.readers.program; print(*sys.modules)"
    imported = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    packages = {".".join(name.split(".")[:2]) for name in imported.stdout.split()}
    assert "server.in_process" in packages
    assert not packages & {"graph.explanation", "graph.reasoning", "graph.viewpoints"}


def test_a_reader_answers_task_after_task(asked: socket.socket, generation: Generation) -> None:
    for _ in range(2):
        asked.sendall(task_frame(SHORT, generation.folder))
        mark, body = receive(asked)
        assert (mark, json.loads(body)["boolean"]) == (b"B", True)


def test_a_reader_sends_a_long_answer_in_parts(asked: socket.socket, generation: Generation) -> None:
    asked.sendall(task_frame(LONG, generation.folder))
    frames = [receive(asked)]
    while frames[-1][0] != END:
        frames.append(receive(asked))
    marks = [mark for mark, _ in frames]
    assert marks == [b"s", *[MORE] * (len(frames) - 2), END]
    assert all(PART_BYTES < len(part) < 2 * PART_BYTES for _, part in frames[:-2])
    assert len(json.loads(b"".join(part for _, part in frames))["results"]["bindings"]) == 1_500


def test_a_reader_tells_what_is_wrong_with_a_query_and_goes_on(
    asked: socket.socket, generation: Generation
) -> None:
    asked.sendall(task_frame(Job("ASK {", SHORT.media_types), generation.folder))
    mark, payload = receive(asked)
    error = read_failure(payload)
    assert mark == FAILURE
    assert isinstance(error, MalformedQueryError)
    assert (error.line, error.column, error.excerpt) == (1, 6, "ASK {")
    asked.sendall(task_frame(SHORT, generation.folder))
    assert receive(asked)[0] == b"B"


def test_a_reader_opens_another_generation_and_says_if_there_is_none(
    asked: socket.socket, generation: Generation
) -> None:
    asked.sendall(open_frame(generation.folder.with_name("000000000000")))
    mark, payload = receive(asked)
    assert mark == FAILURE
    assert isinstance(read_failure(payload), GenerationGoneError)
    asked.sendall(open_frame(generation.folder))
    assert receive(asked) == (READY, b"")
    asked.sendall(task_frame(SHORT, generation.folder))
    assert receive(asked)[0] == b"B"


def test_a_reader_whose_priority_was_lowered_does_the_next_task_but_one_at_the_usual_one(
    asked: socket.socket, generation: Generation
) -> None:
    usual = os.getpriority(os.PRIO_PROCESS, 0)
    slow = next(thread.native_id for thread in threading.enumerate() if thread.name.endswith("(_work)"))
    assert slow is not None
    os.setpriority(os.PRIO_PROCESS, slow, usual + 5)
    asked.sendall(task_frame(SHORT, generation.folder))
    assert receive(asked)[0] == b"B"
    mark, number = receive(asked)
    assert mark == THREAD
    assert int(number) != slow
    assert os.getpriority(os.PRIO_PROCESS, int(number)) == usual
    asked.sendall(task_frame(SHORT, generation.folder))
    assert receive(asked)[0] == b"B"


@pytest.mark.usefixtures("unlimited")
def test_memory_is_limited_beyond_what_is_taken_and_can_be_freed_again() -> None:
    limit_memory(PLENTY)
    assert PLENTY < resource.getrlimit(resource.RLIMIT_AS)[0] < 2 * PLENTY
    assert resource.getrlimit(resource.RLIMIT_CORE)[0] == 0
    unlimit_memory()
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    assert soft == hard


@pytest.mark.usefixtures("unlimited")
def test_a_reader_may_open_as_many_files_as_it_ever_may() -> None:
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (300, most))
    raise_descriptors()
    assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == most


def test_a_reader_that_may_open_too_few_files_does_not_start() -> None:
    program = (
        "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (200, 200));"
        "from server.process import raise_descriptors; raise_descriptors()"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "it needs 256" in ended.stderr


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


def test_the_program_forks_readers_and_tells_how_they_ended(generation: Generation) -> None:
    control, theirs = socket.socketpair()
    command = [sys.executable, "-m", "server.readers.program", str(theirs.fileno()), str(PLENTY)]
    with control, subprocess.Popen(command, pass_fds=[theirs.fileno()]) as program:
        theirs.close()
        ours, given = socket.socketpair()
        folder = str(generation.folder).encode()
        socket.send_fds(control, [ORDER.pack(len(folder)) + folder], [given.fileno()])
        given.close()
        mark, pid, _ = NOTICE.unpack(control.recv(NOTICE.size, socket.MSG_WAITALL))
        assert mark == STARTED
        assert receive(ours) == (READY, b"")
        assert "offline" not in Path(f"/proc/{pid}/cmdline").read_text("ascii")
        os.kill(pid, signal.SIGSEGV)
        ended = NOTICE.unpack(control.recv(NOTICE.size, socket.MSG_WAITALL))
        assert ended == (ENDED, pid, -signal.SIGSEGV)
        ours.close()
        control.close()
        assert program.wait(timeout=10) == 0


async def started(nursery: Nursery, generation: Generation) -> Reader:
    reader = await nursery.start_reader(generation.folder, lambda lost: None)
    await reader.wait_until_ready()
    return reader


def test_an_answer_that_comes_in_pieces_is_put_together(generation: Generation) -> None:
    body = make_service().answer(SHORT).body
    told = frame(b"B", body)

    async def ask_in_pieces() -> bytes | None:
        nursery = Nursery(Limits())
        reader = await started(nursery, generation)
        asking = asyncio.create_task(reader.ask(b"", generation.folder))
        await asyncio.sleep(0)
        for piece in (told[:3], told[3:14], told[14:]):
            assert not asking.done()
            reader.data_received(piece)
            await asyncio.sleep(0)
        try:
            return (await asking).whole
        finally:
            nursery.close()

    assert asyncio.run(ask_in_pieces()) == body


def test_a_reader_whose_start_is_given_up_is_no_more(generation: Generation) -> None:
    async def give_up() -> set[int]:
        nursery = Nursery(Limits())
        before = children()
        await started(nursery, generation)
        one = children() - before
        starting = asyncio.create_task(nursery.start_reader(generation.folder, lambda lost: None))
        await asyncio.sleep(0)
        starting.cancel()
        await asyncio.wait([starting])
        async with asyncio.timeout(5):
            while any(is_running(pid) for pid in children() - before - one):
                await asyncio.sleep(0.01)
        nursery.close()
        return one

    before = children()
    gone = asyncio.run(give_up())
    wait_until(lambda: not any(is_running(pid) for pid in gone))
    assert children() == before


def test_readers_end_with_the_process_that_forked_them_and_can_be_started_again(
    generation: Generation,
) -> None:
    async def lose() -> None:
        nursery = Nursery(Limits())
        first = await started(nursery, generation)
        nursery.close()
        assert await first.ended == -signal.SIGKILL
        with pytest.raises(ReaderLostError):
            await first.ask(b"", generation.folder)
        second = await started(nursery, generation)
        assert second.is_usable
        nursery.close()

    asyncio.run(lose())


def test_a_reader_that_cannot_be_started_is_an_error_of_the_start(generation: Generation) -> None:
    async def start() -> None:
        nursery = Nursery(Limits())
        starting = asyncio.create_task(nursery.start_reader(generation.folder, lambda lost: None))
        await asyncio.sleep(0)
        nursery.close()
        with pytest.raises(ServeError, match="a reader does not start"):
            await starting

    asyncio.run(start())
