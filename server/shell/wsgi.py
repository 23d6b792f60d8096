"""The web application below the ASGI shell."""

import asyncio
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Final, cast
from urllib.parse import quote_from_bytes

from a2wsgi import WSGIMiddleware
from a2wsgi.wsgi import build_environ
from flask import Flask, Response

from server.errors import RequestError
from server.readers.pending import PENDING, Pending
from server.shell.asgi import Application, Event, Receive, Scope, Send, body_event, start_event

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

    from a2wsgi.asgi_typing import HTTPScope
    from a2wsgi.wsgi import Body
    from a2wsgi.wsgi_typing import WSGIApp
    from flask.typing import ResponseReturnValue

_PRINTABLE: Final = "".join(map(chr, range(0x21, 0x7F)))
_OPERATION: Final = "/-/"
_OPERATOR_THREADS: Final = 2
_OF_THE_BODY: Final = frozenset({b"transfer-encoding", b"content-length"})


@dataclass
class Noted:
    """A way to send that keeps the status and counts the bytes."""

    send: Send
    status: int = 0
    body_bytes: int = 0

    async def __call__(self, event: Event) -> None:
        """Send an event."""
        self.status = event.get("status", self.status)
        self.body_bytes += len(event.get("body", b""))
        await self.send(event)


class WebApp:
    """A Flask application that answers in threads, with bodies that were read before."""

    def __init__(self, app: Flask, threads: int) -> None:
        self._app = app
        below = cast("WSGIApp", self._call)
        self._below = WSGIMiddleware(below, workers=threads)
        # An operator is answered even while every other thread waits for a query.
        self._for_operators = WSGIMiddleware(below, workers=_OPERATOR_THREADS)

    async def answer(self, scope: Scope, body: bytes, send: Send) -> Noted:
        """Have the application answer a request, and return what was sent; cancelled, it asks for no more."""
        noted, pending = Noted(send), Pending()
        PENDING.set(pending)
        for_operators = scope["path"].startswith(_OPERATION)
        below = cast("Application", self._for_operators if for_operators else self._below)
        try:
            await below(_tidy(scope, body), _replay(body), noted)
        except asyncio.CancelledError:
            pending.give_up()
            raise
        return noted

    async def refuse(self, error: Exception, scope: Scope, send: Send) -> Noted:
        """Send an error as the application does when it meets it, and return what was sent."""
        noted = Noted(send)
        response = await asyncio.to_thread(self._refuse, error, scope)
        headers = [(n.lower().encode("latin-1"), v.encode("latin-1")) for n, v in response.headers.items()]
        await noted(start_event(response.status_code, headers))
        await noted(body_event(b"" if scope["method"] == "HEAD" else response.get_data()))
        return noted

    def _refuse(self, error: Exception, scope: Scope) -> Response:
        tidy = cast("HTTPScope", _tidy(scope, b""))
        environ = cast("WSGIEnvironment", build_environ(tidy, cast("Body", BytesIO())))
        with self._app.request_context(environ | {"wsgi.errors": sys.stderr}):
            return self._app.process_response(self._app.make_response(self._meet(error)))

    def _meet(self, error: Exception) -> "ResponseReturnValue":
        try:
            raise error
        except RequestError:
            return self._app.handle_user_exception(error)
        except Exception:
            return self._app.handle_exception(error)  # which logs the error that is being handled

    def _call(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        return self._app(environ | {"wsgi.errors": sys.stderr}, start_response)


def _tidy(scope: Scope, body: bytes) -> Scope:
    """Return a request as it would be if its body were sent in one piece and its query string were ASCII."""
    headers = [(name, value) for name, value in scope["headers"] if name not in _OF_THE_BODY]
    if body:
        headers.append((b"content-length", b"%d" % len(body)))
    query_string = quote_from_bytes(scope["query_string"], _PRINTABLE).encode("ascii")
    return scope | {"headers": headers, "query_string": query_string}


def _replay(body: bytes) -> Receive:
    async def receive() -> Event:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive
