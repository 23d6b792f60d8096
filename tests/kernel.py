"""What the kernel tells of processes and their threads, through /proc (Linux)."""

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


def command_line(pid: int) -> list[str]:
    """Return the words that a process was started with; none if it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace").split("\0")[:-1]
    except OSError:
        return []


def children(pid: int) -> list[int]:
    """Return the processes that a process started and that are not reaped: zombies too."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += [int(child) for child in task.read_text("ascii").split()]
    return found


def descendants(pid: int) -> list[int]:
    """Return the processes that a process started, those that they started, and so on."""
    found = children(pid)
    for each in found:
        found += children(each)
    return found


def threads(pid: int) -> list[int]:
    """Return the ids of the threads of a process, from the lowest; the first of all has the process's."""
    return sorted(int(path.name) for path in Path(f"/proc/{pid}/task").glob("*"))


def is_running(pid: int) -> bool:
    """Tell whether a process runs; a zombie, which its adopter has not reaped yet, does not."""
    return state(pid) not in ("", "Z")


def is_busy(pid: int) -> bool:
    """Tell whether a thread of a process runs, other than its first, which only waits."""
    return any(state(pid, thread) == "R" for thread in threads(pid) if thread != pid)


def state(pid: int, thread: int | None = None) -> str:
    """Return the letter of the state of a process, or of a thread of it; empty if it has ended."""
    try:
        stat = Path(f"/proc/{pid}/task/{thread or pid}/stat").read_text("ascii", "replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""
    return stat.rpartition(") ")[2][0]
