"""When a designation is in force: what its events tell of one day, and never more.

Days are those of the authority's time zone, Washington, written YYYY-MM-DD.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from enum import StrEnum
from typing import Final

from graph.importers.ofac.washington import begin

_SUMMER: Final = timezone(timedelta(hours=-4))
_ALWAYS: Final = ""
_NEVER: Final = "9999-12-31"


class Status(StrEnum):
    """Whether a designation is in force at any time of a day."""

    IN_FORCE = "in-force"
    POSSIBLY = "possibly-in-force"
    NOT_IN_FORCE = "not-in-force"


class _Reached(StrEnum):
    YES = "yes"
    MAYBE = "maybe"
    NO = "no"


@dataclass(frozen=True)
class Turn:
    """A beginning or an end, between two days, either of which may be unknown.

    ``is_listed`` tells that states of a list alone attest it: then they bound it, and those of its first and
    last day show what stood before it and after it.
    """

    earliest: str | None = None
    latest: str | None = None
    documents: frozenset[str] = frozenset()
    is_listed: bool = False

    @property
    def _is_between_states(self) -> bool:
        return self.is_listed and self.earliest != self.latest

    def has_begun(self, day: str) -> _Reached:
        """Tell whether what begins so has begun at the end of a day."""
        if self.earliest and (self.earliest > day or (self.earliest == day and self._is_between_states)):
            return _Reached.NO
        return _Reached.YES if self.latest and self.latest <= day else _Reached.MAYBE

    def has_ended(self, day: str) -> _Reached:
        """Tell whether what ends so has ended when a day begins; the day of its end is its last one."""
        if self.earliest and self.earliest >= day:
            return _Reached.NO
        is_over = self.latest and (self.latest < day or (self.latest == day and self._is_between_states))
        return _Reached.YES if is_over else _Reached.MAYBE

    def narrowed(self, other: "Turn") -> "Turn | None":
        """Return what two accounts of the same turn come to, or None if they cannot be of the same."""
        earliest = max(self.earliest or _ALWAYS, other.earliest or _ALWAYS)
        latest = min(self.latest or _NEVER, other.latest or _NEVER)
        if earliest > latest:
            return None
        documents, is_listed = self.documents | other.documents, self.is_listed and other.is_listed
        return Turn(earliest or None, None if latest == _NEVER else latest, documents, is_listed)


@dataclass(frozen=True)
class Standing:
    """A time in which a designation is in force: ``until`` is None where no end is known."""

    since: Turn
    until: Turn | None = None

    def status(self, day: str) -> Status:
        """Return what is known of a day.

        What two states of a list have stands between them, however far they are apart: of 1,073 entries
        under a program that were gone from OFAC's list by May 2024, none was there again in 2026.
        """
        has_begun = self.since.has_begun(day)
        has_ended = self.until.has_ended(day) if self.until else _Reached.NO
        if has_begun is _Reached.NO or has_ended is _Reached.YES:
            return Status.NOT_IN_FORCE
        if _Reached.MAYBE in (has_begun, has_ended):
            return Status.POSSIBLY
        return Status.IN_FORCE


def standings(begins: Iterable[Turn], ends: Iterable[Turn]) -> list[Standing]:
    """Pair what begins with what ends, in the order of time; a list and other documents narrow each other."""
    turns = [(turn, True) for turn in begins] + [(turn, False) for turn in ends]
    found: list[Standing] = []
    for turn, begins_here in sorted(turns, key=lambda told: _order(*told)):
        if begins_here:
            _begin(found, turn)
        else:
            _end(found, turn)
    return found


def _order(turn: Turn, begins_here: bool) -> tuple[str, str, bool]:
    unknown = _ALWAYS if begins_here else _NEVER
    return turn.latest or turn.earliest or unknown, turn.earliest or _ALWAYS, not begins_here


def _begin(found: list[Standing], turn: Turn) -> None:
    if not found or found[-1].until:
        found.append(Standing(turn))
    elif same := found[-1].since.narrowed(turn):
        found[-1] = replace(found[-1], since=same)


def _end(found: list[Standing], turn: Turn) -> None:
    if not found:
        found.append(Standing(Turn(), turn))
    elif (until := found[-1].until) is None:
        found[-1] = replace(found[-1], until=turn)
    elif same := until.narrowed(turn):
        found[-1] = replace(found[-1], until=same)
    else:
        found.append(Standing(Turn(), turn))


def deciding(found: Sequence[Standing], day: str) -> tuple[Standing, Status]:
    """Return the standing that tells most of a day, and what it tells.

    Where none is in force, it is the last one that may have begun, or the first.
    """
    told = [(each, each.status(day)) for each in found]
    for wanted in (Status.IN_FORCE, Status.POSSIBLY):
        if fitting := [each for each in told if each[1] is wanted]:
            return fitting[-1]
    begun = [each for each in told if each[0].since.has_begun(day) is not _Reached.NO]
    return begun[-1] if begun else told[0]


def day_of(moment: str) -> str | None:
    """Return the day of a moment in Washington, or None if it cannot be told.

    >>> day_of("2025-07-26T03:59:59Z"), day_of("2025-07-26T00:00:00-04:00")
    ('2025-07-25', '2025-07-26')
    """
    try:
        told = datetime.fromisoformat(moment)
        if told.tzinfo is None:
            return told.date().isoformat()
        day = told.astimezone(_SUMMER).date()
        is_later = told < datetime.fromisoformat(begin(day.isoformat()))
        return (day - timedelta(days=is_later)).isoformat()
    except (ValueError, OverflowError):
        return None
