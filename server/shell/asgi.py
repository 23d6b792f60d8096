"""The parts of ASGI that are used: https://asgi.readthedocs.io/en/latest/specs/www.html ."""

from collections.abc import Awaitable, Callable
from typing import TypedDict

Headers = list[tuple[bytes, bytes]]
"""Names in lower case, and values."""


class Scope(TypedDict):
    """A request, without its body."""

    type: str
    http_version: str
    scheme: str
    method: str
    path: str
    raw_path: bytes
    query_string: bytes
    headers: Headers
    client: tuple[str, str] | None
    server: tuple[str, str] | None


class Event(TypedDict, total=False):
    """A part of a request or of a response, or the client's departure."""

    type: str
    status: int
    headers: Headers
    body: bytes
    more_body: bool


Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


def start_event(status: int, headers: Headers) -> Event:
    """Return the event that begins a response."""
    return {"type": "http.response.start", "status": status, "headers": headers}


def body_event(body: bytes, *, more: bool = False) -> Event:
    """Return the event of a part of a response, the last one unless there is more."""
    return {"type": "http.response.body", "body": body, "more_body": more}


def encode_headers(headers: dict[str, str]) -> Headers:
    """Return header fields as they are sent."""
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
