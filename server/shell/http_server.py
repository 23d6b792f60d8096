"""HTTP over a socket, for an ASGI application in the event loop that runs already.

granian's embedded server takes an address and shares it with whoever asks for the same one, so that two
servers would take turns unnoticed; it is given a socket instead. It does not end while a connection is
open whose request has not come, so it is left to end with the process.
"""

import asyncio
import socket
from typing import Final

from granian._granian import SocketHolder
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings, HTTP2Settings
from granian.server.embed import Server

from server.listening import BACKLOG
from server.shell.asgi import Application

_MAX_HEADER_BYTES: Final = 128 * 1024
"""Over HTTP/2. Over HTTP/1.1 it is the buffer's 400 KiB, 100 fields, and 65,534 bytes for the address."""

_HEADER_TIMEOUT_MS: Final = 30_000


class HttpServer:
    """A server on a socket; its connections are taken from `start` to `stop`."""

    def __init__(self, application: Application, listening: socket.socket) -> None:
        self._server = _SocketServer(application, listening)

    def start(self) -> asyncio.Task[None]:
        """Take connections from now on; the task ends when none are taken any more."""
        return asyncio.create_task(self._server.serve())

    def stop(self) -> None:
        """Take no more connections; requests that are being answered are answered."""
        self._server.signal_handler_interrupt()  # type: ignore[no-untyped-call]


class _SocketServer(Server):
    def __init__(self, application: Application, listening: socket.socket) -> None:
        super().__init__(
            application,
            interface=Interfaces.ASGINL,
            http=HTTPModes.auto,
            websockets=False,
            backlog=BACKLOG,
            log_enabled=False,
            http1_settings=HTTP1Settings(_HEADER_TIMEOUT_MS),
            http2_settings=HTTP2Settings(max_headers_size=_MAX_HEADER_BYTES),
        )
        self._listening = listening

    def _init_shared_socket(self) -> None:
        self._ssp = None
        self._shd = SocketHolder(self._listening.dup().detach(), False, BACKLOG)  # type: ignore[call-arg, assignment]
