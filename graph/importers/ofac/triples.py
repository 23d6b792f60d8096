"""An entry and its life as lines of N-Triples: what the list says, its designations, their events.

Text is made, and not terms: a million of them take a third of the time.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from graph.importers.ofac.entry import Entry, Part
from graph.importers.ofac.kept import Kept
from graph.importers.ofac.lifecycle import ABSENT, Amended, Between, Life, Standing
from graph.importers.ofac.naming import ENTRY_PAGE, PAGE, Naming
from graph.importers.ofac.programs import Program, key_of, program
from graph.importers.ofac.terms import LABEL, TYPE, alg, english, literal, moment
from graph.importers.ofac.values import values_of


def entry_lines(life: Life, naming: Naming, kept: Kept) -> Iterator[str]:
    """Yield all that is to stand in the graph of the list for one entry; a line may come twice."""
    entry = naming.entry(life.number)
    yield from kept.unsaid(entry, _content(life, naming))
    for code, standings in life.standings.items():
        yield from _designation(life, program(code), standings, naming, kept)


def _content(life: Life, naming: Naming) -> Iterator[tuple[str, str]]:
    main = life.newest[Part.MAIN]
    yield TYPE, alg("ListEntry")
    yield LABEL, english(f"OFAC list entry {life.number}, {main.name}")
    yield alg("inList"), naming.the_list
    yield alg("listId"), literal(life.number)
    yield PAGE, f"<{ENTRY_PAGE}{life.number}>"
    for code in main.programs:
        yield alg("program"), naming.program(key_of(code))
    for part, said in life.newest.items():
        yield from _values(said, part)


def _values(said: Entry, part: Part) -> Iterator[tuple[str, str]]:
    for value in values_of(said, part):
        text = alg(value.text) if value.kind == "listedAs" else literal(value.text)
        for kind in (value.kind, *value.also):
            yield alg(kind), text
    if part is Part.DETAILS and said.remarks:
        yield alg("remarks"), literal(said.remarks)


def _designation(
    life: Life, under: Program, standings: tuple[Standing, ...], naming: Naming, kept: Kept
) -> Iterator[str]:
    entry, scheme = naming.entry(life.number), naming.program(under.key)
    key = f"ofac-{life.number}-{under.key}"
    act = kept.designations.get((entry, scheme)) or naming.node("designation", key)
    yield from kept.unsaid(act, _act(life, under, entry, naming))
    yield f"{act} {alg('attestedBy')} {naming.state(standings[0].entered.until)} .\n"
    for event in _events(life, standings, key, f"OFAC listing {life.number} under {under.code}"):
        known = kept.event(act, alg(event.kind), *event.when.moments)
        node = known or naming.node("event", event.key)
        yield f"{act} {alg('event')} {node} .\n"
        yield f"{node} {alg('attestedBy')} {naming.state(event.when.until)} .\n"
        if not known and (node, LABEL) not in kept.said:
            yield from _event(node, event, naming)


def _act(life: Life, under: Program, entry: str, naming: Naming) -> Iterator[tuple[str, str]]:
    yield TYPE, alg(under.act)
    yield LABEL, english(f"listing of {life.newest[Part.MAIN].name} under {under.code}")
    yield alg("authority"), naming.node("actor", under.authority)
    yield alg("target"), entry
    yield alg("program"), naming.program(under.key)
    yield alg("listId"), literal(life.number)
    if under.basis:
        yield alg("legalBasis"), naming.node("document", under.basis.key)


@dataclass(frozen=True, slots=True)
class _Event:
    key: str
    kind: str
    label: str
    when: Between
    amended: Amended | None = None


def _events(life: Life, standings: tuple[Standing, ...], key: str, name: str) -> Iterator[_Event]:
    for standing in standings:
        since = standing.entered
        yield _Event(
            f"{key}-entered-{since.until}",
            "EntryIntoForce",
            f"{name} comes into force, {_told(since)}",
            since,
        )
        if until := standing.left:
            yield _Event(f"{key}-left-{until.until}", "Ending", f"{name} ends, {_told(until)}", until)
    for amended in life.amended:
        if any(standing.covers(amended.when) for standing in standings):
            yield _amendment(amended, key, name)


def _amendment(amended: Amended, key: str, name: str) -> _Event:
    label = f"{name} is amended ({_words(amended.kind)}), {_told(amended.when)}"
    key = f"{key}-amended-{amended.when.until}-{amended.kind.lower()}"
    return _Event(key, "Amendment", label, amended.when, amended)


def _event(node: str, event: _Event, naming: Naming) -> Iterator[str]:
    instant = naming.node("instant", event.key)
    yield f"{node} {TYPE} {alg(event.kind)} .\n"
    yield f"{node} {LABEL} {english(event.label)} .\n"
    yield f"{node} {alg('at')} {instant} .\n"
    if event.amended:
        yield from _changes(node, event.amended)
    yield f"{instant} {LABEL} {english(f'when {event.label}')} .\n"
    yield from (f"{instant} {rest} .\n" for rest in _within(event.when))


def _changes(node: str, amended: Amended) -> Iterator[str]:
    yield f"{node} {alg('amendedProperty')} {alg(amended.kind)} .\n"
    yield from (f"{node} {alg('addedValue')} {literal(text)} .\n" for text in amended.added)
    yield from (f"{node} {alg('removedValue')} {literal(text)} .\n" for text in amended.removed)


@lru_cache(maxsize=10_000)
def _within(when: Between) -> tuple[str, ...]:
    """Return what is known of an instant that lies between two states: predicates and objects."""
    earliest, latest = when.moments
    edtf = f"{alg('edtf')} {literal(f'[{when.after}..{when.until}]')}"
    known = (f"{TYPE} {alg('Instant')}", f"{alg('latest')} {moment(latest)}", edtf)
    return (*known, f"{alg('earliest')} {moment(earliest)}") if earliest else known


def _told(when: Between) -> str:
    return f"between {when.after} and {when.until}" if when.after != ABSENT else f"by {when.until}"


@cache
def _words(name: str) -> str:
    """Return the name of a property in words: list alias."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()
