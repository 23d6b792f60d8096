"""Another endpoint on a loopback port, which hears requests and says what it is told to."""

import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

RESULTS = b'{"head":{"vars":["who"]},"results":{"bindings":[{"who":{"type":"literal","value":"Cabello"}}]}}'


@dataclass
class Another:
    """``address`` is without a slash at the end; ``heard`` has the requests, each as it came."""

    address: str
    heard: list[bytes] = field(default_factory=list)

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])


def reply(
    body: bytes = RESULTS, media_type: str = "application/sparql-results+json", more: str = ""
) -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    return head.encode() + body


def status(line: str, more: str = "") -> bytes:
    return f"HTTP/1.1 {line}\r\nContent-Length: 0\r\n{more}\r\n".encode()


Says = bytes | Callable[[socket.socket], None]


@contextmanager
def another_endpoint(
    says: Says, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None
) -> Iterator[Another]:
    """Answer every request with the same bytes, or let a function write to the connection."""
    with socket.create_server((host, 0)) as listening:
        scheme = "https" if tls else "http"
        another = Another(f"{scheme}://{host}:{listening.getsockname()[1]}")
        thread = threading.Thread(target=_accept, args=(listening, another, says, tls))
        thread.start()
        try:
            yield another
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            thread.join()


def _accept(listening: socket.socket, another: Another, says: Says, tls: ssl.SSLContext | None) -> None:
    with suppress(OSError):
        while True:
            connection, _ = listening.accept()
            connection.settimeout(10)
            given = (connection, another, says, tls)
            threading.Thread(target=_answer, args=given, daemon=True).start()


def _answer(connection: socket.socket, another: Another, says: Says, tls: ssl.SSLContext | None) -> None:
    with suppress(OSError), tls.wrap_socket(connection, server_side=True) if tls else connection as plain:
        another.heard.append(_receive(plain))
        if isinstance(says, bytes):
            plain.sendall(says)
        else:
            says(plain)


def _receive(connection: socket.socket) -> bytes:
    """Return a whole request: what is left unread would make the kernel break the connection."""
    received = b""
    while piece := connection.recv(65_536):
        received += piece
        head, end, body = received.partition(b"\r\n\r\n")
        length = re.search(rb"content-length: *(\d+)", head, re.IGNORECASE)
        if end and len(body) >= int(length[1] if length else 0):
            break
    return received
