"""A labelled set made of a list's own aliases: which entry a name means is known, for the list says so.

A label is an alias that is a spelling of another name of its entry: the words of both pair off, and of three
letters of a word at most one differs. An alias that is another name altogether can't be found by its letters
(SKOLTECH), and one that two entries bear means neither; both are counted, and left out. The spelling is told
by edit distance on plain letters, which the matching doesn't use so. For half of the labels the alias alone
is hidden; for the other half the entry is removed altogether, so that whatever is found is wrong.
"""

import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random

from rapidfuzz.distance import OSA

from graph.importers.ofac.entry import Entry, Strength
from graph.importers.ofac.reading import parse_row, read_rows
from graph.matching.index import Index
from graph.matching.named import Name, Named
from graph.matching.weighing import candidates
from graph.matching.words import plain_words
from tests.conftest import REPOSITORY

SHARED = Path(os.environ.get("ALLEGATA_SHARED", REPOSITORY.parent / "shared")).resolve()
LIST = SHARED / "data" / "ofac" / "sdn-2026-08-20.json"

SEED = 20260820
DIFFERING = 3
"""Of so many letters of a word one may differ."""


@dataclass(frozen=True)
class Label:
    """A hidden alias and its entry; ``is_there`` tells whether the entry is among those that are searched."""

    alias: Name
    entry: Named
    is_there: bool = True

    @property
    def wanted(self) -> Named:
        """Return an actor that is known by the alias alone, and by its kind."""
        return replace(self.entry, iri="", names=(self.alias,))


@dataclass(frozen=True)
class LabelledSet:
    """The labels, and the entries as they stand without what is hidden."""

    labels: tuple[Label, ...]
    entries: tuple[Named, ...]


@dataclass(frozen=True)
class Found:
    """The most probable entry for a label, and whether it is the right one."""

    label: Label
    probability: float
    is_right: bool


@dataclass(frozen=True)
class Point:
    """Precision and recall of the most probable entries, where it is at least so probable."""

    least: float
    precision: float
    recall: float


@cache
def listed(path: Path = LIST) -> tuple[Named, ...]:
    """Return the entries of a list."""
    return tuple(_named(parse_row(row)) for row in read_rows(path))


def _named(entry: Entry) -> Named:
    fields = {Strength.WEAK: "alg:listWeakAlias", Strength.PRIMARY: "alg:listName"}
    names = tuple(
        dict.fromkeys(Name(name.text, fields.get(name.strength, "alg:listAlias")) for name in entry.names)
    )
    return Named(f"entry:ofac-{entry.number}", entry.name, entry.kind.value, names)


def is_spelling(one: str, other: str) -> bool:
    """Tell whether the words of two names pair off, each with a spelling of it."""
    left, right = sorted(plain_words(one)), sorted(plain_words(other))
    if len(left) != len(right):
        return False
    for word in left:
        nearest = min(right, key=lambda each: (OSA.normalized_distance(word, each), each))
        if OSA.distance(word, nearest) > max(len(word), len(nearest)) // DIFFERING:
            return False
        right.remove(nearest)
    return True


def is_shorter(one: str, other: str) -> bool:
    """Tell whether one of two names leaves out words of the other, but two at least, and spells the rest."""
    short, long = sorted((sorted(plain_words(one)), sorted(plain_words(other))), key=len)
    if not 1 < len(short) < len(long):
        return False
    kept = [min(long, key=lambda each: (OSA.normalized_distance(word, each), each)) for word in short]
    return len({*kept}) == len(kept) and is_spelling(" ".join(short), " ".join(kept))


def labels_of(entries: Sequence[Named], is_like: Callable[[str, str], bool]) -> Iterator[Label]:
    """Yield the aliases that are so like another name of their entry, and that no other entry bears."""
    bearers = _bearers(entries)
    for entry in entries:
        for alias in entry.names[1:]:
            others = (each.text for each in entry.names if each != alias)
            is_its_own = len(bearers[_bare(entry, alias)]) == 1
            if is_its_own and any(is_like(alias.text, each) for each in others):
                yield Label(alias, entry)


def _bearers(entries: Sequence[Named]) -> Mapping[tuple[str, ...], set[str]]:
    bearers: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for entry in entries:
        for name in entry.names:
            bearers[_bare(entry, name)].add(entry.iri)
    return bearers


def _bare(entry: Named, name: Name) -> tuple[str, ...]:
    return (entry.kind or "", *sorted(plain_words(name.text)))


def make_labelled(
    count: int,
    is_like: Callable[[str, str], bool] = is_spelling,
    is_for_fitting: bool = False,
    entries: Sequence[Named] = (),
) -> LabelledSet:
    """Hide so many aliases, and remove the entries of as many others, at most one of an entry.

    Labels to fit with and labels to measure with are of different entries: of odd and of even numbers.
    """
    entries = entries or listed()
    labels = [each for each in labels_of(entries, is_like) if is_odd(each.entry) == is_for_fitting]
    Random(SEED).shuffle(labels)  # noqa: S311 -- to measure with
    drawn = list({each.entry.iri: each for each in labels}.values())[: 2 * count]
    hidden = {each.entry.iri: each.alias for each in drawn[::2]}
    removed = {each.entry.iri for each in drawn[1::2]}
    kept = (_without(entry, hidden.get(entry.iri)) for entry in entries if entry.iri not in removed)
    marked = (replace(each, is_there=each.entry.iri in hidden) for each in drawn)
    return LabelledSet(tuple(marked), tuple(kept))


def is_odd(entry: Named) -> bool:
    return int(entry.iri.rpartition("-")[2]) % 2 == 1


def _without(entry: Named, alias: Name | None) -> Named:
    return replace(entry, names=tuple(name for name in entry.names if name != alias)) if alias else entry


def best(label: Label, index: Index) -> Found:
    """Return the most probable entry for a label."""
    for found in candidates(label.wanted, index):
        return Found(label, found.probability, label.is_there and found.entry.iri == label.entry.iri)
    return Found(label, 0.0, False)


def curve(found: Sequence[Found]) -> list[Point]:
    """Return precision and recall for every probability that was found, the least first."""
    there = sum(each.label.is_there for each in found)
    points, right = [], 0
    for count, each in enumerate(sorted(found, key=lambda each: -each.probability), 1):
        right += each.is_right
        points.append(Point(each.probability, right / count, right / there))
    return points[::-1]


def precision_at(points: Sequence[Point], recall: float) -> Point:
    """Return the point of the best precision with at least such a recall."""
    return max(
        (each for each in points if each.recall >= recall), key=lambda each: (each.precision, each.recall)
    )
