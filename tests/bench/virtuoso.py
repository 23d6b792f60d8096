"""Virtuoso, on a database of its own."""

import contextlib
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

from tests.bench.absence import find_program
from tests.bench.data import Data
from tests.bench.processes import Endpoint, free_port, running, wait_until_it_answers

GRAPH: Final = "urn:bench"
_LOAD_SECONDS: Final = 600


@dataclass(frozen=True)
class Virtuoso:
    """Virtuoso 7 as Debian has it (virtuoso-opensource-7-bin)."""

    name: str = "Virtuoso 7"

    @contextlib.contextmanager
    def serve(self, data: Data, folder: Path) -> Iterator[Endpoint]:
        """Run it over a database made anew, into which the triples are loaded."""
        server, shell = (
            find_program(name, "virtuoso-opensource-7-bin") for name in ("virtuoso-t", "isql-vt")
        )
        home = folder / f"virtuoso-{data.folder.name}"
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir()
        port, sql_port = free_port(), free_port()
        settings = home / "virtuoso.ini"
        settings.write_text(_settings(home, port, sql_port, data.folder), "utf-8")
        address = f"http://127.0.0.1:{port}/sparql?default-graph-uri={quote(GRAPH, safe='')}"
        command = [server, "+foreground", "+configfile", str(settings)]
        log = home / "log"
        with running(command, log) as process:
            endpoint = Endpoint(self.name, address, process.pid)
            wait_until_it_answers(endpoint, process, log, "ASK {}")
            _load(shell, sql_port, data.triples)
            yield endpoint


def _settings(home: Path, port: int, sql_port: int, loadable: Path) -> str:
    """Return settings that keep all files in one folder, listen on loopback and use 2 GiB at most."""
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
NumberOfBuffers = 170000
MaxDirtyBuffers = 130000
DirsAllowed = {loadable}
MaxQueryMem = 1G
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerThreads = 20
MaxClientConnections = 20
[SPARQL]
DefaultQueryTimeout = 0
"""


def _load(shell: str, sql_port: int, triples: Path) -> None:
    parsed = f"DB.DBA.TTLP(file_to_string_output('{triples}'), '', '{GRAPH}')"
    done = subprocess.run(
        [shell, f"127.0.0.1:{sql_port}", "dba", "dba", f"EXEC=log_enable(2); {parsed}; checkpoint;"],
        check=True,
        capture_output=True,
        timeout=_LOAD_SECONDS,
    )
    if done.stderr.strip():  # the shell ends with 0 all the same
        raise RuntimeError(done.stderr.decode())
