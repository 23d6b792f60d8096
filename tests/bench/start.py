"""The row of the start: how soon after the command there is an answer, over a store that is built."""

import time
from collections.abc import Callable, Iterator
from statistics import median

from tests.bench.bench import OURS, Bench
from tests.bench.figures import Line, Spread, at_most, interleave
from tests.bench.peers import Peer


def first_answer(bench: Bench) -> Iterator[Line]:
    """Start the server and Oxigraph's own, and wait for the first answer."""
    rounds = 2 * bench.rounds - 1
    found = interleave({"ours": _start(bench, OURS), "theirs": _start(bench, bench.oxigraph)}, rounds)
    what = f"start to first answer on {bench.made.name}"
    told = f"oxigraph {median(found['theirs']):.2f} s"
    yield Line(what, Spread.of(found["ours"]), "s", at_most(1), told)


def _start(bench: Bench, peer: Peer) -> Callable[[int], float]:
    data = bench.made

    def start(_: int) -> float:
        begin = time.perf_counter()
        with peer.serve(data, bench.folder):
            return time.perf_counter() - begin

    return start
