"""A server on loopback that says what it is told to, byte by byte, and keeps what it was asked."""

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from server.federation.addresses import Target


@dataclass
class Scripted:
    """What was asked of it, header and body, one text for each request; ``port`` is where it listens."""

    port: int
    asked: list[bytes] = field(default_factory=list)

    @property
    def target(self) -> Target:
        return Target("http", "127.0.0.1", self.port, "/sparql")


@contextmanager
def scripted(answers: Sequence[bytes]) -> Iterator[Scripted]:
    """Give each request the next answer, on whatever connection, and close after one without a length."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = Scripted(listening.getsockname()[1])
        left = list(answers)
        threading.Thread(target=_serve, args=(listening, left, server), daemon=True).start()
        yield server


def _serve(listening: socket.socket, left: list[bytes], server: Scripted) -> None:
    while left:
        try:
            connection, _ = listening.accept()
        except OSError:
            return
        with connection:
            while left and (request := _read(connection)):
                server.asked.append(request)
                answer = left.pop(0)
                connection.sendall(answer)
                if b"Connection: keep" not in answer:
                    break


def _read(connection: socket.socket) -> bytes:
    text = b""
    while b"\r\n\r\n" not in text:
        piece = connection.recv(65536)
        if not piece:
            return b""
        text += piece
    head, _, body = text.partition(b"\r\n\r\n")
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    while lengths and len(body) < int(lengths[0].split(b":")[1]):
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def answer(body: bytes, *fields: str, status: str = "200 OK", length: int | None = None) -> bytes:
    """Return an answer of a server that keeps its connection."""
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}", *fields]
    return "\r\n".join([*head, "Connection: keep-alive", "", ""]).encode() + body
