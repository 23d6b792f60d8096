"""Serve a store: this process takes the requests, processes beside it read and write the data."""

import asyncio
import gc
import signal
import sys
import time
from contextlib import closing
from socket import socket
from typing import TYPE_CHECKING, Final

import uvloop

from server.assembly import assemble
from server.errors import ServeError
from server.listening import address_of
from server.opening import Opened, open_store
from server.settings import Settings

if TYPE_CHECKING:
    from server.front import Front

_COLLECT_AFTER: Final = 20_000
"""New objects, so many more than old ones that went, before the collector looks for cycles: few have any."""

_POLL_SECONDS: Final = 0.02


def serve(settings: Settings, listening: socket) -> None:
    """Serve a store until SIGINT or SIGTERM, on a socket that listens already.

    Raises StoreError if the store cannot be read or written, ServeError if a process does not start.
    """
    if sys.platform == "darwin":
        print("allegata: on macOS the memory of queries is not limited", file=sys.stderr)
    with closing(listening), open_store(settings) as opened:
        uvloop.run(_serve(opened, settings, listening))


async def _serve(opened: Opened, settings: Settings, listening: socket) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with assemble(opened, settings) as (front, minding):
        await _take_requests(front, minding, listening, stop, settings)


async def _take_requests(
    front: "Front",
    minding: asyncio.Task[None],
    listening: socket,
    stop: asyncio.Event,
    settings: Settings,
) -> None:
    from server.shell.http_server import HttpServer

    server = HttpServer(front.shell, listening)
    serving = server.start()
    # What is there now stays: the collector need not go through all of it again and again.
    gc.freeze()
    gc.set_threshold(_COLLECT_AFTER)
    print(f"Allegata answers at {address_of(settings.host, listening)}", flush=True)
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({stopping, serving, minding}, return_when=asyncio.FIRST_COMPLETED)
    if minding.done():
        await minding
    if not stop.is_set():
        raise ServeError("the HTTP server ended by itself", "Start it again: --supervise does so.")
    server.stop()
    await _finish(front, stop, settings.shutdown_s)


async def _finish(front: "Front", stop: asyncio.Event, shutdown_s: float) -> None:
    """Wait until the requests that are there are answered, their time is over, or a second signal comes."""
    stop.clear()
    deadline = time.monotonic() + shutdown_s
    while front.shell.active and not stop.is_set() and time.monotonic() < deadline:
        await asyncio.sleep(_POLL_SECONDS)
    # What was handed over last is still on its way to the clients.
    await asyncio.sleep(_POLL_SECONDS)
