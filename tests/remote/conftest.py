from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from graph.build import Built
from graph.generations import publish
from graph.lease import Generation
from graph.namespaces import BASE, RDFS, XSD
from graph.store import read_built
from server.in_process import InProcessService
from server.readers.shelf import open_service
from server.remote.endpoint import Endpoint
from server.remote.probe import Probed, probe
from server.remote.push import push
from server.remote.service import RemoteService
from tests.conftest import Heard
from tests.remote.servers import SERVERS, Store
from tests.served.stores import write_dataset

ACTORS = NamedNode(f"{BASE}graph/actors")
MADURO = NamedNode(f"{BASE}id/actor/nicolas-maduro")
NOTE = NamedNode(f"{RDFS}comment")
WORDS = (
    Literal('He said “no”, then "no" \\ again,\nand then\tnothing 🤐 — ni una palabra'),
    Literal("Tren de Aragua", language="es-ve"),
    Literal("0025", datatype=NamedNode(f"{XSD}integer")),
    Literal("true", datatype=NamedNode(f"{XSD}boolean")),
    Literal("2025-08-07", datatype=NamedNode(f"{XSD}date")),
    Literal("2025-08-07T21:03:00-04:00", datatype=NamedNode(f"{XSD}dateTime")),
    Literal("2025-08~", datatype=NamedNode("http://id.loc.gov/datatypes/edtf")),
    Literal("a fugitive head of this cartel " * 400),
)
"""Words that servers are known to alter."""


@dataclass(frozen=True)
class Filled:
    """A server that has the small project's dataset, and the same dataset in a folder."""

    name: str
    store: Store
    endpoint: Endpoint
    probed: Probed
    folder: Path
    generation: Generation
    local: InProcessService

    def service(self) -> RemoteService:
        return RemoteService(self.endpoint, self.probed.record, self.probed.generation, self.probed.base)


@pytest.fixture(scope="session")
def folder(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store's folder with the small project's dataset, and words that servers are known to alter."""
    noted = [Quad(MADURO, NOTE, words, ACTORS) for words in WORDS]
    path = write_dataset(tmp_path_factory.mktemp("filled"), [*read_built(built.dataset), *noted])
    return path.parent


@pytest.fixture(
    scope="session", params=[pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in SERVERS]
)
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Store]]:
    with SERVERS[request.param](tmp_path_factory.mktemp("server")) as store:
        yield request.param, store


@pytest.fixture(scope="session")
def filled(server: tuple[str, Store], folder: Path) -> Iterator[Filled]:
    name, store = server
    endpoint = store.connect()
    push(folder, endpoint, Heard())
    with publish(folder / "dataset.nq") as lease:
        local = open_service(lease)
        assert isinstance(local, InProcessService)
        yield Filled(name, store, endpoint, probe(endpoint, 30), folder, lease.generation, local)
