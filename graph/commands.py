"""What each command does. Imports stand in the functions: a build that is fresh must be told so at once."""

import os
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Final

from graph.base import check_base
from graph.errors import Place, RequestError, SourceError
from graph.freshness import DATASET, is_fresh, take_fingerprint
from graph.layout import Layout

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
    from graph.validate import validate_files

    report = validate_files(options.files, Layout(options.root))
    print(report.to_turtle() if options.format == "turtle" else report)
    return 0 if report.conforms else 1


def _run_validate_data(options: Namespace) -> int:
    from graph.shacl.arbitrary import count_up, validate_data
    from graph.shacl.engines import Engine

    tell = count_up(sys.stderr) if sys.stderr.isatty() else None
    report = validate_data(options.shapes, options.files, Engine(options.engine), tell, options.processes)
    print(report.to_turtle() if options.format == "turtle" else report)
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
    """Write the dataset, or the ontology alone, as one OWL file."""
    from graph.exporters.owl import ontology_to_owl, to_owl
    from graph.store import read_built

    export = ontology_to_owl if options.ontology else to_owl
    _write(export(read_built(options.out / DATASET), options.format), options.output)
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
    try:
        path.write_bytes(data)
    except OSError as error:
        raise RequestError(
            f"cannot write: {error.strerror}", "Name a file that can be written.", Place(path)
        ) from error
