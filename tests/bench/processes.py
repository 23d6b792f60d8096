"""Servers as processes on loopback ports, and a client for them."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit

START_SECONDS: Final = 300.0
STOP_SECONDS: Final = 30.0
_POLL_SECONDS: Final = 0.002


@dataclass(frozen=True)
class Endpoint:
    """A SPARQL endpoint: ``address`` may have parameters that all its queries need."""

    name: str
    address: str
    pid: int = 0

    @property
    def port(self) -> int:
        """Return the port that it listens on."""
        return urlsplit(self.address).port or 80

    def target(self, query: str) -> str:
        """Return path and parameters of a query by GET."""
        parts = urlsplit(self.address)
        fields = f"{parts.query}&" if parts.query else ""
        return f"{parts.path}?{fields}query={quote(query, safe='')}"


@dataclass(frozen=True)
class Answer:
    """What came back, and how many seconds it took from the first byte sent to the last one read."""

    status: int
    body: bytes
    seconds: float


class Client:
    """One connection that is kept; a context that closes it."""

    def __init__(self, endpoint: Endpoint, accept: str, timeout_s: float = 120.0) -> None:
        self._endpoint = endpoint
        self._accept = accept
        self._connection = HTTPConnection("127.0.0.1", endpoint.port, timeout=timeout_s)

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def ask(self, query: str) -> Answer:
        """Send a query by GET and read all of the answer.

        Raises OSError or HTTPException if there is none.
        """
        begin = time.perf_counter()
        self._connection.request("GET", self._endpoint.target(query), headers={"Accept": self._accept})
        response = self._connection.getresponse()
        body = response.read()
        return Answer(response.status, body, time.perf_counter() - begin)

    def read(self, query: str) -> bytes:
        """Return the body of an answer that must be a good one."""
        answer = self.ask(query)
        assert answer.status == 200, f"{self._endpoint.name} says {answer.status}: {answer.body[:300]!r}"
        return answer.body


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


@contextlib.contextmanager
def running(
    command: Sequence[str], log: Path, environment: Mapping[str, str] | None = None
) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a server in a session of its own, its output in a file; then stop it and all that it started."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env={**os.environ, **(environment or {})},
        )
    try:
        yield process
    finally:
        stop(process)


def stop(process: "subprocess.Popen[bytes]") -> None:
    """End a server as its operator would, then what is left of its session."""
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def wait_until_it_answers(
    endpoint: Endpoint, process: "subprocess.Popen[bytes]", log: Path, query: str
) -> None:
    """Ask until a server answers.

    Raises RuntimeError, with the end of its log, if it ends or doesn't answer in ``START_SECONDS``.
    """
    stop = time.monotonic() + START_SECONDS
    while not _answers(endpoint, query):
        if process.poll() is not None or time.monotonic() > stop:
            state = "does not answer" if process.returncode is None else f"ended with {process.returncode}"
            raise RuntimeError(f"{endpoint.name} {state}: {log.read_text('utf-8', 'replace')[-2000:]}")
        time.sleep(_POLL_SECONDS)


def _answers(endpoint: Endpoint, query: str) -> bool:
    try:
        with Client(endpoint, "application/sparql-results+json", timeout_s=10) as client:
            return client.ask(query).status == 200
    except (OSError, HTTPException):
        return False
