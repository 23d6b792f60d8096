"""Applications on loopback ports, behind the HTTP server that the command line uses."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask

from graph.generations import Generation
from server.assembly import make_config
from server.config import Config, Limits
from server.front import Front
from server.http.server import HttpServer
from server.listening import address_of, listen
from server.readers.pool import Pool
from server.shell.application import Shell
from server.shell.asgi import Application, Receive, Scope, Send
from server.shell.wsgi import WebApp


@contextmanager
def listening(app: Flask) -> Iterator[str]:
    """Serve a Flask application on a free port; yield its address, without a slash at the end."""
    web = WebApp(app, threads=4)

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        body, more = b"", True
        while more:
            event = await receive()
            body, more = body + event.get("body", b""), event.get("more_body", False)
        await web.answer(scope, body, send)

    with loop_thread() as loop, _taking_requests(lambda: application, loop) as address:
        yield address


@contextmanager
def listening_shell(make: Callable[[], Shell]) -> Iterator[str]:
    """Serve what is made on the event loop that serves it; yield its address, without a slash at the end."""
    with loop_thread() as loop, _taking_requests(make, loop) as address:
        yield address


@contextmanager
def listening_front(
    generation: Generation, config: Config | None = None, limits: Limits | None = None
) -> Iterator[str]:
    """Serve a generation by readers in processes; yield the address, without a slash at the end."""
    with loop_thread() as loop:
        pool = Pool(generation, limits or Limits(readers=2))
        asyncio.run_coroutine_threadsafe(pool.start(), loop).result()
        try:
            front = Front(pool, loop, generation, make_config(generation, config or Config()))
            with _taking_requests(lambda: front.shell, loop) as address:
                yield address
        finally:
            asyncio.run_coroutine_threadsafe(pool.close(), loop).result()


@contextmanager
def loop_thread() -> Iterator[asyncio.AbstractEventLoop]:
    """Run an event loop in a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="loop", daemon=True)
    thread.start()
    try:
        yield loop
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout=10)
        loop.close()


@contextmanager
def _taking_requests(make: Callable[[], Application], loop: asyncio.AbstractEventLoop) -> Iterator[str]:
    socket = listen("127.0.0.1", 0)

    async def start() -> tuple[HttpServer, asyncio.Task[None]]:
        application = make()
        recall = application.recall if isinstance(application, Shell) else None
        server = HttpServer(application, socket, recall)
        return server, server.start()

    async def stop(server: HttpServer, serving: asyncio.Task[None]) -> None:
        server.stop()
        await asyncio.wait({serving}, timeout=5)

    server, serving = asyncio.run_coroutine_threadsafe(start(), loop).result()
    try:
        yield address_of("127.0.0.1", socket).rstrip("/")
    finally:
        asyncio.run_coroutine_threadsafe(stop(server, serving), loop).result()
        socket.close()
