"""An answer on its way from a reader: its parts are taken from the connection as its client takes them."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from typing import Final, Protocol

from server.errors import AnswerTooLongError, QueryEndedError, UnavailableError
from server.formats import Kind

_ADVICE: Final = "Ask for it in parts, by ORDER BY with LIMIT and OFFSET, or by more FILTERs."
_MANY_BYTES: Final = 256 << 10
_FEW_BYTES: Final = 64 << 10


class Source(Protocol):
    """Where an answer comes from."""

    def hold(self) -> None:
        """Send no more for now."""

    def go_on(self) -> None:
        """Send more again."""

    def kill(self, error: Exception) -> None:
        """End the process at once; the answer breaks off with the error."""


class ReaderStream:
    """An answer of a reader; all of it belongs to the event loop's thread.

    At most about 256 KiB of it wait here; then the reader must wait.
    """

    def __init__(self, kind: Kind, generation: str, first: bytes, source: Source | None) -> None:
        self._kind = kind
        self._generation = generation
        self._whole = first if source is None else None
        self._parts = deque((first,))
        self._bytes = len(first)
        self._source = source
        self._is_held = False
        self._error: Exception | None = None
        self._wake: asyncio.Future[None] | None = None
        self._on_end: Callable[[Exception | None], None] | None = None

    @property
    def kind(self) -> Kind:
        """Return what kind of answer it is."""
        return self._kind

    @property
    def generation(self) -> str:
        """Return the name of the state of the data that it is drawn from."""
        return self._generation

    @property
    def whole(self) -> bytes | None:
        """Return all of it if the first part is the last, else None."""
        return self._whole

    @property
    def is_held(self) -> bool:
        """Tell whether the reader waits for the client."""
        return self._is_held

    async def parts(self) -> AsyncIterator[bytes]:
        """Return the parts, the first one included.

        Iterating raises UnavailableError if the answer breaks off.
        """
        while True:
            while self._parts and self._error is None:
                yield self._next()
            if self._error is not None:
                raise self._error
            if self._source is None:
                return
            self._wake = asyncio.get_running_loop().create_future()
            await self._wake

    async def gather(self, max_bytes: int) -> bytes:
        """Return all of it, if it has at most so many bytes.

        Raises UnavailableError if the answer breaks off, AnswerTooLongError if it has more bytes than that.
        """
        if self._whole is not None and len(self._whole) <= max_bytes:
            return self._whole
        body = bytearray()
        try:
            async for part in self.parts():
                body += part
                if len(body) > max_bytes:
                    raise AnswerTooLongError(f"It has more than {max_bytes:,} bytes. {_ADVICE}")
        finally:
            self.close()
        return bytes(body)

    def close(self) -> None:
        """Let the reader go; if it has more to say, it is killed."""
        self._parts.clear()
        if self._source is not None:
            self._source.kill(QueryEndedError("Nobody takes its answer any more."))

    def when_ended(self, tell: Callable[[Exception | None], None]) -> None:
        """Call with None, or the error that broke it off, when the reader has no more to say."""
        self._on_end = tell
        if self._source is None:
            tell(self._error)

    def take(self, part: bytes) -> None:
        """Take a part from the reader."""
        self._parts.append(part)
        self._bytes += len(part)
        if self._bytes > _MANY_BYTES and self._source is not None and not self._is_held:
            self._is_held = True
            self._source.hold()
        self._tell_client()

    def end(self, error: Exception | None = None) -> None:
        """Take the word of the reader, or of its end, that there is no more."""
        self._let_go()
        self._source = None
        if error is not None and not isinstance(error, UnavailableError):
            error = UnavailableError(f"The answer broke off: {error}")
        self._error = error
        self._tell_client()
        if self._on_end is not None:
            self._on_end(error)

    def _next(self) -> bytes:
        part = self._parts.popleft()
        self._bytes -= len(part)
        if self._bytes < _FEW_BYTES:
            self._let_go()
        return part

    def _let_go(self) -> None:
        if self._is_held and self._source is not None:
            self._is_held = False
            self._source.go_on()

    def _tell_client(self) -> None:
        if self._wake is not None and not self._wake.done():
            self._wake.set_result(None)
