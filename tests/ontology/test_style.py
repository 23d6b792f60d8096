"""How the files of the ontology are written."""

import re
from pathlib import Path

import pyshacl
import pytest
import rdflib
from rdflib import RDF, SH

from graph.namespaces import ALG, ONTOLOGY, PREFIXES
from graph.rdflib_terms import rdflib_graph
from tests.owl.sources import FOLDER, WITH_EQUIVALENCES, read_modules

FILES = [FOLDER / name for name in WITH_EQUIVALENCES]
SHAPES = FOLDER.parent / "shapes" / "ontology_style.ttl"
FAULTS = sorted((Path(__file__).parent / "style").glob("*.ttl"))
COMPETENCY = f"{ONTOLOGY}/competency/"


@pytest.fixture(scope="module")
def shapes() -> rdflib.Graph:
    return rdflib.Graph().parse(SHAPES)


def broken_shapes(data: rdflib.Graph, shapes: rdflib.Graph) -> set[tuple[str, str]]:
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none")
    assert isinstance(report, rdflib.Graph)
    results = report.subjects(RDF.type, SH.ValidationResult)
    found = ((report.value(result, SH.focusNode), report.value(result, SH.sourceShape)) for result in results)
    return {(str(focus), str(shape).removeprefix(ALG)) for focus, shape in found}


def test_each_term_and_each_header_is_written_in_the_style_of_the_ontology(shapes: rdflib.Graph) -> None:
    assert broken_shapes(rdflib_graph(read_modules(WITH_EQUIVALENCES)), shapes) == set()


@pytest.mark.parametrize("path", FAULTS, ids=lambda path: path.stem)
def test_a_planted_fault_breaks_its_shape_and_no_other(path: Path, shapes: rdflib.Graph) -> None:
    assert {shape for _, shape in broken_shapes(rdflib.Graph().parse(path), shapes)} == {path.stem}


def test_each_constraint_has_a_planted_fault_a_message_and_a_severity(shapes: rdflib.Graph) -> None:
    constraints = set(shapes.subjects(SH.message, None))
    assert {str(shape).removeprefix(ALG) for shape in constraints} == {path.stem for path in FAULTS}
    assert constraints == set(shapes.subjects(SH.severity, None))
    assert constraints >= set(shapes.subjects(RDF.type, SH.PropertyShape))


def test_each_competency_question_that_a_term_names_is_a_file() -> None:
    triples = (
        triple
        for triple in read_modules(WITH_EQUIVALENCES)
        if triple.predicate.value == f"{ALG}competencyQuestion"
    )
    named = {str(triple.object).strip("<>").removeprefix(COMPETENCY) for triple in triples}
    assert named - {path.stem for path in (FOLDER / "competency").glob("*.rq")} == set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_blocks_are_sorted_within_their_section_and_there_is_one_for_each_term(path: Path) -> None:
    sections = re.split(r"\n# .+\n\n", path.read_text("utf-8"))
    blocks = [re.findall(r"(?m)^((?:alg|said|[a-z]+):\w+)$", section) for section in sections]
    assert [names for names in blocks if names != sorted(names, key=str.casefold)] == []
    every = [name for names in blocks for name in names]
    assert len(every) == len(set(every))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_block_ends_with_a_full_stop_on_its_own_line_and_indents_by_tabs(path: Path) -> None:
    text = path.read_text("utf-8")
    body = text.split("\n\n", 1)[1]
    # Every statement begins at the margin and ends before the next thing that does.
    statements = re.split(r"\n(?=\S)", re.sub(r"(?m)^# .+\n|^\n", "", body).rstrip("\n"))
    assert [statement for statement in statements if not statement.endswith(" ;\n\t.")] == []
    assert not re.search(r"(?m)^ |[ \t]$", text)
    assert text.endswith("\n")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_prefixes_are_those_of_the_project(path: Path) -> None:
    declared = dict(re.findall(r"(?m)^@prefix (\w+): <(.+)> \.$", path.read_text("utf-8")))
    assert declared.items() <= {**PREFIXES, "competency": COMPETENCY}.items()
    assert list(declared) == sorted(declared)
