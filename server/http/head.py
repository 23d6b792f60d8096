"""Heads of messages: what is asked in a request's, and a response's as bytes."""

import time
from email.utils import formatdate
from functools import lru_cache
from http import HTTPStatus
from typing import Final
from urllib.parse import unquote_to_bytes

from httptools import parse_url

from server.shell.asgi import Headers, Scope

Peer = tuple[str, str] | None
"""Address and port."""

FRAMING: Final = frozenset({b"content-length", b"transfer-encoding"})
"""The headers that say how long a body is."""

_WITHOUT_BODY: Final = frozenset({204, 304})


class Head:
    """The head of a request; ``lasts`` says whether the client wants the connection to go on after it.

    Raises httptools.HttpParserInvalidURLError if the target is neither a path nor an address; of an address
    only the path and what follows count.
    """

    def __init__(self, method: str, target: bytes, version: str, headers: Headers, *, lasts: bool) -> None:
        path, _, query = _local(target).partition(b"?")
        self.method = method
        self.version = version
        self.lasts = lasts
        self.brings_body = any(name in FRAMING and value != b"0" for name, value in headers)
        self.expects = any(name == b"expect" for name, _ in headers)
        self._scope: Scope = {
            "type": "http",
            "http_version": version,
            "scheme": "http",
            "method": method,
            "path": _decode(path),
            "raw_path": path,
            "query_string": query,
            "headers": headers,
            "client": None,
            "server": None,
        }

    def scope(self, client: Peer, server: Peer) -> Scope:
        """Return the request as ASGI has it."""
        return {**self._scope, "client": client, "server": server}


def _local(target: bytes) -> bytes:
    if target.startswith(b"/") or target == b"*":
        return target
    parts = parse_url(target)
    return (parts.path or b"/") + (b"?" + parts.query if parts.query else b"")


def _decode(path: bytes) -> str:
    return (unquote_to_bytes(path) if b"%" in path else path).decode("utf-8", "replace")


def tells_length(headers: Headers) -> bool:
    """Tell whether headers say how long the body is."""
    return any(name == b"content-length" for name, _ in headers)


def has_body(method: str, status: int) -> bool:
    """Tell whether a response has a body."""
    return method != "HEAD" and status not in _WITHOUT_BODY


def encode_head(status: int, headers: Headers) -> bytes:
    """Return the head of a response.

    Raises ValueError if a header would be taken for more than one.
    """
    block = b"".join([b"%b: %b\r\n" % header for header in headers])
    if block.count(b"\n") != len(headers) or block.count(b"\r") != len(headers):
        raise ValueError("there is a line break in a header of the response")
    return b"%b%b\r\n" % (_start(status, int(time.time())), block)


@lru_cache(maxsize=64)
def _start(status: int, seconds: int) -> bytes:
    """Return the first line and the date, which stay the same for a second."""
    phrase, date = HTTPStatus(status).phrase, formatdate(seconds, usegmt=True)
    return f"HTTP/1.1 {status} {phrase}\r\ndate: {date}\r\n".encode("ascii")
