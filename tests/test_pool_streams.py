"""Answers that come from readers part by part, and the generations that they are drawn from."""

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

import pytest

from graph.generations import Generation
from server.config import Limits
from server.errors import AnswerTooLongError, QueryEndedError, QueryTimeoutError, ReaderLostError
from server.formats import Kind
from server.readers.frames import PART_BYTES
from server.readers.pool import Pool
from server.readers.streams import ReaderStream
from server.service import Job
from tests.kernel import is_busy, resident_bytes
from tests.served import make_service
from tests.test_pool import EITHER, SHORT, TRIPLES, readers

MANY = Job("SELECT * { ?s ?p ?o . ?a ?b ?c . ?d ?e ?f } LIMIT 20000", EITHER)
MANY_BYTES = 5_000_000
WITHOUT_END = Job(f"SELECT * {{ {TRIPLES} }}", EITHER)

_Result = TypeVar("_Result")


@asynccontextmanager
async def started(generation: Generation, limits: Limits) -> AsyncIterator[Pool]:
    pool = Pool(generation, limits)
    try:
        await pool.start()
        yield pool
    finally:
        await pool.close()


def over(
    generation: Generation, act: Callable[[Pool], Awaitable[_Result]], limits: Limits | None = None
) -> _Result:
    """Do something over a pool of its own."""

    async def do() -> _Result:
        async with started(generation, limits or Limits(readers=1)) as pool:
            return await act(pool)

    return asyncio.run(do())


async def gather(stream: ReaderStream) -> bytes:
    return b"".join([part async for part in stream.parts()])


def test_a_short_answer_is_whole(generation: Generation) -> None:
    async def ask(pool: Pool) -> tuple[bytes | None, bytes]:
        stream = await pool.stream(SHORT)
        return stream.whole, await gather(stream)

    whole, gathered = over(generation, ask)
    assert whole is not None
    assert whole == gathered == make_service().answer(SHORT).body


def test_a_long_answer_comes_in_parts(generation: Generation) -> None:
    async def ask(pool: Pool) -> tuple[ReaderStream, list[bytes]]:
        stream = await pool.stream(MANY)
        return stream, [part async for part in stream.parts()]

    stream, parts = over(generation, ask)
    assert (stream.whole, stream.kind, stream.generation) == (None, Kind.SOLUTIONS, generation.name)
    assert len(json.loads(b"".join(parts))["results"]["bindings"]) == 20_000
    assert max(map(len, parts)) < 2 * PART_BYTES < MANY_BYTES < sum(map(len, parts))


def test_an_answer_of_just_one_frame_is_whole_and_one_byte_more_is_not(generation: Generation) -> None:
    def text(size: int) -> Job:
        return Job(f'SELECT ("{"x" * size}" AS ?said) {{}}', {Kind.SOLUTIONS: "text/csv"})

    async def ask(pool: Pool) -> list[tuple[bool, int]]:
        streams = [await pool.stream(text(PART_BYTES - len("said\r\n\r\n") + more)) for more in (0, 1)]
        return [(stream.whole is not None, len(await gather(stream))) for stream in streams]

    assert over(generation, ask) == [(True, PART_BYTES), (False, PART_BYTES + 1)]


def test_readers_are_used_again_after_long_answers(generation: Generation) -> None:
    async def ask(pool: Pool) -> int:
        for _ in range(5):
            await gather(await pool.stream(MANY))
        return pool.state().restarts

    assert over(generation, ask) == 0


def test_the_server_keeps_little_of_an_answer_that_its_client_takes_slowly(generation: Generation) -> None:
    async def ask(pool: Pool) -> tuple[int, int]:
        before, most, size = resident_bytes(os.getpid()), 0, 0
        stream = await pool.stream(WITHOUT_END)
        await asyncio.sleep(0.3)
        async for part in stream.parts():
            size += len(part)
            most = max(most, resident_bytes(os.getpid()))
            if size > 40_000_000:
                break
        stream.close()
        return size, most - before

    size, grown = over(generation, ask)
    assert size > 40_000_000
    assert grown < 8_000_000


def test_an_answer_that_takes_too_long_breaks_off(generation: Generation) -> None:
    async def ask(pool: Pool) -> int:
        stream = await pool.stream(WITHOUT_END)
        with pytest.raises(QueryTimeoutError):
            await gather(stream)
        return len((await pool.answer(SHORT)).body)

    assert over(generation, ask, Limits(readers=1, timeout_s=0.3)) > 0


def test_an_answer_whose_reader_dies_breaks_off(generation: Generation) -> None:
    async def ask(pool: Pool) -> None:
        stream = await pool.stream(WITHOUT_END)
        taking = asyncio.create_task(gather(stream))
        async with asyncio.timeout(10):
            while not taking.done():
                for pid in filter(is_busy, readers()):
                    os.kill(pid, signal.SIGKILL)
                await asyncio.sleep(0.005)
        with pytest.raises(ReaderLostError):
            await taking
        assert (await pool.answer(SHORT)).generation == generation.name

    over(generation, ask)


def test_the_time_of_a_query_stands_still_while_its_answer_is_not_taken(generation: Generation) -> None:
    some = Job(MANY.text.replace("20000", "4000"), EITHER)

    async def ask(pool: Pool) -> int:
        stream = await pool.stream(some)
        await asyncio.sleep(1.4)
        return len(await gather(stream))

    assert over(generation, ask, Limits(readers=1, timeout_s=1.2)) > 1_000_000


def test_an_answer_that_is_not_taken_does_not_keep_its_reader_for_ever(generation: Generation) -> None:
    async def ask(pool: Pool) -> None:
        stream = await pool.stream(MANY)
        await asyncio.sleep(0.8)
        with pytest.raises(QueryTimeoutError):
            await gather(stream)

    over(generation, ask, Limits(readers=1, timeout_s=0.3, transfer_timeout_s=0.5))


def test_the_query_of_a_client_that_has_left_is_ended(generation: Generation) -> None:
    async def leave(pool: Pool) -> None:
        stream = await pool.stream(WITHOUT_END)
        assert [query.text for query in pool.running()] == [WITHOUT_END.text]
        stream.close()
        assert pool.running() == []
        with pytest.raises(QueryEndedError):
            await gather(stream)
        assert (await pool.answer(SHORT)).generation == generation.name
        assert pool.state().broken_off == {"QueryEndedError": 1}

    over(generation, leave)


def test_to_close_an_answer_that_is_all_there_ends_nothing(generation: Generation) -> None:
    async def close(pool: Pool) -> int:
        for _ in range(3):
            stream = await pool.stream(SHORT)
            stream.close()
        return pool.state().restarts

    assert over(generation, close) == 0


def test_an_answer_past_the_limit_is_not_gathered(generation: Generation) -> None:
    async def ask(pool: Pool) -> None:
        with pytest.raises(AnswerTooLongError, match="1,000,000 bytes"):
            await pool.answer(WITHOUT_END)
        assert pool.running() == []

    over(generation, ask, Limits(readers=1, max_answer_bytes=1_000_000))
