import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.bench.processes import Endpoint, free_port, running, wait_until_it_answers
from tests.served.stores import write_dataset

TOKEN = "for-the-clients"  # noqa: S105 -- guards a store that lasts as long as the tests


@pytest.fixture(scope="session")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an endpoint over two claims of the first article, with front and readers."""
    folder = tmp_path_factory.mktemp("clients")
    write_dataset(folder / "store")
    with serving(folder) as address:
        yield f"{address}/sparql"


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server over a blank store, without a slash; `TOKEN` may write."""
    with serving(tmp_path_factory.mktemp("clients"), ["--empty"]) as address:
        yield address


@contextmanager
def serving(folder: Path, options: Sequence[str] = ()) -> Iterator[str]:
    """Serve the store in a folder as the command line does; yield the address, without a slash."""
    port = free_port()
    command = [sys.executable, "-m", "graph", "serve", "--store", str(folder / "store"), *options]
    address, log = f"http://127.0.0.1:{port}", folder / "log"
    with running([*command, "--port", str(port)], log, {"ALLEGATA_TOKEN": TOKEN}) as process:
        endpoint = Endpoint("Allegata", f"{address}/sparql", process.pid)
        wait_until_it_answers(endpoint, process, log, "ASK {}")
        yield address


def find_program(name: str, package: str) -> str:
    """Return the path of a program; without it the test is skipped, but fails in continuous integration."""
    path = shutil.which(name)
    if path is None:
        leave_out(f"{name} (Debian: {package}) is absent")
    return str(path)


def leave_out(reason: str) -> None:
    """Skip the test, but fail in continuous integration, where nothing may be absent."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)
