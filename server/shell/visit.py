"""A request as the shell looks at it."""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from server.config import Config
from server.endpoint import Asker, name_client, read_asker
from server.protocol import Message
from server.shell.asgi import Headers, Scope
from server.shell.cache import Key

_DIGEST_LENGTH: Final = 16


@dataclass(slots=True)
class Visit:
    """A request, its body when it has been read, and the digest of its query when that is known.

    ``about`` is what else than the fields of its address decides about the answer.
    """

    scope: Scope
    headers: dict[bytes, bytes] = field(init=False)
    body: bytes = b""
    digest: str = ""
    about: Key = ()

    def __post_init__(self) -> None:
        self.headers = _join(self.scope["headers"])

    @property
    def method(self) -> str:
        """Return the method, in capitals."""
        return self.scope["method"]

    def header(self, name: str) -> str | None:
        """Return a header by its name in lower case, if it is there."""
        value = self.headers.get(name.encode("ascii"))
        return None if value is None else value.decode("latin-1")

    @property
    def key(self) -> Key:
        """Return what decides about the answer, in a state of the data."""
        headers, method = self.headers, self.scope["method"]
        return (
            b"GET" if method == "HEAD" else method.encode("ascii"),
            self.scope["query_string"],
            headers.get(b"accept"),
            headers.get(b"accept-encoding"),
            headers.get(b"content-type"),
            headers.get(b"content-encoding"),
            self.body,
            *self.about,
        )

    @property
    def message(self) -> Message:
        """Return the parts that the protocol looks at."""
        content_type = self.header("content-type") or ""
        content_encoding = self.header("content-encoding") or ""
        return Message(self.method, self.scope["query_string"], content_type, self.body, content_encoding)

    @property
    def address_key(self) -> str:
        """Return the name of the client, whether it has the token or not."""
        return name_client(self._address, self.header("user-agent") or "")

    def asker(self, config: Config) -> Asker:
        """Return who asks."""
        return read_asker(
            self._address, self.header("user-agent") or "", self.header("authorization"), config
        )

    def note_text(self, text: str) -> None:
        """Keep the digest of the query."""
        self.digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST_LENGTH]

    @property
    def _address(self) -> str:
        return (self.scope["client"] or ("", ""))[0]


def _join(headers: Headers) -> dict[bytes, bytes]:
    """Return the headers by name; the values of one that came more than once are joined."""
    found = dict(headers)
    if len(found) < len(headers):
        for name in found:
            found[name] = b", ".join(value for other, value in headers if other == name)
    return found
