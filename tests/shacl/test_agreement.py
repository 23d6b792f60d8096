"""The evaluation of units agrees with the reference, on every case of our own shapes and the W3C's suite."""

import logging
import os
from functools import cache
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import Triple
from rdflib import RDF, SH, Namespace

from graph.layout import default_root
from graph.rdflib_terms import oxigraph_term
from graph.report import Result
from graph.shacl.reading import ForeignError, read_shapes
from graph.shacl.reference import check_graph
from graph.shacl.source import IndexedSource
from graph.shacl.validation import Shapes, Validation, validate, validate_change
from tests.shapes import case
from tests.shapes.case import CASE_FILES, Case, Outcome, conforming, ontology, read_case

SUITE = Path(os.environ.get("ALLEGATA_SHARED", default_root().parent / "shared")).resolve() / "w3c" / "shacl"
MANIFEST = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
TESTS = Namespace("http://www.w3.org/ns/shacl-test#")
FOLDERS = ("core", "sparql")

Told = tuple[object, ...]


@cache
def our_shapes() -> Shapes:
    return Shapes(read_shapes(case.shapes()))


def outcome(result: Result) -> Outcome:
    path = result.path or ""
    return Outcome(
        focus=str(getattr(result.focus, "value", result.focus)),
        shape=result.shape,
        component=result.component or "",
        severity=str(SH[result.severity]),
        path="" if path.startswith(("<", "(", "^")) else path,
        message=result.message,
    )


def expected(outcome: Outcome, found: Outcome) -> bool:
    """Tell whether a result is the one that the reference gives: a case has the beginning of its message."""
    plain = (outcome.focus, outcome.shape, outcome.component, outcome.severity, outcome.path)
    same = plain == (found.focus, found.shape, found.component, found.severity, found.path)
    return same and found.message.startswith(outcome.message)


def test_the_small_article_conforms() -> None:
    assert validate(our_shapes(), IndexedSource(conforming() | ontology())).found == {}


@pytest.mark.parametrize("path", CASE_FILES, ids=[f"{path.parent.name}/{path.stem}" for path in CASE_FILES])
def test_a_broken_article_gets_the_report_of_the_reference_from_the_change_alone(path: Path) -> None:
    broken = read_case(path)
    before, after = conforming() | ontology(), (conforming() - broken.remove) | broken.add | ontology()
    found = validate_change(Validation(our_shapes()), IndexedSource(after), after - before, before - after)
    assert found.found == validate(our_shapes(), IndexedSource(after)).found
    results = sorted(map(outcome, set(found.results)))
    wanted = sorted(broken.expected)
    assert len(results) == len(wanted)
    assert all(any(expected(each, result) for result in results) for each in wanted)
    mended = validate_change(found, IndexedSource(before), before - after, after - before)
    assert mended.found == {}


@pytest.mark.parametrize("path", CASE_FILES[::25], ids=[path.stem for path in CASE_FILES[::25]])
def test_values_and_words_are_those_of_the_reference(path: Path) -> None:
    broken: Case = read_case(path)
    after = (conforming() - broken.remove) | broken.add | ontology()
    found = set(validate(our_shapes(), IndexedSource(after)).results)
    assert found == set(check_graph(after, case.shapes()))


def told(results: list[Result]) -> set[Told]:
    return {(r.focus, r.path, r.component, r.shape, r.value, r.severity) for r in results}


def triples(graph: rdflib.Graph) -> list[Triple]:
    return [Triple(*map(oxigraph_term, triple)) for triple in graph]  # type: ignore[arg-type]


def read(address: object) -> rdflib.Graph:
    path = Path(str(address).removeprefix("file://"))
    return rdflib.Graph().parse(path, format="turtle", publicID=path.as_uri())


def w3c_files() -> list[Path]:
    return sorted(path for folder in FOLDERS for path in (SUITE / "tests" / folder).rglob("*.ttl"))


def compare(path: Path) -> tuple[int, int]:
    """Compare the engines on the tests of a file; return how many agree, and how many are not for both."""
    manifest, same, foreign = read(path), 0, 0
    for test in manifest.subjects(RDF.type, TESTS.Validate):
        action = manifest.value(test, MANIFEST.action)
        data = read(manifest.value(action, TESTS.dataGraph))
        shapes = read(manifest.value(action, TESTS.shapesGraph))
        try:
            ours = validate(Shapes(read_shapes(shapes)), IndexedSource(triples(data)))
        except ForeignError:
            foreign += 1
            continue
        assert told(list(ours.results)) == told(check_graph(triples(data), shapes)), path
        same += 1
    return same, foreign


@pytest.mark.skipif(not SUITE.is_dir(), reason="the folder of the W3C's suite is absent")
@pytest.mark.filterwarnings("ignore:Parsing weird boolean")
def test_the_engines_agree_on_all_of_the_suite_that_both_know() -> None:
    logging.disable(logging.CRITICAL)
    try:
        counts = [compare(path) for path in w3c_files()]
    finally:
        logging.disable(logging.NOTSET)
    assert (sum(same for same, _ in counts), sum(foreign for _, foreign in counts)) == (99, 22)
