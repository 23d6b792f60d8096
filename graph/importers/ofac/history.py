"""What all states of the list said of one entry, kept as changes: what a state repeats is not kept again."""

import json
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Self

from graph.importers.ofac.entry import Layout, Row

Fields = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Content:
    """What a row says: its tagged fields, and their digest."""

    digest: str
    fields: Fields


@dataclass(slots=True)
class Track:
    """The contents of one entry in the states of one layout: each from its day on, until the next one.

    Days are written YYYY-MM-DD. None is an entry that the state does not have, and what was before the
    first day; two contents that follow each other differ.
    """

    days: list[str] = field(default_factory=list)
    contents: list[Content | None] = field(default_factory=list)

    def at(self, day: str) -> Content | None:
        """Return the content on a day."""
        found = bisect_right(self.days, day)
        return self.contents[found - 1] if found else None

    def put(self, day: str, content: Content | None, states: Sequence[str]) -> bool:
        """Take in what a state of the day says; return whether it is not what was there.

        ``states`` are the days of the other states of the layout, sorted: they stay as they are.
        """
        before = self.at(day)
        if _same(before, content):
            return False
        found = bisect_right(states, day)
        after = [(states[found], self.at(states[found]))] if found < len(states) else []
        known = dict(zip(self.days, self.contents, strict=True)) | {day: content} | dict(after)
        self._keep(sorted(known.items()))
        return True

    def _keep(self, known: Iterable[tuple[str, Content | None]]) -> None:
        chain: list[tuple[str, Content | None]] = [("", None), *known]
        kept = [later for earlier, later in pairwise(chain) if not _same(earlier[1], later[1])]
        self.days = [day for day, _ in kept]
        self.contents = [content for _, content in kept]


@dataclass(slots=True)
class History:
    """The tracks of one entry, by layout."""

    number: str
    tracks: dict[Layout, Track] = field(default_factory=dict)

    def at(self, layout: Layout, day: str) -> Content | None:
        """Return what the state of a layout and day said of it; None if it did not stand there."""
        track = self.tracks.get(layout)
        return track.at(day) if track else None

    def put(self, layout: Layout, day: str, content: Content | None, states: Sequence[str]) -> bool:
        """Take in what a state says; return whether that changes anything."""
        track = self.tracks.get(layout)
        if track is None:
            if content is None:
                return False
            track = self.tracks[layout] = Track()
        return track.put(day, content, states)

    def changes_between(self, layout: Layout, after: str, until: str) -> bool:
        """Tell whether a content of the layout begins after a day, and no later than another."""
        track = self.tracks.get(layout)
        if track is None:
            return False
        return bisect_right(track.days, after) < bisect_right(track.days, until)

    def to_json(self) -> str:
        """Write it as text; equal histories give equal texts."""
        table = {layout.value: _told(track) for layout, track in sorted(self.tracks.items())}
        return json.dumps(table, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, number: str, text: str) -> Self:
        """Read what `to_json` wrote."""
        tracks = {Layout(layout): _read(told) for layout, told in json.loads(text).items()}
        return cls(number, tracks)


def content_of(row: Row) -> Content:
    """Return what a row says."""
    return Content(row.digest, row.fields)


def row_of(number: str, layout: Layout, content: Content) -> Row:
    """Return the row that said something, without its place in a file."""
    return Row(number, content.digest, layout, content.fields, "", 0)


def take_in(
    histories: dict[str, History],
    layout: Layout,
    day: str,
    rows: Mapping[str, Content],
    states: Sequence[str],
    tell: Callable[[int], None] = lambda _: None,
) -> set[str]:
    """Take a whole state into the histories; return the numbers of the entries of which it says else.

    What stood in other states and does not stand in this one is absent from it.
    """
    changed = set()
    for done, number in enumerate({**dict.fromkeys(histories), **rows}):
        history = histories.get(number) or histories.setdefault(number, History(number))
        if history.put(layout, day, rows.get(number), states):
            changed.add(number)
        tell(done)
    return changed


def neighbours(states: Sequence[str], day: str) -> tuple[str, str]:
    """Return the days before and after a day among others, sorted; empty where there is none."""
    found = bisect_left(states, day)
    after = bisect_right(states, day)
    return states[found - 1] if found else "", states[after] if after < len(states) else ""


def _same(one: Content | None, other: Content | None) -> bool:
    return one is other or (one is not None and other is not None and one.digest == other.digest)


def _told(track: Track) -> list[list[object]]:
    contents = (None if each is None else [each.digest, each.fields] for each in track.contents)
    return [[day, content] for day, content in zip(track.days, contents, strict=True)]


def _read(told: list[tuple[str, tuple[str, list[list[str]]] | None]]) -> Track:
    contents = [None if each is None else _content(*each) for _, each in told]
    return Track([day for day, _ in told], contents)


def _content(digest: str, fields: Iterable[Iterable[str]]) -> Content:
    return Content(digest, tuple(tuple(each) for each in fields))
