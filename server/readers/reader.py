"""One reader as the server sees it: a process, and the connection over which it is asked."""

import asyncio
import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, cast

from server.errors import ExhaustionError, ReaderLostError, ServeError
from server.readers.frames import (
    BEGIN,
    END,
    FAILURE,
    HEADER,
    MORE,
    READY,
    THREAD,
    WHOLE,
    open_frame,
    read_failure,
)
from server.readers.streams import ReaderStream

_START_SECONDS: Final = 30.0
_MEBIBYTE: Final = 1 << 20
# linux/posix-timers.h: the clock of what a process has used
_CPUCLOCK_SCHED: Final = 2

_LOW_PRIORITY: Final = 10


class Reader(asyncio.Protocol):
    """A process that does one task at a time.

    ``folder`` is that of the generation it has open; ``ended`` gives its exit code when it is no more. All
    of it belongs to the event loop's thread, which must outlive the process.
    """

    def __init__(
        self,
        pid: int,
        ended: asyncio.Future[int],
        folder: Path,
        memory_bytes: int,
        on_lost: Callable[["Reader"], None],
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._pid = pid
        self._clock = (~pid << 3) | _CPUCLOCK_SCHED
        self._memory_bytes = memory_bytes
        self._on_lost = on_lost
        self._transport: asyncio.Transport | None = None
        self._received = b""
        self._thread = 0
        self._generation = ""
        self._ready: asyncio.Future[None] = self._loop.create_future()
        self._reply: asyncio.Future[ReaderStream] | None = None
        self._stream: ReaderStream | None = None
        self._is_dead = False
        self.folder = folder
        self.ended = ended

    @property
    def is_usable(self) -> bool:
        """Tell whether it has done all that it was asked and can be asked again."""
        is_busy = self._reply is not None or self._stream is not None or not self._ready.done()
        return not (is_busy or self._is_dead)

    def cpu_s(self) -> float:
        """Return how many seconds of processors it has used; 0 where that cannot be told (Linux only)."""
        with contextlib.suppress(OSError):  # it may have ended
            return time.clock_gettime(self._clock) if sys.platform == "linux" else 0.0
        return 0.0

    async def ask(self, task: bytes, folder: Path) -> ReaderStream:
        """Send the frame of a task, and return the answer when its first part is there.

        Raises the error of the task, or that of the end of the process.
        """
        self.folder = folder
        self._generation = folder.name
        self._reply = self._loop.create_future()
        self._send(task)
        return await self._reply

    async def open(self, folder: Path) -> None:
        """Have it open a generation.

        Raises GenerationGoneError if it is not there, or the error of the end of the process.
        """
        self._ready = self._loop.create_future()
        self._send(open_frame(folder))
        await self._ready
        self.folder = folder

    async def wait_until_ready(self) -> None:
        """Wait for the first frame, which says that the process can be asked.

        Raises ServeError if it ends before that, or takes too long.
        """
        try:
            await asyncio.wait_for(asyncio.shield(self._ready), _START_SECONDS)
        except (TimeoutError, ExhaustionError, ReaderLostError) as error:
            self.kill(error)
            cure = "Look at what it says above. If its store is damaged, remove generations/ and start again."
            raise ServeError(f"a reader does not start: {error}", cure) from error

    def kill(self, error: Exception) -> None:
        """End the process at once; who waits for it gets the error."""
        self._is_dead = True
        self._signal(signal.SIGKILL)
        if self._transport is not None:
            self._transport.abort()
        self._fail(error)

    def pause(self) -> None:
        """Stop the process where it is."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let a stopped process go on."""
        self._signal(signal.SIGCONT)

    def lower_priority(self) -> None:
        """Let everything else go before the task that is done now."""
        with contextlib.suppress(ProcessLookupError):  # it may have ended
            os.setpriority(os.PRIO_PROCESS, self._thread, _LOW_PRIORITY)

    def hold(self) -> None:
        """Receive no more for now."""
        if self._transport is not None:
            self._transport.pause_reading()

    def go_on(self) -> None:
        """Receive again."""
        if self._transport is not None:
            self._transport.resume_reading()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the connection."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Take the frames that are whole, and keep the rest."""
        received = self._received + data if self._received else data
        start = 0
        while len(received) - start >= HEADER.size:
            mark, size = HEADER.unpack_from(received, start)
            end = start + HEADER.size + size
            if end > len(received):
                break
            self._take(mark, received[start + HEADER.size : end])
            start = end
        self._received = received[start:]

    def connection_lost(self, error: Exception | None) -> None:
        """See to it that the process ends, if it is not about to."""
        self._is_dead = True
        self._signal(signal.SIGKILL)
        self._on_lost(self)
        self.ended.add_done_callback(lambda ended: self._fail(self._reason(ended.result())))

    def _send(self, frame: bytes) -> None:
        if self._transport is not None:
            self._transport.write(frame)

    def _take(self, mark: bytes, payload: bytes) -> None:
        if mark in WHOLE:
            self._begin(ReaderStream(WHOLE[mark], self._generation, payload, None))
        elif mark == MORE and self._stream is not None:
            self._stream.take(payload)
        elif mark in BEGIN:
            self._stream = ReaderStream(BEGIN[mark], self._generation, payload, self)
            self._begin(self._stream)
        elif mark == END and self._stream is not None:
            stream, self._stream = self._stream, None
            stream.end()
        elif mark == FAILURE:
            self._fail(read_failure(payload))
        elif mark == THREAD:
            self._thread = int(payload)
        elif mark == READY and not self._ready.done():
            self._ready.set_result(None)

    def _begin(self, stream: ReaderStream) -> None:
        reply, self._reply = self._reply, None
        if reply is not None and not reply.done():
            reply.set_result(stream)

    def _fail(self, error: Exception) -> None:
        """Give the error to who waits for something."""
        for future in (self._reply, self._ready):
            if future is not None and not future.done():
                future.set_exception(error)
                future.exception()  # nobody may be waiting any more, which is no fault
        self._reply = None
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.end(error)

    def _signal(self, number: int) -> None:
        if not self.ended.done():
            with contextlib.suppress(ProcessLookupError):  # it has ended, but the notice is on its way
                os.kill(self._pid, number)

    def _reason(self, code: int) -> Exception:
        if code == -signal.SIGABRT:
            limit = self._memory_bytes // _MEBIBYTE
            return ExhaustionError(f"It needed more than {limit:,} MiB of memory, the limit for any query.")
        if code in (-signal.SIGSEGV, -signal.SIGBUS):
            return ExhaustionError("It needed more stack than there is: it is nested or chained too far.")
        return ReaderLostError(f"The process that evaluated it ended before its time (exit code {code}).")
