"""The W3C's suites for queries, for the protocol's query operation and for service descriptions."""

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
from graph.namespaces import BASE
from graph.store import load_store
from server.app import create_app
from server.config import Config
from server.in_process import InProcessService
from tests.conformance.loading import create_loader
from tests.served import GENERATION, read_quads
from tests.served.live import listening

# Resolved, for the runner names the tests relative to it.
SHARED = Path(os.environ.get("ALLEGATA_SHARED", default_root().parent / "shared")).resolve()
RUNNER = SHARED / "conformance" / "run.py"
SUITES = SHARED / "w3c" / "rdf-tests-sparql"
DIFFERENCES = Path(__file__).parent / "differences.toml"

NOT_FOR_QUERIES = (
    "no update endpoint given",
    "no graph store endpoint given",
    "graphs that share blank nodes: needs an update endpoint",
    "entailment regime",  # the suite's regimes are asked for over data without a build
    "SERVICE",  # refused here, always
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


@pytest.fixture(
    scope="module",
    params=[("json", "direct"), ("xml", "form")],
    ids=["results in JSON", "results in XML, queries in forms"],
)
def outcomes(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Sequence[Outcome]:
    accept, via = request.param
    found = tmp_path_factory.mktemp("conformance") / "outcomes.json"
    store = load_store(read_quads())
    app = create_app(InProcessService(store, GENERATION, BASE), Config())
    store.clear()
    with listening(app) as endpoint, listening(create_loader(store)) as loader:
        words = ["--query", f"{endpoint}/sparql", "--store", f"{loader}/graphs", "--side-channel"]
        words += ["--accept", accept, "--query-via", via, "--numeric", "value", "--json", str(found)]
        run([*words, "--suites", "sparql10,sparql11,sparql12,extra", "--tests", str(SUITES)])
    return [read_outcome(test) for test in json.loads(found.read_bytes())["tests"]]


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


def test_only_those_tests_are_left_out_that_are_not_for_queries(outcomes: Sequence[Outcome]) -> None:
    left_out = {o.test: o.reason for o in outcomes if o.status == "skipped"}
    assert {test: why for test, why in left_out.items() if not why.startswith(NOT_FOR_QUERIES)} == {}


@pytest.mark.parametrize(
    ("folder", "number"),
    [
        ("sparql11/protocol/", 20),
        ("sparql11/service-description/", 3),
        ("sparql11/json-res/", 4),
        ("extra/negotiation/", 12),
        ("extra/protocol/", 6),
    ],
)
def test_a_suite_of_the_protocol_passes_whole(outcomes: Sequence[Outcome], folder: str, number: int) -> None:
    assert len([test for test in names(outcomes, "passed") if test.startswith(folder)]) == number
    assert not [test for test in names(outcomes, "failed") if test.startswith(folder)]


def test_more_than_a_thousand_tests_pass(outcomes: Sequence[Outcome]) -> None:
    assert len([test for test in names(outcomes, "passed") if not test.startswith("extra/")]) >= 1_047


def test_every_difference_has_its_reason_and_its_specification() -> None:
    for difference in read_differences():
        assert len(difference.reason) > 40
        assert difference.specification.startswith("https://www.w3.org/TR/")
        assert difference.tests
