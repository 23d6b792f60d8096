"""A process that starts a server, and starts it again when it dies."""

import os
import signal
import sys
import time
from types import FrameType
from typing import Final

from server.process import die_with_parent

_MIN_PAUSE_SECONDS: Final = 0.05
_MAX_PAUSE_SECONDS: Final = 5.0
_POLL_SECONDS: Final = 0.05

_STEADY_SECONDS: Final = 10.0
"""A server that has lived so long did not die of its start."""

_FINAL: Final = frozenset({0, 2, 3, 4})
"""Exit codes of a server that was told to end, or that would end so again."""

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


def supervise() -> int | None:
    """Fork a child that is to serve, again whenever it dies; return None in the child.

    In this process, return the exit code when the child has ended for good. SIGINT and SIGTERM are passed
    on, and the child is killed when this process dies. This process must have a single thread.
    """
    supervisor = _Supervisor()
    pause_s = _MIN_PAUSE_SECONDS
    while True:
        started = time.monotonic()
        code = supervisor.run_child()
        if code is None or code in _FINAL or supervisor.is_told_to_stop:
            return code if code is None else max(code, 0)
        lived_long = time.monotonic() - started > _STEADY_SECONDS
        pause_s = _MIN_PAUSE_SECONDS if lived_long else min(2 * pause_s, _MAX_PAUSE_SECONDS)
        print(f"allegata: the server died ({_words(code)}); it is started again", file=sys.stderr, flush=True)
        supervisor.pause(pause_s)


class _Supervisor:
    def __init__(self) -> None:
        self.is_told_to_stop = False
        self._child = 0
        self._before = {number: signal.signal(number, self._pass_on) for number in _SIGNALS}

    def run_child(self) -> int | None:
        """Return the child's exit code, negative for a signal; in the child, None."""
        self._child = os.fork()
        if self._child == 0:
            die_with_parent()
            for number, handler in self._before.items():
                signal.signal(number, handler)
            return None
        if self.is_told_to_stop:
            os.kill(self._child, signal.SIGTERM)
        _, status = os.waitpid(self._child, 0)
        self._child = 0
        return os.waitstatus_to_exitcode(status)

    def pause(self, seconds: float) -> None:
        """Wait, but not if told to stop."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and not self.is_told_to_stop:
            time.sleep(_POLL_SECONDS)

    def _pass_on(self, number: int, frame: FrameType | None) -> None:
        self.is_told_to_stop = True
        if self._child:
            os.kill(self._child, number)


def _words(code: int) -> str:
    return f"exit code {code}" if code >= 0 else signal.Signals(-code).name
