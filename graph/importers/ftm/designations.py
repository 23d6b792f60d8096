"""A sanction of a stream as the designations that it tells of: one for each target, authority and program."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Final

from graph.importers.ftm.contents import Contents
from graph.importers.ftm.dating import instant_lines
from graph.importers.ftm.entities import Entity
from graph.importers.ftm.naming import Naming, stable
from graph.importers.ofac.terms import LABEL, TYPE, alg, english, literal

PROGRAM: Final = " (sanctions program)"
"""What the label of a program ends with, after the program as the dataset prints it."""

_UNNAMED: Final = "an authority that the dataset does not name"
_NO_DATE: Final = "The dataset gives no date of this designation."
_EVENTS: Final = {
    "listingDate": ("Announcement", "is announced"),
    "startDate": ("EntryIntoForce", "comes into force"),
    "modifiedAt": ("Amendment", "is amended"),
    "endDate": ("Ending", "ends"),
}


@dataclass
class Designations:
    """Makes the designations of one stream; ``authorities`` are known actors by name, in small letters."""

    naming: Naming
    contents: Contents
    authorities: Mapping[str, str]
    _numbered: set[str] = field(default_factory=set)

    def lines(self, entity: Entity, owner: str) -> Iterator[str]:
        """Yield what a sanction says of an entry; sanctions that differ in dates only are one designation."""
        properties = entity.properties
        programs = properties.get("program") or properties.get("programId") or ("",)
        for authority, program in product(properties.get("authority") or ("",), programs):
            key = "-".join([stable(owner), *(stable(each) for each in (program, authority) if each)])
            node = self.naming.node("designation", f"ftm-{self.naming.dataset}-{key}")
            label = f"listing of {self.contents.entries[owner]}" + (f" under {program}" if program else "")
            yield from self._act(node, label, self.naming.own("entry", owner), program)
            yield from self._authority(node, authority)
            yield from self._number(node, properties.get("authorityId", ()))
            yield from self._events(node, key, label, entity)

    def _act(self, node: str, label: str, target: str, program: str) -> Iterator[str]:
        yield f"{node} {TYPE} {alg('SanctionsListing')} .\n"
        yield f"{node} {LABEL} {english(label)} .\n"
        yield f"{node} {alg('target')} {target} .\n"
        yield f"{node} {alg('attestedBy')} {self.naming.source} .\n"
        if program:
            under = self.naming.own("source", "program", program)
            yield f"{node} {alg('program')} {under} .\n"
            yield f"{under} {TYPE} {alg('Program')} .\n"
            yield f"{under} {LABEL} {english(program + PROGRAM)} .\n"

    def _authority(self, node: str, name: str) -> Iterator[str]:
        """Name the authority: an actor of that name, or one of which no more is said than the name."""
        if known := self.authorities.get(name.lower()):
            yield f"{node} {alg('authority')} {known} .\n"
            return
        actor = self.naming.own("actor", "authority", name) if name else self.naming.own("actor", "authority")
        yield f"{node} {alg('authority')} {actor} .\n"
        yield f"{actor} {TYPE} {alg('Organization' if name else 'UnspecifiedGroup')} .\n"
        yield f"{actor} {LABEL} {english(name or f'{_UNNAMED}, {self.naming.dataset}')} .\n"

    def _number(self, node: str, numbers: tuple[str, ...]) -> Iterator[str]:
        if numbers and node not in self._numbered:
            self._numbered.add(node)
            yield f"{node} {alg('listId')} {literal(numbers[0])} .\n"

    def _events(self, node: str, key: str, label: str, entity: Entity) -> Iterator[str]:
        dated = [(name, date) for name in _EVENTS for date in entity.properties.get(name, ())]
        if not dated:
            yield f"{node} {alg('editorNote')} {literal(_NO_DATE)} .\n"
        for name, date in dated:
            kind, verb = _EVENTS[name]
            tail = f"ftm-{self.naming.dataset}-{key}-{kind.lower()}-{stable(date)}"
            event, instant = self.naming.node("event", tail), self.naming.node("instant", tail)
            told = f"{label} {verb}, {date}"
            yield f"{node} {alg('event')} {event} .\n"
            yield f"{event} {TYPE} {alg(kind)} .\n"
            yield f"{event} {LABEL} {english(told)} .\n"
            yield f"{event} {alg('at')} {instant} .\n"
            yield f"{event} {alg('attestedBy')} {self.naming.source} .\n"
            yield from instant_lines(instant, f"when {told}", date)
