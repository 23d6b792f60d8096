"""The writer as the server sees it: a process that makes one write after another, and is started anew.

Whether a write was made when the process ended before it said so, the store tells: the newest generation
has the key of the write that led to it.
"""

import asyncio
import contextlib
import socket
import subprocess
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Final

from graph.changes import Write, Written
from graph.commit import Claim
from graph.lease import Generation, current_generation
from server.config import QUARANTINE, Limits
from server.errors import OverloadError, ServeError, WriterLostError
from server.readers.frames import HEADER, READY, read_failure
from server.readers.nursery import environment
from server.writer.frames import WRITTEN, read_written, write_frame

_START_SECONDS: Final = 60.0
_STOP_SECONDS: Final = 5.0

_STARTS: Final = 3
"""So often it is tried: a process may be killed from outside just when it starts."""

OnFlip = Callable[[Generation], Awaitable[None]]
"""What is awaited after a write, before it is acknowledged: it is told the newest generation."""


class WriterProcess:
    """The process that changes the store in a folder, whose claim this process has.

    ``root`` is the folder with ontology, shapes and rules. All of it belongs to the thread of one event
    loop, which must outlive the process.
    """

    def __init__(
        self, store: Path, claim: Claim, root: Path, limits: Limits, on_flip: Sequence[OnFlip]
    ) -> None:
        self._store = store
        self._claim = claim
        self._root = root
        self._limits = limits
        self._on_flip = on_flip
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._is_closed = False
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """Return the id of the process, if there is one."""
        return self._process.pid if self._process else None

    async def start(self) -> None:
        """Start the process, unless a write has done so, and wait until it is ready.

        Raises ServeError if it does not start.
        """
        async with self._turn:
            for _ in range(_STARTS - 1):
                with contextlib.suppress(ServeError):
                    return await self._start()
            return await self._start()

    async def close(self) -> None:
        """Let the write that runs come to its end, if it does so soon, and end the process."""
        self._is_closed = True
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_STOP_SECONDS), self._turn:
                pass
        await self._end(_STOP_SECONDS)

    async def write(self, write: Write) -> Written:
        """Make a change, when its turn has come, and return when every query that comes now sees it.

        It is made even if nobody waits for it any more. Raises what `server.service.Writer.write` does,
        OverloadError if too many wait or it waits too long, and WriterLostError.
        """
        if self._is_closed or self._waiting >= self._limits.max_waiting_writes:
            raise OverloadError(f"{self._waiting:,} writes wait already. Come again in a few seconds.")
        self._waiting += 1
        return await asyncio.shield(asyncio.ensure_future(self._write(write)))

    async def _write(self, write: Write) -> Written:
        try:
            await self._take_turn()
        finally:
            self._waiting -= 1
        try:
            written = await self._ask(write)
            await self._tell_flip(written)
            return written
        finally:
            self._turn.release()

    async def _take_turn(self) -> None:
        try:
            async with asyncio.timeout(self._limits.write_timeout_s):
                await self._turn.acquire()
        except TimeoutError:
            raise OverloadError("Other writes took too long. Come again later.") from None
        if self._is_closed:
            self._turn.release()
            raise OverloadError("The server is stopping.")

    async def _ask(self, write: Write) -> Written:
        await self._start_again()
        try:
            async with asyncio.timeout(self._limits.write_timeout_s):
                self._outgoing.write(write_frame(write))
                mark, payload = await self._receive()
        except (TimeoutError, EOFError, OSError) as error:
            return await self._recover(write, error)
        if mark == WRITTEN:
            return read_written(payload)
        raise read_failure(payload)

    async def _recover(self, write: Write, error: Exception) -> Written:
        """End what is left of the process, and find out whether the write was made."""
        await self._end()
        current = current_generation(self._store)
        if current is not None and current.key == write.key:
            return Written(current.name)
        reason = "It took too long" if isinstance(error, TimeoutError) else "The process that writes ended"
        raise WriterLostError(f"{reason}; nothing has changed. Send it again.") from error

    async def _tell_flip(self, written: Written) -> None:
        current = current_generation(self._store)
        if current is not None and current.name == written.generation:
            for told in self._on_flip:
                await told(current)

    async def _receive(self) -> tuple[bytes, bytes]:
        header = await self._incoming.readexactly(HEADER.size)
        mark, size = HEADER.unpack(header)
        return mark, await self._incoming.readexactly(size)

    async def _start_again(self) -> None:
        try:
            await self._start()
        except ServeError as error:
            raise WriterLostError(f"{error.found[:1].upper()}{error.found[1:]}.") from error

    async def _start(self) -> None:
        if self._process is not None:
            return
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = self._spawn(theirs.fileno())
        self._incoming, self._outgoing = await asyncio.open_connection(sock=ours)
        try:
            async with asyncio.timeout(_START_SECONDS):
                mark, payload = await self._receive()
            if mark != READY:
                raise read_failure(payload)
        except (TimeoutError, EOFError, OSError, RuntimeError) as error:
            await self._end()
            cure = "If it is the store that is damaged, restore a backup of it."
            raise ServeError(f"the writer does not start: {error}", cure) from error

    def _spawn(self, descriptor: int) -> subprocess.Popen[bytes]:
        """Start the program in a process group of its own: what is typed at the server is not for it."""
        limits = self._limits
        most = limits.quarantine_writes if limits.contradictions == QUARANTINE else 0
        given = (descriptor, self._store, self._root, limits.write_niceness, most, limits.quarantine_bytes)
        return subprocess.Popen(  # noqa: S603 (the program is this one, and no shell reads its arguments)
            [sys.executable, "-S", "-P", "-m", "server.writer.program", *map(str, given)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=(descriptor, self._claim.descriptor),
            process_group=0,
            env=environment(),
        )

    async def _end(self, patience_s: float = 0.0) -> None:
        """End the process: when it has nothing more to do, or at once if its time is over."""
        process, self._process = self._process, None
        if process is None:
            return
        self._outgoing.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            await asyncio.to_thread(process.wait, patience_s)
        process.kill()
        await asyncio.to_thread(process.wait)


class SharedWriter:
    """The writer for callers in any thread but the event loop's."""

    def __init__(self, writer: WriterProcess, loop: asyncio.AbstractEventLoop) -> None:
        self._writer = writer
        self._loop = loop

    def write(self, write: Write) -> Written:
        """Make a change, and wait for it.

        Raises what `WriterProcess.write` does.
        """
        return asyncio.run_coroutine_threadsafe(self._writer.write(write), self._loop).result()
