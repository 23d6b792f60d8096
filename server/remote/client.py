"""Requests to another server over one connection that is kept, and their answers piece by piece."""

import http.client
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NoReturn

from server.errors import StoreFailedError, StoreUnreachableError
from server.federation.addresses import Target
from server.remote.authentication import Authentication
from server.remote.breaker import Breaker

_PAUSES: Final = (0.1, 0.4)
"""Seconds before a read is tried again, and again."""

_PASSING: Final = frozenset({429, 502, 503})
_SOON_SECONDS: Final = 1
_MAX_TOLD_BYTES: Final = 2_000


@dataclass(frozen=True)
class Request:
    """What a server is asked; only what ``is_read`` is tried again."""

    target: Target
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    is_read: bool = True


class Body:
    """The body of an answer as a file, which ends with an error unless all of it has come.

    Its errors are kept in ``failure``, for whoever reads it through something that makes others of them.
    """

    def __init__(self, response: http.client.HTTPResponse, client: "Client") -> None:
        self._response = response
        self._client = client
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.getheaders()}
        self.failure: StoreFailedError | None = None

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, none at the end.

        Raises StoreFailedError if the answer breaks off.
        """
        try:
            piece = self._response.read(None if size < 0 else size)
        except (OSError, http.client.HTTPException) as error:
            raise self._break_off(repr(error)) from error
        if not piece and size != 0 and self._response.length:
            raise self._break_off(f"{self._response.length:,} bytes are missing")
        return piece

    @property
    def is_read(self) -> bool:
        """Tell whether all of it has been read."""
        return self._response.isclosed()

    def close(self) -> None:
        """Be done with the answer; if there is more of it, the connection ends."""
        if not self.is_read:
            self._client.close()

    def told(self) -> str:
        """Return the begin of an answer as text, for an error's message, and be done with it."""
        try:
            text = self.read(_MAX_TOLD_BYTES).decode("utf-8", "replace")
        except StoreFailedError:
            text = ""
        self.close()
        return " ".join(text.split())[:500]

    def _break_off(self, why: str) -> StoreFailedError:
        self._client.close()
        self.failure = StoreFailedError(f"The store's server broke off its answer: {why}.")
        return self.failure


class Client:
    """One connection to one server at a time, for one thread."""

    def __init__(
        self, authentication: Authentication, breaker: Breaker | None = None, timeout_s: float = 60.0
    ) -> None:
        self._authentication = authentication
        self._breaker = breaker or Breaker()
        self._timeout_s = timeout_s
        self._place: tuple[str, str, int] | None = None
        self._connection: http.client.HTTPConnection | None = None
        self._tls: ssl.SSLContext | None = None
        self._last: Body | None = None
        self._why = ""

    def send(self, request: Request) -> Body:
        """Send a request, and return the answer when its header is there, whatever its status.

        Reads are tried again. Raises StoreUnreachableError, or StoreFailedError if no answer comes in time.
        """
        self._breaker.admit()
        for pause in _PAUSES if request.is_read else ():
            body = self._try(request)
            if body is not None and not _is_passing(body):
                return body
            time.sleep(pause)
        return self._try(request) or self._give_up(request)

    def _try(self, request: Request) -> Body | None:
        """Return the answer, or None if the server cannot be reached."""
        try:
            body = self._authenticated(request)
        except TimeoutError as error:
            self.close()
            told = f"<{request.target}> did not answer within {self._timeout_s:g} seconds."
            raise StoreFailedError(told) from error
        except (OSError, http.client.HTTPException) as error:
            self.close()
            self._why = str(error) or type(error).__name__
            return None
        self._breaker.close()
        return body

    def _give_up(self, request: Request) -> NoReturn:
        self._breaker.trip()
        raise StoreUnreachableError(f"<{request.target}> cannot be reached: {self._why}.")

    def close(self) -> None:
        """End the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _authenticated(self, request: Request) -> Body:
        body = self._once(request)
        challenge = body.headers.get("www-authenticate", "")
        if body.status != http.client.UNAUTHORIZED or not self._authentication.take(challenge):
            return body
        body.close()
        return self._once(request)

    def _once(self, request: Request) -> Body:
        connection = self._connect(request.target)
        path = request.target.path
        headers = {"Host": request.target.netloc, "User-Agent": "Allegata", "Accept-Encoding": "identity"}
        headers |= {**request.headers, **self._authentication.header(request.method, path)}
        connection.request(request.method, path, request.body or None, headers)
        self._last = Body(connection.getresponse(), self)
        return self._last

    def _connect(self, target: Target) -> http.client.HTTPConnection:
        place = (target.scheme, target.host, target.port)
        is_free = self._last is None or self._last.is_read
        if self._connection is None or place != self._place or not is_free:
            self.close()
            self._place, self._connection = place, self._open(target)
        return self._connection

    def _open(self, target: Target) -> http.client.HTTPConnection:
        if target.scheme == "http":
            return http.client.HTTPConnection(target.host, target.port, timeout=self._timeout_s)
        self._tls = self._tls or ssl.create_default_context()
        return http.client.HTTPSConnection(
            target.host, target.port, timeout=self._timeout_s, context=self._tls
        )


def _is_passing(body: Body) -> bool:
    """Tell whether an answer says that another one comes soon, and be done with it if so."""
    later = body.headers.get("retry-after", "0")
    if body.status not in _PASSING or not (later.isdecimal() and int(later) <= _SOON_SECONDS):
        return False
    body.close()
    return True
