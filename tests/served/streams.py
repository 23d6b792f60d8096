"""A service on an event loop, over a store in this process: its answers come in parts of a size of choice."""

import asyncio
from collections.abc import AsyncIterator

from server.errors import ReaderLostError
from server.formats import Kind
from server.in_process import InProcessService
from server.service import Answer, Task


class Parts:
    """An answer in parts; if ``breaks_after`` is not negative, so many of them come."""

    def __init__(self, answer: Answer, part_bytes: int, breaks_after: int) -> None:
        self.kind: Kind = answer.kind
        self.generation = answer.generation
        self.whole = answer.body if len(answer.body) <= part_bytes and breaks_after < 0 else None
        self.is_closed = False
        self._body = answer.body
        self._part_bytes = part_bytes
        self._breaks_after = breaks_after

    async def parts(self) -> AsyncIterator[bytes]:
        for number, start in enumerate(range(0, len(self._body), self._part_bytes)):
            if number == self._breaks_after:
                raise ReaderLostError("The process that evaluated the query ended.")
            await asyncio.sleep(0)
            yield self._body[start : start + self._part_bytes]

    def close(self) -> None:
        self.is_closed = True


class Streams:
    """The queries that were asked stand in ``tasks``, their answers in ``streams``."""

    def __init__(
        self, service: InProcessService, part_bytes: int = 65_536, breaks_after: int = -1, wait_s: float = 0.0
    ) -> None:
        self._service = service
        self._part_bytes = part_bytes
        self._breaks_after = breaks_after
        self._wait_s = wait_s
        self.tasks: list[Task] = []
        self.streams: list[Parts] = []
        self.cancelled = 0

    @property
    def generation(self) -> str:
        return self._service.generation

    async def stream(self, task: Task) -> Parts:
        self.tasks.append(task)
        try:
            await asyncio.sleep(self._wait_s)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        self.streams.append(Parts(self._service.answer(task), self._part_bytes, self._breaks_after))
        return self.streams[-1]
