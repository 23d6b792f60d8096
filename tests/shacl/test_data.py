"""``allegata validate --shapes``: any data by any shapes, by either engine."""

import gc
import io
import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, Triple
from rdflib import RDF, SH

from graph.cli import main
from graph.namespaces import BASE
from graph.report import Result
from graph.shacl.arbitrary import Counter, DataReport, validate_data
from graph.shacl.bulk import MOST_AT_ONCE, distinct, find_in_shares, validate_in_shares
from graph.shacl.engines import Engine, check_data, load_shapes
from graph.shacl.source import IndexedSource
from graph.shacl.validation import Validation, validate
from tests.shacl.article import article, changed_at_random, shapes

Capture = pytest.CaptureFixture[str]

SHAPES = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix press: <https://example.org/press#> .
press:SpokespersonShape a sh:NodeShape ;
  sh:targetClass press:Spokesperson ;
  sh:property [ sh:path press:name ; sh:minCount 1 ; sh:message "Who speaks has a name." ] ;
  sh:property [
    sh:path ( press:speaksFor press:name ) ; sh:minLength 3 ; sh:severity press:Grave ;
    sh:message "An office has a name of three letters."
  ] .
"""
DATA = """@prefix press: <https://example.org/press#> .
press:leavitt a press:Spokesperson ; press:name "Karoline Leavitt" ; press:speaksFor press:office .
press:office press:name "WH" .
[] a press:Spokesperson .
"""
ENGINES = (Engine.PYSHACL, Engine.INDEXED)


@pytest.fixture
def shape_file(tmp_path: Path) -> Path:
    path = tmp_path / "shapes.ttl"
    path.write_text(SHAPES)
    return path


@pytest.fixture
def data_file(tmp_path: Path) -> Path:
    path = tmp_path / "press.ttl"
    path.write_text(DATA)
    return path


@pytest.mark.parametrize("engine", ENGINES)
def test_data_that_break_a_shape_exit_with_1_and_the_report(
    shape_file: Path, data_file: Path, engine: Engine, capsys: Capture
) -> None:
    assert main(["validate", "--shapes", str(shape_file), "--engine", engine, str(data_file)]) == 1
    told = capsys.readouterr().out
    assert "Who speaks has a name." in told
    assert told.endswith("does not conform (2 results)\n")


@pytest.mark.parametrize("engine", ENGINES)
def test_data_that_conform_exit_with_0(shape_file: Path, tmp_path: Path, engine: Engine) -> None:
    path = tmp_path / "good.nt"
    kind = f"<{RDF.type}> <https://example.org/press#Spokesperson>"
    name = '<https://example.org/press#name> "Karoline Leavitt"'
    path.write_text(f"<urn:leavitt> {kind} .\n<urn:leavitt> {name} .\n")
    assert main(["validate", "--shapes", str(shape_file), "--engine", engine, str(path)]) == 0


def test_a_report_in_turtle_is_one_of_shacl_with_any_severity_and_nameless_shape(
    shape_file: Path, data_file: Path, capsys: Capture
) -> None:
    assert main(["validate", "--shapes", str(shape_file), "--format", "turtle", str(data_file)]) == 1
    graph = rdflib.Graph().parse(data=capsys.readouterr().out, format="turtle")
    (report,) = graph.subjects(RDF.type, SH.ValidationReport)
    assert graph.value(report, SH.conforms) == rdflib.Literal(False)
    severities = {graph.value(result, SH.resultSeverity) for result in graph.objects(report, SH.result)}
    assert severities == {SH.Violation, rdflib.URIRef("https://example.org/press#Grave")}


def test_several_files_are_validated_together(shape_file: Path, data_file: Path, tmp_path: Path) -> None:
    more = tmp_path / "more.ttl"
    more.write_text('@prefix press: <https://example.org/press#> . press:office press:name "White House" .')
    assert len(list(validate_data([shape_file], [data_file], Engine.INDEXED))) == 2
    more.write_text("@prefix press: <https://example.org/press#> . press:eva a press:Spokesperson .")
    assert len(list(validate_data([shape_file], [data_file, more], Engine.INDEXED))) == 3


def test_a_result_of_whatever_severity_is_no_conformance(shape_file: Path, tmp_path: Path) -> None:
    shape_file.write_text(SHAPES.replace("press:Grave", "sh:Info"))
    path = tmp_path / "press.ttl"
    path.write_text(DATA.replace("[] a press:Spokesperson .", ""))
    report, told = DataReport(validate_data([shape_file], [path])), io.StringIO()
    report.write_text(told)
    assert told.getvalue().startswith("Info <https://example.org/press#leavitt>\n")
    assert not report.conforms


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("sh:minCount 1", 'sh:minCount "one"'),
        ("sh:minLength 3", 'sh:pattern "("'),
        ("sh:path press:name ;", ""),
        ("sh:minCount 1", 'sh:sparql [ sh:select "SELECT $this WHERE { $this no:prefix ?name }" ]'),
    ],
    ids=["number", "pattern", "path", "prefix"],
)
def test_an_ill_formed_shape_exits_with_2(
    shape_file: Path, data_file: Path, old: str, new: str, capsys: Capture
) -> None:
    assert old in SHAPES
    shape_file.write_text(SHAPES.replace(old, new))
    assert main(["validate", "--shapes", str(shape_file), str(data_file)]) == 2
    assert "a shape is ill-formed" in capsys.readouterr().err


def test_shapes_that_only_the_reference_knows_are_refused_where_it_may_not_be_asked(
    shape_file: Path, data_file: Path, capsys: Capture
) -> None:
    query = "SELECT $this WHERE { BIND ($this AS ?who) FILTER (isIRI(?who)) }"
    shape_file.write_text(SHAPES.replace("sh:minCount 1", f'sh:sparql [ sh:select "{query}" ]'))
    assert main(["validate", "--shapes", str(shape_file), "--engine", "indexed", str(data_file)]) == 2
    assert "--engine pyshacl" in capsys.readouterr().err


@pytest.mark.parametrize(("name", "found"), [("press.csv", "no kind of RDF"), ("absent.ttl", "No such file")])
def test_data_that_cannot_be_read_exit_with_2(
    shape_file: Path, tmp_path: Path, name: str, found: str, capsys: Capture
) -> None:
    assert main(["validate", "--shapes", str(shape_file), str(tmp_path / name)]) == 2
    assert found in capsys.readouterr().err


def test_data_with_a_syntax_error_are_refused_with_its_line(
    shape_file: Path, data_file: Path, capsys: Capture
) -> None:
    data_file.write_text(DATA + "press:leavitt is .\n")
    assert main(["validate", "--shapes", str(shape_file), str(data_file)]) == 2
    assert f"{data_file}:5" in capsys.readouterr().err


def test_triples_of_all_graphs_are_validated(shape_file: Path, data_file: Path, tmp_path: Path) -> None:
    data = data_file.read_text()
    prefixes, triples = data[: data.rindex("@prefix")], data[data.rindex("@prefix") :]
    prefix, _, rest = triples.partition("\n")
    (tmp_path / "press.trig").write_text(f"{prefixes}{prefix}\nGRAPH <urn:press:day> {{ {rest} }}")
    assert len(list(validate_data([shape_file], [tmp_path / "press.trig"]))) == 2
    assert len(list(validate_data([shape_file], [data_file]))) == 2


def test_two_processes_find_what_one_finds_and_tell_how_far_they_are() -> None:
    *_, (state, _, _) = changed_at_random(3, 19)
    told: list[tuple[int, int]] = []
    found = validate_in_shares(
        shapes(), IndexedSource(state), 2, lambda done, count: told.append((done, count))
    )
    assert found.found == validate(shapes(), IndexedSource(state)).found
    assert found.found
    count = len(shapes().all)
    assert told == [(number, count) for number in range(1, count + 1)]


def test_progress_is_one_line_that_makes_way_for_results(shape_file: Path, data_file: Path) -> None:
    stream = io.StringIO()
    counter = Counter(stream)
    counter.tell(1, 3)
    assert len(list(counter.count(validate_data([shape_file], [data_file])))) == 2
    counter.tell(2, 3)
    counter.tell(3, 3)
    assert stream.getvalue().split("\r") == [
        "",
        "allegata: shape 1 of 3, 0 results",
        "\033[K",
        "allegata: shape 2 of 3, 2 results",
        "allegata: shape 3 of 3, 2 results\n",
    ]


def test_more_data_than_the_reference_validates_in_seconds_are_left_to_indexes() -> None:
    from graph.layout import Layout, default_root

    files = Layout(default_root()).shape_files()
    assert list(check_data(sorted(article(), key=str), files, BASE)) == []


def test_shapes_are_read_once_as_long_as_they_are_the_same(shape_file: Path) -> None:
    first = load_shapes([shape_file], BASE)
    assert load_shapes([shape_file], BASE) is first
    shape_file.write_text(SHAPES.replace("1 ;", "2 ;"))
    assert load_shapes([shape_file], BASE) is not first


def test_an_empty_report_conforms() -> None:
    told = io.StringIO()
    DataReport([]).write_text(told)
    assert told.getvalue() == "conforms (0 results)\n"
    assert Validation(shapes()).report.conforms


MANY = 20_000
NAMELESS = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix press: <https://example.org/press#> .
press:BriefingShape a sh:NodeShape ; sh:targetSubjectsOf press:day ;
  sh:property [ sh:path press:speaker ; sh:minCount 1 ; sh:message "Somebody speaks." ] .
"""


@pytest.fixture
def speaker_file(shape_file: Path) -> Path:
    shape_file.write_text(NAMELESS)
    return shape_file


def briefings(count: int) -> Iterator[Triple]:
    """Return so many of which none has a speaker."""
    day = NamedNode("https://example.org/press#day")
    return (Triple(NamedNode(f"urn:briefing:{n}"), day, Literal(str(n))) for n in range(count))


@pytest.mark.parametrize("processes", [1, 2])
def test_results_are_handed_on_and_not_kept(speaker_file: Path, processes: int) -> None:
    shapes = load_shapes([speaker_file], BASE)
    found = distinct(shapes, find_in_shares(shapes, IndexedSource(briefings(MANY)), processes))
    count = 0
    for count, _ in enumerate(found, 1):
        if count == MANY - 10:
            kept = sum(isinstance(each, Result) for each in gc.get_objects())
            assert kept <= 2 * MOST_AT_ONCE
    assert count == MANY


@pytest.mark.parametrize("processes", [1, 2, 3])
def test_results_come_in_the_order_of_the_graph(speaker_file: Path, processes: int) -> None:
    found = find_in_shares(load_shapes([speaker_file], BASE), IndexedSource(briefings(5_000)), processes)
    assert [str(node) for (_, node), _ in found] == [f"<urn:briefing:{number}>" for number in range(5_000)]


def test_who_takes_a_few_results_need_not_wait_for_all(speaker_file: Path) -> None:
    source, done = IndexedSource(briefings(5_000)), list[int]()
    shapes = load_shapes([speaker_file], BASE)
    found = find_in_shares(shapes, source, 2, lambda number, _: done.append(number))
    assert len(list(islice(found, 3))) == 3
    assert len(done) < len(shapes.all)


def test_a_result_that_two_shapes_find_is_told_once(shape_file: Path, data_file: Path) -> None:
    shape = '[ sh:path press:name ; sh:minCount 1 ; sh:message "Who speaks has a name." ]'
    shape_file.write_text(SHAPES.replace("sh:property", f"sh:property {shape} ; sh:property", 1))
    for engine in ENGINES:
        results = list(validate_data([shape_file], [data_file], engine))
        assert len(results) == len(set(results)) == 2


def test_the_report_of_both_engines_is_the_same(shape_file: Path, data_file: Path) -> None:
    told = []
    for engine in ENGINES:
        results = validate_data([shape_file], [data_file], engine)
        told.append({(r.path, r.value, r.message, r.severity, r.shape, r.component) for r in results})
    assert told[0] == told[1]
    assert len(told[0]) == 2


@pytest.mark.parametrize("form", ["turtle", "ntriples"])
def test_a_report_in_rdf_ends_with_the_verdict(
    shape_file: Path, data_file: Path, form: str, capsys: Capture
) -> None:
    assert main(["validate", "--shapes", str(shape_file), "--format", form, str(data_file)]) == 1
    text = capsys.readouterr().out
    assert "conforms" in text.splitlines()[-1]
    graph = rdflib.Graph().parse(data=text, format="nt" if form == "ntriples" else form)
    (report,) = graph.subjects(SH.conforms, rdflib.Literal(False))
    assert len(set(graph.objects(report, SH.result))) == 2


def test_results_are_written_while_others_are_looked_for(speaker_file: Path, tmp_path: Path) -> None:
    """Who reads the first of them and goes away ends the command, long before its end."""
    path = tmp_path / "briefings.nt"
    path.write_text("".join(f"{triple} .\n" for triple in briefings(20_000)))
    command = [sys.executable, "-m", "graph", "validate", "--shapes", str(speaker_file), str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "Violation <urn:briefing:0>\n"
        process.stdout.close()
        assert process.wait(timeout=60) == 0


def test_a_process_that_is_lost_ends_the_validation(speaker_file: Path) -> None:
    before = children()
    found = find_in_shares(load_shapes([speaker_file], BASE), IndexedSource(briefings(50_000)), 2)
    next(found)
    (other,) = children() - before
    os.kill(other, 9)
    with pytest.raises(RuntimeError, match="has ended before"):
        list(found)


def children() -> set[int]:
    return {int(pid) for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()}
