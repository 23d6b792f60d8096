"""What became of numbered writes, and what must therefore be in the store."""

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum


class Outcome(StrEnum):
    """What a client knows of a write: the connection may break before any reply."""

    ACKNOWLEDGED = "acknowledged"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Verdict:
    """The writes that were acknowledged and aren't there, and those that are there and ought not to be."""

    lost: tuple[int, ...]
    uninvited: tuple[int, ...]

    @property
    def is_good(self) -> bool:
        """Tell whether the store has what it must have and nothing else."""
        return not self.lost and not self.uninvited


@dataclass(frozen=True)
class Ledger:
    """The outcome of each write by its number."""

    outcomes: dict[int, Outcome] = field(default_factory=dict)

    def note(self, number: int, outcome: Outcome) -> None:
        """Write down what became of a write."""
        self.outcomes[number] = outcome

    def having(self, outcome: Outcome) -> set[int]:
        """Return the numbers of the writes with an outcome."""
        return {number for number, known in self.outcomes.items() if known is outcome}

    def judge(self, found: Collection[int]) -> Verdict:
        """Compare with the numbers that are in the store."""
        acknowledged, unknown = self.having(Outcome.ACKNOWLEDGED), self.having(Outcome.UNKNOWN)
        lost = sorted(acknowledged - set(found))
        return Verdict(tuple(lost), tuple(sorted(set(found) - acknowledged - unknown)))

    def __str__(self) -> str:
        return ", ".join(f"{len(self.having(outcome))} {outcome}" for outcome in Outcome)
