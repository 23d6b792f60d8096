"""Servers under fire: requests over connections that are kept, and what became of each."""

import socket
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPResponse, IncompleteRead
from pathlib import Path
from random import Random
from typing import Final

from tests.bench.processes import (
    Endpoint,
    free_port,
    running,
    wait_until_it_answers,
)
from tests.clients.conftest import TOKEN
from tests.fuzz.making import Made, Making
from tests.kernel import children, command_line, resident_bytes
from tests.served.stores import write_dataset

OPTIONS: Final = (
    "--timeout-s=1",
    "--readers=3",
    "--reader-memory-bytes=200000000",
    "--cache-bytes=1000000",
    "--client-query-s=1e9",
    "--client-failures=1000000000",
)
_TOLD: Final = frozenset({"501", "503"})
"""The statuses of queries that call what there is not, or take more than there is."""

_CLIENTS: Final = 4
_ANSWER_SECONDS: Final = 60.0
_BLANK_SHARE: Final = 0.4


@dataclass
class Figures:
    """How many requests ended how; ``odd`` has the requests that a server did not answer as it should."""

    requests: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    odd: list[tuple[str, bytes]] = field(default_factory=list)
    resident: list[int] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, outcome: str, made: Made) -> None:
        self.requests += 1
        self.statuses[outcome] += 1
        if outcome == "no answer" or (outcome.startswith("5") and outcome not in _TOLD):
            self.odd.append((outcome, made.message))

    @property
    def growth_bytes(self) -> int:
        """Return how much more memory the fronts hold at the end than after a fifth of the requests."""
        return self.resident[-1] - self.resident[len(self.resident) // 5]


@dataclass(frozen=True)
class Fired:
    """A server: its address and the process of its front."""

    address: tuple[str, int]
    pid: int

    def lasting(self) -> frozenset[int]:
        """Return the processes that must last: the front and its writer."""
        writers = {pid for pid in children(self.pid) if "server.writer.program" in command_line(pid)}
        return frozenset({self.pid, *writers})


@contextmanager
def servers(folder: Path) -> Iterator[tuple[Fired, Fired]]:
    """Serve two claims of the first article, and a blank store."""
    write_dataset(folder / "article")
    with _serve(folder / "article") as article, _serve(folder / "blank", "--empty") as blank:
        yield article, blank


@contextmanager
def _serve(store: Path, *options: str) -> Iterator[Fired]:
    port, log = free_port(), store.with_suffix(".log")
    command = [sys.executable, "-m", "graph", "serve", "--store", str(store), "--port", str(port)]
    with running([*command, *OPTIONS, *options], log, {"ALLEGATA_TOKEN": TOKEN}) as process:
        endpoint = Endpoint("Allegata", f"http://127.0.0.1:{port}/sparql", process.pid)
        wait_until_it_answers(endpoint, process, log, "ASK {}")
        yield Fired(("127.0.0.1", port), process.pid)


class _Client:
    """One connection to a server, made anew when it has ended."""

    def __init__(self, address: tuple[str, int]) -> None:
        self._address = address
        self._connection: socket.socket | None = None

    def send(self, made: Made) -> str:
        """Send a request and return the status of its answer, or what came instead."""
        outcome = self._try(made)
        if outcome == "no answer" and made.is_whole:  # the connection may have ended since the last one
            outcome = self._try(made)
        return outcome

    def _try(self, made: Made) -> str:
        try:
            if self._connection is None or not made.is_whole:
                self._connect()
            return self._exchange(made)
        except IncompleteRead:
            self.close()
            return "broken off"
        except TimeoutError:
            self.close()
            return "no answer" if made.is_whole else "waits"
        except (OSError, HTTPException):
            self.close()
            return "no answer" if made.is_whole else "closed"

    def _exchange(self, made: Made) -> str:
        assert self._connection is not None
        self._connection.sendall(made.message)
        if not made.is_whole:
            self._connection.shutdown(socket.SHUT_WR)
        with HTTPResponse(
            self._connection, method=made.message.split(b" ", 1)[0].decode("latin-1")
        ) as response:
            response.begin()
            response.read()
            if response.will_close or not made.is_whole:
                self.close()
            return str(response.status)

    def _connect(self) -> None:
        self.close()
        self._connection = socket.create_connection(self._address, timeout=_ANSWER_SECONDS)

    def close(self) -> None:
        if self._connection is not None:
            with suppress(OSError):
                self._connection.close()
        self._connection = None


def fire(article: Fired, blank: Fired, requests: int, seed: int) -> Figures:
    """Send requests to both servers from a few clients at once, and return what became of them."""
    figures = Figures()
    begin = time.monotonic()
    with ThreadPoolExecutor(_CLIENTS) as clients:
        shares = [
            clients.submit(_fire, article, blank, requests // _CLIENTS, seed + n, figures)
            for n in range(_CLIENTS)
        ]
        for share in shares:
            share.result()
    figures.seconds = time.monotonic() - begin
    return figures


def _fire(article: Fired, blank: Fired, requests: int, seed: int, figures: Figures) -> None:
    random = Random(seed)  # noqa: S311 (to be repeated, not to be secret)
    making = Making(random)
    clients = _Client(article.address), _Client(blank.address)
    for number in range(requests):
        made = making.next()
        figures.add(clients[random.random() < _BLANK_SHARE].send(made), made)
        if number % 50 == 0:
            figures.resident.append(resident_bytes(article.pid) + resident_bytes(blank.pid))
    for client in clients:
        client.close()
