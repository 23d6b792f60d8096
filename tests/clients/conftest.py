import os
import shutil
from collections.abc import Iterator

import pytest

from server.app import create_app
from server.config import Config
from tests.served import make_service
from tests.served.live import listening


@pytest.fixture(scope="session")
def endpoint() -> Iterator[str]:
    """The address of an endpoint over two claims of the first article."""
    with listening(create_app(make_service(), Config())) as address:
        yield f"{address}/sparql"


def find_program(name: str, package: str) -> str:
    """Return the path of a program; without it the test is skipped, but fails in continuous integration."""
    path = shutil.which(name)
    if path is None and os.environ.get("CI") != "true":
        pytest.skip(f"{name} (Debian: {package}) is absent")
    assert path, f"{name} (Debian: {package}) is absent"
    return path
