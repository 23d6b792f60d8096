"""Clients from npm: installed once from the lock file, beside what a build makes, and run by node."""

import fcntl
import hashlib
import json
import os
import select
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE
from typing import Final

from graph.layout import default_root
from tests.clients.absence import find_program, leave_out

FOLDER: Final = Path(__file__).parent / "npm"
_LOCK: Final = FOLDER / "package-lock.json"
_INSTALL_SECONDS: Final = 600
_RUN_SECONDS: Final = 120

Case = Mapping[str, object]


class Client:
    """A script that node runs: it takes one case after the other."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def run(self, *cases: Case) -> list[dict[str, object]]:
        """Return for each case its ``value``, or the ``error`` that it ended with."""
        return [self._run(case) for case in cases]

    def _run(self, case: Case) -> dict[str, object]:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(case).encode() + b"\n")
        self._process.stdin.flush()
        assert select.select([self._process.stdout], [], [], _RUN_SECONDS)[0], f"no answer to {case}"
        line = self._process.stdout.readline()
        assert line, f"node ended at {case}"
        outcome = json.loads(line)
        assert isinstance(outcome, dict)
        return outcome


@contextmanager
def running(script: str, packages: Path) -> Iterator[Client]:
    """Start a script: loading the packages from their folder takes node longer than all cases."""
    command = [find_program("node", "nodejs"), str(FOLDER / script)]
    environment = {**os.environ, "NODE_PATH": str(packages)}
    with subprocess.Popen(command, stdin=PIPE, stdout=PIPE, bufsize=0, env=environment) as process:
        try:
            yield Client(process)
        finally:
            process.kill()


def install() -> Path:
    """Install what the lock file names, unless it is there; return the folder of the packages."""
    npm = find_program("npm", "npm")
    content = hashlib.sha256(_LOCK.read_bytes()).hexdigest()[:12]
    folder = default_root() / ".allegata" / "npm" / content
    folder.mkdir(parents=True, exist_ok=True)
    with (folder.parent / f"{content}.lock").open("w") as lock:  # tests run side by side
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "installed").is_file():
            _install(npm, folder)
    return folder / "node_modules"


def _install(npm: str, folder: Path) -> None:
    for name in ("package.json", _LOCK.name):
        shutil.copy(FOLDER / name, folder / name)
    command = [npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=_INSTALL_SECONDS, check=False
    )
    if done.returncode:
        leave_out(f"npm cannot install the clients: {done.stderr.strip()[-300:]}")
    (folder / "installed").touch()
