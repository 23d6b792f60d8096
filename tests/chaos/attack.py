"""Honest clients with small queries, alone and then beside hostile ones."""

import multiprocessing
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from typing import Final

from tests.bench.figures import quantile
from tests.bench.press import JSON
from tests.bench.processes import Endpoint

HONEST: Final = 8
HOSTILE: Final = 20
HONEST_PAUSE_SECONDS: Final = 0.02
HOSTILE_PAUSE_SECONDS: Final = 0.1

HOSTILE_QUERIES: Final = (
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT ?a ?d { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f",
    "SELECT (GROUP_CONCAT(?c; separator='…………………………') AS ?all) { ?a ?b ?c . ?d ?e ?f }",
    "SELECT (COUNT(*) AS ?n) { ?a (!<urn:none>)* ?b . ?c (!<urn:none>)* ?d }",
    "SELECT DISTINCT ?a ?e ?i { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT (COUNT(*) AS ?n) { "
    + " ".join(f"VALUES ?v{n} {{ {' '.join(map(str, range(20)))} }}" for n in range(8))
    + " }",
    "SELECT (STRLEN(?s24) AS ?n) { BIND ('cartel' AS ?s0) "
    + " ".join(f"BIND (CONCAT(?s{n}, ?s{n}) AS ?s{n + 1})" for n in range(24))
    + " ?a ?b ?c }",
    "SELECT * { ?a ?b ?c OPTIONAL { ?d ?b ?e OPTIONAL { ?f ?b ?e } } } ORDER BY DESC(?f)",
)


@dataclass(frozen=True)
class Honest:
    """What honest clients met: the seconds of each good answer, and what else there was."""

    seconds: Sequence[float]
    failures: Counter[str]

    @property
    def p50_ms(self) -> float:
        """Return the median of the good answers in milliseconds."""
        return 1000 * quantile(self.seconds, 0.5)

    @property
    def p99_ms(self) -> float:
        """Return what 99 % of the good answers don't exceed, in milliseconds."""
        return 1000 * quantile(self.seconds, 0.99)

    def __str__(self) -> str:
        told = f"{len(self.seconds):,} answers, p50 {self.p50_ms:.1f} ms, p99 {self.p99_ms:.1f} ms"
        return f"{told}, failures {dict(self.failures) or 'none'}"


@dataclass(frozen=True)
class Attacked:
    """Honest clients alone and under attack, and what the hostile ones heard."""

    alone: Honest
    beside: Honest
    hostile: Counter[str]

    @property
    def added_ms(self) -> float:
        """Return by how much the attack lifts the honest clients' 99 %, in milliseconds."""
        return self.beside.p99_ms - self.alone.p99_ms


def attack(endpoint: Endpoint, queries: Sequence[str], seconds: float, hostile: int = HOSTILE) -> Attacked:
    """Let honest clients ask queries for so long alone, then as long beside hostile ones."""
    half = len(queries) // 2
    alone = ask_honestly(endpoint, queries[:half], seconds)
    with attacking(endpoint, hostile) as heard:
        time.sleep(1.0)
        beside = ask_honestly(endpoint, queries[half:], seconds)
    return Attacked(alone, beside, heard)


def ask_honestly(endpoint: Endpoint, queries: Sequence[str], seconds: float) -> Honest:
    """Have several clients ask queries in turn, in a process of their own, with a pause after each."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_ask_honestly, (endpoint, queries, seconds))


def _ask_honestly(endpoint: Endpoint, queries: Sequence[str], seconds: float) -> Honest:
    taken: list[float] = []
    failures: Counter[str] = Counter()
    stop = time.monotonic() + seconds

    def ask(number: int) -> None:
        for query in queries[number::HONEST]:
            if time.monotonic() > stop:
                return
            begin = time.perf_counter()
            said = send(endpoint, query, f"honest-{number}")
            if said == "200":
                taken.append(time.perf_counter() - begin)
            else:
                failures[said] += 1
            time.sleep(HONEST_PAUSE_SECONDS)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(HONEST)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Honest(taken, failures)


@contextmanager
def attacking(endpoint: Endpoint, hostile: int) -> Iterator[Counter[str]]:
    """Keep hostile queries in flight, each by a client with a name of its own, until the context ends."""
    heard: Counter[str] = Counter()
    stop = threading.Event()

    def ask(number: int) -> None:
        turn = number
        while not stop.is_set():
            query = HOSTILE_QUERIES[turn % len(HOSTILE_QUERIES)]
            heard[send(endpoint, f"{query}\n# {number} {turn}", f"hostile-{number}", timeout_s=3)] += 1
            turn += 1
            stop.wait(HOSTILE_PAUSE_SECONDS)

    threads = [threading.Thread(target=ask, args=(number,), daemon=True) for number in range(hostile)]
    for thread in threads:
        thread.start()
    try:
        yield heard
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def send(endpoint: Endpoint, query: str, agent: str, timeout_s: float = 30.0) -> str:
    """Ask on a connection of its own; return the status, or the name of what went wrong."""
    connection = HTTPConnection("127.0.0.1", endpoint.port, timeout=timeout_s)
    try:
        connection.request("GET", endpoint.target(query), headers={"Accept": JSON, "User-Agent": agent})
        response = connection.getresponse()
        response.read()
        return str(response.status)
    except (OSError, HTTPException) as error:
        return type(error).__name__
    finally:
        connection.close()
