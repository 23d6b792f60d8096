"""Numbered writes to a server, with a kill in the midst of some of them."""

import contextlib
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from random import Random
from typing import Final

from graph.namespaces import ALG, BASE
from tests.bench.peers import READY
from tests.bench.press import JSON
from tests.bench.processes import Client, Endpoint
from tests.bench.questions import renewed
from tests.bench.writing import Writer
from tests.chaos.ledger import Ledger, Outcome
from tests.chaos.victims import Role, kill_one

KILLS_A_WRITE: Final = 0.2
LONGEST_DELAY_SECONDS: Final = 0.08
"""A kill comes at most so long after its write began: a write takes a little less."""

RECOVERY_SECONDS: Final = 60.0
_REPLY_SECONDS: Final = 60.0
_PAUSE_SECONDS: Final = 0.05

_ROLES: Final = (Role.WRITER, Role.WRITER, Role.FRONT, Role.READER)
_NUMBER: Final = f"{ALG}listId"
_FOUND: Final = f"SELECT ?number {{ ?designation <{_NUMBER}> ?number }}"


class NotRecoveredError(Exception):
    """The server doesn't answer again after a kill."""


@dataclass
class Trial:
    """One run: writes by number, and the kills beside them."""

    endpoint: Endpoint
    random: Random
    log: Path
    ledger: Ledger = field(default_factory=Ledger)
    kills: Counter[Role] = field(default_factory=Counter)
    unseen: list[int] = field(default_factory=list)
    longest_recovery_s: float = 0.0

    def write(self, number: int) -> None:
        """Send one write, perhaps with a kill in the midst of it, and note what became of it."""
        with self._killing():
            outcome = self._send(number)
        self.ledger.note(number, outcome)
        if outcome is not Outcome.ACKNOWLEDGED:
            self._recover()
        elif not self._is_seen(number):
            self.unseen.append(number)

    def found(self) -> set[int]:
        """Return the numbers that the store has now."""
        return read_numbers(self.endpoint, self.random.random())

    def _send(self, number: int) -> Outcome:
        try:
            with Writer(self.endpoint.port, timeout_s=_REPLY_SECONDS) as writer:
                reply = writer.update(f"INSERT DATA {{ {triple(number)} }}")
        except ConnectionRefusedError:
            return Outcome.REFUSED
        except (OSError, HTTPException):
            return Outcome.UNKNOWN
        return Outcome.ACKNOWLEDGED if reply.is_made else Outcome.REFUSED

    @contextlib.contextmanager
    def _killing(self) -> Iterator[None]:
        """Kill something a moment after the context begins, in some of the cases."""
        if self.random.random() >= KILLS_A_WRITE:
            yield
            return
        delay, role = self.random.uniform(0, LONGEST_DELAY_SECONDS), self.random.choice(_ROLES)
        thread = threading.Timer(delay, self._kill, (role,))
        thread.start()
        yield
        thread.join()

    def _kill(self, role: Role) -> None:
        if kill_one(self.endpoint.pid, role, self.random):
            self.kills[role] += 1

    def _is_seen(self, number: int) -> bool:
        """Tell whether an acknowledged write can be read, by whichever reader is left."""
        query = f"ASK {{ {triple(number)} }}"
        return b"true" in self._read(query)

    def _recover(self) -> None:
        begin = time.monotonic()
        self._read(READY)
        self.longest_recovery_s = max(self.longest_recovery_s, time.monotonic() - begin)

    def _read(self, query: str) -> bytes:
        """Ask until there is a good answer.

        Raises NotRecoveredError if there is none in ``RECOVERY_SECONDS``.
        """
        stop = time.monotonic() + RECOVERY_SECONDS
        while True:
            said = self._ask(renewed(query, self.random.random()))
            if isinstance(said, bytes):
                return said
            if time.monotonic() > stop:
                told = f"no good answer for {RECOVERY_SECONDS:.0f} seconds ({said})"
                said = f"{told} after {self.ledger}; kills: {counted(self.kills)}"
                raise NotRecoveredError(f"{said}; log: {self.log.read_text('utf-8')[-1000:]}")
            time.sleep(_PAUSE_SECONDS)

    def _ask(self, query: str) -> bytes | str:
        """Return a good answer, or what went wrong."""
        try:
            with Client(self.endpoint, JSON) as client:
                answer = client.ask(query)
        except (OSError, HTTPException) as error:
            return repr(error)
        return answer.body if answer.status == 200 else f"{answer.status} {answer.body.decode()}"


def counted(kills: Counter[Role]) -> str:
    """Tell how many processes of each role were killed."""
    return ", ".join(f"{count} of the {role}" for role, count in sorted(kills.items())) or "none"


def triple(number: int) -> str:
    """Return the triple of a numbered write."""
    return f'<{BASE}id/designation/made-{number}> <{_NUMBER}> "{number}"'


def read_numbers(endpoint: Endpoint, turn: object) -> set[int]:
    """Return the numbers of the writes that a store has."""
    with Client(endpoint, "text/csv") as client:
        lines = client.read(renewed(_FOUND, turn)).decode().split()
    return {int(line) for line in lines[1:]}
