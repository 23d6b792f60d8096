"""A service over a pool of readers, for callers in any thread."""

import asyncio
import threading
from collections.abc import Coroutine
from types import TracebackType
from typing import Self, TypeVar

from graph.generations import Generation
from server.config import Limits
from server.pool import Pool
from server.service import Answer, Job

_Result = TypeVar("_Result")


class PooledService:
    """Readers over one generation, and the thread of the event loop that minds them; a context ends both."""

    def __init__(self, generation: Generation, limits: Limits) -> None:
        self._generation = generation.name
        self._pool = Pool(generation, limits)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="readers", daemon=True)
        self._thread.start()
        try:
            self._run(self._pool.start())
        except BaseException:
            self.close()
            raise

    @property
    def generation(self) -> str:
        """Return the name of the generation that is read."""
        return self._generation

    def answer(self, job: Job) -> Answer:
        """Have a reader answer a query, and wait for it.

        Raises what `Pool.answer` does.
        """
        return self._run(self._pool.answer(job))

    def close(self) -> None:
        """Kill the readers and end the thread."""
        self._run(self._pool.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _run(self, work: Coroutine[None, None, _Result]) -> _Result:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()
