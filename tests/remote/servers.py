"""SPARQL servers of other makers, each started empty on loopback ports."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from server.federation.addresses import Target
from server.remote.addresses import Credentials, read_address
from server.remote.endpoint import Endpoint
from server.remote.probe import connect
from tests.bench.processes import Endpoint as Started
from tests.bench.processes import free_port, running, wait_until_it_answers
from tests.clients.absence import leave_out

READY = "ASK { ?s ?p ?o }"
TOKEN = "for-the-store"  # noqa: S105 -- guards a store that lasts as long as the tests


@dataclass(frozen=True)
class Store:
    """A server as a store: its address, and what the environment has to have to write to it."""

    address: str
    environment: Mapping[str, str] = field(default_factory=dict)
    pid: int = 0

    @property
    def target(self) -> Target:
        return read_address(self.address)

    @property
    def credentials(self) -> Credentials:
        names = ("ALLEGATA_STORE_USER", "ALLEGATA_STORE_PASSWORD", "ALLEGATA_STORE_TOKEN")
        return Credentials(*(self.environment.get(name, "") for name in names))

    def connect(self) -> Endpoint:
        return connect(self.target, self.credentials)


@contextmanager
def oxigraph(folder: Path, *options: str) -> Iterator[Store]:
    """Run Oxigraph's own server, on a store in memory."""
    port = free_port()
    command = [find_program("oxigraph", "PyPI: oxigraph"), "serve", "--bind", f"127.0.0.1:{port}", *options]
    with started("oxigraph", command, port, "query", folder) as store:
        yield store


def oxigraph_of_all(folder: Path) -> AbstractContextManager[Store]:
    """Run Oxigraph's server so that its default graph is the union of all graphs, as others' is."""
    return oxigraph(folder, "--union-default-graph")


@contextmanager
def allegata(folder: Path) -> Iterator[Store]:
    """Run this server on a blank store."""
    port = free_port()
    command = [sys.executable, "-m", "graph", "serve", "--empty", "--store", str(folder / "blank")]
    command += ["--port", str(port), "--readers", "2", "--token", TOKEN]
    with started("allegata", command, port, "sparql", folder) as store:
        yield replace(store, environment={"ALLEGATA_STORE_TOKEN": TOKEN})


@contextmanager
def virtuoso(folder: Path, more: str = "") -> Iterator[Store]:
    """Run Virtuoso on a database of its own, whose administrator has the name and password of a new one."""
    port, settings = free_port(), folder / "virtuoso.ini"
    settings.write_text(_settings(folder, port, free_port()) + more, "utf-8")
    program = find_program("virtuoso-t", "Debian: virtuoso-opensource-7-bin")
    command = [program, "+foreground", "+configfile", str(settings)]
    with started("virtuoso", command, port, "sparql", folder) as store:
        known = {"ALLEGATA_STORE_USER": "dba", "ALLEGATA_STORE_PASSWORD": "dba"}
        yield replace(store, environment=known)


SERVERS: Mapping[str, Callable[[Path], AbstractContextManager[Store]]] = {
    "Oxigraph": oxigraph,
    "Allegata": allegata,
    "Virtuoso": virtuoso,
}


@contextmanager
def started(name: str, command: list[str], port: int, path: str, folder: Path) -> Iterator[Store]:
    """Run a server until the context ends, and yield it as a store once it answers."""
    address, log = f"http://127.0.0.1:{port}/{path}", folder / f"{name}.log"
    with running(command, log) as process:
        wait_until_it_answers(Started(name, address, process.pid), process, log, READY)
        yield Store(f"sparql+{address}", pid=process.pid)


def find_program(name: str, package: str) -> str:
    """Return the path of a program, in this environment or on the machine."""
    places = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    path = shutil.which(name, path=places)
    if path is None:
        leave_out(f"{name} ({package}) is absent")
    return str(path)


def _settings(home: Path, port: int, sql_port: int) -> str:
    return f"""[Database]
DatabaseFile = {home}/virtuoso.db
TransactionFile = {home}/virtuoso.trx
ErrorLogFile = {home}/virtuoso.log
LockFile = {home}/virtuoso.lck
xa_persistent_file = {home}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {home}/virtuoso-temp.db
TransactionFile = {home}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql_port}
ServerThreads = 20
NumberOfBuffers = 10000
MaxDirtyBuffers = 7000
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerThreads = 20
MaxClientConnections = 20
[SPARQL]
DefaultQueryTimeout = 0
"""
