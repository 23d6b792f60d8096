"""The server: it takes connections on a socket, and ends those that take too long."""

import asyncio
import socket
from contextlib import suppress
from typing import Final

from server.http.connection import Connection, Recall, Served
from server.listening import BACKLOG
from server.shell.asgi import Application, Scope

_HEAD_SECONDS: Final = 30.0
"""So long a connection may be without a whole head of a request."""

_STALL_SECONDS: Final = 300.0
"""So long a client may read nothing of what is sent to it."""

_LOOK_SECONDS: Final = 1.0
_END_SECONDS: Final = 0.01


class HttpServer:
    """A server on a socket; its connections are taken from `start` to `stop`."""

    def __init__(
        self,
        application: Application,
        listening: socket.socket,
        recall: Recall | None = None,
        head_seconds: float = _HEAD_SECONDS,
    ) -> None:
        self._served = Served(application, recall or _nothing)
        self._listening = listening
        self._head_seconds = head_seconds
        self._stopping = asyncio.Event()

    def start(self) -> asyncio.Task[None]:
        """Take connections from now on; the task ends when the last of them has ended."""
        return asyncio.create_task(self._serve())

    def stop(self) -> None:
        """Take no more connections; requests that are being answered are answered."""
        self._served.is_ending = True
        self._stopping.set()

    async def _serve(self) -> None:
        loop = asyncio.get_running_loop()
        # A duplicate: the caller closes its own.
        server = await loop.create_server(
            lambda: Connection(self._served, loop), sock=self._listening.dup(), backlog=BACKLOG
        )
        while not self._stopping.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_SECONDS):
                    await self._stopping.wait()
            self._look(loop.time())
        server.close()
        for connection in list(self._served.connections):
            connection.end_idle()
        while self._served.connections:
            await asyncio.sleep(_END_SECONDS)

    def _look(self, now: float) -> None:
        """End the connections whose clients take too long."""
        for connection in list(self._served.connections):
            if _is_over(connection.idle_since, self._head_seconds, now):
                connection.end_idle()
            elif _is_over(connection.stalled_since, _STALL_SECONDS, now):
                connection.cut_off()


def _is_over(since: float | None, seconds: float, now: float) -> bool:
    return since is not None and now - since > seconds


def _nothing(_scope: Scope) -> None:
    return None
