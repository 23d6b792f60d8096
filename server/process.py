"""What this process may take of the system, and whom it outlives."""

import ctypes
import os
import resource
import sys
from typing import Final

# linux/prctl.h and asm/signal.h; the module `signal` takes milliseconds to import
_PR_SET_PDEATHSIG: Final = 1
_SIGKILL: Final = 9

_MIN_DESCRIPTORS: Final = 256


def die_with_parent() -> None:
    """Make the kernel kill this process when the thread that started it ends (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, _SIGKILL)


def raise_descriptors() -> None:
    """Let this process open as many files as it may ever; a store has one for each of its tables.

    Raises SystemExit if they are too few.
    """
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if most != resource.RLIM_INFINITY and most < _MIN_DESCRIPTORS:
        raise SystemExit(f"A reader may open {most} files; it needs {_MIN_DESCRIPTORS} (ulimit -n).")
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def limit_memory(memory_bytes: int) -> None:
    """Let this process take so much more memory than it takes now, and leave no core file (Linux only)."""
    if sys.platform == "linux":
        with open("/proc/self/statm", encoding="ascii") as file:
            pages = int(file.read().split()[0])
        limit = pages * resource.getpagesize() + memory_bytes
        resource.setrlimit(resource.RLIMIT_AS, (limit, resource.getrlimit(resource.RLIMIT_AS)[1]))
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def unlimit_memory() -> None:
    """Let this process take as much memory as it ever may."""
    most = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def silence(descriptor: int) -> None:
    """Let what is written to a descriptor go nowhere: of an aborted query, the client is told."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)
