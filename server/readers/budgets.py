"""How much each client has used lately; what it used is forgotten at a steady rate.

After the Wikidata Query Service: https://www.mediawiki.org/wiki/Wikidata_Query_Service/User_Manual#Query_limits
"""

import math
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from server.config import Limits
from server.errors import ThrottledError

_MAX_CLIENTS: Final = 10_000
_SECONDS_PER_MINUTE: Final = 60


_WEIGHT: Final = 0.2
"""How much the last query of a client counts in what its queries usually take."""


@dataclass
class _Used:
    query_s: float
    failures: float
    at: float
    usual_s: float | None = None


class Budgets:
    """What clients have used; those that nobody has heard of for longest are forgotten. Times are seconds."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._used: OrderedDict[str, _Used] = OrderedDict()
        self._query_rate = limits.client_query_s_per_minute / _SECONDS_PER_MINUTE
        self._failure_rate = limits.client_failures_per_minute / _SECONDS_PER_MINUTE

    def check(self, client: str, now: float) -> None:
        """Let a client through; one without a name always.

        Raises ThrottledError if it has used more than its share.
        """
        used = self._used.get(client)
        if used is None or self._is_within(used):  # it forgets only, so what it was at last is the most
            return
        used = self._now(client, now)
        self._refuse("seconds of query time", used.query_s - self._limits.client_query_s, self._query_rate)
        over = used.failures - self._limits.client_failures
        self._refuse("queries that had to be stopped", over, self._failure_rate)

    def charge(self, client: str, seconds: float, now: float, *, has_failed: bool) -> None:
        """Note what a query has used; ``has_failed`` if it had to be stopped."""
        if not client:
            return
        used = self._now(client, now)
        used.query_s += seconds
        used.failures += has_failed
        usual_s = seconds if used.usual_s is None else used.usual_s
        used.usual_s = usual_s + _WEIGHT * (seconds - usual_s)

    def usual_s(self, client: str) -> float | None:
        """Return how many seconds the queries of a client usually take; None if it is new."""
        used = self._used.get(client)
        return used.usual_s if used else None

    def _is_within(self, used: _Used) -> bool:
        limits = self._limits
        return used.query_s <= limits.client_query_s and used.failures <= limits.client_failures

    def _refuse(self, what: str, over: float, rate: float) -> None:
        if over <= 0:
            return
        wait_s = math.ceil(over / rate) if rate > 0 else _SECONDS_PER_MINUTE
        detail = f"You have used your share of {what}. Come again in {wait_s:,} seconds."
        raise ThrottledError(detail, wait_s)

    def _now(self, client: str, now: float) -> _Used:
        if (used := self._used.get(client)) is None:
            used = self._used[client] = _Used(0.0, 0.0, now)
        self._used.move_to_end(client)
        while len(self._used) > _MAX_CLIENTS:
            self._used.popitem(last=False)
        passed, used.at = now - used.at, now
        used.query_s = max(0.0, used.query_s - passed * self._query_rate)
        used.failures = max(0.0, used.failures - passed * self._failure_rate)
        return used
