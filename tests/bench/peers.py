"""The servers that are measured, each started on data of its own kind, and the others that may be absent."""

import contextlib
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from tests.bench.absence import AbsentError
from tests.bench.data import Data
from tests.bench.processes import Endpoint, free_port, running, wait_until_it_answers

TOKEN: Final = "measured-on-loopback"  # noqa: S105 -- guards nothing
READY: Final = "ASK { ?s ?p ?o }"
PACKAGES: Final = ("oxigraph==0.5.13", "rdflib-endpoint==0.6.3", "uvicorn==0.54.0")
"""What the others are installed from, in an environment of their own."""


class Peer(Protocol):
    """A server that can be started on data."""

    @property
    def name(self) -> str:
        """Return what it is called in the table."""

    def serve(self, data: Data, folder: Path) -> contextlib.AbstractContextManager[Endpoint]:
        """Run it until the context ends, with what it writes in a folder.

        Raises AbsentError if it is not installed.
        """


@dataclass(frozen=True)
class Allegata:
    """This server; ``options`` follow the command."""

    name: str = "Allegata"
    options: Sequence[str] = field(default_factory=tuple)

    @contextlib.contextmanager
    def serve(self, data: Data, folder: Path) -> Iterator[Endpoint]:
        """Run it over the data's own store."""
        port = free_port()
        command = [*allegata_command(data.store, port, blank=data.blank), *self.options]
        environment = {"ALLEGATA_TOKEN": TOKEN}
        log = folder / f"allegata-{port}.log"
        with running(command, log, environment) as process:
            endpoint = Endpoint(self.name, f"http://127.0.0.1:{port}/sparql", process.pid)
            wait_until_it_answers(endpoint, process, log, READY)
            yield endpoint


def allegata_command(store: Path, port: int, *, blank: bool) -> list[str]:
    """Return the words that serve a store on a port."""
    command = [sys.executable, "-m", "graph", "serve", "--store", str(store), "--port", str(port)]
    return [*command, "--empty"] if blank else command


@dataclass(frozen=True)
class Oxigraph:
    """Oxigraph's own server, reading alone."""

    programs: Path
    name: str = "oxigraph serve-read-only"

    @contextlib.contextmanager
    def serve(self, data: Data, folder: Path) -> Iterator[Endpoint]:
        """Run it over the copy in its own form."""
        port = free_port()
        command = [_program(self.programs, "oxigraph"), "serve-read-only"]
        command += ["--location", str(data.engine_store), "--bind", f"127.0.0.1:{port}"]
        log = folder / f"oxigraph-{port}.log"
        with running(command, log) as process:
            endpoint = Endpoint(self.name, f"http://127.0.0.1:{port}/query", process.pid)
            wait_until_it_answers(endpoint, process, log, READY)
            yield endpoint


@dataclass(frozen=True)
class RdflibEndpoint:
    """rdflib behind FastAPI, as its own command starts it."""

    programs: Path
    name: str = "rdflib-endpoint"

    @contextlib.contextmanager
    def serve(self, data: Data, folder: Path) -> Iterator[Endpoint]:
        """Run it over the triples, which it reads into memory."""
        port = free_port()
        command = [_program(self.programs, "rdflib-endpoint"), "serve", "--host", "127.0.0.1"]
        command += ["--port", str(port), str(data.triples)]
        log = folder / f"rdflib-endpoint-{port}.log"
        with running(command, log) as process:
            endpoint = Endpoint(self.name, f"http://127.0.0.1:{port}/", process.pid)
            wait_until_it_answers(endpoint, process, log, READY)
            yield endpoint


def install(folder: Path) -> Path:
    """Install the others from PyPI in an environment of their own; return the folder of their programs.

    Raises AbsentError if the package index can't be reached.
    """
    programs = folder / "peers" / "bin"
    told = folder / "peers" / "installed.txt"
    if not told.is_file() or told.read_text("utf-8").split() != list(PACKAGES):
        shutil.rmtree(folder / "peers", ignore_errors=True)
        venv.create(folder / "peers", with_pip=True)
        _pip(programs / "python")
        told.write_text("\n".join(PACKAGES) + "\n", "utf-8")
    return programs


def _pip(python: Path) -> None:
    done = subprocess.run(
        [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", *PACKAGES],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise AbsentError(f"cannot install {', '.join(PACKAGES)}: {done.stderr.strip().splitlines()[-1]}")


def _program(programs: Path, name: str) -> str:
    path = programs / name
    if not path.is_file():
        raise AbsentError(f"{name} is not installed in {programs}")
    return str(path)
