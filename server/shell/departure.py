"""Work for a client that goes away is ended."""

import asyncio
from types import TracebackType
from typing import Final, Self

from server.shell.asgi import Receive

_DELAY_SECONDS: Final = 0.02
"""Most answers take less, and need no watch."""


class Departure:
    """A context that is left, without an error, as soon as the client goes; the body must be read already."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._watch: asyncio.Task[None] | None = None
        self.has_come = False

    def __enter__(self) -> Self:
        self._work = asyncio.current_task()
        self._timer = asyncio.get_running_loop().call_later(_DELAY_SECONDS, self._begin)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        self._timer.cancel()
        if self._watch is not None:
            self._watch.cancel()
        is_over = self.has_come and isinstance(error, asyncio.CancelledError)
        if is_over and self._work is not None:
            self._work.uncancel()
        return is_over

    def _begin(self) -> None:
        self._watch = asyncio.create_task(self._wait())

    async def _wait(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self.has_come = True
        if self._work is not None:
            self._work.cancel()
