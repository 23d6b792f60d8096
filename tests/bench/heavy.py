"""Rows of heavy queries, one after the other on one connection: the seconds of each."""

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from statistics import median
from typing import Final

from tests.bench.bench import OURS, Bench, require_same
from tests.bench.data import Data
from tests.bench.figures import Aim, Line, at_least, at_most, combined, interleave, number, ratios
from tests.bench.peers import Peer
from tests.bench.press import JSON
from tests.bench.processes import Client
from tests.bench.questions import read_heavy, renewed

RDFLIB_CAN: Final = (
    "courses_by_department", "courses_of_the_advisor", "students_without_advisor",
    "universities_behind_publications",
)  # fmt: skip
"""The heavy queries that rdflib answers within a few seconds."""


def against_oxigraph(bench: Bench) -> Iterator[Line]:
    """Time joins, aggregates and paths against Oxigraph's own server."""
    aim = at_most(1.05)
    times = time_queries(bench, bench.lubm, bench.oxigraph, read_heavy("lubm"))
    yield _line("heavy queries on LUBM(1), time / oxigraph", times, aim)
    times = time_queries(bench, bench.made, bench.oxigraph, read_heavy("made"))
    yield _line(f"heavy queries on {bench.made.name}, time / oxigraph", times, aim)


def against_rdflib(bench: Bench) -> Iterator[Line]:
    """Time the queries that rdflib can do; the ratio is how many times as long it takes."""
    queries = {slug: text for slug, text in read_heavy("lubm").items() if slug in RDFLIB_CAN}
    times = time_queries(bench, bench.lubm, bench.rdflib_endpoint, queries)
    swapped = {slug: (theirs, ours) for slug, (ours, theirs) in times.items()}
    yield _line("heavy queries on LUBM(1), rdflib-endpoint's time / ours", swapped, at_least(5))


def against_virtuoso(bench: Bench) -> Iterator[Line]:
    """Time the same against Virtuoso; for information."""
    times = time_queries(bench, bench.lubm, bench.virtuoso, read_heavy("lubm"))
    yield _line("heavy queries on LUBM(1), time / Virtuoso", times)


Times = Mapping[str, tuple[Sequence[float], Sequence[float]]]
"""Seconds by query: ours and theirs, round by round."""


def time_queries(bench: Bench, data: Data, peer: Peer, queries: Mapping[str, str]) -> Times:
    """Time each query in turn on both servers, in a text that is new each time, after a warm-up."""
    with bench.side_by_side(data, OURS, peer) as (ours, theirs), contextlib.ExitStack() as stack:
        require_same([ours, theirs], queries.values())
        clients = {
            "ours": stack.enter_context(Client(ours, JSON)),
            "theirs": stack.enter_context(Client(theirs, JSON)),
        }
        rounds = 2 * bench.rounds + 1
        return {slug: _time_query(clients, query, rounds) for slug, query in queries.items()}


def _time_query(
    clients: Mapping[str, Client], query: str, rounds: int
) -> tuple[Sequence[float], Sequence[float]]:
    runs = {name: _timed(client, query) for name, client in clients.items()}
    found = interleave(runs, rounds)
    return found["ours"], found["theirs"]


def _timed(client: Client, query: str) -> Callable[[int], float]:
    def ask(turn: int) -> float:
        answer = client.ask(renewed(query, turn))
        assert answer.status == 200, answer.body[:300]
        return answer.seconds

    return ask


def _line(what: str, times: Times, aim: Aim | None = None) -> Line:
    columns = {slug: ratios(ours, theirs) for slug, (ours, theirs) in times.items()}
    worst = (min if aim and aim.is_least else max)(columns, key=lambda slug: median(columns[slug]))
    told = f"{len(times)} queries, worst {number(median(columns[worst]))} x ({worst})"
    return Line(what, combined(list(columns.values())), "x", aim, told)
