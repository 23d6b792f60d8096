"""An application on a loopback port, behind the server that the command line uses."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from waitress import wasyncore
from waitress.server import create_server


@contextmanager
def listening(app: Flask) -> Iterator[str]:
    """Serve an application on a free port; yield its address, without a slash at the end."""
    sockets: dict[int, wasyncore.dispatcher] = {}
    server = create_server(app, sockets, host="127.0.0.1", port=0, threads=2, max_request_header_size=524_288)
    thread = threading.Thread(target=server.run, name="listening")
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.trigger.pull_trigger(lambda: wasyncore.close_all(sockets))  # ends the loop, from inside it
        thread.join(timeout=10)
        server.task_dispatcher.shutdown()
    assert not thread.is_alive()
