"""Rows of throughput: answers a second, pressed by eight connections."""

from collections.abc import Callable, Iterator, Sequence
from statistics import median
from typing import Final

from graph.competency import read_competency
from graph.layout import default_root
from tests.bench.bench import OURS, Bench, require_same
from tests.bench.figures import Aim, Line, Spread, at_least, combined, interleave, number, ratios
from tests.bench.press import find_wrk, press_many, press_one
from tests.bench.processes import Endpoint
from tests.bench.questions import LOOKUP, distinct_about, distinct_about_made

COMPETENCY: Final = default_root() / "ontology" / "competency"
SAMPLE: Final = 60
"""So many of the small queries are asked of both servers before they are measured."""

DISTINCT_A_ROUND: Final = 16_000
QUESTION_SECONDS: Final = 1.0


def repeated_questions(bench: Bench) -> Iterator[Line]:
    """Press the competency questions, one at a time: the same answer over and over."""
    find_wrk()
    questions = {question.slug: question.text for question in read_competency(COMPETENCY)}
    with bench.side_by_side(bench.article, OURS, bench.oxigraph) as (ours, theirs):
        require_same([ours, theirs], questions.values())
        found = {
            slug: _repeat(ours, theirs, query, bench.rounds, QUESTION_SECONDS)
            for slug, query in questions.items()
        }
    slowest = min(found, key=lambda slug: median(found[slug]))
    told = f"{len(found)} questions, least {number(median(found[slowest]))} x ({slowest})"
    what = "competency questions repeated, throughput / oxigraph"
    yield Line(what, combined(list(found.values())), "x", at_least(3), told)


def _repeat(ours: Endpoint, theirs: Endpoint, query: str, rounds: int, seconds: float) -> Sequence[float]:
    runs = {
        "ours": lambda _: press_one(ours, query, seconds).per_second,
        "theirs": lambda _: press_one(theirs, query, seconds).per_second,
    }
    found = interleave(runs, rounds)
    # Where the other has not finished one, it counts as if it had.
    return ratios(found["ours"], [each or 1 / seconds for each in found["theirs"]])


def repeated_lookup(bench: Bench) -> Iterator[Line]:
    """Press one query of one row."""
    find_wrk()
    with bench.side_by_side(bench.made, OURS, bench.oxigraph) as (ours, theirs):
        require_same([ours, theirs], [LOOKUP])
        runs = {
            "ours": lambda _: press_one(ours, LOOKUP, bench.seconds).per_second,
            "theirs": lambda _: press_one(theirs, LOOKUP, bench.seconds).per_second,
        }
        found = interleave(runs, bench.rounds)
    what = "a one-row lookup repeated, throughput / oxigraph"
    yield throughput_line(what, found["ours"], found["theirs"], at_least(1.3))


def distinct_queries(bench: Bench) -> Iterator[Line]:
    """Press small queries that are all distinct, so that no cache has any."""
    find_wrk()
    with bench.side_by_side(bench.made, OURS, bench.oxigraph) as (ours, theirs):
        queries = _deal(distinct_about_made(bench.triples, bench.rounds * DISTINCT_A_ROUND), bench.rounds)
        require_same([ours, theirs], queries[0][-SAMPLE:])
        runs = {
            "ours": _press_distinct(ours, queries, bench),
            "theirs": _press_distinct(theirs, queries, bench),
        }
        found = interleave(runs, bench.rounds)
    what = "small queries, all distinct, throughput / oxigraph"
    yield throughput_line(what, found["ours"], found["theirs"], at_least(0.35))


def _press_distinct(
    endpoint: Endpoint, queries: Sequence[Sequence[str]], bench: Bench
) -> Callable[[int], float]:
    return lambda turn: press_many(endpoint, queries[turn], bench.seconds, bench.folder).per_second


def against_rdflib(bench: Bench) -> Iterator[Line]:
    """Press rdflib-endpoint with one small query repeated, then with distinct ones."""
    find_wrk()
    with bench.side_by_side(bench.lubm, OURS, bench.rdflib_endpoint) as (ours, theirs):
        queries = _deal(distinct_about(bench.lubm.triples), bench.rounds)
        require_same([ours, theirs], queries[0][-SAMPLE:])
        once = queries[0][0]
        runs = {
            "ours": lambda _: press_one(ours, once, bench.seconds).per_second,
            "theirs": lambda _: press_one(theirs, once, bench.seconds).per_second,
            "ours, distinct": _press_distinct(ours, queries, bench),
            "theirs, distinct": _press_distinct(theirs, queries, bench),
        }
        found = interleave(runs, bench.rounds)
    yield throughput_line(
        "a small query repeated, throughput / rdflib-endpoint", found["ours"], found["theirs"], at_least(30)
    )
    yield throughput_line(
        "small queries, all distinct, throughput / rdflib-endpoint",
        found["ours, distinct"], found["theirs, distinct"], at_least(5),
    )  # fmt: skip


def _deal(queries: Sequence[str], rounds: int) -> Sequence[Sequence[str]]:
    """Give each round queries that no other round has."""
    return [queries[turn::rounds] for turn in range(rounds)]


def against_virtuoso(bench: Bench) -> Iterator[Line]:
    """Press Virtuoso as Oxigraph is pressed; for information."""
    find_wrk()
    with bench.side_by_side(bench.made, OURS, bench.virtuoso) as (ours, theirs):
        queries = _deal(distinct_about_made(bench.triples, bench.rounds * DISTINCT_A_ROUND), bench.rounds)
        runs = {
            "ours": lambda _: press_one(ours, LOOKUP, bench.seconds).per_second,
            "theirs": lambda _: press_one(theirs, LOOKUP, bench.seconds).per_second,
            "ours, distinct": _press_distinct(ours, queries, bench),
            "theirs, distinct": _press_distinct(theirs, queries, bench),
        }
        found = interleave(runs, bench.rounds)
    yield throughput_line("a one-row lookup repeated, throughput / Virtuoso", found["ours"], found["theirs"])
    what = "small queries, all distinct, throughput / Virtuoso"
    yield throughput_line(what, found["ours, distinct"], found["theirs, distinct"])


def throughput_line(
    what: str, ours: Sequence[float], theirs: Sequence[float], aim: Aim | None = None
) -> Line:
    """Return the line of a ratio, with both medians in answers a second."""
    told = f"{median(ours):,.0f} against {median(theirs):,.0f} a second"
    return Line(what, Spread.of(ratios(ours, theirs)), "x", aim, told)
