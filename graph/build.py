"""The build: seeds and hand-kept triples, validated and reasoned over, to one dataset of named graphs."""

import multiprocessing
import os
import signal
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, cast

from pyoxigraph import Quad, Triple

from graph.dataset import canonical_nquads, read_dataset, read_sources
from graph.errors import ValidationError
from graph.examination import examine
from graph.freshness import DATASET, RECORD, take_fingerprint
from graph.layout import Layout
from graph.report import Report, Result
from graph.roles import in_default_graph, in_inferred_graph, shown_triples
from graph.validate import check_dataset


class Progress(Protocol):
    """What hears how a build goes on; two stages may overlap."""

    def begin(self, stage: str) -> None:
        """Hear that a stage begins."""

    def end(self, stage: str, told: str) -> None:
        """Hear that a stage has ended, and what came of it."""


@dataclass(frozen=True)
class Built:
    """Where the dataset is, how many quads it has, and what validation found beside violations."""

    dataset: Path
    quads: int
    report: Report


def build(layout: Layout, out: Path, base: str, progress: Progress) -> Built:
    """Build the dataset and write it with its record into the folder ``out``.

    Nothing is written before all is well; two builds of the same inputs give the same bytes.

    Raises ValidationError if a shape or a rule is broken, InconsistencyError if axioms and assertions
    clash, and SourceError, ParseError, UnknownTermError, LayoutError or RuleError for a faulty input.
    """
    fingerprint = take_fingerprint(layout, base)
    asserted = _read(layout, base, progress)
    shown = shown_triples(asserted)
    results, inferred = _check_and_reason(shown, layout, base, progress)
    quads = asserted + in_inferred_graph(inferred, base)
    report = _check_rules(quads, shown + inferred, results, layout, base, progress)
    progress.begin("write")
    data = canonical_nquads(quads)
    _write(out, {DATASET: data, RECORD: fingerprint.record(data).encode()})
    count = data.count(b"\n")
    progress.end("write", f"{count:,} quads in {out / DATASET}")
    return Built(out / DATASET, count, report)


def infer_project(layout: Layout, base: str, engine: str = "") -> list[Triple]:
    """Return what follows from the hand-kept files, without validating them.

    ``engine`` is the name of the one that reasons; without it, the default does.

    Raises what `build` raises for a faulty input, and InconsistencyError.
    """
    # The reasoner takes a second to import.
    from graph.reason import infer_triples

    asserted = read_dataset(layout, read_sources(layout), base)
    return infer_triples(shown_triples(asserted), layout.derive_files(), base, engine)


def _read(layout: Layout, base: str, progress: Progress) -> list[Quad]:
    progress.begin("read")
    sources = read_sources(layout)
    progress.end(
        "read", f"{len(sources)} sources, {sum(len(source.text) for source in sources):,} code points"
    )
    progress.begin("parse")
    quads = read_dataset(layout, sources, base)
    graphs = {quad.graph_name for quad in quads}
    progress.end("parse", f"{len(quads):,} quads in {len(graphs)} graphs")
    return quads


def _check_and_reason(
    shown: Sequence[Triple], layout: Layout, base: str, progress: Progress
) -> tuple[list[Result], list[Triple]]:
    """Validate and reason side by side, each in a process of its own: neither needs the other's outcome."""
    context = multiprocessing.get_context("spawn")
    # A keyboard interrupt reaches the workers too: they end without a traceback of their own.
    with ProcessPoolExecutor(2, context, signal.signal, (signal.SIGINT, signal.SIG_DFL)) as pool:
        progress.begin("shapes")
        progress.begin("reason")
        begun = examine(pool, shown, layout, base)
        _tell(
            [(begun.shapes, "shapes", "results"), (begun.reasoning, "reason", "triples inferred")], progress
        )
        return begun.shapes.result(), begun.reasoning.result()


_Running = tuple[Future[list[Result]] | Future[list[Triple]], str, str]


def _tell(running: Sequence[_Running], progress: Progress) -> None:
    """Tell what came of each future as soon as it is done; one that failed says so itself."""
    told = {future: (stage, unit) for future, stage, unit in running}
    for future in as_completed(cast("Iterable[Future[list[object]]]", told)):
        stage, unit = told[cast("Future[list[Result]]", future)]
        if not future.exception():
            progress.end(stage, f"{len(future.result()):,} {unit}")


def _check_rules(
    quads: Sequence[Quad],
    shown: Sequence[Triple],
    results: Sequence[Result],
    layout: Layout,
    base: str,
    progress: Progress,
) -> Report:
    progress.begin("rules")
    files = layout.check_files()
    found = check_dataset([*quads, *in_default_graph(shown)], files, base)
    progress.end("rules", f"{len(found):,} results of {len(files)} rules")
    report = Report([*results, *found])
    if not report.conforms:
        violations = report.count("Violation")
        cure = "Correct the triples that it names; nothing was written."
        raise ValidationError(f"constraints broken: {violations}\n{report}", cure, violations=violations)
    return report


def _write(out: Path, files: dict[str, bytes]) -> None:
    """Replace each file at one stroke: a reader sees the former one or the new one, never half of it."""
    out.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        unfinished = out / f".{name}.{os.getpid()}"
        try:
            unfinished.write_bytes(data)
            unfinished.replace(out / name)
        finally:
            unfinished.unlink(missing_ok=True)
