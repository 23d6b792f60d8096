"""A stream of FollowTheMoney brought into a store: read, compared with the dataset's graph, committed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, Protocol

from pyoxigraph import Literal, NamedNode, Quad, Store

from graph.bulk import Delta, Follow, commit_bulk
from graph.commit import Claim
from graph.errors import Place, RequestError, StoreError
from graph.importers.ftm.contents import Contents, survey
from graph.importers.ftm.dating import instant_lines
from graph.importers.ftm.designations import Designations
from graph.importers.ftm.entities import read_again
from graph.importers.ftm.library import kind_of
from graph.importers.ftm.licences import check_licence
from graph.importers.ftm.naming import Naming, check_dataset
from graph.importers.ftm.triples import Writer
from graph.importers.ofac.changing import quads_of
from graph.importers.ofac.errors import RowError
from graph.importers.ofac.opening import day_in_name, digest_file
from graph.importers.ofac.terms import LABEL, TYPE, alg, english, literal
from graph.lease import Generation, current_generation
from graph.namespaces import ALG, PREFIXES, RDFS
from graph.roles import describe_graphs

LICENCE: Final = NamedNode(PREFIXES["dct"] + "license")
"""What relates a dataset's graph, in graph/meta, and the dataset to the licence."""

_WAIT_SECONDS: Final = 30.0
_TOLD: Final = 1_000
_NAMES: Final = (NamedNode(RDFS + "label"), NamedNode(PREFIXES["skos"] + "altLabel"))


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
    """``licence`` is an IRI; ``as_of`` the date of the file, if its name has none."""

    dataset: str
    licence: str
    as_of: date | None = None
    lenient: bool = False


def read_options(
    files: Sequence[Path], dataset: str, licence: str, as_of: date | None, *, lenient: bool
) -> Options:
    """Return the options of an import; a dataset without a name is called as its file.

    Raises RequestError if there is more than one file, no licence, or no library of FollowTheMoney.
    """
    kind_of("Sanction")
    if len(files) != 1:
        raise RequestError("a stream is one file", "Put one FILE after ftm, and import the next after it.")
    name = check_dataset(dataset or files[0].name.split(".")[0])
    return Options(name, check_licence(licence), as_of, lenient)


@dataclass(frozen=True)
class Comparison:
    """What is to change in a store for it to say what a stream says, and what became of its lines."""

    delta: Delta
    contents: Contents


@dataclass(frozen=True)
class Imported:
    """What an import came to."""

    generation: Generation
    comparison: Comparison

    @property
    def skipped(self) -> tuple[str, ...]:
        """Return what was said of the lines that were passed over."""
        return tuple(told for _, told in sorted(self.comparison.contents.broken.items()))

    def __str__(self) -> str:
        contents, delta = self.comparison.contents, self.comparison.delta
        left = ", ".join(f"{count:,} {name}" for name, count in sorted(contents.left.items()))
        counted = f"{contents.taken.total():,} entities taken"
        counted += f", left out: {left}" if left else ""
        counted += f", {len(contents.broken):,} lines passed over" if contents.broken else ""
        if not len(delta):
            return f"{counted}; the store says so already; nothing has changed"
        return f"{counted}; {len(delta):,} triples come or gone; generation {self.generation.name}"


def import_stream(
    folder: Path, file: Path, options: Options, progress: Progress, follow: Follow | None = None
) -> Imported:
    """Make the graph of a dataset say what a file says; what it said before, and the file does not, goes.

    Raises what ``follow`` and `compare` do, and StoreError.
    """
    with Claim(folder, _WAIT_SECONDS):
        current = current_generation(folder)
        if current is None or current.blank:
            raise StoreError(f"there is no built store in {folder}", "Build it first: allegata build.")
        store = Store.read_only(str(current.store))
        found = compare(store, file, options, Naming(current.base, options.dataset), progress)
        if len(found.delta):
            progress.begin("write")
            key = f"ftm {options} {digest_file(file)}"
            current = commit_bulk(current, found.delta, key, follow)
            progress.end("write", f"generation {current.name}")
        return Imported(current, found)


def compare(store: Store, file: Path, options: Options, naming: Naming, progress: Progress) -> Comparison:
    """Say what is to change in a store for the graph of a dataset to say what a file says.

    Raises ListError if the file has no date or cannot be read, and RowError at the first broken line, unless
    such lines are to be passed over.
    """
    day = options.as_of or day_in_name(file)
    progress.begin("read")
    contents = survey(file, lenient=options.lenient, tell=progress.step)
    progress.end("read", f"{len(contents.entries):,} entries, {len(contents.offices):,} offices")
    progress.begin("compare")
    lines = dict.fromkeys(_dataset_lines(file, day, options, naming))
    writer = Writer(naming, contents, Designations(naming, contents, _actors(store, naming)))
    lines.update(dict.fromkeys(_lines(file, options, writer, progress)))
    delta = _difference(store, lines, options, naming)
    progress.end("compare", f"{len(delta):,} triples come or go")
    return Comparison(delta, contents)


def _lines(file: Path, options: Options, writer: Writer, progress: Progress) -> Iterator[str]:
    contents = writer.contents
    count = sum(map(len, (contents.entries, contents.offices, contents.addresses, contents.others)))
    for done, entity in enumerate(read_again(file, {*contents.broken}), 1):
        if done % _TOLD == 0:
            progress.step(done, max(done, count), "entities")
        try:
            lines = list(writer.lines(entity))
        except ValueError as error:
            cure = "Give a stream that has it, or pass over the line with --lenient."
            broken = RowError(f"{entity.kind.name} {entity.id}: {error}.", cure, Place(file, entity.line))
            if not options.lenient:
                raise broken from error
            contents.broken[entity.line] = str(broken)
            continue
        contents.count(entity, taken=bool(lines) or entity.id in contents.addresses)
        yield from lines


def _dataset_lines(file: Path, day: date, options: Options, naming: Naming) -> Iterator[str]:
    instant = naming.own("instant", "published")
    about = [
        (TYPE, alg("Document")),
        (LABEL, english(f"dataset {options.dataset}, in FollowTheMoney")),
        (alg("sha256"), literal(digest_file(file))),
        (alg("version"), literal(day.isoformat())),
        (alg("publishedAt"), instant),
        (f"{LICENCE}", f"<{options.licence}>"),
    ]
    yield from (f"{naming.source} {predicate} {value} .\n" for predicate, value in about)
    yield from instant_lines(instant, f"date of the dataset {options.dataset}", day.isoformat())


def _actors(store: Store, naming: Naming) -> dict[str, str]:
    """Return the actors that are kept by hand, by their names in small letters."""
    kept = NamedNode(f"{naming.base}graph/actors")
    quads = [quad for name in _NAMES for quad in store.quads_for_pattern(None, name, None, kept)]
    office = NamedNode(ALG + "Office")
    offices = {quad.subject for quad in store.quads_for_pattern(None, None, office, kept)}
    found = [quad for quad in quads if "/id/actor/" in str(quad.subject) and quad.subject not in offices]
    return {
        quad.object.value.lower(): str(quad.subject)
        for quad in sorted(found, key=str)
        if isinstance(quad.object, Literal)
    }


def _difference(store: Store, lines: Iterable[str], options: Options, naming: Naming) -> Delta:
    meta = NamedNode(f"{naming.base}graph/meta")
    licence = Quad(naming.shown, LICENCE, NamedNode(options.licence), meta)
    told = {licence, *describe_graphs([naming.shown.value], naming.base)}
    added = {quad for quad in told if quad not in store}
    outdated = store.quads_for_pattern(naming.shown, LICENCE, None, meta)
    removed = {quad for quad in outdated if quad != licence}
    old = set(store.quads_for_pattern(None, None, None, naming.shown))
    if not old:
        return Delta(added, removed, {naming.shown: "".join(lines).encode()})
    new = quads_of(lines, naming.shown)
    return Delta(added | new - old, removed | old - new)
