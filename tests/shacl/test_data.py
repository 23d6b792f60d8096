"""``allegata validate --shapes``: any data by any shapes, by either engine."""

from pathlib import Path

import pytest
import rdflib
from rdflib import RDF, SH

from graph.cli import main
from graph.namespaces import BASE
from graph.shacl.arbitrary import DataReport, count_up, validate_data
from graph.shacl.bulk import validate_in_shares
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
    assert len(validate_data([shape_file], [data_file], Engine.INDEXED).results) == 2
    more.write_text("@prefix press: <https://example.org/press#> . press:eva a press:Spokesperson .")
    assert len(validate_data([shape_file], [data_file, more], Engine.INDEXED).results) == 3


def test_a_result_of_whatever_severity_is_no_conformance(shape_file: Path, tmp_path: Path) -> None:
    shape_file.write_text(SHAPES.replace("press:Grave", "sh:Info"))
    path = tmp_path / "press.ttl"
    path.write_text(DATA.replace("[] a press:Spokesperson .", ""))
    report = validate_data([shape_file], [path])
    assert [result.severity for result in report.results] == ["Info"]
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
    assert len(validate_data([shape_file], [tmp_path / "press.trig"]).results) == 2
    assert len(validate_data([shape_file], [data_file]).results) == 2


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


def test_progress_is_one_line(capsys: Capture) -> None:
    import sys

    tell = count_up(sys.stdout)
    tell(1, 2)
    tell(2, 2)
    assert capsys.readouterr().out == "\rallegata: shape 1 of 2\rallegata: shape 2 of 2\n"


def test_more_data_than_the_reference_validates_in_seconds_are_left_to_indexes() -> None:
    from graph.layout import Layout, default_root

    files = Layout(default_root()).shape_files()
    assert check_data(sorted(article(), key=str), files, BASE) == []


def test_shapes_are_read_once_as_long_as_they_are_the_same(shape_file: Path) -> None:
    first = load_shapes([shape_file], BASE)
    assert load_shapes([shape_file], BASE) is first
    shape_file.write_text(SHAPES.replace("1 ;", "2 ;"))
    assert load_shapes([shape_file], BASE) is not first


def test_an_empty_report_conforms() -> None:
    assert str(DataReport([])) == "conforms (0 results)"
    assert Validation(shapes()).report.conforms
