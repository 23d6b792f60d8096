"""The places in which queries run, and who has to let others go first.

No more begin at once than there are processors: most are done before another could have helped. One that
takes longer than that keeps none from beginning. A query that has run for a moment is slow: it goes on
behind the others, or is stopped until one of the places for slow ones is free. Its time goes on meanwhile.
"""

import os
from collections.abc import Iterator
from typing import Final

from server.config import Limits
from server.errors import OverloadError, QueryTimeoutError
from server.readers.running import Errand, State

_LONGEST_SECONDS: Final = 0.1
"""Checks that are further apart than this had nothing to check in between."""

_FRESH_SECONDS: Final = 0.01
"""So long a query counts as one that has just begun."""

_SHARE: Final = 0.25
"""What has used less than this share of the time after which a query is slow was kept from running."""

_PATIENCE_S: Final = 2.0
"""After so long a query counts as slow even if it uses nothing, for it may wait for another endpoint."""

_TAKEN: Final = "It takes long, and all places for long queries are taken. Come again later."


class Lanes:
    """What runs now, the oldest first."""

    def __init__(self, limits: Limits, processors: int) -> None:
        self._limits = limits
        self._errands: dict[int, Errand] = {}
        self._fresh: set[int] = set()
        self._processors = processors
        self._checked = 0.0

    def __iter__(self) -> Iterator[Errand]:
        return iter(tuple(self._errands.values()))

    def __len__(self) -> int:
        return len(self._errands)

    @property
    def free(self) -> int:
        """Return how many more may begin now."""
        may_begin = self._processors - len(self._fresh)
        if may_begin <= 0:
            return 0
        return min(may_begin, self._limits.readers - len(self._errands) + self.count(State.PAUSED))

    def count(self, state: State) -> int:
        """Return how many are in a state."""
        return sum(errand.state is state for errand in self._errands.values())

    def add(self, errand: Errand) -> None:
        """Take what begins to run."""
        self._errands[errand.number] = errand
        self._fresh.add(errand.number)

    def remove(self, errand: Errand) -> None:
        """Let go what has ended, and let those go on for whom there is a place now."""
        self._errands.pop(errand.number, None)
        self._fresh.discard(errand.number)
        errand.unpause()
        for paused in self:
            if paused.state is State.PAUSED and self.free > 0 and self._has_room(paused.client):
                paused.go_on_slowly()

    def check(self, now: float) -> None:
        """End what has run out of time, and put aside what has become slow.

        While a client does not take its answer, the time of its query stands still.
        """
        passed, self._checked = now - max(self._checked, now - _LONGEST_SECONDS), now
        self._fresh = {errand.number for errand in self if now - errand.since < _FRESH_SECONDS}
        for errand in self:
            if errand.is_answered:
                continue
            errand.allow(passed, errand.since + self._limits.transfer_timeout_s)
            if now >= errand.deadline:
                errand.end(QueryTimeoutError(errand.timeout_s))
            elif errand.state is State.QUICK:
                self._check_quick(errand)

    def _check_quick(self, errand: Errand) -> None:
        """Put aside what is slow, but for what was only kept from running where there is no room for it."""
        cpu_s, age_s = errand.cpu_s(), self._checked - errand.since
        if age_s < self._limits.slow_after_s:
            return
        was_kept = age_s < _PATIENCE_S and cpu_s < self._limits.slow_after_s * _SHARE
        if self._has_room(errand.client) or not was_kept:
            self._put_aside(errand)

    def _put_aside(self, errand: Errand) -> None:
        if self._has_room(errand.client):
            errand.go_on_slowly()
        elif self.count(State.PAUSED) < self._limits.max_paused:
            errand.pause()
        else:
            errand.end(OverloadError(_TAKEN))

    def _has_room(self, client: str) -> bool:
        if self.count(State.SLOW) >= self._limits.slow_readers:
            return False
        same = (errand for errand in self if errand.state is State.SLOW and errand.client == client)
        return not client or sum(1 for _ in same) < self._limits.slow_readers_per_client


def count_processors() -> int:
    """Return on how many processors this process may run."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
