import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.bench.processes import Endpoint, free_port, running, wait_until_it_answers
from tests.clients.absence import find_program as find_program  # which test_relay has from here
from tests.clients.packages import install
from tests.served.stores import write_dataset

FOLDER = Path(__file__).parent
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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let all tests of clients share their servers, and those go last that wait for npm."""
    for item in items:
        if item.path.is_relative_to(FOLDER):
            item.add_marker(pytest.mark.xdist_group("clients"))
    items.sort(key=needs_packages)


def needs_packages(item: pytest.Item) -> bool:
    return "packages" in getattr(item, "fixturenames", ())


@pytest.fixture(scope="session", autouse=True)
def installing(request: pytest.FixtureRequest) -> Iterator[Future[Path] | None]:
    """The folder of the packages from npm, which are installed while other clients are tested."""
    with ThreadPoolExecutor() as pool:
        yield pool.submit(install) if any(map(needs_packages, request.session.items)) else None


@pytest.fixture(scope="session")
def packages(installing: Future[Path]) -> Path:
    """The folder of the packages from npm."""
    return installing.result()


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
