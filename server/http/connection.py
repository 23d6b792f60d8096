"""A connection: its requests come one after the other, or several at once, and are answered in order."""

import asyncio
import socket
import struct
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Final, cast

from server.errors import BrokenAnswerError
from server.http.exchange import Exchange
from server.http.head import Head, Peer, encode_head
from server.http.requests import Heads, RefusedError, Requests
from server.shell.asgi import Application, Event, Scope

_MOST_QUEUED: Final = 8
"""So many requests may wait for the answer to another; then the client has to."""

_LINGER_SECONDS: Final = 2.0
_LINGER_BYTES: Final = 16 << 20
"""So long, and so much, a client may go on sending what is not read, before it is cut off."""

_RESET: Final = struct.pack("ii", 1, 0)
"""What is not sent yet is dropped, and the client gets a reset: see socket(7), SO_LINGER."""

Recall = Callable[[Scope], tuple[Event, Event] | None]
"""Returns the whole response to a request without a body, if it is at hand."""


@dataclass
class Served:
    """What a server's connections share."""

    application: Application
    recall: Recall
    heads: Heads = field(default_factory=Heads)
    connections: set["Connection"] = field(default_factory=set)
    is_ending: bool = False


class Connection(asyncio.Protocol):
    """A client's connection; it goes on until either side ends it, or the client takes too long."""

    def __init__(self, served: Served, loop: asyncio.AbstractEventLoop) -> None:
        self._served = served
        self._loop = loop
        self._requests = Requests(self, served.heads)
        self._queue: deque[Exchange] = deque()
        self._current: Exchange | None = None
        self._coming: Exchange | None = None
        self._task: asyncio.Task[None] | None = None
        self._drained: asyncio.Future[None] | None = None
        self._last_words: RefusedError | None = None
        self._holds: set[str] = set()
        self._is_closing = self._is_lost = False
        self._ignored_bytes = 0
        self.idle_since: float | None = loop.time()
        self.stalled_since: float | None = None

    # What the event loop tells.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast("asyncio.Transport", transport)
        self._client = _address(transport.get_extra_info("peername"))
        self._server = _address(transport.get_extra_info("sockname"))
        self._served.connections.add(self)

    def connection_lost(self, error: Exception | None) -> None:
        """End: who works for the client is told that it has left."""
        self._served.connections.discard(self)
        self._is_lost = True
        self.resume_writing()
        self._queue.clear()
        if self._current is not None:
            self._current.leave()

    def data_received(self, data: bytes) -> None:
        """Read requests, and have them answered."""
        if self._is_closing:
            self._ignore(data)
            return
        try:
            self._requests.feed(data)
        except RefusedError as error:
            self._break_off(error)

    def eof_received(self) -> bool:
        """End, as a client that sends no more has left; but it is told if its request was not whole."""
        if self._is_closing or self._coming is None or self._coming.is_received:
            return False
        self._coming.leave()
        return True

    def pause_writing(self) -> None:
        """Take note that the client reads more slowly than it is answered."""
        self.stalled_since, self._drained = self._loop.time(), self._loop.create_future()

    def resume_writing(self) -> None:
        """Take note that it has read most of it."""
        self.stalled_since = None
        if self._drained is not None and not self._drained.done():
            self._drained.set_result(None)

    # What the requests tell.

    def take_head(self, head: Head) -> None:
        """Begin an exchange; one that brings a body may be refused before it is there."""
        self.idle_since = None
        self._coming = Exchange(head, head.scope(self._client, self._server), self)
        self._queue.append(self._coming)
        if len(self._queue) > _MOST_QUEUED:
            self._hold("queue")
        if head.brings_body:
            self._go_on()

    def take_part(self, part: bytes) -> None:
        """Hand over a part of the body."""
        if self._coming is not None:
            self._coming.feed(part)

    def take_end(self) -> None:
        """Answer a request that is whole, if there is none before it."""
        if self._coming is not None:
            self._coming.end()
            self._go_on()

    # What exchanges and the server tell.

    def write(self, data: bytes) -> None:
        """Send bytes, unless the client has left."""
        if not self._is_lost:
            self._transport.write(data)

    async def drain(self) -> None:
        """Wait until the client has read most of what was sent."""
        if self.stalled_since is not None and self._drained is not None:
            await self._drained

    def flow(self, *, goes: bool) -> None:
        """Let the client go on sending a body, or have it wait."""
        (self._release if goes else self._hold)("body")

    def end_idle(self) -> None:
        """End if no request is under way: another one is not waited for."""
        if self._current is None and not self._queue:
            self._close()

    def cut_off(self) -> None:
        """End at once, and so that the client sees that it was not the end of an answer."""
        self._transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        self._transport.abort()

    def _go_on(self) -> None:
        """Begin with the next exchange, if its turn has come."""
        while self._current is None and self._queue:
            exchange = self._current = self._queue.popleft()
            if exchange.is_whole and (kept := self._served.recall(exchange.scope)) is not None:
                exchange.respond(*kept)
                self._finish(exchange)
            else:
                self._task = self._loop.create_task(self._run(exchange))
                self._task.add_done_callback(partial(self._end, exchange))

    async def _run(self, exchange: Exchange) -> None:
        await self._served.application(exchange.scope, exchange.receive, exchange.send)

    def _end(self, exchange: Exchange, task: asyncio.Task[None]) -> None:
        """Take note of what became of an exchange, and begin the next."""
        error = None if task.cancelled() else task.exception()
        if error is not None and not isinstance(error, BrokenAnswerError):  # which the client sees
            told = {"message": "a request could not be answered", "exception": error}
            self._loop.call_exception_handler(told)
        self._finish(exchange)
        self._go_on()

    def _finish(self, exchange: Exchange) -> None:
        """Have the connection ready for the next exchange, or end it."""
        self._current = None
        if self._is_lost:
            return
        if not exchange.is_answered:
            self._fail(exchange)
        elif not exchange.lasts or self._served.is_ending:
            self._close()
        elif not self._queue:
            self._rest()

    def _rest(self) -> None:
        """Wait for the next request."""
        self._release("queue")
        if self._last_words is not None:
            self._refuse(self._last_words)
        elif self._requests.is_between:
            self.idle_since = self._loop.time()

    def _fail(self, exchange: Exchange) -> None:
        """End without the rest of a response, so that the client sees that there is no more of it."""
        if not exchange.is_begun:
            self._refuse(RefusedError(500, "The request could not be answered."))
        elif exchange.ends_visibly:
            self._close()
        else:
            self.cut_off()

    def _break_off(self, error: RefusedError) -> None:
        """Read no more; say why, after what is still to be answered."""
        self._is_closing, self._last_words = True, error
        if self._coming is not None and not self._coming.is_received:
            self._coming.leave()
        if self._current is None:
            self._refuse(error)

    def _refuse(self, error: RefusedError) -> None:
        body = f"{error.words}\n".encode()
        length = (b"content-length", b"%d" % len(body))
        headers = [(b"content-type", b"text/plain; charset=utf-8"), length, (b"connection", b"close")]
        self.write(encode_head(error.status, headers) + body)
        self._close()

    def _close(self) -> None:
        """End; a client that is still sending is let go on for a while, or it would not read the response."""
        self._is_closing = True
        self._queue.clear()
        if self._requests.is_between:
            self._transport.close()
        elif self._transport.can_write_eof():
            self._holds.clear()
            self._transport.resume_reading()
            with suppress(OSError):  # it may have left
                self._transport.write_eof()
            self._loop.call_later(_LINGER_SECONDS, self._transport.abort)

    def _ignore(self, data: bytes) -> None:
        self._ignored_bytes += len(data)
        if self._ignored_bytes > _LINGER_BYTES:
            self.cut_off()

    def _hold(self, why: str) -> None:
        if not self._holds:
            self._transport.pause_reading()
        self._holds.add(why)

    def _release(self, why: str) -> None:
        if why in self._holds:
            self._holds.remove(why)
            if not self._holds:
                self._transport.resume_reading()


def _address(found: object) -> Peer:
    """Return an address and a port; a socket in a file system has none."""
    return (str(found[0]), str(found[1])) if isinstance(found, tuple) else None
