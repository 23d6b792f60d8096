import os
import signal
import subprocess
import sys
import time

import pytest

from tests.chaos.victims import Role, role_of
from tests.kernel import descendants

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are found through /proc")

COMMANDS = {
    "front": (["python", "-m", "graph", "serve", "--empty"], Role.FRONT),
    "reader": (["python", "-m", "server.readers.program", "7"], Role.READER),
    "writer": (["python", "-m", "server.writer.program", "7"], Role.WRITER),
    "another": (["python", "-c", "pass"], None),
}


@pytest.mark.parametrize(("words", "role"), COMMANDS.values(), ids=COMMANDS)
def test_a_process_is_known_by_its_command(words: list[str], role: Role | None) -> None:
    assert role_of(words) is role


def test_the_processes_below_one_are_found_down_to_the_last() -> None:
    command = ["sh", "-c", "sh -c 'sleep 60; true'; true"]
    with subprocess.Popen(command) as process:
        try:
            stop = time.monotonic() + 10
            while len(found := descendants(process.pid)) < 2:
                assert time.monotonic() < stop, found
                time.sleep(0.01)
            assert len(found) == len(set(found)) == 2
        finally:
            for pid in descendants(process.pid):
                os.kill(pid, signal.SIGKILL)
            process.kill()
