"""One question to another endpoint: a POST to an address that was looked up and judged beforehand."""

import asyncio
import http.client
import io
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from socket import socket
from typing import Final, cast

from server.errors import EndpointError
from server.federation.addresses import Target

JSON_RESULTS: Final = "application/sparql-results+json"
XML_RESULTS: Final = "application/sparql-results+xml"
_RESULTS: Final = frozenset({JSON_RESULTS, XML_RESULTS, "application/json", "application/xml", "text/xml"})
_PIECE_BYTES: Final = 1 << 16
_REDIRECTS: Final = range(300, 400)


@dataclass(frozen=True)
class Results:
    """What an endpoint answers: a result set, and its media type."""

    media_type: str
    body: bytes


async def ask(
    target: Target, addresses: Sequence[str], query: bytes, max_bytes: int, tls: ssl.SSLContext
) -> Results:
    """Ask an endpoint at the first of its numeric addresses that answers a connection.

    Redirects are not followed. Raises EndpointError if there is no answer of a result set, or a longer one
    than ``max_bytes``, headers included. It takes as long as the endpoint likes: the caller limits that.
    """
    reader, writer = await _connect(target, addresses, tls if target.scheme == "https" else None)
    try:
        writer.write(_request(target, query))
        received = await _receive(reader, target, max_bytes)
    except OSError as error:
        raise _failed(target, f"broke the connection: {error}") from error
    finally:
        writer.transport.abort()
    return _read(received, target)


async def _connect(
    target: Target, addresses: Sequence[str], tls: ssl.SSLContext | None
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Connect to a numeric address; a certificate has to be for the host's name."""
    reason: Exception | None = None
    for address in addresses:
        try:
            return await asyncio.open_connection(
                address, target.port, ssl=tls, server_hostname=target.host if tls else None
            )
        except (OSError, UnicodeError) as error:
            reason = error
    raise _failed(target, f"cannot be reached: {reason}")


def _request(target: Target, query: bytes) -> bytes:
    fields = {
        "Host": target.netloc,
        "Accept": f"{JSON_RESULTS}, {XML_RESULTS};q=0.8",
        "Accept-Encoding": "identity",
        "Content-Type": "application/sparql-query",
        "Content-Length": str(len(query)),
        "User-Agent": "Allegata",
        "Connection": "close",
    }
    lines = [f"POST {target.path} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items()), "", ""]
    return "\r\n".join(lines).encode("ascii") + query


async def _receive(reader: asyncio.StreamReader, target: Target, max_bytes: int) -> bytes:
    """Return all that comes until the connection ends."""
    pieces: list[bytes] = []
    length = 0
    while piece := await reader.read(_PIECE_BYTES):
        length += len(piece)
        if length > max_bytes:
            raise _failed(target, f"answers with more than {max_bytes:,} bytes, the most that are read")
        pieces.append(piece)
    return b"".join(pieces)


class _Received:
    """Bytes as `http.client` takes them: from something like a socket."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def makefile(self, mode: str) -> io.BytesIO:
        return io.BytesIO(self._data)


def _read(received: bytes, target: Target) -> Results:
    response = http.client.HTTPResponse(cast(socket, _Received(received)), method="POST")
    try:
        response.begin()
        body = response.read()
    except (http.client.HTTPException, ValueError) as error:
        raise _failed(target, f"answers with what is not HTTP, or breaks off: {error!r}") from error
    _refuse_status(response, target)
    return _judge(response, body, target)


def _refuse_status(response: http.client.HTTPResponse, target: Target) -> None:
    if response.status in _REDIRECTS:
        raise _failed(target, "redirects to another address, which is not followed: name that one")
    if response.status != http.client.OK:
        raise _failed(target, f"answers with status {response.status}")


def _judge(response: http.client.HTTPResponse, body: bytes, target: Target) -> Results:
    media_type = response.headers.get_content_type()
    coding = response.headers.get("Content-Encoding", "identity").lower()
    if media_type not in _RESULTS or coding != "identity":
        kind = media_type if coding == "identity" else f"{media_type} in the coding {coding}"
        raise _failed(target, f"answers with {kind[:100]}, not with a result set in JSON or XML")
    if media_type.endswith("json"):
        return Results(JSON_RESULTS, body)
    if b"<!DOCTYPE" in body:
        raise _failed(target, "answers with a document type declaration, which no result set has")
    return Results(XML_RESULTS, body)


def _failed(target: Target, what: str) -> EndpointError:
    return EndpointError(f"<{target}> {what}.")
