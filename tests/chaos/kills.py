"""Writes while the processes that serve them are killed: what was acknowledged must be there afterwards."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from tests.bench.peers import TOKEN, allegata_command
from tests.bench.processes import Endpoint, free_port, running, wait_until_it_answers
from tests.chaos.ledger import Verdict
from tests.chaos.trial import Trial, counted, read_numbers

LOG: Final = "serve.log"


@dataclass(frozen=True)
class Report:
    """What a run came to: the writes that are there while the server runs, and after a new start."""

    trial: Trial
    running: set[int]
    restarted: set[int]

    @property
    def verdict(self) -> Verdict:
        """Compare what is there after the new start with what the client knows."""
        return self.trial.ledger.judge(self.restarted)

    @property
    def is_good(self) -> bool:
        """Tell whether every acknowledged write was seen and stays, no other came, and none came late."""
        return self.verdict.is_good and not self.trial.unseen and self.running == self.restarted

    def __str__(self) -> str:
        kills = counted(self.trial.kills)
        said = f"{len(self.trial.ledger.outcomes)} writes: {self.trial.ledger}; kills: {kills}"
        recovery = f"longest recovery {self.trial.longest_recovery_s:.1f} s"
        after = f"lost {list(self.verdict.lost)}, uninvited {list(self.verdict.uninvited)}"
        after += f", changed by it {sorted(self.running ^ self.restarted)}"
        return f"{said}; {recovery}; unseen {self.trial.unseen}; after a new start: {after}"


def run(writes: int, seed: int, folder: Path) -> Report:
    """Write and kill, then start the server once more, by itself, and compare.

    Raises NotRecoveredError if it doesn't come back by itself.
    """
    random = Random(seed)  # noqa: S311 -- only to choose when to kill
    store = folder / "store"
    with serving(store, folder, supervised=True) as endpoint:
        trial = Trial(endpoint, random, folder / LOG)
        for number in range(writes):
            trial.write(number)
        while_running = trial.found()
    with serving(store, folder, supervised=False) as endpoint:
        return Report(trial, while_running, read_numbers(endpoint, "restarted"))


@contextlib.contextmanager
def serving(store: Path, folder: Path, *, supervised: bool) -> Iterator[Endpoint]:
    """Serve a blank store, which is made if it is absent."""
    port = free_port()
    command = allegata_command(store, port, blank=True) + ["--supervise"] * supervised
    log = folder / LOG
    with running(command, log, {"ALLEGATA_TOKEN": TOKEN}) as process:
        endpoint = Endpoint("Allegata", f"http://127.0.0.1:{port}/sparql", process.pid)
        wait_until_it_answers(endpoint, process, log, "ASK {}")
        yield endpoint
