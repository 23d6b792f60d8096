"""Readers in processes of their own, one query at a time each: no query can take the server down.

One more is started than may run at once, so that when one is killed another can take its place at once.
"""

import asyncio
from collections import deque
from typing import Final

from graph.generations import Generation
from server.config import Limits
from server.errors import OverloadError, QueryTimeoutError, ServeError
from server.frames import KINDS, job_frame, read_failure
from server.reading import Reader, start_reader
from server.service import Answer, Job

_PAUSE_SECONDS: Final = 1.0


class Pool:
    """Readers of one generation; all of it belongs to the thread of one event loop."""

    def __init__(self, generation: Generation, limits: Limits) -> None:
        self._generation = generation
        self._limits = limits
        self._places = limits.readers
        self._idle: list[Reader] = []
        self._readers: set[Reader] = set()
        self._waiting: deque[asyncio.Future[Reader]] = deque()
        self._keepers: list[asyncio.Task[None]] = []
        self._is_closed = False

    async def start(self) -> None:
        """Start the readers and wait until all are ready.

        Raises ServeError if one does not start.
        """
        opening = (self._open() for _ in range(self._limits.readers + 1))
        for opened in await asyncio.gather(*opening, return_exceptions=True):
            if isinstance(opened, BaseException):
                raise opened
            self._keepers.append(asyncio.create_task(self._keep(opened)))

    async def close(self) -> None:
        """Kill all readers and wait until they are no more; queries that run or wait are refused."""
        self._is_closed = True
        for future in self._waiting:
            if not future.done():
                future.set_exception(OverloadError("The server is stopping."))
        for keeper in self._keepers:
            keeper.cancel()
        for reader in self._readers:
            reader.kill()
        await asyncio.gather(*self._keepers, return_exceptions=True)
        await asyncio.gather(*(reader.ended for reader in self._readers))

    async def answer(self, job: Job) -> Answer:
        """Have a reader answer a query.

        Raises what `Service.answer` does, and OverloadError, QueryTimeoutError, ExhaustionError,
        AnswerTooLongError or ReaderLostError.
        """
        frame = job_frame(job)
        reader = await self._take()
        try:
            async with asyncio.timeout(self._limits.timeout_s):
                mark, payload = await reader.ask(frame)
        except TimeoutError:
            raise QueryTimeoutError(self._limits.timeout_s) from None
        finally:
            self._release(reader)
        if mark in KINDS:
            return Answer(KINDS[mark], payload, self._generation.name)
        raise read_failure(payload)

    async def _take(self) -> Reader:
        """Return a reader that is free, when the turn has come."""
        if self._is_closed or (len(self._waiting) >= self._limits.max_queued and not self._free_readers()):
            raise OverloadError(f"{len(self._waiting):,} queries wait already. Come again in a few seconds.")
        if self._free_readers() and not self._waiting:
            self._places -= 1
            return self._idle.pop()
        return await self._wait()

    async def _wait(self) -> Reader:
        turn: asyncio.Future[Reader] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            async with asyncio.timeout(self._limits.queue_timeout_s):
                return await turn
        except BaseException as error:
            self._give_up(turn)
            if isinstance(error, TimeoutError):
                waited = f"No reader was free for {self._limits.queue_timeout_s:g} seconds."
                raise OverloadError(f"{waited} Come again later.") from None
            raise

    def _free_readers(self) -> int:
        self._idle = [reader for reader in self._idle if reader.is_usable]
        return min(self._places, len(self._idle))

    def _give_up(self, turn: asyncio.Future[Reader]) -> None:
        """Leave the queue; a reader that was handed out at the last moment goes back."""
        if turn in self._waiting:
            self._waiting.remove(turn)
        elif turn.done() and not turn.cancelled() and not turn.exception():
            self._release(turn.result())

    def _hand_out(self) -> None:
        while self._waiting and self._free_readers():
            turn = self._waiting.popleft()
            if not turn.done():
                self._places -= 1
                turn.set_result(self._idle.pop())

    def _release(self, reader: Reader) -> None:
        self._places += 1
        if reader.is_usable:
            self._idle.append(reader)
        else:
            reader.kill()
        self._hand_out()

    async def _keep(self, reader: Reader) -> None:
        """See to it that when a reader is lost another is there."""
        while True:
            self._idle.append(reader)
            self._hand_out()
            await reader.lost.wait()
            if reader in self._idle:
                self._idle.remove(reader)
            reader = await self._replace()

    async def _replace(self) -> Reader:
        while True:
            try:
                return await self._open()
            except (OSError, ServeError):
                await asyncio.sleep(_PAUSE_SECONDS)

    async def _open(self) -> Reader:
        reader = await start_reader(self._generation, self._limits)
        self._readers.add(reader)
        reader.ended.add_done_callback(lambda _: self._readers.discard(reader))
        await reader.wait_until_ready()
        return reader
