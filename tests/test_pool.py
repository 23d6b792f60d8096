"""Readers as processes: what hostile queries do to them, and what the others notice of it."""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pytest

from graph.generations import Generation, read_generation
from graph.namespaces import BASE
from server.app import create_app
from server.config import Config, Limits
from server.errors import (
    AnswerTooLongError,
    ExhaustionError,
    MalformedQueryError,
    NotAcceptableError,
    OverloadError,
    QueryTimeoutError,
    ReaderLostError,
    RequestError,
    ServeError,
    UnsupportedFunctionError,
)
from server.formats import JSON, Kind
from server.readers.lanes import Lanes
from server.readers.pool import Pool
from server.readers.pooled import PooledService, pooled
from server.service import Answer, Dataset, Job, Service
from tests import kernel
from tests.conftest import REPOSITORY
from tests.kernel import is_busy, is_running
from tests.served import CONTENT, HEADS, INFERRED, PREFIX, make_service

TIMEOUT_S = 0.5
LIMITS = Limits(readers=2, timeout_s=TIMEOUT_S, reader_memory_bytes=128 << 20, max_answer_bytes=1 << 20)
EITHER = {Kind.SOLUTIONS: JSON.media_type, Kind.BOOLEAN: JSON.media_type}
TRIPLES = " . ".join(f"?s{n} ?p{n} ?o{n}" for n in range(6))
ENDLESS = Job(f"SELECT (COUNT(*) AS ?n) {{ {TRIPLES} }}", EITHER)
STEPS = " . ".join(f"?s{n} ?p{n} ?s{n + 1}" for n in range(200))
SHORT = Job("ASK {}", EITHER)
NUMBERS = " ".join(map(str, range(250)))
PAIRS = f"VALUES ?a {{ {NUMBERS} }} VALUES ?b {{ {NUMBERS} }}"
SOME_TIME = Job(f"ASK {{ {PAIRS} FILTER(?a + ?b < 0) }}", EITHER)


@pytest.fixture(scope="module")
def service(generation: Generation) -> Iterator[PooledService]:
    with pooled(generation, LIMITS) as over_readers:
        yield over_readers


def children() -> set[int]:
    """Return the process ids of this process's children and their children, zombies too."""
    return set(kernel.descendants(os.getpid()))


def readers() -> set[int]:
    """Return the process ids of the readers: the children of a child."""
    return children() - set(kernel.children(os.getpid()))


def refusal(service: Service, job: Job) -> RequestError:
    with pytest.raises(RequestError) as refused:
        service.answer(job)
    return refused.value


def wait_until(condition: Callable[[], bool]) -> None:
    stop = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < stop
        time.sleep(0.005)


def test_a_query_is_stopped_at_its_deadline(service: PooledService) -> None:
    began = time.monotonic()
    refused = refusal(service, ENDLESS)
    assert isinstance(refused, QueryTimeoutError)
    assert TIMEOUT_S <= time.monotonic() - began < TIMEOUT_S + 0.3
    assert "0.5 seconds" in refused.detail
    assert service.answer(SHORT).generation == service.generation


def test_what_runs_is_looked_at_by_one_clock_however_much_waits(
    generation: Generation, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[float] = []
    look = Lanes.check

    def count(lanes: Lanes, now: float) -> None:
        looks.append(now)
        look(lanes, now)

    monkeypatch.setattr(Lanes, "check", count)

    async def ask() -> None:
        pool = Pool(generation, Limits(readers=4))
        await pool.start()
        try:
            await asyncio.gather(*(pool.answer(SOME_TIME) for _ in range(30)))
        finally:
            await pool.close()

    asyncio.run(ask())
    apart = [later - earlier for earlier, later in pairwise(looks)]
    assert len(looks) > 1
    assert min(apart) > 0.005


def test_others_are_answered_while_a_query_runs(service: PooledService) -> None:
    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(refusal, service, ENDLESS)
        answered = 0
        while not running.done():
            service.answer(SHORT)
            answered += 1
    assert isinstance(running.result(), QueryTimeoutError)
    assert answered > 10


def test_one_after_another_all_readers_can_be_killed(service: PooledService) -> None:
    with ThreadPoolExecutor(4) as threads:
        refused = list(threads.map(lambda _: refusal(service, ENDLESS), range(6)))
    assert {type(error) for error in refused} == {QueryTimeoutError}
    assert json.loads(service.answer(SHORT).body)["boolean"]


def test_a_sort_without_end_exhausts_its_own_memory_only(generation: Generation) -> None:
    sort = Job(f"SELECT * {{ {TRIPLES} }} ORDER BY ?o0 ?o1", EITHER)
    limits = Limits(readers=1, reader_memory_bytes=32 << 20)
    with pooled(generation, limits) as service:
        refused = refusal(service, sort)
        assert isinstance(refused, ExhaustionError)
        assert "32 MiB of memory" in refused.detail
        assert json.loads(service.answer(SHORT).body)["boolean"]


def test_a_word_of_words_exhausts_its_own_memory_only(generation: Generation) -> None:
    words = Job(f"SELECT (GROUP_CONCAT(STR(?o0)) AS ?words) {{ {TRIPLES} }}", EITHER)
    with pooled(generation, Limits(readers=1, reader_memory_bytes=32 << 20)) as service:
        assert isinstance(refusal(service, words), ExhaustionError)
        assert json.loads(service.answer(SHORT).body)["boolean"]


@pytest.mark.parametrize(
    "text",
    ["ASK " + "{" * 5_000 + "}" * 5_000, "ASK { ?s " + "(" * 40_000 + "<p>" + ")" * 40_000 + " ?o }"],
    ids=["braces", "path"],
)
def test_nesting_past_the_gate_exhausts_one_readers_stack(service: PooledService, text: str) -> None:
    refused = refusal(service, Job(text, EITHER))
    assert isinstance(refused, ExhaustionError)
    assert "stack" in refused.detail
    assert json.loads(service.answer(SHORT).body)["boolean"]


def test_planning_without_end_is_stopped_at_the_deadline(service: PooledService) -> None:
    began = time.monotonic()
    assert isinstance(refusal(service, Job(f"SELECT * {{ {STEPS} }}", EITHER)), QueryTimeoutError)
    assert time.monotonic() - began < TIMEOUT_S + 0.3


def test_an_answer_past_its_limit_is_refused_whole(service: PooledService) -> None:
    refused = refusal(service, Job("SELECT * { ?s ?p ?o . ?a ?b ?c }", EITHER))
    assert isinstance(refused, AnswerTooLongError)
    assert "1,048,576" in refused.detail


def test_a_long_answer_comes_whole(service: PooledService) -> None:
    job = Job("SELECT * { ?s ?p ?o . ?a ?b ?c } LIMIT 1500", EITHER)
    answer, expected = service.answer(job), make_service().answer(job)
    assert len(answer.body) > 500_000
    assert len(json.loads(answer.body)["results"]["bindings"]) == 1_500
    assert len(json.loads(expected.body)["results"]["bindings"]) == 1_500


def test_answers_of_queries_at_once_are_not_mixed_up(service: PooledService) -> None:
    jobs = [Job(f'SELECT ("{number}" AS ?n) {{}}', EITHER) for number in range(20)] * 10
    with ThreadPoolExecutor(20) as threads:
        answers = list(threads.map(service.answer, jobs))
    values = [json.loads(answer.body)["results"]["bindings"][0]["n"]["value"] for answer in answers]
    assert values == [str(number) for number in range(20)] * 10


def test_a_reader_killed_from_outside_costs_one_query(generation: Generation) -> None:
    before = children()
    with pooled(generation, Limits(readers=1)) as service, ThreadPoolExecutor(1) as threads:
        running = threads.submit(refusal, service, ENDLESS)
        wait_until(lambda: any(map(is_busy, children() - before)))
        for pid in filter(is_busy, children() - before):
            os.kill(pid, signal.SIGKILL)
        assert isinstance(running.result(), ReaderLostError)
        assert json.loads(service.answer(SHORT).body)["boolean"]


@pytest.mark.parametrize("which", [readers, children], ids=["readers", "that which starts them too"])
def test_idle_readers_killed_from_outside_are_replaced(
    generation: Generation, which: Callable[[], set[int]]
) -> None:
    before = children()
    with pooled(generation, Limits(readers=2)) as service:
        first = which() - before
        for pid in first:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        wait_until(lambda: len(readers() - before - first) == 3)
        assert json.loads(service.answer(SHORT).body)["boolean"]


def test_nothing_is_left_when_the_service_closes_amid_queries(generation: Generation) -> None:
    before, threads_before = children(), set(threading.enumerate())
    with ThreadPoolExecutor(2) as threads:
        with pooled(generation, Limits(readers=1)) as service:
            running = [threads.submit(refusal, service, ENDLESS) for _ in range(2)]
            wait_until(lambda: any(map(is_busy, children() - before)))
        assert {type(future.result()) for future in running} == {OverloadError}
    assert children() == before
    assert set(threading.enumerate()) == threads_before


def test_more_than_may_wait_are_sent_away(generation: Generation) -> None:
    limits = Limits(readers=1, timeout_s=TIMEOUT_S, max_queued=1, queue_timeout_s=5)
    with pooled(generation, limits) as service, ThreadPoolExecutor(4) as threads:
        refused = list(threads.map(lambda _: refusal(service, ENDLESS), range(4)))
    kinds = sorted(type(error).__name__ for error in refused)
    assert kinds == ["OverloadError", "OverloadError", "QueryTimeoutError", "QueryTimeoutError"]


def test_nobody_waits_for_a_reader_longer_than_allowed(generation: Generation) -> None:
    limits = Limits(readers=1, timeout_s=2, queue_timeout_s=0.2)
    before = children()
    with pooled(generation, limits) as service, ThreadPoolExecutor(1) as threads:
        running = threads.submit(refusal, service, ENDLESS)
        wait_until(lambda: any(map(is_busy, children() - before)))
        refused = refusal(service, SHORT)
        assert isinstance(refused, OverloadError)
        assert "0.2 seconds" in refused.detail
        assert isinstance(running.result(), QueryTimeoutError)
        assert json.loads(service.answer(SHORT).body)["boolean"]


def test_readers_end_with_a_server_that_is_killed(generation: Generation) -> None:
    program = "from tests.test_pool import hold; import sys; hold(*sys.argv[1:])"
    command = [sys.executable, "-c", program, str(generation.folder)]
    server = subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    started = [int(pid) for pid in server.stdout.readline().split()]
    assert len(started) == 3
    server.kill()
    server.communicate()
    wait_until(lambda: not any(is_running(pid) for pid in started))


def hold(folder: str) -> None:
    """Serve, with a query that does not end, until killed."""
    before = children()
    with pooled(read_generation(Path(folder)), Limits(readers=1)) as service:
        print(*(children() - before), flush=True)
        service.answer(ENDLESS)


def test_a_query_that_is_given_up_frees_its_reader(generation: Generation) -> None:
    async def give_up() -> list[Answer]:
        pool = Pool(generation, Limits(readers=1))
        await pool.start()
        running = [asyncio.create_task(pool.answer(job)) for job in (ENDLESS, SHORT)]
        await asyncio.sleep(0.1)
        for task in running:
            task.cancel()
        await asyncio.wait(running)
        try:
            return [await pool.answer(SHORT) for _ in range(3)]
        finally:
            await pool.close()

    assert {answer.generation for answer in asyncio.run(give_up())} == {generation.name}


def test_a_generation_that_cannot_be_opened_is_refused_at_the_start(tmp_path: Path) -> None:
    before = children()
    missing = Generation("first-edition", tmp_path, BASE)
    with pytest.raises(ServeError, match="a reader does not start"), pooled(missing, Limits()):
        pass
    assert children() == before


QUERIES = (
    Job(PREFIX + "SELECT ?claim ?what { ?claim alg:affirms ?what } ORDER BY ?claim", EITHER),
    Job(PREFIX + "SELECT ?claim ?what { ?claim alg:affirms ?what }", EITHER, bindings={"what": HEADS}),
    Job("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g", EITHER),
    Job("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g", EITHER, Dataset(inferred=False)),
    Job("SELECT ?s ?o { ?s ?p ?o } ORDER BY ?s ?p ?o", EITHER, Dataset(default=(CONTENT, INFERRED))),
    Job("SELECT ?s ?o { GRAPH ?g { ?s ?p ?o } } ORDER BY ?s ?p ?o", EITHER, Dataset(named=(CONTENT,))),
    Job("ASK { <id/actor/nicolas-maduro> ?p ?o }", EITHER),
    Job(f"CONSTRUCT WHERE {{ <{HEADS}> a ?o }}", {Kind.GRAPH: "application/n-triples"}),
)


@pytest.mark.parametrize("job", QUERIES, ids=range(len(QUERIES)))
def test_readers_answer_as_a_store_in_this_process_does(service: PooledService, job: Job) -> None:
    answer, expected = service.answer(job), make_service().answer(job)
    assert (answer.kind, answer.body) == (expected.kind, expected.body)
    assert answer.generation == service.generation


@pytest.mark.parametrize(
    ("job", "kind"),
    [
        (Job("SELECT *\n{ ?claim }", EITHER), MalformedQueryError),
        (Job("SELECT * { ?s ?p ?o FILTER(<http://x/holder>(?o)) }", EITHER), UnsupportedFunctionError),
        (Job("ASK {}", {Kind.SOLUTIONS: JSON.media_type}), NotAcceptableError),
        (Job("SELECT ?claim { ?claim ?p ?o }", EITHER, bindings={"nobody": HEADS}), RuntimeError),
    ],
    ids=["syntax", "function", "format", "engine"],
)
def test_readers_fail_as_a_store_in_this_process_does(
    service: PooledService, job: Job, kind: type[Exception]
) -> None:
    failures = []
    for each in (service, make_service()):
        with pytest.raises(kind) as failed:
            each.answer(job)
        failures.append((type(failed.value), failed.value.args))
    assert failures[0] == failures[1]


def test_a_client_is_told_of_the_limit_and_when_to_come_again(service: PooledService) -> None:
    client = create_app(service, Config()).test_client()
    late = client.get("/sparql", query_string={"query": ENDLESS.text})
    assert (late.status_code, late.headers["Retry-After"]) == (503, "60")
    assert late.json is not None
    assert (late.json["title"], late.json["timeout_s"]) == ("The query took too long", TIMEOUT_S)
    assert late.headers["Allegata-Generation"] == service.generation


def test_a_client_is_told_that_trying_again_is_no_use(service: PooledService) -> None:
    client = create_app(service, Config()).test_client()
    long = client.get("/sparql", query_string={"query": "SELECT * { ?s ?p ?o . ?a ?b ?c }"})
    assert long.status_code == 503
    assert "Retry-After" not in long.headers
