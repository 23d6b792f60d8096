"""Requests as an attacker makes them."""

import socket
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, IncompleteRead
from urllib.parse import quote

JSON = "application/sparql-results+json, application/problem+json;q=0.5"
HTML = "text/html"
QUERY = "application/sparql-query"


@dataclass(frozen=True)
class Reply:
    """What came back, and how many seconds it took; the names of headers are in lower case.

    ``is_broken`` says that the connection ended before the body did.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float
    is_broken: bool = False

    @property
    def text(self) -> str:
        return self.body.decode()


def request(
    address: str, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
) -> Reply:
    begin = time.monotonic()
    connection = HTTPConnection(address.removeprefix("http://"), timeout=60)
    try:
        connection.request(method, path, body, dict(headers or {}))
        response = connection.getresponse()
        found = {name.lower(): value for name, value in response.getheaders()}
        try:
            received, is_broken = response.read(), False
        except IncompleteRead as error:
            received, is_broken = error.partial, True
        return Reply(response.status, found, received, time.monotonic() - begin, is_broken)
    finally:
        connection.close()


def get(address: str, path: str, accept: str = JSON) -> Reply:
    return request(address, "GET", path, headers={"Accept": accept})


def ask(address: str, query: str, accept: str = JSON) -> Reply:
    """Ask a query in the body of a POST."""
    headers = {"Accept": accept, "Content-Type": QUERY}
    return request(address, "POST", "/sparql", query.encode(), headers)


def page(address: str, query: str) -> Reply:
    """Ask for the page of a query's answer."""
    return get(address, f"/sparql?query={quote(query, safe='')}", HTML)


def connect(address: str) -> socket.socket:
    host, _, port = address.removeprefix("http://").partition(":")
    return socket.create_connection((host, int(port)), timeout=30)


def say(address: str, message: bytes, *, waits: bool = False) -> bytes:
    """Send bytes as they are, and return all that comes until the server ends the connection.

    The server takes it for gone who has no more to say, unless who asks ``waits``: then the bytes have to
    be whole requests, and to tell the server to end the connection.
    """
    received = b""
    with connect(address) as connection, suppress(OSError):  # the server may end it at any moment
        connection.sendall(message)
        if not waits:
            connection.shutdown(socket.SHUT_WR)
        while piece := connection.recv(65_536):
            received += piece
    return received


def is_well(address: str) -> bool:
    """Tell whether an honest query is answered at once."""
    reply = ask(address, "ASK { ?claim <https://w3id.org/allegata/ontology#holder> ?who }")
    return reply.status == 200 and reply.body == b'{"head":{},"boolean":true}' and reply.seconds < 2
