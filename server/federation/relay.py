"""The one way from a query to other endpoints: a listener for readers, which asks on their behalf.

A reader cannot be told whom to ask, and its engine asks anybody. So SERVICE is made to name this listener,
at an address that holds only while the query runs. It looks the endpoint's host up once, judges what it
found, and connects to that: a name that changes its mind, or leads to this network, gets nowhere.
"""

import asyncio
import secrets
import ssl
from collections.abc import Sequence
from types import TracebackType
from typing import Final, Self

from server.config import Config
from server.errors import EndpointError, ServeError
from server.federation.addresses import Resolver, Rule, Target, is_host, is_public, read_rules, resolve
from server.federation.admission import Admission
from server.federation.calls import Rewritten, find_calls
from server.federation.remote import Results, ask
from server.gate.lexer import tokens

_LOOPBACK: Final = "127.0.0.1"
_SECRET_BYTES: Final = 16
_MAX_HEADER_BYTES: Final = 16_384
_MAX_QUERY_BYTES: Final = 1 << 20


class Relay:
    """The listener, on the event loop that enters this context; ``admit`` may be called in any thread.

    Making it raises ServeError if the configuration allows what is no address.
    """

    def __init__(
        self, config: Config, resolver: Resolver = resolve, tls: ssl.SSLContext | None = None
    ) -> None:
        self._config = config
        self._rules = _rules(config.service_allowed)
        self._resolve = resolver
        self._tls = tls or ssl.create_default_context()
        self._admissions: dict[str, Admission] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._server: asyncio.Server | None = None
        self._port = 0

    async def __aenter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        self._server = await asyncio.start_server(self._serve, _LOOPBACK, 0, limit=_MAX_HEADER_BYTES)
        self._port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for secret in list(self._admissions):
            self._forget(secret)
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    def admit(self, text: str) -> Admission | None:
        """Let a query that passed the gate ask the endpoints that it names; None if it names none.

        Raises RefusedServiceError if one of them may not be asked.
        """
        if "service" not in text.lower():
            return None
        calls = find_calls(list(tokens(text)), self._rules)
        if not calls:
            return None
        secret = secrets.token_urlsafe(_SECRET_BYTES)
        begin = f"http://{_LOOPBACK}:{self._port}/{secret}/"
        rewritten = Rewritten(text, calls, tuple(f"{begin}{number}" for number in range(len(calls))))
        admission = Admission(
            rewritten, self._config.service_max_requests, self._ask, lambda: self._forget(secret)
        )
        self._admissions[secret] = admission
        return admission

    def _forget(self, secret: str) -> None:
        """End an admission, and what is being asked on its behalf."""
        admission = self._admissions.pop(secret, None)
        if admission and self._loop and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(_cancel, admission.tasks)

    async def _ask(self, target: Target, query: bytes) -> Results:
        try:
            async with asyncio.timeout(self._config.service_timeout_s):
                addresses = await self._addresses(target)
                return await ask(target, addresses, query, self._config.service_max_bytes, self._tls)
        except TimeoutError:
            limit = f"{self._config.service_timeout_s:g} seconds"
            raise EndpointError(f"<{target}> did not answer within {limit}.") from None

    async def _addresses(self, target: Target) -> Sequence[str]:
        """Return the numeric addresses of a host; if one is not to be asked, none is."""
        try:
            found = await self._resolve(target.host, target.port)
        except (OSError, UnicodeError) as error:
            raise EndpointError(f"<{target}> cannot be found: {error}.") from error
        may_ask = is_host if self._config.service_allow_private else is_public
        if not all(map(may_ask, found)):
            raise EndpointError(f"<{target}> is no host of the Internet, so it is not asked.")
        return found

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            status, media_type, body = await self._answer(reader)
            head = f"HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nContent-Length: {len(body)}\r\n"
            writer.write(f"{head}Connection: close\r\n\r\n".encode("ascii") + body)
            await writer.drain()
        except (OSError, EOFError, IndexError, ValueError, asyncio.LimitOverrunError, asyncio.CancelledError):
            pass  # who asked is gone, or is no reader
        finally:
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader) -> tuple[str, str, bytes]:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        _, secret, number = head.split(" ", 2)[1].split("/")
        admission = self._admissions.get(secret)
        if admission is None:
            return "404 Not Found", "text/plain", b""
        return await self._relay(admission, int(number), await reader.readexactly(_content_length(head)))

    async def _relay(self, admission: Admission, number: int, query: bytes) -> tuple[str, str, bytes]:
        asking = asyncio.create_task(admission.ask(number, query))
        admission.tasks.add(asking)
        asking.add_done_callback(admission.tasks.discard)
        try:
            results = await asking
        except EndpointError as error:
            return "502 Bad Gateway", "text/plain; charset=utf-8", error.detail.encode()
        return "200 OK", results.media_type, results.body


def _rules(texts: tuple[str, ...]) -> tuple[Rule, ...]:
    try:
        return read_rules(texts)
    except ValueError as error:
        raise ServeError(
            f"service_allowed: {error}", "Write https://host/path, or https:// alone."
        ) from error


def _content_length(head: str) -> int:
    """Return the length of a request's body.

    Raises ValueError if there is none, or a longer one than any query has.
    """
    fields = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
    length = int(fields.get("content-length", "-1"))
    if not 0 <= length <= _MAX_QUERY_BYTES:
        raise ValueError(f"a body of {length} bytes")
    return length


def _cancel(tasks: set[asyncio.Task[Results]]) -> None:
    for task in tuple(tasks):
        task.cancel()
