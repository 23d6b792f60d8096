"""The rows of reasoning: against owlrl, and a million triples.

    python -m tests.bench.reasoning FILE …

closes files as ``allegata reason`` does, and prints as JSON how long that took and how much memory.
"""

import gzip
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import chain, islice
from pathlib import Path

import owlrl
import rdflib
from pyoxigraph import RdfFormat, parse
from rdflib.term import Node

from graph.layout import Layout, default_root
from graph.parse import read_rdf
from graph.rdflib_terms import oxigraph_term, rdflib_term
from graph.reasoning.closing import default_templates
from graph.reasoning.engine import default_name, engine
from graph.reasoning.ontology import Schema
from graph.reasoning.publishing import published
from graph.reasoning.rule import Fact, fact
from graph.roles import asserted_triples
from tests.bench import generate
from tests.bench.absence import AbsentError
from tests.bench.apart import run_apart
from tests.bench.bench import Bench, DifferenceError
from tests.bench.closures import lubm_ontology
from tests.bench.data import LUBM
from tests.bench.figures import Line, Spread, at_least, at_most, number
from tests.kernel import peak_bytes


@dataclass(frozen=True)
class Closing:
    """What it took to close files: seconds to read them, to close them, and bytes at most."""

    read_seconds: float
    seconds: float
    peak_bytes: int
    given: int
    published: int
    clashes: int


def against_owlrl(bench: Bench) -> Iterator[Line]:
    """Close LUBM(1) by the default engine and once by owlrl as it comes; both must publish the same."""
    given = _read_lubm(bench.triples)
    begin = time.process_time()
    closure = _close_by_owlrl(given)
    theirs = time.process_time() - begin
    expected = published(given, map(_fact, closure), Schema(default_templates()))
    ours = []
    for _ in range(bench.rounds):
        begin = time.process_time()
        found = engine().reason(given)
        ours.append(time.process_time() - begin)
        if set(found.published) != expected:
            raise DifferenceError(f"{len(set(found.published) ^ expected):,} facts of {len(expected):,}")
    what = f"closure of LUBM(1), {len(given):,} triples: CPU of owlrl / {default_name()}"
    told = f"{number(theirs)} against {Spread.of(ours)} s; both publish the same {len(expected):,}"
    yield Line(what, Spread.of([theirs / each for each in ours]), "x", at_least(100), told)


def close_million(bench: Bench) -> Iterator[Line]:
    """Close the made data with the project's ontology, each time in a process of its own."""
    ontology = [str(file.path) for file in Layout(default_root()).ontology_files()]
    made = bench.folder / "made.nt"
    generate.write(made, bench.triples)
    files = [*ontology, str(made)]
    found = [Closing(**run_apart("tests.bench.reasoning", *files)) for _ in range(bench.rounds)]
    one = found[0]
    assert not one.clashes, f"{one.clashes} contradictions"
    reading = Spread.of([each.read_seconds for each in found])
    told = f"{default_name()}; {one.published:,} published; {reading} s before to read the files"
    what = f"closure of {one.given:,} triples"
    yield Line(what, Spread.of([each.seconds for each in found]), "s", at_most(10), told)
    told = "of the process, files read included"
    peaks = Spread.of([each.peak_bytes / 1e9 for each in found])
    yield Line("  its memory at most", peaks, "GB", at_most(2.5), told)


def _read_lubm(triples: int) -> list[Fact]:
    """Return so much of LUBM(1) and its ontology.

    Raises AbsentError if it isn't beside the project.
    """
    if not LUBM.is_file():
        raise AbsentError("LUBM(1) is absent: set ALLEGATA_SHARED to the folder that has data/lubm")
    data = parse(gzip.decompress(LUBM.read_bytes()), RdfFormat.N_TRIPLES)
    return list(dict.fromkeys([*(fact(quad.triple) for quad in islice(data, triples)), *lubm_ontology()]))


def _close_by_owlrl(given: Sequence[Fact]) -> rdflib.Graph:
    """Return the closure by owlrl as it comes, without the triples that are true of everything."""
    graph = rdflib.Graph()
    for each in given:
        subject, predicate, object_ = map(rdflib_term, each)
        graph.add((subject, predicate, object_))
    rules = owlrl.OWLRL_Semantics
    owlrl.DeductiveClosure(rules, axiomatic_triples=False, datatype_axioms=False).expand(graph)
    return graph


def _fact(told: tuple[Node, Node, Node]) -> Fact:
    subject, predicate, object_ = map(oxigraph_term, told)
    return subject, predicate, object_


def close_files(paths: Sequence[Path]) -> Closing:
    """Close files, ontology and data together."""
    begin = time.perf_counter()
    read = (asserted_triples(read_rdf(path, path.resolve().as_uri())) for path in paths)
    given = list(dict.fromkeys(map(fact, chain.from_iterable(read))))
    begun = time.perf_counter()
    found = engine().reason(given)
    end = time.perf_counter()
    peak, counts = peak_bytes(os.getpid()), (len(given), len(found.published), len(found.clashes))
    return Closing(begun - begin, end - begun, peak, *counts)


if __name__ == "__main__":
    print(json.dumps(asdict(close_files([Path(name) for name in sys.argv[1:]]))))
