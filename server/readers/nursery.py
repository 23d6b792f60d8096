"""Where readers come from: a process that forks them, started anew if it ends."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Final

import server
from server.config import Limits
from server.errors import ServeError
from server.readers.orders import ENDED, NOTICE, OFFLINE, ORDER
from server.readers.reader import Reader

_RECEIVE_BUFFER_BYTES: Final = 1 << 20
_ENDED: Final = "a reader does not start: the process that forks them has ended"
_CURE: Final = "Look at what it says above."

_Child = tuple[int, asyncio.Future[int]]
"""The id of a process, and what gives its exit code when it has ended."""


class Nursery:
    """The process that forks readers; all of it belongs to the event loop's thread, which must outlive it."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        self._orders: deque[asyncio.Future[_Child]] = deque()
        self._ended: dict[int, asyncio.Future[int]] = {}
        self._received = b""

    async def start_reader(self, folder: Path, on_lost: Callable[[Reader], None]) -> Reader:
        """Start a reader of a generation, and connect to it; it may not be ready yet.

        ``on_lost`` is called when the connection has ended. Raises ServeError if it cannot be started.
        """
        ours, theirs = socket.socketpair()
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER_BYTES)
        try:
            pid, ended = await self._order(folder, theirs)
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        reader = Reader(pid, ended, folder, self._limits.reader_memory_bytes, on_lost)
        await asyncio.get_running_loop().create_unix_connection(lambda: reader, sock=ours)
        return reader

    def close(self) -> None:
        """End the process, and the readers with it."""
        if self._process is not None:
            self._process.kill()
            self._lose()

    def _order(self, folder: Path, theirs: socket.socket) -> asyncio.Future[_Child]:
        """Return the process that gets the other end of a connection, when there is one."""
        if self._process is None:
            self._start()
        name = str(folder).encode()
        order: asyncio.Future[_Child] = asyncio.get_running_loop().create_future()
        self._orders.append(order)
        socket.send_fds(self._control, [ORDER.pack(len(name)) + name], [theirs.fileno()])
        return order

    def _start(self) -> None:
        self._control, theirs = socket.socketpair()
        with theirs:
            self._process = _spawn(theirs.fileno(), self._limits)
        self._control.setblocking(False)
        asyncio.get_running_loop().add_reader(self._control, self._receive)

    def _receive(self) -> None:
        try:
            received = self._control.recv(4096)
        except OSError:
            received = b""
        if not received:
            self._lose()
            return
        self._received += received
        while len(self._received) >= NOTICE.size:
            self._take(*NOTICE.unpack_from(self._received))
            self._received = self._received[NOTICE.size :]

    def _take(self, mark: bytes, pid: int, code: int) -> None:
        if mark == ENDED:
            self._ended.pop(pid).set_result(code)
            return
        ended = self._ended[pid] = asyncio.get_running_loop().create_future()
        order = self._orders.popleft()
        if not order.done():
            order.set_result((pid, ended))

    def _lose(self) -> None:
        """Take leave of the process; the kernel ends the readers with it."""
        asyncio.get_running_loop().remove_reader(self._control)
        self._control.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._process, self._received = None, b""
        for order in self._orders:
            if not order.done():
                order.set_exception(
                    ServeError("a reader does not start: that which starts them ended", _CURE)
                )
        self._orders.clear()
        for ended in self._ended.values():
            ended.set_result(-signal.SIGKILL)
        self._ended.clear()


def _spawn(descriptor: int, limits: Limits) -> subprocess.Popen[bytes]:
    """Start the program in a process group of its own: what is typed at the server is not for it."""
    given = (descriptor, limits.reader_memory_bytes, *(() if limits.may_fetch else (OFFLINE,)))
    return subprocess.Popen(  # noqa: S603 (the program is this one, and no shell reads its arguments)
        [sys.executable, "-S", "-P", "-m", "server.readers.program", *map(str, given)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        pass_fds=(descriptor,),
        process_group=0,
        env=environment(),
    )


def environment() -> dict[str, str]:
    """Return that of a process: it finds the packages where this one did, and keeps few pools of memory."""
    here = str(Path(server.__file__).resolve().parent.parent)
    paths = os.pathsep.join(filter(None, (here, *sys.path)))
    return {**os.environ, "PYTHONPATH": paths, "MALLOC_ARENA_MAX": "2"}
