"""One reader as the server sees it: a process, and the connection over which it is asked."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Final, cast

import server
from graph.generations import Generation
from server.config import Limits
from server.errors import ExhaustionError, OverloadError, ReaderLostError, ServeError
from server.frames import HEADER

_START_SECONDS: Final = 30.0
_REAP_SECONDS: Final = 0.002
_RECEIVE_BUFFER_BYTES: Final = 1 << 20
_MEBIBYTE: Final = 1 << 20


class Reader(asyncio.Protocol):
    """A process that answers one query at a time.

    ``lost`` is set when its connection has ended, ``ended`` gives its exit code when it is no more. All
    of it belongs to the event loop's thread, which must outlive the process.
    """

    def __init__(self, process: subprocess.Popen[bytes], memory_bytes: int) -> None:
        self._loop = asyncio.get_running_loop()
        self._process = process
        self._memory_bytes = memory_bytes
        self._received = bytearray()
        self._transport: asyncio.Transport | None = None
        self._reply: asyncio.Future[tuple[bytes, bytes]] = self._loop.create_future()
        self._is_killed = False
        self.lost = asyncio.Event()
        self.ended: asyncio.Future[int] = self._loop.create_future()

    @property
    def is_usable(self) -> bool:
        """Tell whether it has answered all that it was asked and can be asked again."""
        replied = self._reply.done() and not self._reply.cancelled()
        return replied and not self._is_killed and not self.lost.is_set()

    async def ask(self, frame: bytes) -> tuple[bytes, bytes]:
        """Send a frame and return the mark and the payload of the reply.

        Raises ExhaustionError or ReaderLostError if the process ends before it has replied.
        """
        self._reply = self._loop.create_future()
        if self._transport is not None:
            self._transport.write(frame)
        return await self._reply

    async def wait_until_ready(self) -> None:
        """Wait for the first frame, which says that the process can be asked.

        Raises ServeError if it ends before that, or takes too long.
        """
        try:
            await asyncio.wait_for(asyncio.shield(self._reply), _START_SECONDS)
        except (TimeoutError, ExhaustionError, ReaderLostError) as error:
            self.kill()
            cure = "Look at what it says above. If its store is damaged, remove generations/ and start again."
            raise ServeError(f"a reader does not start: {error}", cure) from error

    def kill(self) -> None:
        """End the process at once; who waits for a reply is told that the server is stopping."""
        self._is_killed = True
        self._process.kill()
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the connection."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Gather a frame; when it is whole, it is the reply."""
        self._received += data
        if len(self._received) < HEADER.size:
            return
        mark, size = HEADER.unpack_from(self._received)
        if len(self._received) < HEADER.size + size:
            return
        received, self._received = self._received, bytearray()
        if not self._reply.done():
            self._reply.set_result((mark, bytes(memoryview(received)[HEADER.size :])))

    def connection_lost(self, error: Exception | None) -> None:
        """See to it that the process ends, if it is not about to."""
        self.lost.set()
        self._process.kill()
        self._reap()

    def _reap(self) -> None:
        code = self._process.poll()
        if code is None:
            self._loop.call_later(_REAP_SECONDS, self._reap)
            return
        self.ended.set_result(code)
        if not self._reply.done():
            self._reply.set_exception(self._reason(code))
            self._reply.exception()  # nobody may be waiting any more, which is no fault

    def _reason(self, code: int) -> Exception:
        if self._is_killed:
            return OverloadError("The server is stopping.")
        if code == -signal.SIGABRT:
            limit = self._memory_bytes // _MEBIBYTE
            return ExhaustionError(f"It needed more than {limit:,} MiB of memory, the limit for any query.")
        if code in (-signal.SIGSEGV, -signal.SIGBUS):
            return ExhaustionError("It needed more stack than there is: it is nested or chained too far.")
        return ReaderLostError(f"The process that evaluated it ended before its time (exit code {code}).")


async def start_reader(generation: Generation, limits: Limits) -> Reader:
    """Start the process of a reader of a generation, and connect to it; it may not be ready yet."""
    ours, theirs = socket.socketpair()
    try:
        process = _spawn(theirs.fileno(), generation, limits)
    finally:
        theirs.close()
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER_BYTES)
    return await _connect(process, ours, limits)


async def _connect(process: subprocess.Popen[bytes], connection: socket.socket, limits: Limits) -> Reader:
    loop = asyncio.get_running_loop()
    try:
        _, reader = await loop.create_unix_connection(
            lambda: Reader(process, limits.reader_memory_bytes), sock=connection
        )
    except BaseException:
        process.kill()
        process.wait()
        raise
    return reader


def _spawn(descriptor: int, generation: Generation, limits: Limits) -> subprocess.Popen[bytes]:
    """Start the program in a process group of its own: what is typed at the server is not for it."""
    what = (generation.store, generation.name, generation.base)
    given = (descriptor, *what, limits.reader_memory_bytes, limits.max_answer_bytes)
    return subprocess.Popen(  # noqa: S603 (the program is this one, and no shell reads its arguments)
        [sys.executable, "-S", "-P", "-m", "server.reader", *map(str, given)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        pass_fds=(descriptor,),
        process_group=0,
        env=_environment(),
    )


def _environment() -> dict[str, str]:
    """Let the reader find the packages where this process did, and keep few pools of memory."""
    here = str(Path(server.__file__).resolve().parent.parent)
    paths = os.pathsep.join(filter(None, (here, *sys.path)))
    return {**os.environ, "PYTHONPATH": paths, "MALLOC_ARENA_MAX": "2"}
