"""A client that writes: SPARQL updates by POST, with the token."""

from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Final

from tests.bench.peers import TOKEN

TIMEOUT_SECONDS: Final = 120.0


@dataclass(frozen=True)
class Reply:
    """What a server says to a write."""

    status: int
    body: bytes

    @property
    def is_made(self) -> bool:
        """Tell whether the write is acknowledged."""
        return self.status in (200, 201, 204)


class Writer:
    """One connection that is kept; a context that closes it."""

    def __init__(self, port: int, token: str = TOKEN, timeout_s: float = TIMEOUT_SECONDS) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=timeout_s)
        self._headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/sparql-update; charset=utf-8",
            "Accept": "application/json, text/turtle;q=0.1",
        }

    def __enter__(self) -> "Writer":
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def update(self, text: str) -> Reply:
        """Send an update and read the reply.

        Raises OSError or HTTPException if the connection breaks: then nobody knows whether it was made.
        """
        self._connection.request("POST", "/update", text.encode(), self._headers)
        response = self._connection.getresponse()
        return Reply(response.status, response.read())
