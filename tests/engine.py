"""The engine in a process of its own, which may die of what it is given."""

import subprocess
import sys
from typing import Literal

PROGRAM = """
import sys, threading, pyoxigraph
def run():
    try:
        getattr(pyoxigraph.Store(), sys.argv[1])(sys.stdin.read())
    except SyntaxError:
        pass
thread = threading.Thread(target=run)
thread.start()
thread.join()
"""
"""Has the engine run a text in a thread, as the server does; that it is malformed is no failure."""


def run_engine(operation: Literal["query", "update"], text: str) -> int:
    """Return the exit code: below zero if a signal ended the process."""
    command = [sys.executable, "-c", PROGRAM, operation]
    done = subprocess.run(command, input=text, text=True, capture_output=True, check=False, timeout=60)
    return done.returncode
