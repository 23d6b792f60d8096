"""What each command does. Imports stand in the functions: a build that is fresh must be told so at once."""

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graph.base import check_base
from graph.errors import Place, RequestError, SourceError
from graph.freshness import DATASET, is_fresh, take_fingerprint
from graph.layout import Layout

if TYPE_CHECKING:
    from graph.matching.decisions import Decision

FORMATS: Final = ("table", "json", "xml", "csv", "tsv", "ttl", "nt", "rdf", "jsonld")
"""The formats of answers: those up to tsv are for SELECT and ASK, the others for graphs."""

ENGINES: Final = ("sparq", "rules", "owlrl")
"""What reasons: `graph.reasoning.engine.ENGINES`, which takes longer to import."""

OWL_FORMATS: Final = ("rdfxml", "turtle", "functional")
"""The syntaxes of OWL."""

PROOF_FORMATS: Final = ("text", "mermaid", "jsonld", "turtle")
"""The formats of proofs."""

INCLUDABLE: Final = (
    "probable", "possible", "asks", "demands", "doubts", "commits", "presupposes", "represented", "analysis",
)  # fmt: skip
"""What a viewpoint can include: `graph.viewpoints.choosing.INCLUDABLE`, which takes longer to import."""

SOURCES: Final = ("ofac", "ftm")
"""What can be imported."""

TARGETS: Final = ("ftm",)
"""What can be exported to but OWL."""

LEAST_PROBABLE: Final = 0.04
"""From where on a link is proposed: `graph.matching.decisions.LEAST`, which takes longer to import."""

QUARANTINE_ACTIONS: Final = ("list", "show", "drop", "release")
"""What can be done with writes that are kept apart."""

VIEWPOINT_FORMATS: Final = ("text", "turtle", "trig", "owl", "functional")
"""The formats of viewpoints: text, or an ontology of its own."""


def run_build(options: Namespace) -> int:
    """Build, unless the last build is still what these inputs give."""
    layout, base = Layout(options.root), check_base(options.base)
    dataset = options.out / DATASET
    if not options.force and is_fresh(take_fingerprint(layout, base), dataset):
        print(f"allegata: nothing has changed since {dataset} was built", file=sys.stderr)
        return 0
    from graph.build import build
    from graph.progress import TimedProgress

    built = build(layout, options.out, base, TimedProgress(sys.stderr))
    print(f"allegata: {built.report}", file=sys.stderr)
    return 0


def run_validate(options: Namespace) -> int:
    """Write the report of some files; 1 if they break a shape or a rule."""
    if options.shapes:
        return _run_validate_data(options)
    from graph.shacl.arbitrary import FORMATS
    from graph.validate import validate_files

    report = validate_files(options.files, Layout(options.root))
    print(report.to_rdf(FORMATS[options.format]).decode() if options.format in FORMATS else report)
    return 0 if report.conforms else 1


def _run_validate_data(options: Namespace) -> int:
    from graph.shacl.arbitrary import FORMATS, Counter, DataReport, validate_data
    from graph.shacl.engines import Engine

    counter = Counter(sys.stderr) if sys.stderr.isatty() else None
    tell = counter.tell if counter else None
    results = validate_data(options.shapes, options.files, Engine(options.engine), tell, options.processes)
    report = DataReport(counter.count(results) if counter else results)
    if options.format in FORMATS:
        report.write_rdf(sys.stdout.buffer, FORMATS[options.format])
    else:
        report.write_text(sys.stdout)
    return 0 if report.conforms else 1


def run_reason(options: Namespace) -> int:
    """Write the inferred triples."""
    from pyoxigraph import RdfFormat

    from graph.build import infer_project
    from graph.reason import reason_files
    from graph.triples import write_triples

    if options.files:
        triples = reason_files(options.files, options.engine)
    else:
        triples = infer_project(Layout(options.root), check_base(options.base), options.engine)
    formats = {"turtle": RdfFormat.TURTLE, "ntriples": RdfFormat.N_TRIPLES}
    written = options.format or ("ntriples" if options.files else "turtle")
    _write(write_triples(triples, formats[written]), options.output)
    return 0


def run_explain(options: Namespace) -> int:
    """Write why a triple holds; 1 if it does not follow, and then what is missing."""
    from graph.explanation.asking import MAX_PROOFS, ask, read_fact, write
    from graph.explanation.knowledge import know_dataset, know_files

    fact = read_fact(options.subject, options.predicate, options.object)
    deriving = Layout(options.root).derive_files()
    dataset = options.out / DATASET
    known = know_files(options.data, deriving) if options.data else know_dataset(dataset, deriving)
    explanation = ask(fact, known, MAX_PROOFS if options.all else 1)
    if not explanation.proofs:
        print(explanation.missing, end="", file=sys.stdout if options.format == "text" else sys.stderr)
        return 1
    _write(write(explanation, options.format), None)
    return 0


def run_viewpoint(options: Namespace) -> int:
    """Write the world according to a holder, what contradicts between two, or a table of all holders."""
    from graph.store import load_store, read_built
    from graph.viewpoints.asking import ask_viewpoint

    base = check_base(options.base) if options.base else ""
    store = load_store(read_built(options.out / DATASET))
    holders = [name for name in (options.holder, options.other) if name]
    answer = ask_viewpoint(store, holders, options.include, options.document, options.format, base)
    _write(answer, options.output)
    return 0


def run_query(options: Namespace) -> int:
    """Write the answer to a query."""
    from graph.query import answer
    from graph.store import read_built

    quads = read_built(options.out / DATASET)
    _write(answer(quads, _query_text(options), options.format, inferred=not options.no_inferred), None)
    return 0


def run_anchor(options: Namespace) -> int:
    """Write the passage of a quotation."""
    from graph.anchor import write_passage
    from graph.quotation import locate
    from graph.source import read_source

    source = read_source(Layout(options.root), options.slug)
    quotation = locate(options.quotation, source, options.prefix, options.suffix)
    print(write_passage(quotation, source, options.key), end="")
    return 0


def run_check(options: Namespace) -> int:
    """Write the coverage of one article or of all; 1 if words are left over."""
    from graph.coverage import measure_coverage

    layout = Layout(options.root)
    slugs = (options.slug,) if options.slug else layout.slugs()
    if not slugs:
        raise SourceError("no seeds", "Put <slug>.txt and <slug>.toml there.", Place(layout.root / "seeds"))
    measured = [measure_coverage(layout, slug) for slug in slugs]
    print("\n".join(map(str, measured)))
    return 1 if any(coverage.gaps for coverage in measured) else 0


def run_export(options: Namespace) -> int:
    """Write the dataset, or the ontology alone, as one OWL file; or a store for FollowTheMoney."""
    if options.target == "ftm":
        return _export_ftm(options)
    from graph.exporters.owl import ontology_to_owl, to_owl
    from graph.store import read_built

    export = ontology_to_owl if options.ontology else to_owl
    _write(export(read_built(options.out / DATASET), options.format), options.output)
    return 0


def _export_ftm(options: Namespace) -> int:
    from pyoxigraph import Store

    from graph.errors import StoreError
    from graph.exporters.ftm import write_ftm
    from graph.lease import current_generation

    current = current_generation(options.store)
    if current is None or current.blank:
        raise StoreError(f"there is no built store in {options.store}", "Serve it once, or import into it.")
    lines = write_ftm(Store.read_only(str(current.store)), current.base)
    if options.output is None:
        sys.stdout.flush()
        sys.stdout.buffer.writelines(lines)
        return 0
    _write_lines(lines, options.output)
    return 0


def run_backup(options: Namespace) -> int:
    """Copy a generation of a store into a folder."""
    from graph.backup import back_up

    saved = back_up(options.store, options.target, options.generation)
    print(f"allegata: generation {saved.name} is saved in {options.target}", file=sys.stderr)
    return 0


def run_restore(options: Namespace) -> int:
    """Make a backup the newest generation of a store."""
    from graph.backup import restore

    made = restore(options.backup, options.store, force=options.force)
    print(f"allegata: {options.backup} is generation {made.name} of {options.store}", file=sys.stderr)
    return 0


def run_import(options: Namespace) -> int:
    """Bring states of an official list into a store, which is built first if there is none."""
    if options.source == "ftm":
        return _import_ftm(options)
    from graph.importers.bar import Bar
    from graph.importers.examining import Examiner
    from graph.importers.ofac.importing import Options, import_states
    from graph.importers.preparing import prepare

    bar, layout = Bar(sys.stderr), Layout(options.root)
    base = prepare(options.store, layout, check_base(options.base), bar)
    follow = Examiner(layout, base, bar).follow
    how = Options(options.as_of, options.lenient)
    imported = import_states(options.store, options.files, how, bar, follow)
    return _tell_imported(imported.skipped, str(imported), options.store)


def _import_ftm(options: Namespace) -> int:
    from graph.importers.bar import Bar
    from graph.importers.examining import Examiner
    from graph.importers.ftm.importing import import_stream, read_options
    from graph.importers.preparing import prepare

    how = read_options(
        options.files, options.dataset, options.licence, options.as_of, lenient=options.lenient
    )
    bar, layout = Bar(sys.stderr), Layout(options.root)
    base = prepare(options.store, layout, check_base(options.base), bar)
    follow = Examiner(layout, base, bar).follow
    imported = import_stream(options.store, options.files[0], how, bar, follow)
    return _tell_imported(imported.skipped, str(imported), options.store)


def _tell_imported(skipped: Iterable[object], told: str, store: Path) -> int:
    """Say what came, and index the names: a search would have to wait for them."""
    from graph.lease import Lease, current_generation
    from graph.search.keeping import keep_index

    print("".join(f"allegata: passed over {each}\n" for each in skipped), end="", file=sys.stderr)
    print(f"allegata: {told}", file=sys.stderr)
    if current := current_generation(store):
        with Lease(current.folder) as lease:
            keep_index(lease.generation)
    return 0


def run_link(options: Namespace) -> int:
    """Propose links between list entries and actors, ask about them, or write those that are accepted."""
    from graph.matching.linking import apply_links, base_of, propose_links
    from graph.matching.sssom import read_sssom, to_sssom, write_sssom

    base, path = base_of(options.store), options.out or options.review or options.apply
    known = read_sssom(path, base) if path and (options.apply or path.is_file()) else []
    if options.apply:
        on = options.on.isoformat() if options.on else ""
        linked = apply_links(options.store, known, Layout(options.root), options.by, on)
        print(f"allegata: {linked}", file=sys.stderr)
        return 0
    proposals = propose_links(options.store, options.least, known)
    if path is None:
        _write(to_sssom(proposals, base).encode(), None)
        return 0
    write_sssom(proposals, path, base)
    return _review(proposals, path, base) if options.review else 0


def _review(proposals: Sequence["Decision"], path: Path, base: str) -> int:
    from graph.matching.review import review
    from graph.matching.sssom import undecided, write_sssom

    made = proposals
    for made in review(proposals, input):
        write_sssom(made, path, base)
    print(f"allegata: {sum(1 for _ in undecided(made))} proposals are open in {path}", file=sys.stderr)
    return 0


def run_quarantine(options: Namespace) -> int:
    """List the writes that are kept apart; or show one, drop it, or try it again."""
    from graph.commit import Claim
    from graph.quarantine import Quarantine

    quarantine = Quarantine(options.store)
    if options.action == "list":
        print("".join(f"{kept}\n" for kept in quarantine), end="")
        return 0
    if options.name is None:
        raise RequestError("which write is meant?", "Name one of: allegata quarantine list.")
    if options.action == "show":
        kept = quarantine.find(options.name)
        print(f"{kept}\nas it was sent: {kept.body}\n\n{kept.told}", end="")
        return 0
    if options.action == "release":
        return _release(options)
    with Claim(options.store):
        quarantine.drop(options.name)
    return 0


def _release(options: Namespace) -> int:
    from graph.releasing import release

    written = release(options.store, options.name, Layout(options.root))
    print(f"allegata: {options.name} is made; generation {written.generation} has it", file=sys.stderr)
    return 0


def run_push(options: Namespace) -> int:
    """Send the newest generation of a store to another server."""
    from graph.progress import TimedProgress
    from server.remote.addresses import read_address, read_credentials
    from server.remote.probe import connect
    from server.remote.push import push

    endpoint = connect(read_address(options.address), read_credentials(os.environ))
    pushed = push(options.store, endpoint, TimedProgress(sys.stderr))
    print(f"allegata: generation {pushed.generation} is at {endpoint.target}", file=sys.stderr)
    return 0


def add_serve_options(parser: ArgumentParser) -> None:
    """Add a flag for each setting of the server; what is not given stays out of the options."""
    from server.flags import add_flags

    add_flags(parser)


def run_serve(options: Namespace) -> int:
    """Serve a store until told to stop."""
    from server.flags import read_flags
    from server.listening import listen
    from server.supervision import supervise

    settings = read_flags(options, os.environ)
    listening = listen(settings.host, settings.port)
    if settings.supervise and (code := supervise()) is not None:
        return code
    from server.run import serve

    serve(settings, listening)
    return 0


def _query_text(options: Namespace) -> str:
    if options.file is None:
        return str(options.query)
    if str(options.file) == "-":
        return sys.stdin.read()
    try:
        return str(options.file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise RequestError(
            f"cannot read the query: {error}", "Name a file in UTF-8.", Place(options.file)
        ) from error


def _write(data: bytes, path: Path | None) -> None:
    if path is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        return
    _write_lines([data], path)


def _write_lines(lines: Iterable[bytes], path: Path) -> None:
    try:
        with path.open("wb") as file:
            file.writelines(lines)
    except OSError as error:
        raise RequestError(
            f"cannot write: {error.strerror}", "Name a file that can be written.", Place(path)
        ) from error
