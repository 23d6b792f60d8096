"""Clients from npm: installed once from the lock file, beside what a build makes, and run by node."""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from graph.layout import default_root
from tests.clients.conftest import find_program, leave_out

FOLDER: Final = Path(__file__).parent / "npm"
_LOCK: Final = FOLDER / "package-lock.json"
_INSTALL_SECONDS: Final = 600
_RUN_SECONDS: Final = 120

Case = Mapping[str, object]


def run(script: str, cases: Sequence[Case]) -> list[dict[str, object]]:
    """Run cases by a script; return for each its ``value``, or the ``error`` that it ended with."""
    node, modules = find_program("node", "nodejs"), install()
    done = subprocess.run(
        [node, str(FOLDER / script)],
        input=json.dumps(cases).encode(),
        capture_output=True,
        timeout=_RUN_SECONDS,
        env={**os.environ, "NODE_PATH": str(modules)},
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    outcomes = json.loads(done.stdout)
    assert isinstance(outcomes, list)
    return outcomes


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
