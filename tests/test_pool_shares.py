"""Who gets a reader, who has to let others go first, and who is sent away."""

import asyncio
import os
import signal
import statistics
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import pytest

from graph.changes import Scope, Target
from graph.generations import Generation
from server.config import Limits
from server.errors import (
    MalformedQueryError,
    OverloadError,
    QueryEndedError,
    QueryTimeoutError,
    RequestError,
    ThrottledError,
)
from server.readers.budgets import Budgets
from server.readers.lanes import Lanes
from server.readers.pool import Pool
from server.readers.running import Errand, State
from server.readers.turns import Turns
from server.service import Dump, Job
from tests.kernel import is_busy, is_running, state, threads
from tests.served import CONTENT
from tests.test_pool import EITHER, ENDLESS, SHORT, TRIPLES, children, readers
from tests.test_pool_streams import over

PLENTY = Limits(client_query_s=1e9, client_failures=10**9)
SORT = Job(f"SELECT * {{ {TRIPLES} }} ORDER BY ?o0 ?o1", EITHER)
WORDS = Job(f"SELECT (GROUP_CONCAT(STR(?o0)) AS ?words) {{ {TRIPLES} }}", EITHER)
PATHS = Job("ASK { ?s (<a>|!<a>)* ?o . ?a (<b>|!<b>)* ?b . ?c (<d>|!<d>)+ ?e FILTER(?o = ?nobody) }", EITHER)

_Result = TypeVar("_Result")


def of(client: str, job: Job = SHORT, timeout_s: float | None = None) -> Job:
    return Job(job.text, job.media_types, client=client, timeout_s=timeout_s)


async def outcome(pool: Pool, job: Job) -> str:
    try:
        return (await pool.answer(job)).generation
    except RequestError as error:
        return type(error).__name__


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.005)


def priority(pid: int) -> int:
    """Return the priority of the thread of a process that evaluates queries: the last that was started.

    Raises ProcessLookupError if it has ended.
    """
    if not (found := threads(pid)):
        raise ProcessLookupError(pid)
    return os.getpriority(os.PRIO_PROCESS, found[-1])


def stopped(pids: set[int]) -> set[int]:
    return {pid for pid in pids if state(pid) == "T"}


# What a client may use


def test_a_client_that_used_its_seconds_comes_again_when_enough_are_forgotten() -> None:
    budgets = Budgets(Limits(client_query_s=60, client_query_s_per_minute=30))
    budgets.charge("press-office", 60, now=0, has_failed=False)
    budgets.check("press-office", now=0)
    budgets.charge("press-office", 5, now=0, has_failed=False)
    with pytest.raises(ThrottledError, match="query time") as refused:
        budgets.check("press-office", now=0)
    assert refused.value.headers() == {"Retry-After": "10"}
    budgets.check("press-office", now=10)
    budgets.check("newsroom", now=0)


def test_a_client_whose_queries_had_to_be_stopped_comes_again_later() -> None:
    budgets = Budgets(Limits(client_failures=2, client_failures_per_minute=6))
    for _ in range(3):
        budgets.charge("press-office", 0.1, now=0, has_failed=True)
    with pytest.raises(ThrottledError, match="had to be stopped") as refused:
        budgets.check("press-office", now=0)
    assert refused.value.retry_after_s == 10
    budgets.check("press-office", now=10)


def test_a_client_that_is_never_forgotten_is_told_to_come_again_in_a_minute() -> None:
    budgets = Budgets(Limits(client_query_s=1, client_query_s_per_minute=0))
    budgets.charge("press-office", 2, now=0, has_failed=False)
    with pytest.raises(ThrottledError) as refused:
        budgets.check("press-office", now=1_000)
    assert refused.value.retry_after_s == 60


def test_the_servers_own_queries_are_not_counted() -> None:
    budgets = Budgets(Limits(client_query_s=1))
    budgets.charge("", 1_000, now=0, has_failed=True)
    budgets.check("", now=0)
    assert budgets.usual_s("") is None


def test_what_queries_usually_take_follows_what_they_take_now() -> None:
    budgets = Budgets(PLENTY)
    assert budgets.usual_s("newsroom") is None
    budgets.charge("newsroom", 10, now=0, has_failed=False)
    assert budgets.usual_s("newsroom") == 10
    for _ in range(40):
        budgets.charge("newsroom", 0.01, now=0, has_failed=False)
    usual_s = budgets.usual_s("newsroom")
    assert usual_s is not None
    assert usual_s < 0.1


def test_no_more_clients_are_remembered_than_there_is_room_for() -> None:
    budgets = Budgets(Limits(client_query_s=1))
    for number in range(10_001):
        budgets.charge(f"desk-{number}", 2, now=0, has_failed=False)
    assert budgets.usual_s("desk-0") is None
    assert budgets.usual_s("desk-1") == 2


def test_over_its_share_a_client_is_sent_away_and_others_are_not(generation: Generation) -> None:
    async def ask(pool: Pool) -> list[str]:
        jobs = [of("hostile", ENDLESS)] * 3 + [of("hostile"), of("newsroom"), SHORT]
        return [await outcome(pool, job) for job in jobs]

    limits = Limits(readers=1, timeout_s=0.2, client_failures=1)
    late = "QueryTimeoutError"
    name = generation.name
    assert over(generation, ask, limits) == [late, late, "ThrottledError", "ThrottledError", name, name]


def test_a_query_that_is_malformed_is_not_one_that_had_to_be_stopped(generation: Generation) -> None:
    async def ask(pool: Pool) -> None:
        for _ in range(5):
            with pytest.raises(MalformedQueryError):
                await pool.answer(Job("ASK {", EITHER, client="newsroom"))

    over(generation, ask, Limits(readers=1, client_failures=1))


# Whose turn it is


def errand(number: int, client: str, timeout_s: float = 30) -> Errand:
    generation = Generation("first-edition", Path("/generations/first-edition"), "https://w3id.org/allegata/")
    return Errand(number, of(client), generation, 0, timeout_s)


def order(turns: Turns) -> list[int]:
    numbers = []
    while first := turns.next():
        numbers.append(first.number)
        turns.remove(first)
    return numbers


def in_line(clients: list[str], limits: Limits = PLENTY) -> list[int]:
    """Return the order of turns where ``hostile`` had long queries before, and ``newsroom`` short ones."""

    async def stand() -> list[int]:
        budgets = Budgets(limits)
        budgets.charge("hostile", 5, now=0, has_failed=True)
        budgets.charge("newsroom", 0.001, now=0, has_failed=False)
        turns = Turns(limits, budgets, Lanes(limits, processors=2))
        for number, client in enumerate(clients):
            turns.add(errand(number, client))
        return order(turns)

    return asyncio.run(stand())


def test_what_is_likely_to_be_short_comes_first() -> None:
    assert in_line(["hostile", "stranger", "newsroom"]) == [2, 1, 0]
    assert in_line(["hostile", ""]) == [1, 0]


def test_among_equals_who_came_first_comes_first() -> None:
    assert in_line(["newsroom", "newsroom", "newsroom"]) == [0, 1, 2]
    assert in_line(["stranger", "visitor", "stranger"]) == [0, 1, 2]


def test_of_two_strangers_the_one_of_whom_less_runs_comes_first() -> None:
    async def stand() -> list[int]:
        lanes = Lanes(PLENTY, processors=2)
        lanes.add(errand(9, "stranger"))
        turns = Turns(PLENTY, Budgets(PLENTY), lanes)
        for number, client in enumerate(["stranger", "visitor"]):
            turns.add(errand(number, client))
        return order(turns)

    assert asyncio.run(stand()) == [1, 0]


def test_in_a_full_queue_who_would_come_last_makes_room() -> None:
    limits = Limits(max_queued=2)
    assert in_line(["hostile", "stranger", "newsroom"], limits) == [2, 1]
    with pytest.raises(OverloadError, match="2 queries wait"):
        in_line(["newsroom", "newsroom", "newsroom"], limits)
    with pytest.raises(OverloadError):
        in_line(["newsroom", "stranger", "hostile"], limits)


def test_no_more_begin_at_once_than_there_are_processors_and_what_takes_longer_keeps_none() -> None:
    lanes = Lanes(Limits(readers=4), processors=2)
    for number in (1, 2):
        assert lanes.free == 3 - number
        lanes.add(errand(number, "newsroom"))
    assert lanes.free == 0
    lanes.check(now=0.005)
    assert lanes.free == 0
    lanes.check(now=0.02)
    assert lanes.free == 2
    lanes.add(late := errand(3, "newsroom"))
    lanes.remove(late)
    assert lanes.free == 2


# Slow queries


def test_no_more_slow_queries_run_than_leave_two_places() -> None:
    assert [Limits(readers=n).slow_readers for n in (1, 2, 3, 4, 8)] == [1, 1, 1, 2, 6]
    assert [Limits(readers=n).slow_readers_per_client for n in (1, 4, 6, 8)] == [1, 1, 2, 3]


def test_a_slow_query_goes_on_at_a_lower_priority_and_the_next_does_not(generation: Generation) -> None:
    async def ask(pool: Pool) -> None:
        running = asyncio.create_task(outcome(pool, of("newsroom", ENDLESS, timeout_s=1)))
        seen = set()
        while not running.done():
            seen |= {(priority(pid), pool.state().slow) for pid in set(readers()) - others}
            await asyncio.sleep(0.02)
        assert await running == "QueryTimeoutError"
        assert (usual + 10, 1) in seen
        async with asyncio.timeout(10):
            while True:
                await pool.answer(SHORT)  # may be slow itself where much else is going on
                with suppress(ProcessLookupError):  # what was ended may still be listed
                    if {priority(pid) for pid in set(readers()) - others} == {usual}:
                        break

    usual, others = os.getpriority(os.PRIO_PROCESS, 0), set(readers())
    over(generation, ask, Limits(readers=1))


def test_a_reader_is_used_again_after_a_slow_query(generation: Generation) -> None:
    some = Job(ENDLESS.text.replace(" . ?s3 ?p3 ?o3 . ?s4 ?p4 ?o4 . ?s5 ?p5 ?o5", ""), EITHER)

    async def ask(pool: Pool) -> int:
        for _ in range(3):
            await pool.answer(some)
        return pool.state().restarts

    assert over(generation, ask, Limits(readers=1, slow_after_s=0.02)) == 0


def test_one_client_has_half_of_the_slow_places_and_the_rest_of_its_queries_are_stopped(
    generation: Generation,
) -> None:
    async def ask(pool: Pool) -> None:
        hostile = [asyncio.create_task(outcome(pool, of("hostile", ENDLESS))) for _ in range(3)]
        await until(lambda: (pool.state().slow, pool.state().paused) == (1, 2))
        other = asyncio.create_task(outcome(pool, of("newsroom", ENDLESS)))
        await until(lambda: (pool.state().slow, pool.state().paused) == (2, 2))
        assert len(stopped(readers())) == 2
        states = Counter((query.client, query.state) for query in pool.running())
        assert states == {
            ("hostile", State.SLOW): 1,
            ("hostile", State.PAUSED): 2,
            ("newsroom", State.SLOW): 1,
        }
        assert await outcome(pool, of("hostile")) == generation.name
        for task in (*hostile, other):
            task.cancel()

    over(generation, ask, Limits(readers=4))


def test_what_was_stopped_goes_on_when_there_is_room(generation: Generation) -> None:
    async def ask(pool: Pool) -> None:
        first = asyncio.create_task(outcome(pool, of("hostile", ENDLESS)))
        await until(lambda: pool.state().slow == 1)
        second = asyncio.create_task(outcome(pool, of("newsroom", ENDLESS)))
        await until(lambda: pool.state().paused == 1)
        first.cancel()
        await until(lambda: (pool.state().slow, pool.state().paused) == (1, 0))
        assert not stopped(readers())
        second.cancel()

    over(generation, ask, Limits(readers=2))


def test_the_time_of_what_was_stopped_goes_on(generation: Generation) -> None:
    async def ask(pool: Pool) -> tuple[str, ...]:
        jobs = [of(client, ENDLESS) for client in ("hostile", "newsroom", "stranger")]
        return tuple(await asyncio.gather(*(outcome(pool, job) for job in jobs)))

    assert set(over(generation, ask, Limits(readers=3, timeout_s=0.6))) == {"QueryTimeoutError"}


def test_more_slow_queries_than_may_be_stopped_are_refused(generation: Generation) -> None:
    async def ask(pool: Pool) -> Counter[str]:
        clients = ("hostile", "newsroom", "stranger")
        return Counter(await asyncio.gather(*(outcome(pool, of(client, ENDLESS)) for client in clients)))

    limits = Limits(readers=3, timeout_s=1, max_paused=1)
    assert over(generation, ask, limits) == {"QueryTimeoutError": 2, "OverloadError": 1}


def test_readers_that_were_needed_for_stopped_queries_go_when_they_are_not(
    generation: Generation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.readers.pool._ROOM_SECONDS", 0.1)

    async def ask(pool: Pool) -> None:
        jobs = [of(client, ENDLESS) for client in ("hostile", "newsroom", "stranger")]
        running = [asyncio.create_task(outcome(pool, job)) for job in jobs]
        await until(lambda: pool.state().paused == 2)
        await until(lambda: pool.state().idle == 3)
        for task in running:
            task.cancel()
        await until(lambda: not pool.running())
        await asyncio.sleep(0.2)
        await pool.answer(SHORT)
        await until(lambda: pool.state().idle == 4)

    over(generation, ask, Limits(readers=3))


# Ends


@pytest.mark.parametrize("attack", [ENDLESS, SORT, WORDS, PATHS], ids=["count", "sort", "words", "paths"])
def test_from_the_deadline_to_the_error_it_takes_less_than_50_ms(generation: Generation, attack: Job) -> None:
    async def ask(pool: Pool) -> float:
        late = []
        for _ in range(3):
            began = time.monotonic()
            assert await outcome(pool, attack) == "QueryTimeoutError"
            late.append(time.monotonic() - began - 0.2)
        return min(late)

    assert 0 <= over(generation, ask, Limits(readers=1, timeout_s=0.2)) < 0.05


def test_a_query_whose_reader_is_stopped_from_outside_ends_at_the_deadline(generation: Generation) -> None:
    async def ask(pool: Pool) -> None:
        running = asyncio.create_task(outcome(pool, ENDLESS))
        await until(lambda: any(map(is_busy, readers())))
        (busy,) = filter(is_busy, readers())
        os.kill(busy, signal.SIGSTOP)
        assert await running == "QueryTimeoutError"
        await until(lambda: not is_running(busy))
        assert await outcome(pool, SHORT) == generation.name

    over(generation, ask, Limits(readers=1, timeout_s=0.5))


def test_a_client_may_have_less_time_but_not_more(generation: Generation) -> None:
    async def ask(pool: Pool) -> list[float]:
        limits = []
        for timeout_s, is_trusted in ((0.1, False), (5.0, False), (0.4, True)):
            job = Job(ENDLESS.text, EITHER, timeout_s=timeout_s, is_trusted=is_trusted)
            with pytest.raises(QueryTimeoutError) as refused:
                await pool.answer(job)
            limits.append(refused.value.timeout_s)
        return limits

    assert over(generation, ask, Limits(readers=1, timeout_s=0.3)) == [0.1, 0.3, 0.4]


def test_running_queries_are_listed_and_can_be_ended(generation: Generation) -> None:
    async def ask(pool: Pool) -> None:
        first = asyncio.create_task(pool.answer(of("hostile", ENDLESS)))
        await until(lambda: pool.state().slow == 1)
        second = asyncio.create_task(pool.answer(of("newsroom")))
        await until(lambda: pool.state().waiting == 1)
        (running, waiting) = pool.running()
        assert (running.text, running.client, running.state) == (ENDLESS.text, "hostile", State.SLOW)
        assert (waiting.client, waiting.state, waiting.generation) == (
            "newsroom",
            State.WAITING,
            generation.name,
        )
        assert running.seconds > 0.1 > waiting.seconds
        for query in (waiting, running):
            assert pool.kill(query.id)
        for task in (first, second):
            with pytest.raises(QueryEndedError, match=r"QueryEndedError|operator"):
                await task
        assert not pool.kill(running.id)
        assert pool.state().broken_off == {"QueryEndedError": 1}

    over(generation, ask, Limits(readers=1))


def test_a_dump_is_listed_by_what_it_writes(generation: Generation) -> None:
    targets = [Target(Scope.DATASET), Target(Scope.DEFAULT), Target(Scope.NAMED, CONTENT)]
    tasks = [Dump(target, "application/trig") for target in targets]
    texts = [Errand(1, task, generation, 0, 1).tell(0).text for task in tasks]
    assert texts == ["the whole dataset", "the default graph", f"the graph <{CONTENT}>"]


def test_a_client_that_leaves_when_its_turn_has_just_come_frees_the_reader(generation: Generation) -> None:
    async def ask(pool: Pool) -> None:
        running = asyncio.create_task(outcome(pool, ENDLESS))
        await until(lambda: pool.state().slow == 1)
        waiting = asyncio.create_task(outcome(pool, SHORT))
        await until(lambda: pool.state().waiting == 1)
        pool.kill(pool.running()[0].id)
        while pool.state().waiting:
            await asyncio.sleep(0)
        waiting.cancel()
        assert await running == "QueryEndedError"
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert pool.running() == []
        assert await outcome(pool, SHORT) == generation.name

    over(generation, ask, Limits(readers=1))


def test_a_client_that_leaves_while_it_waits_leaves_the_queue(generation: Generation) -> None:
    async def ask(pool: Pool) -> None:
        running = asyncio.create_task(outcome(pool, ENDLESS))
        await until(lambda: pool.state().slow == 1)
        waiting = asyncio.create_task(pool.stream(SHORT))
        await until(lambda: pool.state().waiting == 1)
        waiting.cancel()
        await until(lambda: pool.state().waiting == 0)
        running.cancel()
        await until(lambda: pool.running() == [])
        assert pool.state().broken_off == {"CancelledError": 1}

    over(generation, ask, Limits(readers=1))


def test_after_the_end_nothing_begins(generation: Generation) -> None:
    async def ask(pool: Pool) -> str:
        await pool.close()
        return await outcome(pool, SHORT)

    assert over(generation, ask) == "OverloadError"


def test_twenty_hostile_queries_leave_eight_honest_clients_alone(generation: Generation) -> None:
    attacks = (ENDLESS, SORT, WORDS, PATHS)
    limits = Limits(timeout_s=2, reader_memory_bytes=64 << 20)

    async def honest(pool: Pool, client: str, stop: float) -> list[float]:
        took = []
        while time.monotonic() < stop:
            began = time.monotonic()
            await pool.answer(of(client))
            took.append(time.monotonic() - began)
            await asyncio.sleep(0.02)
        return took

    async def hostile(pool: Pool, number: int, stop: float) -> None:
        while time.monotonic() < stop:
            await outcome(pool, of(f"hostile-{number}", attacks[number % len(attacks)]))

    async def median(pool: Pool, number: int) -> float:
        stop = time.monotonic() + 2
        attacking = [hostile(pool, each, stop) for each in range(number)]
        asking = [honest(pool, f"newsroom-{each}", stop) for each in range(8)]
        took, _ = await asyncio.gather(asyncio.gather(*asking), asyncio.gather(*attacking))
        return statistics.median(wait for waits in took for wait in waits)

    async def attack(pool: Pool) -> tuple[float, float]:
        return await median(pool, 0), await median(pool, 20)

    alone, attacked = over(generation, attack, limits)
    assert attacked < alone + 0.25


def test_nothing_is_left_of_an_attack(generation: Generation) -> None:
    async def ask(pool: Pool) -> None:
        jobs = [of(f"hostile-{number}", ENDLESS) for number in range(10)]
        running = [asyncio.create_task(outcome(pool, job)) for job in jobs]
        await asyncio.sleep(0.5)
        assert pool.state().paused > 0
        await pool.close()
        assert set(await asyncio.gather(*running)) == {"OverloadError"}

    before = children()
    over(generation, ask, Limits(readers=3))
    assert children() == before
