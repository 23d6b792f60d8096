"""What came, changed and went of one entry: as much as the known states tell, and never more.

A change lies between the last state without it and the first state with it. Where a state does not speak of a
part of an entry, its silence is no change.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Final

from graph.importers.ofac.entry import Entry, Part
from graph.importers.ofac.values import Value, values_of
from graph.importers.ofac.washington import begin, end

ABSENT: Final = ""
"""The day before all states: what the first one has may have stood there for any time."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What one state says of an entry: None if it stands there not. ``day`` is written YYYY-MM-DD."""

    day: str
    parts: frozenset[Part]
    entry: Entry | None


@dataclass(frozen=True, slots=True)
class Between:
    """A stretch from one state to the next one: ``after`` is empty where no state came before."""

    after: str
    until: str

    @property
    def moments(self) -> tuple[str, str]:
        """Return its first second and its last one in Washington; the first is empty if none is known."""
        return begin(self.after) if self.after else "", end(self.until)


@dataclass(frozen=True, slots=True)
class Standing:
    """A time in which an entry stands under a program: when it entered, and when it left if it did."""

    entered: Between
    left: Between | None

    def covers(self, stretch: Between) -> bool:
        """Tell whether it stands at both ends of a stretch."""
        return self.entered.until <= stretch.after and (self.left is None or stretch.until <= self.left.after)


@dataclass(frozen=True, slots=True)
class Amended:
    """One kind of value of which some were added or removed while the entry stood."""

    when: Between
    kind: str
    added: tuple[str, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Life:
    """What is known of one entry: its newest content by part, programs through time, amendments."""

    number: str
    newest: Mapping[Part, Entry]
    standings: Mapping[str, tuple[Standing, ...]]
    amended: tuple[Amended, ...]

    def tells_the_same(self, other: "Life") -> bool:
        """Tell whether another life has the same events, and the newest content is the same in words."""
        if (self.standings, self.amended) != (other.standings, other.amended):
            return False
        return self.newest.keys() == other.newest.keys() and all(
            _same_words(part, said, other.newest[part]) for part, said in self.newest.items()
        )


def live(number: str, sights: Sequence[Sight]) -> Life:
    """Return the life of an entry from what each state says of it, in the order of days."""
    newest = {part: s.entry for s in sights if s.entry for part in s.parts}
    programs = dict.fromkeys(program for s in sights if s.entry for program in s.entry.programs)
    standings = {program: tuple(_standings(program, sights)) for program in sorted(programs)}
    return Life(number, newest, standings, tuple(_amendments(sights)))


def _standings(program: str, sights: Sequence[Sight]) -> Iterator[Standing]:
    seen = [(s.day, s.entry is not None and program in s.entry.programs) for s in sights]
    edges = [Between(a, b) for (a, before), (b, now) in pairwise([(ABSENT, False), *seen]) if before != now]
    for first in range(0, len(edges), 2):
        yield Standing(edges[first], edges[first + 1] if first + 1 < len(edges) else None)


def _amendments(sights: Sequence[Sight]) -> Iterator[Amended]:
    for is_there, stretch in groupby(sights, lambda sight: sight.entry is not None):
        if is_there:
            yield from _amendments_while_there(list(stretch))


def _amendments_while_there(sights: Sequence[Sight]) -> Iterator[Amended]:
    for part in Part:
        told = [sight for sight in sights if part in sight.parts]
        for before, now in pairwise(told):
            if before.entry is not now.entry:
                yield from _differences(part, before, now)


def _differences(part: Part, before: Sight, now: Sight) -> Iterator[Amended]:
    old, new = _by_kind(_values(part, before)), _by_kind(_values(part, now))
    for kind in sorted({*old, *new}):
        added = new.get(kind, frozenset()) - old.get(kind, frozenset())
        removed = old.get(kind, frozenset()) - new.get(kind, frozenset())
        if added or removed:
            when = Between(before.day, now.day)
            yield Amended(when, kind, tuple(sorted(added)), tuple(sorted(removed)))


def _values(part: Part, sight: Sight) -> Iterable[Value]:
    return values_of(sight.entry, part) if sight.entry else ()


def _by_kind(values: Iterable[Value]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for value in values:
        found.setdefault(value.kind, set()).add(value.text)
    return {kind: frozenset(texts) for kind, texts in found.items()}


def _same_words(part: Part, one: Entry, other: Entry) -> bool:
    return one is other or _words(part, one) == _words(part, other)


def _words(part: Part, said: Entry) -> tuple[object, ...]:
    programs = frozenset(said.programs) if part is Part.MAIN else frozenset()
    return frozenset(values_of(said, part)), programs, said.remarks if part is Part.DETAILS else ""
