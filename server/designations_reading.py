"""What a store tells of designations, read from the rows of a query: acts, documents and events."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from graph.namespaces import ALG
from server.designations_days import Standing, Turn, day_of, standings

_ENTRY: Final = f"{ALG}EntryIntoForce"
_ANNOUNCEMENT: Final = f"{ALG}Announcement"
_ENDS: Final = frozenset({f"{ALG}Ending", f"{ALG}Reversal"})

Row = Mapping[str, str]


@dataclass
class _Event:
    kind: str
    earliest: str | None
    latest: str | None
    listed: set[str] = field(default_factory=set)
    others: set[str] = field(default_factory=set)

    def turn(self) -> Turn:
        documents = frozenset(self.others or self.listed)
        return Turn(self.earliest, self.latest, documents, bool(self.listed) and not self.others)


@dataclass
class Designation:
    """What is known of one designation; ``row`` has its name, number, program and target.

    ``documents`` attest it, and ``seen`` has the days of the list states among them.
    """

    row: Row
    documents: set[str] = field(default_factory=set)
    seen: dict[str, str] = field(default_factory=dict)
    events: dict[str, _Event] = field(default_factory=dict)

    def take(self, row: Row) -> None:
        """Take in what one row tells of it."""
        if document := row.get("document"):
            self.documents.add(document)
            if day := day_of(row.get("seen", "")):
                self.seen[document] = day
        if event := row.get("event"):
            self._take_event(event, row)

    def _take_event(self, name: str, row: Row) -> None:
        earliest, latest = day_of(row.get("earliest", "")), day_of(row.get("latest", ""))
        event = self.events.setdefault(name, _Event(row["kind"], earliest, latest))
        if by := row.get("by"):
            (event.listed if row.get("byList") else event.others).add(by)

    @property
    def standings(self) -> Sequence[Standing]:
        """Return when it is in force: since its entry into force, its announcement, or since it was seen."""
        begins = self._turns({_ENTRY}) or self._turns({_ANNOUNCEMENT}) or [self._seen_first()]
        ends = self._turns(_ENDS)
        found = standings(begins, ends)
        return found or [Standing(Turn())]

    def _turns(self, kinds: Iterable[str]) -> list[Turn]:
        return [event.turn() for event in self.events.values() if event.kind in kinds]

    def _seen_first(self) -> Turn:
        if not self.seen:
            return Turn()
        first = min(self.seen.values())
        documents = frozenset(name for name, day in self.seen.items() if day == first)
        return Turn(None, first, documents, is_listed=True)


@dataclass(frozen=True)
class Register:
    """Designations by name, and whether the target is known."""

    designations: Mapping[str, Designation]
    is_known: bool


def read_register(rows: Iterable[Row]) -> Register:
    """Read the rows that the queries of this page give, in any order."""
    designations: dict[str, Designation] = {}
    is_known = False
    for row in rows:
        is_known = is_known or "act" in row or "known" in row
        if act := row.get("act"):
            designations.setdefault(act, Designation(row)).take(row)
    return Register(dict(_sorted(designations)), is_known)


def _sorted(designations: Mapping[str, Designation]) -> Iterator[tuple[str, Designation]]:
    for name in sorted(designations):
        yield name, designations[name]
