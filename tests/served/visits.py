"""Requests to an ASGI application, without a network."""

import asyncio
from dataclasses import dataclass, field

from server.shell.asgi import Application, Event, Headers, Scope


@dataclass
class Reply:
    """What an application sent."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    is_whole: bool = False

    @property
    def text(self) -> str:
        return self.body.decode()

    def take(self, event: Event) -> None:
        if event["type"] == "http.response.start":
            self.status = event["status"]
            self.headers = {name.decode(): value.decode() for name, value in event["headers"]}
        else:
            self.body += event["body"]
            self.is_whole = not event.get("more_body", False)


def make_scope(
    method: str = "GET", target: str = "/", headers: dict[str, str] | None = None, more: Headers | None = None
) -> Scope:
    path, _, query_string = target.partition("?")
    fields = [(name.lower().encode(), value.encode("latin-1")) for name, value in (headers or {}).items()]
    return {
        "type": "http", "http_version": "1.1", "scheme": "http", "method": method, "path": path,
        "raw_path": path.encode(), "query_string": query_string.encode("utf-8", "surrogateescape"),
        "headers": [(b"host", b"localhost"), *fields, *(more or [])],
        "client": ("192.0.2.1", "50000"), "server": ("127.0.0.1", "7878"),
    }  # fmt: skip


async def converse(
    application: Application, scope: Scope, *parts: bytes, leaves_after_s: float = 60.0
) -> Reply:
    """Send a request with a body in parts, and go away after some time."""
    reply, waiting = Reply(), list(parts) or [b""]

    async def receive() -> Event:
        if waiting:
            body = waiting.pop(0)
            return {"type": "http.request", "body": body, "more_body": bool(waiting)}
        await asyncio.sleep(leaves_after_s)
        return {"type": "http.disconnect"}

    async def send(event: Event) -> None:
        reply.take(event)

    await application(scope, receive, send)
    return reply


def visit(
    application: Application,
    method: str = "GET",
    target: str = "/",
    headers: dict[str, str] | None = None,
    body: bytes = b"",
) -> Reply:
    """Send one request and return what came back."""
    return asyncio.run(converse(application, make_scope(method, target, headers), body))
