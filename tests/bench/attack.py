"""The rows of the attack: what honest clients notice of hostile ones."""

from collections.abc import Iterator
from typing import Final

from tests.bench.bench import OURS, Bench
from tests.bench.figures import Line, Spread, at_most
from tests.bench.questions import distinct_about_made
from tests.chaos.attack import HONEST, HOSTILE, attack

_ROUND_SECONDS: Final = 5.0
_QUERIES: Final = 30_000


def honest_clients(bench: Bench) -> Iterator[Line]:
    """Attack in each round, and see by how much the honest clients' 99 % is lifted."""
    queries = distinct_about_made(bench.triples, _QUERIES)
    with bench.side_by_side(bench.made, OURS) as (endpoint,):
        found = [
            attack(endpoint, queries[turn :: bench.rounds], _ROUND_SECONDS * bench.seconds)
            for turn in range(bench.rounds)
        ]
    alone = Spread.of([round_.alone.p99_ms for round_ in found])
    beside = Spread.of([round_.beside.p99_ms for round_ in found])
    what = f"{HONEST} honest clients beside {HOSTILE} hostile: 99 % above theirs alone"
    told = f"{alone} alone, {beside} under attack"
    yield Line(what, Spread.of([round_.added_ms for round_ in found]), "ms", at_most(250), told)
    failed = [float(round_.beside.failures.total()) for round_ in found]
    asked = sum(len(round_.beside.seconds) for round_ in found)
    yield Line("honest queries that failed", Spread.of(failed), "", at_most(0), f"of {asked:,}")
