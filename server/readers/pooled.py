"""A service over a pool of readers, for callers in other threads than that of the pool's event loop."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import TypeVar

from graph.generations import Generation
from server.config import Limits
from server.readers.pending import PENDING, Pending
from server.readers.pool import Pool
from server.service import Answer, Task

_Result = TypeVar("_Result")


class PooledService:
    """A pool that belongs to a running event loop, asked from any thread but the loop's own."""

    def __init__(self, pool: Pool, loop: asyncio.AbstractEventLoop) -> None:
        self._pool = pool
        self._loop = loop

    @property
    def generation(self) -> str:
        """Return the name of the newest generation."""
        return self._pool.generation

    def answer(self, task: Task) -> Answer:
        """Have a reader do a task, and wait for it.

        Raises what `Pool.answer` does.
        """
        return self.run(self._pool.answer(task))

    def run(self, work: Coroutine[None, None, _Result]) -> _Result:
        """Do something on the pool's event loop, and wait for what it returns.

        Raises what it does, and QueryEndedError if nobody wants it any more.
        """
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        return PENDING.get(Pending()).wait(future)


@contextmanager
def pooled(generation: Generation, limits: Limits) -> Iterator[PooledService]:
    """Start readers, minded by an event loop in a thread of its own; end both when the context ends.

    Raises ServeError if the readers do not start.
    """
    with _loop_thread() as loop:
        pool = Pool(generation, limits)
        service = PooledService(pool, loop)
        try:
            service.run(pool.start())
            yield service
        finally:
            service.run(pool.close())


@contextmanager
def _loop_thread() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="readers", daemon=True)
    thread.start()
    try:
        yield loop
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
