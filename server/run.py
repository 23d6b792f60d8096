"""Serve a store: this process takes the requests, processes beside it read and write the data."""

import asyncio
import gc
import signal
import sys
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
    from server.http.server import HttpServer

    server = HttpServer(front.shell, listening, front.shell.recall)
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
    # Requests that are there are answered, unless that takes too long or a second signal comes.
    stop.clear()
    again = asyncio.create_task(stop.wait())
    await asyncio.wait({serving, again}, timeout=settings.shutdown_s, return_when=asyncio.FIRST_COMPLETED)
