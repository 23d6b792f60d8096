"""Counts and times of queries, as Prometheus reads them.

After https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format .
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from server.readers.pool_state import PoolState
from server.shell.cache import Cache
from server.shell.outcome import Outcome

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"

_BOUNDS_SECONDS: Final = (0.001, 0.005, 0.025, 0.1, 0.5, 1.0, 5.0, 10.0, 30.0)


@dataclass(frozen=True)
class Levels:
    """What is measured now, rather than counted: the newest generation's number, and what the readers do."""

    generation_number: int
    pool: PoolState
    active_requests: int


class Metrics:
    """Counts of what became of queries; an observer of outcomes."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._results: Counter[str] = Counter()
        self._buckets = [0] * (len(_BOUNDS_SECONDS) + 1)
        self._seconds = 0.0
        self._bytes = 0

    def __call__(self, outcome: Outcome, /) -> None:
        """Count an outcome."""
        self._results[outcome.result] += 1
        self._buckets[bisect_left(_BOUNDS_SECONDS, outcome.seconds)] += 1
        self._seconds += outcome.seconds
        self._bytes += outcome.body_bytes

    def write(self, levels: Levels) -> str:
        """Return everything as text."""
        return "".join(f"{line}\n" for line in self._lines(levels))

    def _lines(self, levels: Levels) -> Iterator[str]:
        results = dict(self._results)
        yield from _family(
            "queries_total",
            "counter",
            "Queries and dumps by what became of them",
            _by("result", results),
        )
        yield from self._histogram()
        yield from _one("answer_bytes_total", "counter", "Bytes of answers sent", self._bytes)
        yield from _one("cache_bytes", "gauge", "Memory of the answers that are kept", self._cache.bytes)
        yield from _one("active_requests", "gauge", "Requests being answered", levels.active_requests)
        yield from _one(
            "generation_number", "gauge", "Number of the newest generation", levels.generation_number
        )
        yield from self._pool_lines(levels.pool)

    def _pool_lines(self, pool: PoolState) -> Iterator[str]:
        states = {"idle": pool.idle, "quick": pool.quick, "slow": pool.slow, "paused": pool.paused}
        yield from _family("readers", "gauge", "Readers by what they do", _by("state", states))
        yield from _one("queued_queries", "gauge", "Queries that wait for a reader", pool.waiting)
        yield from _one(
            "reader_restarts_total", "counter", "Readers started in the place of others", pool.restarts
        )
        broken = _by("error", pool.broken_off)
        yield from _family("broken_off_total", "counter", "Queries that readers did not finish", broken)

    def _histogram(self) -> Iterator[str]:
        name = "query_seconds"
        yield from _head(name, "histogram", "Seconds from a query's first byte to its answer's last")
        total = 0
        for bound, count in zip((*map(str, _BOUNDS_SECONDS), "+Inf"), list(self._buckets), strict=True):
            total += count
            yield f'allegata_{name}_bucket{{le="{bound}"}} {total}'
        yield f"allegata_{name}_sum {self._seconds:.6f}"
        yield f"allegata_{name}_count {total}"


def _head(name: str, kind: str, told: str) -> Iterator[str]:
    yield f"# HELP allegata_{name} {told}"
    yield f"# TYPE allegata_{name} {kind}"


def _family(name: str, kind: str, told: str, samples: Iterable[tuple[str, float]]) -> Iterator[str]:
    yield from _head(name, kind, told)
    yield from (f"allegata_{name}{labels} {value}" for labels, value in samples)


def _one(name: str, kind: str, told: str, value: float) -> Iterator[str]:
    yield from _family(name, kind, told, [("", value)])


def _by(label: str, values: Mapping[str, int]) -> Iterator[tuple[str, float]]:
    return ((f'{{{label}="{name}"}}', values[name]) for name in sorted(values))
