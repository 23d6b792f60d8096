import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.supervision import supervise
from tests.kernel import children, descendants, is_running
from tests.served.command import get, read_address, send, serving

BEARER = "the-ministry-said-so"
HEADERS = {"Content_Type": "application/sparql-update", "Authorization": f"Bearer {BEARER}"}

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="it looks at processes through /proc")


def test_a_server_that_is_killed_is_started_again_and_nothing_is_lost(tmp_path: Path) -> None:
    words = ["--supervise", "--empty", "--store", str(tmp_path), "--readers", "2", "--token", BEARER]
    with serving(*words) as supervisor:
        address = read_address(supervisor)
        for number in range(3):
            update = b"INSERT DATA { <a:b> <a:c> %d }" % number
            assert send(address, "POST", "/update", update, **HEADERS)[0] == 204
            (front,) = children(supervisor.pid)
            below = descendants(supervisor.pid)
            os.kill(front, signal.SIGKILL)
            # The address stays: connections wait until the next one takes them.
            assert get(address, "/graphs?default", Accept="text/turtle")[1].count(b",") == number
            assert not any(map(is_running, below))
        supervisor.terminate()
        _, errors = supervisor.communicate(timeout=15)
        assert supervisor.returncode == 0
        assert errors.count("the server died (SIGKILL); it is started again") == 3


def test_a_supervisor_that_is_killed_leaves_no_server(tmp_path: Path) -> None:
    with serving("--supervise", "--empty", "--store", str(tmp_path)) as supervisor:
        address = read_address(supervisor)
        assert get(address, "/-/health")[0] == 200
        below = descendants(supervisor.pid)
        supervisor.kill()
        supervisor.wait()
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline and any(map(is_running, below)):
            time.sleep(0.02)
        assert not any(map(is_running, below))


def test_a_server_that_cannot_start_is_not_started_again(tmp_path: Path) -> None:
    with serving("--supervise", "--store", str(tmp_path)) as supervisor:
        _, errors = supervisor.communicate(timeout=15)
        assert supervisor.returncode == 4
        assert "allegata build" in errors


CHILD = """
import os, signal, sys
from server.supervision import supervise
from pathlib import Path
code = supervise()
if code is not None:
    sys.exit(code)
count = Path(sys.argv[1])
count.write_text(count.read_text() + "x")
os._exit(int(sys.argv[2]) if len(count.read_text()) < 3 else 0)
"""


@pytest.mark.parametrize(("code", "starts"), [(1, 3), (70, 3), (0, 1), (2, 1), (4, 1)])
def test_a_child_is_started_again_unless_its_end_was_final(tmp_path: Path, code: int, starts: int) -> None:
    count = tmp_path / "count"
    count.write_text("")
    words = [sys.executable, "-c", CHILD, str(count), str(code)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=20, check=False)
    assert count.read_text() == "x" * starts
    assert done.returncode == (0 if starts == 3 else code)
    assert done.stderr.count(f"exit code {code}") == starts - 1


def test_a_supervisor_that_is_told_to_stop_while_it_pauses_stops(tmp_path: Path) -> None:
    count = tmp_path / "count"
    count.write_text("")
    words = [sys.executable, "-c", CHILD.replace("< 3", "< 99"), str(count), "1"]
    process = subprocess.Popen(words, stderr=subprocess.PIPE, text=True)
    while len(count.read_text()) < 5:
        time.sleep(0.02)
    process.terminate()
    process.communicate(timeout=5)
    assert process.returncode == 1
    assert len(count.read_text()) < 99


@pytest.fixture
def signals() -> Iterator[None]:
    """Leave the handlers as they were."""
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.getsignal(number) for number in numbers]
    yield
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


@pytest.mark.usefixtures("signals")
def test_the_child_goes_on_where_its_supervisor_waits(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    starts = tmp_path / "starts"
    starts.write_text("")
    code = supervise()
    if code is None:
        starts.write_text(starts.read_text() + "x")
        os._exit(1 if starts.read_text() == "x" else 0)
    assert (code, starts.read_text()) == (0, "xx")
    assert capfd.readouterr().err == "allegata: the server died (exit code 1); it is started again\n"


@pytest.mark.usefixtures("signals")
def test_a_signal_is_passed_on_to_the_child_and_ends_both() -> None:
    reading, writing = os.pipe()

    def stop() -> None:
        os.read(reading, 1)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=stop).start()
    code = supervise()
    if code is None:
        signal.signal(signal.SIGTERM, lambda *_: os._exit(7))
        os.write(writing, b"x")
        while True:
            time.sleep(1)
    assert code == 7
