"""A module as a process of its own, which tells what it found as JSON: memory and forks are its own."""

import json
import subprocess
import sys
from typing import Any

from graph.layout import default_root


def run_apart(module: str, *arguments: str) -> dict[str, Any]:
    """Run a module and return what it prints; what it says of its progress goes where ours goes.

    Raises RuntimeError if it fails.
    """
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, cwd=default_root(), check=False)
    if done.returncode:
        raise RuntimeError(f"{module} ended with {done.returncode}, and says why on standard error")
    found: dict[str, Any] = json.loads(done.stdout)
    return found
