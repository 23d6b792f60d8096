"""Serve a built dataset: this process takes the requests, readers beside it answer the queries."""

import errno
import logging
import signal
import socket
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import FrameType
from typing import Final

from flask import Flask
from waitress.server import create_server

import ontology
from graph.base import rebase_text
from graph.competency import read_competency
from graph.generations import publish
from server.app import create_app
from server.config import Config, Limits
from server.errors import ServeError
from server.pooled import PooledService
from server.service import Service

_SPARE_THREADS: Final = 4
_DEFAULTS: Final = Limits()
_BACKLOG: Final = 1_024
_MAX_HEADER_BYTES: Final = 512 * 1024
"""Room for the longest query in an address, where each of its bytes takes up to three."""


def serve(dataset: Path, host: str, port: int, limits: Limits = _DEFAULTS) -> None:
    """Serve a built dataset until SIGINT or SIGTERM; port 0 takes a free one, which is printed.

    Raises StoreError if the dataset cannot be read, ServeError if the address cannot be had or the
    readers do not start.
    """
    with (
        publish(dataset) as lease,
        _listen(host, port) as listening,
        PooledService(lease.generation, limits) as service,
    ):
        _run(build_app(service, lease.generation.base), host, listening, limits)


def _run(app: Flask, host: str, listening: socket.socket, limits: Limits) -> None:
    """Answer requests; each query that runs or waits takes a thread, and a few are left for the rest."""
    server = create_server(
        app,
        sockets=[listening],
        threads=limits.readers + limits.max_queued + _SPARE_THREADS,
        ident="allegata",
        max_request_header_size=_MAX_HEADER_BYTES,
    )
    # It warns of each request that waits for a thread, even of the first: the pool says 503 when too many do.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    print(f"Allegata answers at http://{_shown(host)}:{listening.getsockname()[1]}/", flush=True)
    server.run()
    server.close()


def build_app(service: Service, base: str) -> Flask:
    """Return the application over a service, with the installed questions moved to the data's base."""
    asked = read_competency(Path(ontology.__file__).parent / "competency")
    questions = tuple(replace(question, text=rebase_text(question.text, base)) for question in asked)
    config = Config(base=base, version=_version(), questions=questions)
    return create_app(service, config)


def _version() -> str:
    try:
        return version("allegata")
    except PackageNotFoundError:
        return Config.version


def _stop(number: int, frame: FrameType | None) -> None:
    """End waitress's loop, which takes SystemExit for an orderly end."""
    raise SystemExit(0)


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except (OSError, OverflowError) as error:
        cure = "Stop what uses it, or choose another address: --host and --port, or make serve PORT=…"
        raise ServeError(f"cannot listen at {_shown(host)}:{port}: {_words(error)}", cure) from error


def _words(error: OSError | OverflowError) -> str:
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return "the port is in use"
    return str(getattr(error, "strerror", None) or error)


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host
