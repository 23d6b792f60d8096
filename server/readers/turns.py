"""The queue of tasks that wait for a reader: those that will be short come first, as far as one can tell."""

import asyncio
from collections import Counter
from collections.abc import Iterator

from server.config import Limits
from server.errors import OverloadError
from server.readers.budgets import Budgets
from server.readers.lanes import Lanes
from server.readers.running import Errand

_Rank = tuple[int, int]


class Turns:
    """What waits, in the order in which it came."""

    def __init__(self, limits: Limits, budgets: Budgets, lanes: Lanes) -> None:
        self._limits = limits
        self._budgets = budgets
        self._lanes = lanes
        self._errands: list[Errand] = []

    def __iter__(self) -> Iterator[Errand]:
        return iter(tuple(self._errands))

    def __len__(self) -> int:
        return len(self._errands)

    def add(self, errand: Errand) -> "asyncio.Future[None]":
        """Take what must wait, and return what is done when its turn has come.

        If as many wait as may, the last in line must give way to one that comes before it. Raises
        OverloadError if there is none.
        """
        if len(self._errands) >= self._limits.max_queued:
            self._make_room(errand)
        self._errands.append(errand)
        return errand.wait()

    def remove(self, errand: Errand) -> None:
        """Let go what has begun or was given up."""
        if errand in self._errands:
            self._errands.remove(errand)

    def next(self) -> Errand | None:
        """Return what is to begin next."""
        self._errands = [errand for errand in self._errands if not errand.is_given_up]
        if len({errand.client for errand in self._errands}) == 1:
            return self._errands[0]
        running = self._running()
        return min(self._errands, key=lambda errand: self._rank(errand, running), default=None)

    def _make_room(self, errand: Errand) -> None:
        running = self._running()
        last = max(reversed(self._errands), key=lambda other: self._rank(other, running), default=errand)
        if self._rank(last, running) <= self._rank(errand, running):
            raise self._full()
        self._errands.remove(last)
        last.end(self._full())

    def _rank(self, errand: Errand, running: Counter[str]) -> _Rank:
        """Put clients first whose queries are short, then new ones, then others; each by how many run."""
        usual_s = self._budgets.usual_s(errand.client) if errand.client else 0.0
        if usual_s is None:
            return 1, running[errand.client]
        return (2 if usual_s >= self._limits.slow_after_s else 0), running[errand.client]

    def _running(self) -> Counter[str]:
        return Counter(errand.client for errand in self._lanes)

    def _full(self) -> OverloadError:
        return OverloadError(f"{len(self._errands):,} queries wait already. Come again in a few seconds.")
