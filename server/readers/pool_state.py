"""What is told of a pool of readers as a whole."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class PoolState:
    """A count of everything: readers that are free, tasks by state, and by error those broken off so far."""

    idle: int
    quick: int
    slow: int
    paused: int
    waiting: int
    restarts: int
    done: int
    broken_off: Mapping[str, int]
