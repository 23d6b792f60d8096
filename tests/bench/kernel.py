"""What the kernel tells of processes (Linux)."""

import contextlib
from pathlib import Path


def resident_bytes(pid: int) -> int:
    """Return how much memory a process holds now."""
    return _status(pid, "VmRSS")


def peak_bytes(pid: int) -> int:
    """Return how much memory a process held at most since `reset_peak`."""
    return _status(pid, "VmHWM")


def reset_peak(pid: int) -> None:
    """Let the most memory held be counted from now: https://docs.kernel.org/filesystems/proc.html ."""
    Path(f"/proc/{pid}/clear_refs").write_text("5", "ascii")


def _status(pid: int, field: str) -> int:
    for line in Path(f"/proc/{pid}/status").read_text("ascii", "replace").splitlines():
        if line.startswith(f"{field}:"):
            return int(line.split()[1]) * 1024
    raise ProcessLookupError(pid)


def children(pid: int) -> list[int]:
    """Return the processes that a process started and that have not ended."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += [int(child) for child in task.read_text("ascii").split()]
    return found


def command_line(pid: int) -> list[str]:
    """Return the words that a process was started with; none if it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace").split("\0")[:-1]
    except OSError:
        return []
