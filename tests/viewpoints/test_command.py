"""The command that writes worlds: what it tells, and its exit codes."""

from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse, serialize

from graph.cli import main
from graph.commands import INCLUDABLE as OFFERED
from graph.freshness import DATASET
from graph.viewpoints.choosing import INCLUDABLE
from tests.viewpoints.saying import Saying, affirm, reject, write
from tests.viewpoints.test_contradictions import A_LEADS, IN_AXIOMS

Capture = pytest.CaptureFixture[str]
SUPPORTS = "actor:maduro said:supports actor:cartel ."
ALIKE = "[] a owl:AllDisjointClasses ; owl:members ( said:Threat said:Flow ) ."


def build(folder: Path, *sayings: Saying, analysis: str = "") -> str:
    text = write(f"{IN_AXIOMS} {ALIKE}", sayings, analysis)
    quads = parse(text.encode(), RdfFormat.TRIG, rename_blank_nodes=True)
    (folder / DATASET).write_bytes(serialize(quads, format=RdfFormat.N_QUADS) or b"")
    return str(folder)


@pytest.fixture
def out(tmp_path: Path) -> str:
    open_ = Saying("us", "raises", "event:e a said:Flow .", "demands")
    evidence = "proposition:p1 said:hasStatus said:evidenced ."
    weak = affirm("odni", "event:f a said:Flow .", certainty="possible")
    return build(
        tmp_path, affirm("us", A_LEADS), reject("odni", SUPPORTS), open_, reject("odni", evidence), weak
    )


def viewpoint(*arguments: str) -> int:
    return main(["viewpoint", *arguments])


def test_a_world_is_told_with_its_claims(out: str, capsys: Capture) -> None:
    assert viewpoint("us", "--out", out) == 0
    assert capsys.readouterr().out.splitlines() == [
        "The world according to actor:us (actor:us)",
        "  1 claims; left out: demands 1",
        "  consistent",
        "It is so:",
        "  that p1 (claim:c1)",
    ]


def test_what_is_rejected_is_told_and_what_cannot_be_negated(out: str, capsys: Capture) -> None:
    assert viewpoint("actor:odni", "--out", out) == 0
    assert capsys.readouterr().out.splitlines()[3:] == [
        "It is not so:",
        "  that p2 (claim:c2)",
        "Rejected, and left at that, for it cannot be negated of a named individual:",
        "  that p4 (claim:c4)",
    ]


def test_two_worlds_are_compared_with_claims_rules_and_axioms(out: str, capsys: Capture) -> None:
    assert viewpoint("us", "--other", "odni", "--out", out) == 0
    assert capsys.readouterr().out.splitlines()[6:] == [
        "Between them: 1 contradiction",
        "1. What is declared not to be so cannot be so. [prp-npa1]",
        "   about: actor:maduro “said:supports” actor:cartel",
        "   so, by actor:us in claim:c1: that p1",
        "   not so, by actor:odni in claim:c2: that p2",
        "   because: What has a property has each property above it. [prp-spo1]",
        "   axiom: “said:leads” is a way of “said:supports”.",
        "   note: Certainty as worded: alg:unspecified and alg:unspecified.",
        "   note: Which was said first is not known.",
    ]


def test_a_contradiction_within_is_reported_and_is_no_error(tmp_path: Path, capsys: Capture) -> None:
    sayings = (affirm("us", "event:e a said:Flow ."), affirm("us", "event:e a said:Threat ."))
    assert viewpoint("us", "--out", build(tmp_path, *sayings)) == 0
    told = capsys.readouterr().out
    assert "  inconsistent: 1 contradiction\n" in told
    assert "[cax-adc]" in told
    assert "It is so:\n  that p1 (claim:c1)\n  that p2 (claim:c2)\n" in told


def test_a_clash_with_what_is_possible_is_weak(out: str, tmp_path: Path, capsys: Capture) -> None:
    sayings = (affirm("us", A_LEADS, certainty="possible"), reject("odni", A_LEADS))
    folder = build(tmp_path, *sayings)
    assert viewpoint("us", "--other", "odni", "--include", "possible", "--out", folder) == 0
    assert "   note: The clash is weak: one side is only said to be possible.\n" in capsys.readouterr().out


def test_what_the_editor_adds_is_told_as_the_editor_s(tmp_path: Path, capsys: Capture) -> None:
    denied = (reject("odni", A_LEADS), affirm("odni", "event:f a said:Flow ."))
    analysis = "proposition:p1 alg:entails proposition:p2 ; alg:excludes proposition:p3 ."
    folder = build(tmp_path, affirm("us", "event:e a said:Threat ."), *denied, analysis=analysis)
    assert viewpoint("us", "--other", "odni", "--include", "analysis", "--out", folder) == 0
    told = capsys.readouterr().out
    verdicts = {"entails": "so, by actor:us in claim:c1: that p2"}
    verdicts["excludes"] = "not so, by actor:us in claim:c1: that p3"
    for verb, told_first in verdicts.items():
        assert f"   {told_first}; by the editor's analysis, what is claimed {verb} it: that p1\n" in told


def test_what_is_said_on_somebody_s_behalf_is_told_as_such(tmp_path: Path, capsys: Capture) -> None:
    folder = build(tmp_path, affirm("leavitt", A_LEADS, on_behalf_of="us"))
    assert viewpoint("us", "--include", "represented", "--out", folder) == 0
    assert "  with what others say on their behalf: actor:leavitt\n" in capsys.readouterr().out


def test_background_is_told_as_such(tmp_path: Path, capsys: Capture) -> None:
    folder = build(tmp_path, affirm("us", f"event:e a said:Threat . {A_LEADS}"), reject("odni", A_LEADS))
    assert viewpoint("us", "--other", "odni", "--out", folder) == 0
    assert "   so, by actor:us in claim:c1: that p1 (as background)\n" in capsys.readouterr().out


def test_worlds_that_do_not_contradict_each_other_are_told_so(out: str, capsys: Capture) -> None:
    assert (
        viewpoint("us", "--other", "odni", "--include", "possible", "--document", "memo", "--out", out) == 0
    )
    told = capsys.readouterr().out.splitlines()
    assert told[0] == "The world according to actor:us in document:memo, with possible (actor:us)"


def test_without_a_holder_all_stand_in_one_table(out: str, capsys: Capture) -> None:
    assert viewpoint("--out", out) == 0
    assert capsys.readouterr().out.splitlines() == [
        "holder      claims  so  not so  consistent  contradicts",
        "actor:odni  2       0   1       yes         actor:us (1)",
        "actor:us    1       1   0       yes         actor:odni (1)",
    ]


@pytest.mark.parametrize(
    ("format_", "begins"),
    [("turtle", RdfFormat.TURTLE), ("trig", RdfFormat.TRIG), ("owl", RdfFormat.RDF_XML)],
)
def test_a_world_is_written_as_an_ontology(
    out: str, format_: str, begins: RdfFormat, tmp_path: Path, capsys: Capture
) -> None:
    file = tmp_path / "world"
    base = ("--base", "https://example.org/")
    assert viewpoint("us", "--format", format_, "--output", str(file), "--out", out, *base) == 0
    subjects = {str(quad.subject) for quad in parse(file.read_bytes(), begins)}
    assert "<https://example.org/export/viewpoint/us>" in subjects
    assert capsys.readouterr().out == ""


def test_two_worlds_are_written_together(out: str, capsys: Capture) -> None:
    assert viewpoint("us", "--other", "odni", "--format", "turtle", "--out", out) == 0
    assert "/export/viewpoint/us/and/odni> a owl:Ontology" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nobody"], "no claim is held by nobody\n  Name one of odni, us."),
        (["us", "--document", "none"], "no claim stands in none\n  Name one of memo."),
        (["us", "--include", "likely"], "nothing to include is called likely"),
        (["--format", "owl"], "no holder is named for owl"),
        (["us", "--base", "nowhere"], "is no data base"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(
    out: str, arguments: list[str], told: str, capsys: Capture
) -> None:
    assert viewpoint(*arguments, "--out", out) == 2
    assert told in capsys.readouterr().err


def test_without_a_dataset_there_is_no_world(tmp_path: Path) -> None:
    assert viewpoint("us", "--out", str(tmp_path)) == 4


def test_what_the_command_offers_to_include_is_what_there_is() -> None:
    assert OFFERED == INCLUDABLE
