"""The commands: what they write where, their exit codes, and errors without a traceback."""

import os
import shutil
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from graph.build import Built
from graph.cli import INTERRUPTED, main, make_parser
from graph.errors import AllegataError
from graph.layout import Layout
from graph.namespaces import BASE
from tests.conftest import REPOSITORY, SLUG, claims_file, edit

Capture = pytest.CaptureFixture[str]
COMMANDS = ("build", "validate", "reason", "query", "anchor", "check", "export", "quarantine", "serve")


def run(*arguments: object) -> int:
    return main([str(argument) for argument in arguments])


def allegata(*arguments: object, given: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "graph", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=REPOSITORY, input=given, check=False)


@pytest.fixture
def out(built: Built) -> Path:
    return built.dataset.parent


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, capsys: Capture) -> None:
    with pytest.raises(SystemExit) as ended:
        run(command, "--help")
    assert ended.value.code == 0
    assert f"allegata {command}" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments", [[], ["deny"], ["query"], ["export"], ["build", "--bas"], ["serve", "--port", "http"]]
)
def test_bad_usage_exits_with_2(arguments: list[str], capsys: Capture) -> None:
    with pytest.raises(SystemExit) as ended:
        run(*arguments)
    assert ended.value.code == 2
    assert "usage: allegata" in capsys.readouterr().err


def test_build_builds_once_and_is_then_fresh(layout: Layout, tmp_path: Path, capsys: Capture) -> None:
    options = ("--root", layout.root, "--out", tmp_path / "out")
    assert run("build", *options) == 0
    told = capsys.readouterr().err
    assert "allegata: write " in told
    assert told.endswith("conforms (Violation 0, Warning 0, Info 3)\n")
    assert run("build", *options) == 0
    assert "nothing has changed" in capsys.readouterr().err


def test_build_by_force_builds_again(
    shared_layout: Layout, out: Path, tmp_path: Path, capsys: Capture
) -> None:
    shutil.copytree(out, tmp_path / "out")
    assert run("build", "--force", "--root", shared_layout.root, "--out", tmp_path / "out") == 0
    assert "allegata: write " in capsys.readouterr().err


def test_build_refuses_a_base_without_a_slash(capsys: Capture) -> None:
    assert run("build", "--base", "https://example.org") == 2
    assert "ends in a slash" in capsys.readouterr().err


def test_a_fault_is_told_with_file_line_and_cure(layout: Layout, tmp_path: Path) -> None:
    edit(claims_file(layout), "alg:disputes", "alg:dispute")
    done = allegata("build", "--root", layout.root, "--out", tmp_path / "out")
    assert done.returncode == 2
    assert done.stderr.splitlines()[-2:] == [
        f"allegata: {claims_file(layout)}:30: alg:dispute is not declared in the ontology",
        "  Did you mean alg:disputes? Correct it, or declare it in ontology/.",
    ]
    assert done.stdout == ""
    assert not (tmp_path / "out").exists()


def test_build_that_breaks_a_shape_exits_with_1(layout: Layout, tmp_path: Path, capsys: Capture) -> None:
    edit(claims_file(layout), "alg:holder actor:united-states ;", "")
    assert run("build", "--root", layout.root, "--out", tmp_path / "out") == 1
    assert "A claim has exactly one holder" in capsys.readouterr().err


def test_validate_tells_whether_files_conform(layout: Layout, capsys: Capture) -> None:
    assert run("validate", claims_file(layout), "--root", layout.root) == 0
    assert capsys.readouterr().out == "conforms (Violation 0, Warning 0, Info 3)\n"
    edit(claims_file(layout), "alg:holder actor:united-states ;", "")
    assert run("validate", claims_file(layout), "--root", layout.root, "--format", "turtle") == 1
    assert "sh:conforms false" in capsys.readouterr().out


def test_reason_writes_what_follows(
    shared_layout: Layout, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run("reason", "--root", shared_layout.root, "--format", "ntriples") == 0
    told = capfdbinary.readouterr().out
    assert b"#ContestedProposition> .\n" in told
    target = tmp_path / "inferred.nt"
    assert run("reason", "--root", shared_layout.root, "--format", "ntriples", "-o", target) == 0
    assert target.read_bytes() == told


def test_output_that_cannot_be_written_is_told(out: Path, tmp_path: Path, capsys: Capture) -> None:
    assert run("export", "--owl", "--out", out, "-o", tmp_path / "none" / "allegata.owl") == 2
    assert "cannot write: No such file or directory" in capsys.readouterr().err


def test_query_answers_from_argument_file_and_standard_input(out: Path, tmp_path: Path) -> None:
    query = "SELECT ?claim WHERE { ?claim a alg:ContradictedClaim } ORDER BY ?claim LIMIT 1"
    (tmp_path / "contradicted.rq").write_text(query)
    expected = f"claim\n{BASE}id/claim/designated-as-organization\n"
    for end, given in (([query], ""), (["-f", str(tmp_path / "contradicted.rq")], ""), (["-f", "-"], query)):
        assert allegata("query", "--out", out, "--format", "csv", *end, given=given).stdout == expected


def test_query_leaves_out_inference_on_request(out: Path, capfd: Capture) -> None:
    assert run("query", "--out", out, "--no-inferred", "ASK { ?claim a alg:ContradictedClaim }") == 0
    assert capfd.readouterr().out == "false\n"


def test_query_refuses_a_file_that_it_cannot_read(out: Path, tmp_path: Path, capsys: Capture) -> None:
    assert run("query", "--out", out, "-f", tmp_path / "none.rq") == 2
    assert "cannot read the query" in capsys.readouterr().err


def test_query_refuses_a_malformed_query(out: Path, capsys: Capture) -> None:
    assert run("query", "--out", out, "SELECT ?claim WHERE {") == 2
    assert "malformed query: error at 1:" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [["query", "ASK {}"], ["export", "--owl"], ["serve"]], ids=lambda a: a[0]
)
def test_what_needs_a_dataset_says_how_to_build_it(
    tmp_path: Path, arguments: list[str], capsys: Capture
) -> None:
    assert run(*arguments, "--out", tmp_path) == 4
    told = capsys.readouterr().err
    assert str(tmp_path / "dataset.nq") in told
    assert "Build it first: allegata build." in told


def test_anchor_writes_a_passage(shared_layout: Layout, capsys: Capture) -> None:
    code = run("anchor", SLUG, "alleged network", "--key", "alleged-network", "--root", shared_layout.root)
    told = capsys.readouterr().out.splitlines()
    assert code == 0
    assert told[0] == "passage:alleged-network"
    assert told[4:7] == ["\talg:start 48 ;", "\talg:end 63 ;", '\talg:exact "alleged network" ;']


def test_anchor_takes_a_prefix_and_a_suffix(shared_layout: Layout, capsys: Capture) -> None:
    options = ("--root", shared_layout.root)
    assert run("anchor", SLUG, "Soles", "--suffix", ", a term", *options) == 0
    assert "\talg:start 14 ;" in capsys.readouterr().out
    assert run("anchor", SLUG, "Soles", "--prefix", "Sinaloa ", *options) == 2
    assert "not between this prefix and suffix" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("slug", "words", "found"),
    [(SLUG, "Soles", "stands 2 times"), (SLUG, "Chevron", "does not stand"), ("memo", "TDA", "no such file")],
    ids=["ambiguous", "absent", "no such seed"],
)
def test_anchor_refuses_what_has_no_one_place(
    shared_layout: Layout, slug: str, words: str, found: str, capsys: Capture
) -> None:
    assert run("anchor", slug, words, "--root", shared_layout.root) == 2
    assert found in capsys.readouterr().err


def test_check_shows_gaps_and_exits_with_1(shared_layout: Layout, capsys: Capture) -> None:
    assert run("check", SLUG, "--root", shared_layout.root) == 1
    assert "2 gaps" in capsys.readouterr().out


def test_check_of_all_articles_exits_with_0_without_gaps(layout: Layout, capsys: Capture) -> None:
    edit(claims_file(layout), "alg:start 122", "alg:start 0")
    edit(claims_file(layout), "alg:end 216", "alg:end 288")
    assert run("check", "--root", layout.root) == 0
    assert "0 gaps" in capsys.readouterr().out


def test_check_without_seeds_says_where_they_belong(tmp_path: Path, capsys: Capture) -> None:
    assert run("check", "--root", tmp_path) == 2
    assert str(tmp_path / "seeds") in capsys.readouterr().err


def test_export_writes_one_owl_file(out: Path, tmp_path: Path) -> None:
    assert run("export", "--owl", "--out", out, "-o", tmp_path / "allegata.owl") == 0
    assert (tmp_path / "allegata.owl").read_bytes().startswith(b"<?xml")


def test_options_come_from_the_environment_unless_given() -> None:
    environment = {
        "ALLEGATA_ROOT": "/srv/root",
        "ALLEGATA_OUT": "/srv/out",
        "ALLEGATA_BASE": "https://example.org/",
    }
    build = make_parser(environment).parse_args(["build"])
    assert (build.root, build.out, build.base) == (
        Path("/srv/root"),
        Path("/srv/out"),
        "https://example.org/",
    )


def test_defaults_are_the_repository() -> None:
    options = make_parser({}).parse_args(["build"])
    assert (options.root, options.out, options.base) == (REPOSITORY, Path(".allegata"), BASE)


def test_a_reader_that_goes_away_is_no_error(out: Path) -> None:
    query = "SELECT ?s ?p ?o WHERE { ?s ?p ?o . ?x a alg:Claim }"
    command = [sys.executable, "-m", "graph", "query", "--out", str(out), query]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=REPOSITORY) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.readline()
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait() == 0


def test_an_interrupted_command_is_quiet(out: Path, tmp_path: Path) -> None:
    query = tmp_path / "query.rq"
    os.mkfifo(query)
    command = [sys.executable, "-m", "graph", "query", "--out", str(out), "-f", str(query)]
    # Whoever runs the tests in the background has told all that they start to ignore the signal.
    heed = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with subprocess.Popen(command, stderr=subprocess.PIPE, cwd=REPOSITORY, preexec_fn=heed) as running:
        with query.open("w"):  # opens once the command waits for the query
            running.send_signal(signal.SIGINT)
            assert running.wait(30) == INTERRUPTED
        assert running.stderr is not None
        assert running.stderr.read() == b""


def test_every_error_is_told_with_found_place_and_cure() -> None:
    assert str(AllegataError("it is absent")) == "it is absent"
    assert str(AllegataError("it is absent", "Add it.")) == "it is absent\n  Add it."


HELD = """@prefix : <https://example.org/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
:Allegation rdfs:subClassOf :Claim ; owl:disjointWith :Document . :charge a :Allegation .
"""


@pytest.mark.parametrize("engine", ["sparq", "rules", "owlrl"])
def test_reason_writes_what_follows_from_files(engine: str, tmp_path: Path, capfd: Capture) -> None:
    (tmp_path / "held.ttl").write_text(HELD)
    (tmp_path / "more.nt").write_text("<https://example.org/charge> <https://example.org/in> _:memo .\n")
    assert run("reason", tmp_path / "held.ttl", tmp_path / "more.nt", "--engine", engine) == 0
    told = "<https://example.org/charge> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    assert capfd.readouterr().out == f"{told} <https://example.org/Claim> .\n"


def test_reason_over_files_that_contradict_exits_with_3(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "held.ttl").write_text(f"{HELD}:charge a :Document .")
    assert run("reason", tmp_path / "held.ttl") == 3
    told = capsys.readouterr()
    assert told.out == ""
    assert "two disjoint classes. (cax-dw) About: <https://example.org/charge>." in told.err


def test_reason_refuses_a_file_that_is_no_rdf(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "held.ttl").write_text(":charge a")
    assert run("reason", tmp_path / "held.ttl") == 2
    assert f"{tmp_path / 'held.ttl'}:1:" in capsys.readouterr().err
    assert run("reason", tmp_path / "held.doc") == 2
    assert run("reason", tmp_path / "none.ttl") == 2


def test_reason_takes_nothing_from_the_graph_of_a_proposition(tmp_path: Path, capfd: Capture) -> None:
    content = f"{BASE}graph/proposition/charge-is-an-allegation"
    claimed = HELD.replace(":charge a :Allegation .", f"GRAPH <{content}> {{ :charge a :Allegation }}")
    (tmp_path / "held.trig").write_text(claimed)
    assert run("reason", tmp_path / "held.trig") == 0
    assert capfd.readouterr().out == ""
