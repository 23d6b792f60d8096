"""The processes of a server by what they do, found through /proc below the one that was started (Linux)."""

import contextlib
import os
import signal
from enum import StrEnum
from random import Random

from tests.kernel import command_line, descendants


class Role(StrEnum):
    """What a process of the server does."""

    FRONT = "front"
    READER = "reader"
    WRITER = "writer"


_PROGRAMS = {"server.readers.program": Role.READER, "server.writer.program": Role.WRITER}


def role_of(words: list[str]) -> Role | None:
    """Tell from the words of a command what its process does; None if it is none of the server's."""
    for program, role in _PROGRAMS.items():
        if program in words:
            return role
    return Role.FRONT if "serve" in words else None


def find(supervisor: int) -> dict[Role, list[int]]:
    """Return the processes below the supervisor by role; those that have just ended have none."""
    found: dict[Role, list[int]] = {role: [] for role in Role}
    for pid in descendants(supervisor):
        role = role_of(command_line(pid))
        if role:
            found[role].append(pid)
    return found


def kill_one(supervisor: int, role: Role, random: Random) -> bool:
    """Kill one process of a role as the kernel would that is out of memory; tell whether there was one."""
    with contextlib.suppress(ProcessLookupError, IndexError):
        os.kill(random.choice(find(supervisor)[role]), signal.SIGKILL)
        return True
    return False
