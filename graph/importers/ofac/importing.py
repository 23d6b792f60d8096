"""States of OFAC's list brought into a store: read, compared with the states that are known, committed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final, Protocol

from pyoxigraph import Store

from graph.bulk import Delta, Follow, commit_bulk
from graph.commit import Claim
from graph.errors import StoreError
from graph.importers.ofac.archive import Archive, read_archive
from graph.importers.ofac.changing import Target, difference
from graph.importers.ofac.errors import RowError
from graph.importers.ofac.history import Content, content_of
from graph.importers.ofac.naming import LIST, Naming
from graph.importers.ofac.reading import read_rows
from graph.importers.ofac.sources import Source, read_sources
from graph.importers.ofac.states import States
from graph.lease import Generation, current_generation

_WAIT_SECONDS: Final = 30.0


class Progress(Protocol):
    """What hears how an import goes on."""

    def begin(self, stage: str) -> None:
        """Hear that a stage begins."""

    def end(self, stage: str, told: str) -> None:
        """Hear that a stage has ended, and what came of it."""

    def step(self, done: int, count: int, what: str) -> None:
        """Hear how far a stage is."""


@dataclass(frozen=True)
class Options:
    """``as_of`` is the day of a state whose file's name has none; ``lenient`` passes over broken rows."""

    as_of: date | None = None
    lenient: bool = False


@dataclass(frozen=True)
class Imported:
    """What an import came to: states that were new, entries whose life changed, triples that came or went.

    ``skipped`` are the errors of the rows that were passed over.
    """

    generation: Generation
    states: int = 0
    entries: int = 0
    triples: int = 0
    skipped: tuple[str, ...] = ()

    def __str__(self) -> str:
        if not self.states:
            return "these states are there already; nothing has changed"
        return (
            f"{self.states} new states, {self.entries:,} entries touched,"
            f" {self.triples:,} triples come or gone,"
            f" {len(self.skipped):,} rows passed over; generation {self.generation.name}"
        )


@dataclass(frozen=True)
class Comparison:
    """What states are to change in a store: how many were new, the entries touched, the rows passed over."""

    delta: Delta
    known: States
    states: int
    entries: int
    skipped: tuple[str, ...]


def import_states(
    folder: Path, files: Sequence[Path], options: Options, progress: Progress, follow: Follow | None = None
) -> Imported:
    """Bring the states in some files into the store in a folder; those that it has change nothing.

    ``follow`` says what is inferred otherwise then, and refuses what is not valid. Raises what it and
    `compare` do, and StoreError.
    """
    with Claim(folder, _WAIT_SECONDS):
        current = current_generation(folder)
        if current is None or current.blank:
            raise StoreError(f"there is no built store in {folder}", "Build it first: allegata build.")
        target = Target(Store.read_only(str(current.store)), Naming(current.base))
        found = compare(files, options, target, progress)
        if found.states:
            progress.begin("write")
            current = commit_bulk(current, found.delta, f"{LIST} {found.known.to_json()}", follow)
            progress.end("write", f"generation {current.name}")
        return Imported(current, found.states, found.entries, len(found.delta), found.skipped)


def compare(files: Sequence[Path], options: Options, target: Target, progress: Progress) -> Comparison:
    """Say what is to change in a store for it to know the states in some files as well.

    A row that is broken is raised, unless it is to be passed over. Raises ListError or RowError for a file
    that is no state, and RequestError for two states of one day.
    """
    progress.begin("read")
    archive = read_archive(target.store, target.naming)
    taken = _take(files, options, archive, progress)
    known = len(archive.states.all)
    progress.end("read", f"{taken.states} new states, now {known}; {len(taken.touched):,} entries touched")
    if not taken.states:
        return Comparison(Delta(), archive.states, 0, 0, tuple(taken.skipped))
    progress.begin("compare")
    delta = difference(archive, taken.touched, target, progress.step)
    progress.end("compare", f"{len(delta):,} triples come or go")
    return Comparison(delta, archive.states, taken.states, len(taken.touched), tuple(taken.skipped))


@dataclass
class _Taken:
    states: int = 0
    touched: set[str] = field(default_factory=set)
    skipped: list[str] = field(default_factory=list)


def _take(files: Sequence[Path], options: Options, archive: Archive, progress: Progress) -> _Taken:
    taken = _Taken()
    sources = read_sources(files, options.as_of)
    for done, (state, source) in enumerate(sources, 1):
        progress.step(done, len(sources), "states")
        if not archive.states.has(state):
            archive.take(state, _rows(source, options, taken.skipped), taken.touched)
            taken.states += 1
    return taken


def _rows(source: Source, options: Options, skipped: list[str]) -> dict[str, Content]:
    def skip(error: RowError) -> None:
        skipped.append(str(error))

    rows = read_rows(source.path, source.companions, skip if options.lenient else None)
    return {row.number: content_of(row) for row in rows}
