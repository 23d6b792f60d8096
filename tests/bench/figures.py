"""Figures with their spread, and the lines of the table."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Self


@dataclass(frozen=True)
class Spread:
    """A median, and the least and the most of what it was taken from."""

    middle: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Self:
        """Return the spread of at least one value."""
        return cls(median(values), min(values), max(values))

    def __str__(self) -> str:
        return f"{number(self.middle)} ({number(self.least)} to {number(self.most)})"


@dataclass(frozen=True)
class Aim:
    """What a figure is to reach: at least, or at most."""

    bound: float
    is_least: bool

    def is_reached(self, figure: Spread) -> bool:
        """Tell whether the median reaches it."""
        return figure.middle >= self.bound if self.is_least else figure.middle <= self.bound

    def __str__(self) -> str:
        return f"{'≥' if self.is_least else '≤'} {number(self.bound)}"


@dataclass(frozen=True)
class Line:
    """A line of the table; without an aim it is for information. ``told`` gives what it was taken from."""

    what: str
    figure: Spread
    unit: str
    aim: Aim | None = None
    told: str = ""

    @property
    def is_missed(self) -> bool:
        """Tell whether there is an aim that isn't reached."""
        return self.aim is not None and not self.aim.is_reached(self.figure)

    def __str__(self) -> str:
        verdict = "" if self.aim is None else f"{self.aim} {'MISSED' if self.is_missed else 'reached'}"
        return f"{self.what:<66}{f'{self.figure} {self.unit}':<30}{verdict:<18}{self.told}".rstrip()


def at_least(bound: float) -> Aim:
    """Return the aim that a figure is no smaller."""
    return Aim(bound, is_least=True)


def at_most(bound: float) -> Aim:
    """Return the aim that a figure is no greater."""
    return Aim(bound, is_least=False)


def interleave(runs: Mapping[str, Callable[[int], float]], rounds: int) -> Mapping[str, Sequence[float]]:
    """Make all runs of a round before the next round, each with its number from 0; who begins alternates."""
    found: dict[str, list[float]] = {name: [] for name in runs}
    for turn in range(rounds):
        for name in list(runs) if turn % 2 == 0 else reversed(list(runs)):
            found[name].append(runs[name](turn))
    return found


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> Sequence[float]:
    """Divide round by round."""
    return [one / other for one, other in zip(ours, theirs, strict=True)]


def geometric_mean(values: Sequence[float]) -> float:
    """Return the geometric mean of numbers above 0."""
    return math.exp(sum(map(math.log, values)) / len(values))


def combined(columns: Sequence[Sequence[float]]) -> Spread:
    """Return the spread by rounds of the geometric mean over columns, which have a value for each round."""
    return Spread.of([geometric_mean(values) for values in zip(*columns, strict=True)])


def quantile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least this share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def number(value: float) -> str:
    """Write a number with three digits that count, or all before the point."""
    if value == 0 or not math.isfinite(value):
        return f"{value:g}"
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    return f"{value:,.{digits}f}"
