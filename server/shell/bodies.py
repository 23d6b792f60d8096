"""Bodies of requests, read whole, within a size and a time."""

import asyncio
from collections.abc import Mapping
from typing import Final

from server.errors import MalformedRequestError, PayloadTooLargeError, SlowBodyError
from server.shell.asgi import Receive

_MAX_DIGITS: Final = 18


async def read_body(
    receive: Receive, headers: Mapping[bytes, bytes], max_bytes: int, timeout_s: float
) -> bytes:
    """Return the body of a request; one that tells that it is too long is not read at all.

    Raises PayloadTooLargeError, SlowBodyError if it is not there after ``timeout_s`` seconds, or
    MalformedRequestError if it ends too early.
    """
    length = headers.get(b"content-length", b"")
    if length.isdigit() and (len(length) > _MAX_DIGITS or int(length) > max_bytes):
        raise PayloadTooLargeError(f"At most {max_bytes:,} bytes are read.")
    try:
        async with asyncio.timeout(timeout_s):
            return await _gather(receive, max_bytes)
    except TimeoutError:
        raise SlowBodyError(timeout_s) from None


async def _gather(receive: Receive, max_bytes: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        event = await receive()
        if event["type"] == "http.disconnect":
            raise MalformedRequestError("The body ended before it was whole.")
        parts.append(event.get("body", b""))
        size += len(parts[-1])
        if size > max_bytes:
            raise PayloadTooLargeError(f"At most {max_bytes:,} bytes are read.")
        if not event.get("more_body", False):
            return b"".join(parts)
