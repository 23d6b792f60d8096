"""kill -9 at each step of a write: what was acknowledged is there, and nothing needs repair."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from graph.changes import Update, Write
from graph.commit import Claim
from graph.lease import current_generation
from graph.live import BlankForm, LiveStore
from tests.conftest import REPOSITORY
from tests.served.stores import make_blank, words

# Two writes, each acknowledged on standard output; in the second, the process kills itself at the n-th call
# of a function, before the call or after it.
WRITES = """
import os, shutil, signal, sys
from pathlib import Path
from graph.changes import Update, Write
from graph.commit import Claim
from graph.live import BlankForm, LiveStore

store, owner, name, when, number = Path(sys.argv[1]), *sys.argv[2:5], int(sys.argv[5])
left = [10_000]

def stop():
    os.kill(os.getpid(), signal.SIGKILL)

def watch(place, name):
    function = getattr(place, name)
    def watched(*given, **named):
        turn = left[0] = left[0] - 1
        if turn == 0 and when == "before":
            stop()
        result = function(*given, **named)
        if turn == 0:
            stop()
        return result
    setattr(place, name, watched)

watch({"os": os, "Path": Path, "LiveStore": LiveStore}[owner], name)
with Claim(store):
    live = LiveStore(store, BlankForm())
    live.tidy()
    for words in ("first", "second"):
        if words == "second":
            left[0] = number
        live.apply(Write(Update(f"INSERT DATA {{ <urn:leavitt> <urn:says> '{words}' }}"), words))
        print(words, flush=True)
        live.tidy()
"""


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return make_blank(tmp_path)


def run(store: Path, *given: str) -> tuple[list[str], int]:
    """Return the writes that were acknowledged, and the exit code."""
    command = [sys.executable, "-c", WRITES, str(store), *given]
    done = subprocess.run(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True, check=False)
    return done.stdout.split(), done.returncode


@pytest.mark.parametrize(
    ("owner", "name", "when", "number", "is_made"),
    [
        ("Path", "mkdir", "before", 1, False),
        ("Path", "mkdir", "after", 1, False),
        ("os", "fsync", "before", 1, False),
        ("os", "fsync", "after", 5, False),
        ("Path", "rename", "before", 1, False),
        ("Path", "rename", "after", 1, False),
        ("Path", "replace", "before", 1, False),
        ("Path", "replace", "after", 1, True),
        ("LiveStore", "tidy", "before", 1, True),
        ("LiveStore", "tidy", "after", 1, True),
    ],
)
def test_a_kill_loses_nothing_that_was_acknowledged(
    store: Path, owner: str, name: str, when: str, number: int, is_made: bool
) -> None:
    acknowledged, code = run(store, owner, name, when, str(number))
    assert code == -signal.SIGKILL
    assert acknowledged == ["first", "second"] if name == "tidy" else ["first"]
    current = current_generation(store)
    assert current is not None
    assert words(store) == (["first", "second"] if is_made else ["first"])
    assert current.key == ("second" if is_made else "first")


@pytest.mark.parametrize(("name", "number"), [("rename", 1), ("replace", 1)])
def test_after_a_kill_the_next_process_writes_without_repair(store: Path, name: str, number: int) -> None:
    run(store, "Path", name, "after", str(number))
    before = words(store)
    with Claim(store):
        live = LiveStore(store, BlankForm())
        live.apply(Write(Update("INSERT DATA { <urn:leavitt> <urn:says> 'third' }"), "third"))
        live.tidy()
    assert words(store) == sorted([*before, "third"])
    left = {path.name for path in (store / "generations").glob(".*")}
    assert {name.partition("-")[0] for name in left} == {".live"}
    Claim(store).close()
    assert not list((store / "generations").glob(".*"))


def test_a_write_that_the_disk_refuses_is_not_made(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: int) -> None:
        raise OSError(28, "No space left on device")

    with Claim(store):
        live = LiveStore(store, BlankForm())
        with monkeypatch.context() as patched:
            patched.setattr("os.fsync", refuse)
            with pytest.raises(OSError, match="No space left"):
                live.apply(Write(Update("INSERT DATA { <urn:leavitt> <urn:says> 'lost' }"), "lost"))
        live.apply(Write(Update("INSERT DATA { <urn:leavitt> <urn:says> 'kept' }"), "kept"))
    assert words(store) == ["kept"]
