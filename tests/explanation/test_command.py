"""The command that explains: what it writes, and its exit codes."""

import shutil
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from graph.build import Built
from graph.cli import main
from tests.conftest import REPOSITORY

Capture = pytest.CaptureFixture[str]
EXAMPLE = "https://example.org/"
ONTOLOGY = f"""@prefix : <{EXAMPLE}> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
:Denial rdfs:subClassOf :Claim . :Claim rdfs:subClassOf :Saying .
"""
DATA = f"<{EXAMPLE}memo> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{EXAMPLE}Denial> .\n"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, ...]:
    ontology, data = tmp_path / "ontology.ttl", tmp_path / "data.nt"
    ontology.write_text(ONTOLOGY, "utf-8")
    data.write_text(DATA, "utf-8")
    return ("--data", str(ontology), "--data", str(data))


def iri(name: str) -> str:
    return f"<{EXAMPLE}{name}>"


def explain(*arguments: str) -> int:
    return main(["explain", *arguments])


def test_explain_proves_a_triple_from_files(files: tuple[str, ...], capsys: Capture) -> None:
    assert explain(iri("memo"), TYPE, iri("Saying"), *files) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[-2].strip() == f"└─ {iri('memo')} is “{iri('Denial')}”"
    assert lines[-1].strip() == f"asserted in {files[3]}"


def test_explain_says_what_is_missing_and_exits_with_1(files: tuple[str, ...], capsys: Capture) -> None:
    assert explain(iri("charge"), TYPE, iri("Saying"), *files) == 1
    assert f"  missing: {iri('charge')} is “{iri('Claim')}”" in capsys.readouterr().out.splitlines()


def test_explain_writes_formats(files: tuple[str, ...], capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    for name, format_ in (("turtle", RdfFormat.TURTLE), ("jsonld", RdfFormat.JSON_LD)):
        assert explain(iri("memo"), TYPE, iri("Saying"), "--format", name, *files) == 0
        assert len(list(parse(capsysbinary.readouterr().out, format_))) > 10
    assert explain(iri("memo"), TYPE, iri("Saying"), "--format", "mermaid", *files) == 0
    assert capsysbinary.readouterr().out.startswith(b"flowchart TD\n")


def test_what_is_missing_is_no_rdf(files: tuple[str, ...], capsys: Capture) -> None:
    assert explain(iri("charge"), TYPE, iri("Saying"), "--format", "turtle", *files) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert "does not follow" in told.err


def test_explain_writes_all_proofs(tmp_path: Path, capsys: Capture) -> None:
    data = tmp_path / "data.ttl"
    data.write_text(f"{ONTOLOGY} :memo a :Denial , :Claim .", "utf-8")
    assert explain(iri("memo"), TYPE, iri("Saying"), "--data", str(data), "--all") == 0
    assert capsys.readouterr().out.count("because:") == 1 + 2


@pytest.mark.parametrize(
    "terms",
    [("memo", TYPE, iri("Saying")), (iri("memo"), TYPE, "nothing"), (iri("memo"), '"a"', iri("Saying"))],
)
def test_bad_terms_exit_with_2(terms: tuple[str, ...], files: tuple[str, ...], capsys: Capture) -> None:
    assert explain(*terms, *files) == 2
    assert capsys.readouterr().err.startswith("allegata: ")


@pytest.mark.parametrize(("name", "text"), [("absent.ttl", None), ("bad.ttl", "a b c"), ("data.html", "")])
def test_bad_files_exit_with_2(name: str, text: str | None, tmp_path: Path, capsys: Capture) -> None:
    if text is not None:
        (tmp_path / name).write_text(text, "utf-8")
    assert explain(iri("memo"), TYPE, iri("Saying"), "--data", str(tmp_path / name)) == 2
    assert name in capsys.readouterr().err


def test_what_a_proposition_says_is_nobodys_assertion(tmp_path: Path, capsys: Capture) -> None:
    data = tmp_path / "data.trig"
    data.write_text(f"{ONTOLOGY} GRAPH <{EXAMPLE}graph/proposition/p> {{ :memo a :Denial }}", "utf-8")
    assert explain(iri("memo"), TYPE, iri("Saying"), "--data", str(data)) == 1
    assert "there:" not in capsys.readouterr().out


def test_other_named_graphs_of_files_are_data(tmp_path: Path) -> None:
    data = tmp_path / "data.trig"
    data.write_text(f"{ONTOLOGY} GRAPH <{EXAMPLE}graph/press> {{ :memo a :Denial }}", "utf-8")
    assert explain(iri("memo"), TYPE, iri("Saying"), "--data", str(data)) == 0


def test_explain_asks_the_built_dataset_where_no_file_is_named(built: Built, capsys: Capture) -> None:
    out = str(built.dataset.parent)
    assert explain("claim:no-organization", "a", "alg:ContradictedClaim", "--out", out) == 0
    told = capsys.readouterr().out
    assert "asserted in graph:article/cartel-de-los-soles" in told


def test_a_built_dataset_given_as_data_is_explained_alike(
    built: Built, tmp_path: Path, capsys: Capture
) -> None:
    copy = shutil.copy(built.dataset, tmp_path / "dataset.nq")
    terms = ("claim:no-organization", "a", "alg:ContradictedClaim")
    assert explain(*terms, "--data", str(copy)) == 0
    from_file = capsys.readouterr().out.splitlines()
    assert explain(*terms, "--out", str(built.dataset.parent)) == 0
    from_built = capsys.readouterr().out.splitlines()
    assert [line for line in from_file if "asserted" not in line] == [
        line for line in from_built if "asserted" not in line
    ]


def test_the_ontology_of_the_repository_and_data_are_explained_together(
    tmp_path: Path, capsys: Capture
) -> None:
    data = tmp_path / "data.ttl"
    data.write_text(
        "@prefix alg: <https://w3id.org/allegata/ontology#> ."
        "@prefix claim: <https://w3id.org/allegata/id/claim/> ."
        " claim:one alg:affirms claim:p . claim:two alg:rejects claim:p .",
        "utf-8",
    )
    ontology = str(REPOSITORY / "ontology" / "allegata.ttl")
    terms = ("claim:one", "alg:contradicts", "claim:two")
    assert explain(*terms, "--data", ontology, "--data", str(data)) == 0
    assert "“affirms”, then “rejected by”, makes “contradicts”." in capsys.readouterr().out
