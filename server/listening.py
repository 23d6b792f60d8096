"""The address that the server listens at."""

import errno
import socket
from typing import Final

from server.errors import ServeError

BACKLOG: Final = 1_024


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens; port 0 takes a free one.

    Raises ServeError if the address cannot be had.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except (OSError, OverflowError) as error:
        cure = "Stop what uses it, or choose another address: --host and --port, or make serve PORT=…"
        raise ServeError(f"cannot listen at {_shown(host)}:{port}: {_words(error)}", cure) from error


def address_of(host: str, listening: socket.socket) -> str:
    """Return the address as a client writes it, a slash at the end."""
    return f"http://{_shown(host)}:{listening.getsockname()[1]}/"


def _words(error: OSError | OverflowError) -> str:
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return "the port is in use"
    return str(getattr(error, "strerror", None) or error)


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host
