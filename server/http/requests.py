"""Requests in the bytes of a connection, within limits."""

from typing import Final, NoReturn, Protocol

from httptools import HttpParserError, HttpParserInvalidURLError, HttpParserUpgrade, HttpRequestParser

from server.http.head import Head
from server.shell.asgi import Headers

MAX_TARGET_BYTES: Final = 65_534
"""A query that makes a longer address is for a body."""

_MAX_HEAD_BYTES: Final = 256 * 1024
_MAX_HEADERS: Final = 100
_MAX_KEPT_BYTES: Final = 4_096
_MOST_KEPT: Final = 512


class Taker(Protocol):
    """What is told of requests."""

    def take_head(self, head: Head) -> None:
        """Take the head of a request."""

    def take_part(self, part: bytes) -> None:
        """Take a part of its body."""

    def take_end(self) -> None:
        """Take note that the request is whole."""


class RefusedError(Exception):
    """Bytes that are no request, or one beyond the limits; there is no telling where the next one begins."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status
        self.words = words


class Heads:
    """Heads of requests without a body, by the bytes that they came in: clients send the same ones again."""

    def __init__(self) -> None:
        self._known: dict[bytes, Head] = {}

    def get(self, data: bytes) -> Head | None:
        """Return the head that is all there is in some bytes, if it is known."""
        return self._known.get(data)

    def keep(self, data: bytes, head: Head) -> None:
        """Keep a head for the next time."""
        if len(data) <= _MAX_KEPT_BYTES and head.lasts and not head.brings_body:
            if len(self._known) == _MOST_KEPT:
                self._known.clear()
            self._known[data] = head


class Requests:
    """Finds the requests in bytes as they come; after an error it is of no more use.

    An offer to go on with another protocol is not taken. The parser stops at it, and takes the body for that
    protocol's; so another parser, which is given a head without the offer, goes on with the body.
    """

    def __init__(self, taker: Taker, heads: Heads) -> None:
        self._taker = taker
        self._heads = heads
        self._head: Head | None = None
        self._parser = HttpRequestParser(self)
        self._target = b""
        self._headers: Headers = []
        self._heads_read = 0
        self._head_bytes = 0
        self._refusal: RefusedError | None = None
        self.is_between = True
        self._is_in_head = False
        self._is_offer = False
        self._goes_on = False

    def feed(self, data: bytes) -> None:
        """Take bytes, and tell the taker what they bring.

        Raises RefusedError.
        """
        if not self.is_between:
            self._parse(data)
        elif (head := self._heads.get(data)) is not None:
            self._taker.take_head(head)
            self._taker.take_end()
        else:
            self._heads_read = 0
            self._parse(data)
            if self._heads_read == 1 and self.is_between and self._head is not None:
                self._heads.keep(data, self._head)

    def _parse(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except HttpParserUpgrade as offer:
            self._go_on()
            self._parse(data[offer.args[0] :])
        except HttpParserError as error:
            raise self._refusal or RefusedError(400, f"This is no HTTP request: {error}.") from None
        self._head_bytes = self._head_bytes + len(data) if self._is_in_head else 0
        if self._head_bytes > _MAX_HEAD_BYTES:
            raise RefusedError(431, f"The headers are longer than {_MAX_HEAD_BYTES:,} bytes.")

    def _go_on(self) -> None:
        """Have another parser go on where the request's body begins."""
        self._parser, self._is_offer, self._goes_on = HttpRequestParser(self), False, True
        framing = (b"content-length", b"transfer-encoding")
        lines = [b"%b: %b\r\n" % header for header in self._headers if header[0] in framing]
        self._parser.feed_data(
            b"POST * HTTP/1.1\r\n" + b"".join(lines or [b"content-length: 0\r\n"]) + b"\r\n"
        )

    def on_message_begin(self) -> None:
        """Begin a request: the names of these methods are the parser's."""
        if not self._goes_on:
            self._target, self._headers = b"", []
            self._is_in_head, self.is_between = True, False

    def on_url(self, part: bytes) -> None:
        """Take a part of the target."""
        if not self._goes_on:
            self._target += part
            if len(self._target) > MAX_TARGET_BYTES:
                self._refuse(414, "The address is too long: send the query in the body of a POST.")

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header."""
        if not self._goes_on:
            self._headers.append((name.lower(), value))
            if len(self._headers) > _MAX_HEADERS:
                self._refuse(431, f"There are more than {_MAX_HEADERS} headers.")

    def on_headers_complete(self) -> None:
        """Tell the head of a request."""
        if self._goes_on:
            return
        parser, self._is_in_head = self._parser, False
        self._is_offer = parser.should_upgrade()
        method, version = parser.get_method().decode("ascii"), parser.get_http_version()
        if version == "1.1" and sum(name == b"host" for name, _ in self._headers) != 1:
            self._refuse(400, "A request has one Host header.")
        self._head = self._make_head(method, version, lasts=parser.should_keep_alive())
        self._heads_read += 1
        self._taker.take_head(self._head)

    def _make_head(self, method: str, version: str, *, lasts: bool) -> Head:
        try:
            return Head(method, self._target, version, self._headers, lasts=lasts)
        except HttpParserInvalidURLError:
            self._refuse(400, "The target of the request is no address.")

    def on_body(self, part: bytes) -> None:
        """Tell a part of the body."""
        self._taker.take_part(part)

    def on_message_complete(self) -> None:
        """Tell the end of a request."""
        if not self._is_offer:
            self._goes_on, self.is_between = False, True
            self._taker.take_end()

    def _refuse(self, status: int, words: str) -> NoReturn:
        self._refusal = RefusedError(status, words)
        raise self._refusal
