"""The W3C's suites for queries, updates, the protocol, the Graph Store Protocol and service descriptions."""

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
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

EVALUATION = (
    "aggregates", "bind", "bindings", "cast", "construct", "exists", "functions", "grouping", "negation",
    "project-expression", "property-path", "subquery", "syntax-query", "syntax-update-1",
)  # fmt: skip
"""Folders that ask the engine and nothing else: over the running server, by hand."""

UPDATES = (
    "add", "basic-update", "clear", "copy", "delete", "delete-data", "delete-insert", "delete-where", "drop",
    "move", "update-silent",
)  # fmt: skip
PROTOCOLS = (
    "csv-tsv-res", "entailment", "graph-store-protocol", "http-rdf-update", "json-res", "protocol", "service",
    "service-description", "syntax-fed", "syntax-update-2",
)  # fmt: skip
"""The other folders in two halves, each for a server of its own."""

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


@dataclass(frozen=True)
class Runs:
    """The runs of the suites, which wait more than they work: all at the same time."""

    outcomes: Future[list[Outcome]]
    served: Sequence[Future[list[Outcome]]]


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runs]:
    one, two, three = (tmp_path_factory.mktemp("conformance") for _ in range(3))
    with ThreadPoolExecutor() as pool:
        outcomes = pool.submit(run_application, one)
        protocols = pool.submit(run_served, "sparql11,extra", (*EVALUATION, *UPDATES), two)
        updates = pool.submit(run_served, "sparql11", (*EVALUATION, *PROTOCOLS), three)
        yield Runs(outcomes, (protocols, updates))


@pytest.fixture(scope="session")
def outcomes(runs: Runs) -> Sequence[Outcome]:
    """All suites, over the application without its shell: queries in forms, results in XML."""
    return runs.outcomes.result()


@pytest.fixture(scope="session")
def served(runs: Runs) -> Sequence[Outcome]:
    """What concerns updates, protocols and formats, over blank stores with two readers and a writer."""
    return [outcome for run in runs.served for outcome in run.result()]


def run_application(folder: Path) -> list[Outcome]:
    store = WritableStore()
    with listening(create_app(store, Config(is_blank=True, token=TOKEN), store)) as address:
        words = ["--suites", "sparql10,sparql11,sparql12,extra", "--accept", "xml", "--query-via", "form"]
        return run([*words, *addresses(address)], folder)


def run_served(suites: str, left_out: Sequence[str], folder: Path) -> list[Outcome]:
    with serving("--empty", "--store", "memory:", "--readers", "1", "--token", TOKEN) as process:
        words = ["--suites", suites, "--leave-out", ",".join(left_out)]
        return run([*words, *addresses(read_address(process).rstrip("/"))], folder)


def addresses(server: str) -> list[str]:
    graphs = f"{server}/graphs"
    found = ["--query", f"{server}/sparql", "--update", f"{server}/update", "--store", graphs]
    return [*found, "--gsp-direct", f"{graphs}/", "--auth", f"Bearer {TOKEN}"]


def run(words: Sequence[str], folder: Path) -> list[Outcome]:
    found = folder / "outcomes.json"
    command = [sys.executable, str(RUNNER), "--tests", str(SUITES), "--numeric", "value"]
    done = subprocess.run(
        [*command, "--json", str(found), *words], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    return [read_outcome(test) for test in json.loads(found.read_bytes())["tests"]]


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


FOLDERS = pytest.mark.parametrize(
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


@FOLDERS
def test_a_suite_of_the_protocol_passes_whole(outcomes: Sequence[Outcome], folder: str, number: int) -> None:
    assert len([test for test in names(outcomes, "passed") if test.startswith(folder)]) == number


@FOLDERS
def test_it_does_so_on_the_server_as_it_is_run(served: Sequence[Outcome], folder: str, number: int) -> None:
    assert len([test for test in names(served, "passed") if test.startswith(folder)]) == number


def test_nothing_else_fails_on_the_server_as_it_is_run(served: Sequence[Outcome]) -> None:
    known = {test for difference in read_differences() for test in difference.tests}
    assert {o.test: o.reason for o in served if o.status == "failed" and o.test not in known} == {}
    assert len([o for o in served if o.status == "passed"]) == 206


def test_more_tests_pass_than_with_the_engine_s_own_server(outcomes: Sequence[Outcome]) -> None:
    passed = {test for test in names(outcomes, "passed") if not test.startswith("extra/")}
    assert len(passed) > OXIGRAPH_PASSES


def test_every_difference_has_its_reason_and_its_specification() -> None:
    for difference in read_differences():
        assert len(difference.reason) > 40
        assert difference.specification.startswith("https://www.w3.org/TR/")
        assert difference.tests
