"""The writer as a process: writes one after another, and what becomes of them when it dies."""

import asyncio
import io
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from graph.article_form import ArticleForm
from graph.build import Built
from graph.changes import Change, GraphChange, Scope, Target, Update, Verb, Write, Written
from graph.commit import Claim
from graph.errors import (
    AbsentGraphError,
    AllegataError,
    BodySyntaxError,
    ChangeError,
    ConditionError,
    InvalidChangeError,
    Place,
    ProtectedGraphError,
    RuleError,
    StoreError,
    UpdateSyntaxError,
)
from graph.generations import publish
from graph.layout import Layout, default_root
from graph.lease import Generation, current_generation
from graph.live import BlankForm, LiveStore
from graph.namespaces import ALG, BASE
from server.config import Limits
from server.errors import (
    InvalidWriteError,
    MalformedDataError,
    MalformedRequestError,
    MalformedUpdateError,
    NotFoundError,
    OverloadError,
    PreconditionFailedError,
    RefusedGraphError,
    ServeError,
    WriterLostError,
)
from server.readers.frames import FAILURE, HEADER, READY, read_failure
from server.writer.frames import WRITTEN, read_write, read_written, write_frame
from server.writer.process import SharedWriter, WriterProcess
from server.writer.program import make_form, request_error, run
from tests.conftest import REPOSITORY
from tests.served.stores import insert, make_blank, words

LIMITS = Limits(write_timeout_s=20.0)
PRESS = "https://example.org/graph/press"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return make_blank(tmp_path / "store")


class Desk:
    """A store, the process that writes to it, and the generations that it was heard to have made."""

    def __init__(self, store: Path, claim: Claim, limits: Limits, root: Path) -> None:
        self.store = store
        self.heard: list[Generation] = []
        self.writer = WriterProcess(store, claim, root, limits, [self.hear])

    async def hear(self, generation: Generation) -> None:
        self.heard.append(generation)

    async def write(self, change: Change, key: str) -> Written:
        return await self.writer.write(Write(change, key))

    def signal(self, number: signal.Signals) -> None:
        assert self.writer.pid is not None
        os.kill(self.writer.pid, number)


@asynccontextmanager
async def opened(store: Path, limits: Limits = LIMITS, root: Path | None = None) -> AsyncIterator[Desk]:
    with Claim(store) as claim:
        desk = Desk(store, claim, limits, root or default_root())
        await desk.writer.start()
        try:
            yield desk
        finally:
            await desk.writer.close()


def at_desk(store: Path, work: Callable[[Desk], Awaitable[None]], limits: Limits = LIMITS) -> None:
    """Do some work with a writer of a store."""

    async def run() -> None:
        async with opened(store, limits) as desk:
            await work(desk)

    asyncio.run(run())


def test_a_write_is_seen_and_told_before_it_is_acknowledged(store: Path) -> None:
    async def work(desk: Desk) -> None:
        written = await desk.write(insert("first"), "first")
        assert [generation.name for generation in desk.heard] == [written.generation]
        assert desk.heard[0].key == "first"
        assert words(store) == ["first"]
        body = b"<urn:leavitt> <urn:says> 'second' ."
        put = GraphChange(Verb.PUT, Target(Scope.NAMED, PRESS), "text/turtle", body)
        assert (await desk.write(put, "second")).created
        assert words(store) == ["first", "second"]

    at_desk(store, work)


def test_writes_are_made_one_after_another(store: Path) -> None:
    async def work(desk: Desk) -> None:
        told = [f"words {number}" for number in range(6)]
        written = await asyncio.gather(*(desk.write(insert(each), each) for each in told))
        assert words(store) == told
        assert [generation.number for generation in desk.heard] == list(range(2, 8))
        assert [each.generation for each in written] == [generation.name for generation in desk.heard]

    at_desk(store, work)


def test_errors_come_back_with_their_data_and_the_next_write_is_made(store: Path) -> None:
    async def work(desk: Desk) -> None:
        with pytest.raises(MalformedUpdateError) as malformed:
            await desk.write(Update("INSERT DATA {\n <urn:leavitt> says }"), "first")
        assert (malformed.value.line, malformed.value.excerpt) == (2, " <urn:leavitt> says }")
        absent = GraphChange(Verb.DELETE, Target(Scope.NAMED, PRESS))
        with pytest.raises(NotFoundError, match=PRESS):
            await desk.write(absent, "second")
        with pytest.raises(PreconditionFailedError):
            await desk.writer.write(Write(insert("third"), "third", ("aaaaaaaaaaaa",)))
        assert desk.heard == []
        await desk.write(insert("fourth"), "fourth")
        assert words(store) == ["fourth"]

    at_desk(store, work)


def test_a_write_whose_writer_is_killed_is_not_made_and_the_next_is(store: Path) -> None:
    async def work(desk: Desk) -> None:
        await desk.write(insert("first"), "first")
        desk.signal(signal.SIGSTOP)
        writing = asyncio.create_task(desk.write(insert("lost"), "lost"))
        await asyncio.sleep(0.05)
        desk.signal(signal.SIGKILL)
        with pytest.raises(WriterLostError, match="nothing has changed"):
            await writing
        assert words(store) == ["first"]
        await desk.write(insert("second"), "second")
        assert words(store) == ["first", "second"]

    at_desk(store, work)


def test_a_write_that_was_made_before_its_writer_was_killed_is_acknowledged(store: Path) -> None:
    """While the process stands still, the write is made under its key as the process would."""

    async def work(desk: Desk) -> None:
        desk.signal(signal.SIGSTOP)
        writing = asyncio.create_task(desk.write(insert("made"), "made"))
        await asyncio.sleep(0.05)
        made = LiveStore(store, BlankForm()).apply(Write(insert("made"), "made"))
        desk.signal(signal.SIGKILL)
        assert await writing == made
        assert [generation.name for generation in desk.heard] == [made.generation]

    at_desk(store, work)


def test_a_write_that_takes_too_long_is_given_up(store: Path) -> None:
    async def work(desk: Desk) -> None:
        desk.signal(signal.SIGSTOP)
        first, second = (asyncio.create_task(desk.write(insert(each), each)) for each in ("slow", "waiting"))
        with pytest.raises(WriterLostError, match="It took too long"):
            await first
        with pytest.raises(OverloadError, match="Other writes took too long"):
            await second
        await desk.write(insert("later"), "later")
        assert words(store) == ["later"]

    at_desk(store, work, replace(LIMITS, write_timeout_s=0.7))


def test_only_so_many_writes_wait(store: Path) -> None:
    async def work(desk: Desk) -> None:
        desk.signal(signal.SIGSTOP)
        first = asyncio.create_task(desk.write(insert("first"), "first"))
        await asyncio.sleep(0.05)
        second = asyncio.create_task(desk.write(insert("second"), "second"))
        await asyncio.sleep(0.05)
        with pytest.raises(OverloadError, match="1 writes wait already"):
            await desk.write(insert("third"), "third")
        desk.signal(signal.SIGCONT)
        await asyncio.gather(first, second)
        assert words(store) == ["first", "second"]

    at_desk(store, work, replace(LIMITS, max_waiting_writes=1))


def test_a_write_is_made_even_if_its_client_has_left(store: Path) -> None:
    async def work(desk: Desk) -> None:
        desk.signal(signal.SIGSTOP)
        leaving = asyncio.create_task(desk.write(insert("first"), "first"))
        await asyncio.sleep(0.05)
        leaving.cancel()
        desk.signal(signal.SIGCONT)
        await desk.write(insert("second"), "second")
        assert words(store) == ["first", "second"]

    at_desk(store, work)


def test_when_the_server_stops_the_write_that_runs_is_made_and_no_other(store: Path) -> None:
    async def work(desk: Desk) -> None:
        desk.signal(signal.SIGSTOP)
        first, second = (asyncio.create_task(desk.write(insert(each), each)) for each in ("first", "second"))
        await asyncio.sleep(0.05)
        closing = asyncio.create_task(desk.writer.close())
        await asyncio.sleep(0.05)
        desk.signal(signal.SIGCONT)
        await first
        with pytest.raises(OverloadError, match="The server is stopping"):
            await second
        await closing
        assert desk.writer.pid is None
        with pytest.raises(OverloadError):
            await desk.write(insert("third"), "third")
        assert words(store) == ["first"]

    at_desk(store, work)


def test_any_thread_can_have_a_write_made(store: Path) -> None:
    async def work(desk: Desk) -> None:
        shared = SharedWriter(desk.writer, asyncio.get_running_loop())
        written = await asyncio.to_thread(shared.write, Write(insert("first"), "first"))
        assert written.generation == desk.heard[0].name

    at_desk(store, work)


def test_a_writer_that_is_killed_while_it_starts_is_started_again(store: Path) -> None:
    async def run() -> None:
        with Claim(store) as claim:
            writer = Desk(store, claim, LIMITS, default_root()).writer
            starting = asyncio.create_task(writer.start())
            while writer.pid is None:
                await asyncio.sleep(0)
            os.kill(first := writer.pid, signal.SIGKILL)
            await starting
            assert writer.pid not in (None, first)
            await writer.close()

    asyncio.run(run())


def test_a_writer_that_cannot_start_says_why(tmp_path: Path) -> None:
    async def work() -> None:
        async with opened(tmp_path):
            pass

    with pytest.raises(ServeError, match="StoreError: there is no store"):
        asyncio.run(work())


def test_a_writer_that_cannot_start_again_makes_no_write(store: Path) -> None:
    async def work(desk: Desk) -> None:
        desk.signal(signal.SIGKILL)
        with pytest.raises(WriterLostError):
            await desk.write(insert("first"), "first")
        shutil.rmtree(store / "generations")
        with pytest.raises(WriterLostError, match="The writer does not start"):
            await desk.write(insert("second"), "second")

    at_desk(store, work)


def test_the_writer_ends_with_the_server_and_frees_the_store(store: Path) -> None:
    script = (
        "import asyncio, os, sys; from pathlib import Path; from graph.commit import Claim;"
        " from server.config import Limits; from server.writer.process import WriterProcess\n"
        "async def main():\n"
        "    store = Path(sys.argv[1])\n"
        "    writer = WriterProcess(store, Claim(store), store, Limits(), [])\n"
        "    await writer.start()\n"
        "    print(writer.pid, flush=True)\n"
        "    await asyncio.sleep(60)\n"
        "asyncio.run(main())\n"
    )
    command = [sys.executable, "-c", script, str(store)]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        pid = int(server.stdout.readline())
        server.kill()
    Claim(store, wait_s=5.0).close()
    deadline = time.monotonic() + 5.0
    while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not Path(f"/proc/{pid}").exists()


def test_a_built_store_is_validated_and_reasoned_over(built: Built, layout: Layout, tmp_path: Path) -> None:
    shutil.copy(built.dataset, tmp_path)
    publish(tmp_path / built.dataset.name).close()
    actor = f"<{BASE}id/actor/hegseth>"

    async def work() -> None:
        async with opened(tmp_path, Limits(), layout.root) as desk:
            into = f"INSERT DATA {{ GRAPH <{BASE}graph/actors> {{ {actor} a <{ALG}%s> }} }}"
            await desk.write(Update(into % "Person"), "person")
            assert desk.heard[0].number == 2
            with pytest.raises(InvalidWriteError, match="A claim has exactly one holder") as invalid:
                await desk.write(Update(into % "Claim"), "claim")
            assert "sh:ValidationReport" in invalid.value.report

    asyncio.run(work())


def test_the_form_follows_from_the_store(built: Built, store: Path, tmp_path: Path) -> None:
    assert isinstance(make_form(store, default_root(), 0), BlankForm)
    shutil.copy(built.dataset, tmp_path)
    publish(tmp_path / built.dataset.name).close()
    form = make_form(tmp_path, default_root(), 0)
    assert isinstance(form, ArticleForm)
    form.close()


def read_frames(outgoing: io.BytesIO) -> list[tuple[bytes, bytes]]:
    outgoing.seek(0)
    frames = []
    while header := outgoing.read(HEADER.size):
        mark, size = HEADER.unpack(header)
        frames.append((mark, outgoing.read(size)))
    return frames


def test_what_keeps_the_writer_from_starting_is_told(tmp_path: Path) -> None:
    outgoing = io.BytesIO()
    with pytest.raises(StoreError):
        run(io.BytesIO(), outgoing, tmp_path, default_root(), 0)
    ((mark, told),) = read_frames(outgoing)
    assert mark == FAILURE
    assert "there is no store" in str(read_failure(told))


def test_writes_are_read_and_answered_until_the_other_end_closes(store: Path) -> None:
    changes = [insert("first"), Update("INSERT DATA {")]
    incoming = io.BytesIO(b"".join(write_frame(Write(change, change.text)) for change in changes))
    outgoing = io.BytesIO()
    with Claim(store):
        run(incoming, outgoing, store, default_root(), 0)
    frames = read_frames(outgoing)
    assert [mark for mark, _ in frames] == [READY, WRITTEN, FAILURE]
    current = current_generation(store)
    assert current is not None
    assert read_written(frames[1][1]) == Written(current.name)
    assert isinstance(read_failure(frames[2][1]), MalformedUpdateError)


@pytest.mark.parametrize(
    "write",
    [
        Write(Update("CLEAR ALL", "https://example.org/"), "key"),
        Write(GraphChange(Verb.DELETE, Target(Scope.DATASET)), "key", ("aaaaaaaaaaaa", "bbbbbbbbbbbb")),
        Write(GraphChange(Verb.PUT, Target(Scope.NAMED, PRESS), "text/turtle", b"<>\n\x00", BASE), "", ()),
    ],
    ids=["update", "delete", "put"],
)  # fmt: skip
def test_a_frame_tells_all_of_a_write(write: Write) -> None:
    data = write_frame(write)
    assert read_write(data[HEADER.size :]) == write


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (UpdateSyntaxError("expected {", "", Place(None, 1, 8)), MalformedUpdateError),
        (UpdateSyntaxError("the graph is not there"), MalformedUpdateError),
        (BodySyntaxError("no IRI", "Correct it.", Place(None, 2, 3)), MalformedDataError),
        (BodySyntaxError("a named graph"), MalformedDataError),
        (ProtectedGraphError("the default graph is not for writes"), RefusedGraphError),
        (AbsentGraphError("there is no graph"), NotFoundError),
        (ConditionError("the data have changed"), PreconditionFailedError),
        (InvalidChangeError("constraints broken", turtle="[] a []"), InvalidWriteError),
        (ChangeError("the graph already exists"), MalformedRequestError),
        (RuleError("a rule is malformed"), RuntimeError),
    ],
    ids=lambda case: getattr(case, "__name__", None) or case.found,
)
def test_each_error_of_a_change_is_one_of_a_request(error: AllegataError, expected: type[Exception]) -> None:
    told = request_error(error, Write(Update("CLEAR so"), "key"))
    assert type(told) is expected
    assert expected is MalformedUpdateError or error.found[1:] in str(told)


def test_the_place_of_an_error_is_kept() -> None:
    body = request_error(BodySyntaxError("no IRI", "", Place(None, 2, 3)), Write(insert("so"), "key"))
    assert isinstance(body, MalformedDataError)
    assert (body.line, body.column) == (2, 3)
    for text in ("CLEAR ALL ;\nCLEAR so", f"CLEAR ALL ;{' ' * 200_000}\nCLEAR so"):
        wrong = UpdateSyntaxError("expected GRAPH", "", Place(None, 2, 7))
        update = request_error(wrong, Write(Update(text), "key"))
        assert isinstance(update, MalformedUpdateError)
        assert (update.line, update.column, update.excerpt) == (2, 7, "CLEAR so")
