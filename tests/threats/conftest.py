from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clients.conftest import serving
from tests.served import read_quads
from tests.served.stores import write_dataset
from tests.threats.hostile import hostile_quads

LIMITS = (
    "--timeout-s=1",
    "--reader-memory-bytes=200000000",
    "--body-timeout-s=1",
    "--max-upload-bytes=2000000",
    "--client-query-s=100000",
    "--client-failures=100000",
)
"""Limits that attacks reach soon; who attacks is not sent away, so that each attack is met by itself."""


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server over two claims of the first article, and data that mean ill."""
    folder = tmp_path_factory.mktemp("threats")
    write_dataset(folder / "store", [*read_quads(), *hostile_quads()])
    with serving(folder, LIMITS) as address:
        yield address


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server over a blank store."""
    with serving(tmp_path_factory.mktemp("threats"), ["--empty", *LIMITS]) as address:
        yield address


@pytest.fixture(scope="session")
def log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of a server that writes a log of queries, and the log."""
    folder = tmp_path_factory.mktemp("logged")
    path = folder / "queries.jsonl"
    with serving(folder, ["--empty", f"--query-log={path}"]) as address:
        yield address, path
