"""The command ``allegata serve``, run as users run it."""

import http.client
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

REPOSITORY = Path(__file__).resolve().parent.parent.parent


@contextmanager
def serving(*arguments: str, environment: Mapping[str, str] | None = None) -> Iterator[subprocess.Popen[str]]:
    """Start the command on a free port; kill it when the context ends."""
    process = subprocess.Popen(
        [sys.executable, "-m", "graph", "serve", "--port", "0", *arguments],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **(environment or {})},
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def read_address(process: subprocess.Popen[str]) -> str:
    """Return the address that it prints when it answers."""
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.startswith("Allegata answers at http://127.0.0.1:"), process.stderr and process.stderr.read()
    return line.split()[-1]


def get(address: str, path: str, /, **headers: str) -> tuple[int, bytes]:
    return send(address, "GET", path, b"", **headers)


def send(address: str, method: str, path: str, body: bytes = b"", /, **headers: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=20)
    with closing(connection):
        connection.request(method, path, body, {n.replace("_", "-"): v for n, v in headers.items()})
        response = connection.getresponse()
        return response.status, response.read()
