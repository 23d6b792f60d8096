"""One request and its response, as an ASGI application sees them."""

import asyncio
from collections import deque
from typing import Final, Protocol

from server.http.head import Head, encode_head, has_body, tells_length
from server.shell.asgi import Event, Headers, Scope

_MOST_WAITING: Final = 256 * 1024
"""So many bytes of a body may wait for the application; then the client has to."""

_CONTINUE: Final = b"HTTP/1.1 100 Continue\r\n\r\n"


class Wire(Protocol):
    """What an exchange needs of its connection."""

    def write(self, data: bytes) -> None:
        """Send bytes, sooner or later."""

    async def drain(self) -> None:
        """Wait until the client has taken enough of what was sent."""

    def flow(self, *, goes: bool) -> None:
        """Let the client go on sending, or have it wait."""


class Exchange:
    """A request whose body comes in parts, and its response.

    ``lasts`` says whether the connection may have another one after it.
    """

    def __init__(self, head: Head, scope: Scope, wire: Wire) -> None:
        self.scope = scope
        self.lasts = head.lasts
        self.is_received = self.is_begun = self.is_answered = False
        self._head = head
        self._wire = wire
        self._body: deque[bytes] = deque()
        self._waiting = 0
        self._is_told = self._is_gone = False
        self._awaited: asyncio.Future[None] | None = None
        self._start: Event | None = None
        self._is_in_chunks = False

    @property
    def is_whole(self) -> bool:
        """Tell whether the request is there and has no body."""
        return self.is_received and not self._waiting

    @property
    def ends_visibly(self) -> bool:
        """Tell whether a client sees that a response broke off, when the connection ends in good order."""
        return self._head.version == "1.1"

    def feed(self, part: bytes) -> None:
        """Take a part of the request's body."""
        self._body.append(part)
        self._waiting += len(part)
        if self._waiting > _MOST_WAITING:
            self._wire.flow(goes=False)
        self._rouse()

    def end(self) -> None:
        """Take note that the body is whole."""
        self.is_received = True
        self._rouse()

    def leave(self) -> None:
        """Take note that the client has left, or that the rest of the body will not come."""
        self._is_gone = True
        self._rouse()

    async def receive(self) -> Event:
        """Return the next part of the request, or tell that the client has left."""
        if self._head.expects and not (self._waiting or self.is_received or self.is_begun):
            self._wire.write(_CONTINUE)
        while not (self._waiting or self._is_gone or (self.is_received and not self._is_told)):
            self._awaited = asyncio.get_running_loop().create_future()
            await self._awaited
        if self._waiting or (self.is_received and not self._is_told):
            return self._take()
        return {"type": "http.disconnect"}

    async def send(self, event: Event) -> None:
        """Send a part of the response; nothing is sent to a client that has left."""
        if event["type"] == "http.response.start":
            self._start = event
            return
        self.write(event["body"], more=event.get("more_body", False))
        await self._wire.drain()

    def respond(self, start: Event, body: Event) -> None:
        """Send a whole response, which tells its length."""
        head = encode_head(start["status"], [*start["headers"], *self._connection()])
        self._wire.write(head + body["body"] if has_body(self._head.method, start["status"]) else head)
        self.is_begun = self.is_answered = True

    def write(self, body: bytes, *, more: bool) -> None:
        """Send a part of the body, and before the first the head."""
        head = b"" if self.is_begun else self._begin(len(body), more=more)
        if not self._has_body:
            body = b""
        elif self._is_in_chunks:
            body = _chunk(body) if more else _chunk(body) + b"0\r\n\r\n"
        self._wire.write(head + body)
        self.is_answered = not more

    def _begin(self, size: int, *, more: bool) -> bytes:
        """Return the head of the response."""
        if self._start is None:
            raise RuntimeError("the body of a response came before its head")
        status, headers = self._start["status"], self._start["headers"]
        self._has_body = has_body(self._head.method, status)
        framing = self._framing(size, more=more) if self._has_body and not tells_length(headers) else []
        head = encode_head(status, [*headers, *framing, *self._connection()])
        self.is_begun = True
        return head

    def _framing(self, size: int, *, more: bool) -> Headers:
        if not more:
            return [(b"content-length", b"%d" % size)]
        if self._head.version == "1.1":
            self._is_in_chunks = True
            return [(b"transfer-encoding", b"chunked")]
        self.lasts = False
        return []

    def _connection(self) -> Headers:
        """Return what says whether the connection goes on; it does not if there is more of the body."""
        self.lasts = self.lasts and self.is_received
        if not self.lasts:
            return [(b"connection", b"close")]
        return [(b"connection", b"keep-alive")] if self._head.version == "1.0" else []

    def _take(self) -> Event:
        body = b"".join(self._body)
        self._body.clear()
        if self._waiting > _MOST_WAITING:
            self._wire.flow(goes=True)
        self._waiting, self._is_told = 0, self.is_received
        return {"type": "http.request", "body": body, "more_body": not self.is_received}

    def _rouse(self) -> None:
        if self._awaited is not None and not self._awaited.done():
            self._awaited.set_result(None)


def _chunk(body: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(body), body) if body else b""
