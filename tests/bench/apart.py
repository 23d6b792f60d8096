"""A module as a process of its own, which tells what it found as JSON: memory and forks are its own."""

import json
import subprocess
import sys
from typing import Any

from graph.layout import default_root


def run_apart(module: str, *arguments: str) -> dict[str, Any]:
    """Run a module and return what it prints.

    Raises RuntimeError, with the end of what it says, if it fails.
    """
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=default_root(), check=False)
    if done.returncode:
        raise RuntimeError(f"{module} ended with {done.returncode}: {done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found
