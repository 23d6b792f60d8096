"""The W3C's suites for queries, updates, the protocol, the Graph Store Protocol and service descriptions."""

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from graph.layout import default_root
from server.app import create_app
from server.config import Config
from tests.served.command import read_address, serving
from tests.served.live import listening
from tests.served.writing import TOKEN, WritableStore

# Resolved, for the runner names the tests relative to it.
SHARED = Path(os.environ.get("ALLEGATA_SHARED", default_root().parent / "shared")).resolve()
RUNNER = SHARED / "conformance" / "run.py"
SUITES = SHARED / "w3c" / "rdf-tests-sparql"
DIFFERENCES = Path(__file__).parent / "differences.toml"

ALL = "sparql10,sparql11,sparql12,extra"

OXIGRAPH_PASSES = 1_275
"""So many pass with ``oxigraph serve`` 0.5.13, by the same runner with the same option."""

LEFT_OUT = (
    "entailment regime",  # the suite's regimes are asked for over data without a build
    "LOAD",  # refused here, always
    "SERVICE",  # refused here, unless the address is allowed
)
"""How the reasons begin for which the runner may leave tests out."""

pytestmark = [
    pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of the W3C's suites is absent"),
    pytest.mark.xdist_group("conformance"),
]


@dataclass(frozen=True)
class Outcome:
    """What became of a test; ``status`` is passed, failed or skipped."""

    test: str
    status: str
    reason: str


@dataclass(frozen=True)
class Difference:
    """Tests that fail, why, and the address of the specification that says otherwise."""

    tests: tuple[str, ...]
    reason: str
    specification: str


def read_differences() -> tuple[Difference, ...]:
    read = tomllib.loads(DIFFERENCES.read_text("utf-8"))["difference"]
    return tuple(Difference(tuple(d["tests"]), d["reason"], d["specification"]) for d in read)


@pytest.fixture(scope="module", params=["as it is run", "in process"])
def outcomes(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Sequence[Outcome]:
    found = tmp_path_factory.mktemp("conformance") / "outcomes.json"
    ask = ask_command if request.param == "as it is run" else ask_application
    ask(["--numeric", "value", "--json", str(found), "--tests", str(SUITES), "--suites", ALL])
    return [read_outcome(test) for test in json.loads(found.read_bytes())["tests"]]


def ask_command(words: Sequence[str]) -> None:
    """Ask a blank store with its readers and its writer: queries in the body, results in JSON."""
    with serving("--empty", "--store", "memory:", "--token", TOKEN) as process:
        run([*words, *addresses(read_address(process).rstrip("/"))])


def ask_application(words: Sequence[str]) -> None:
    """Ask the application without its shell, over a store in memory: queries in forms, results in XML."""
    store = WritableStore()
    with listening(create_app(store, Config(is_blank=True, token=TOKEN), store)) as address:
        run([*words, *addresses(address), "--accept", "xml", "--query-via", "form"])


def addresses(server: str) -> list[str]:
    graphs = f"{server}/graphs"
    found = ["--query", f"{server}/sparql", "--update", f"{server}/update", "--store", graphs]
    return [*found, "--gsp-direct", f"{graphs}/", "--auth", f"Bearer {TOKEN}"]


def run(words: Sequence[str]) -> None:
    done = subprocess.run(
        [sys.executable, str(RUNNER), *words], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr


def read_outcome(test: Mapping[str, str]) -> Outcome:
    return Outcome(f"{test['suite']}/{test['folder']}/{test['id']}", test["status"], test["reason"])


def names(outcomes: Sequence[Outcome], status: str) -> set[str]:
    return {outcome.test for outcome in outcomes if outcome.status == status}


def test_only_those_tests_fail_that_are_known_to(outcomes: Sequence[Outcome]) -> None:
    known = {test for difference in read_differences() for test in difference.tests}
    failed = {o.test: o.reason for o in outcomes if o.status == "failed"}
    assert {test: reason for test, reason in failed.items() if test not in known} == {}
    assert known - set(failed) == set()


def test_only_those_tests_are_left_out_that_this_server_cannot_be_asked(outcomes: Sequence[Outcome]) -> None:
    left_out = {o.test: o.reason for o in outcomes if o.status == "skipped"}
    assert {test: why for test, why in left_out.items() if not why.startswith(LEFT_OUT)} == {}


@pytest.mark.parametrize(
    ("folder", "number"),
    [
        ("sparql11/protocol/", 34),
        ("sparql11/graph-store-protocol/", 13),
        ("sparql11/http-rdf-update/", 18),
        ("sparql11/service-description/", 3),
        ("sparql11/json-res/", 4),
        ("extra/negotiation/", 12),
        ("extra/protocol/", 7),
        ("extra/graph-store/", 7),
    ],
)
def test_a_suite_of_the_protocol_passes_whole(outcomes: Sequence[Outcome], folder: str, number: int) -> None:
    assert len([test for test in names(outcomes, "passed") if test.startswith(folder)]) == number
    assert not [test for test in names(outcomes, "failed") if test.startswith(folder)]


def test_more_tests_pass_than_with_the_engine_s_own_server(outcomes: Sequence[Outcome]) -> None:
    passed = {test for test in names(outcomes, "passed") if not test.startswith("extra/")}
    assert len(passed) > OXIGRAPH_PASSES


def test_every_difference_has_its_reason_and_its_specification() -> None:
    for difference in read_differences():
        assert len(difference.reason) > 40
        assert difference.specification.startswith("https://www.w3.org/TR/")
        assert difference.tests
