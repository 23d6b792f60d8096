"""The row of the large answer: 100 MB, to a client that throws them away."""

import subprocess
from collections.abc import Callable, Iterator
from statistics import median
from typing import Final

from tests.bench.bench import OURS, Bench
from tests.bench.figures import Line, Spread, at_least, at_most, interleave, ratios
from tests.bench.press import JSON
from tests.bench.processes import Client, Endpoint
from tests.bench.questions import LOOKUP, renewed
from tests.kernel import peak_bytes, reset_peak, resident_bytes

BYTES: Final = 100_000_000
_TIMEOUT_SECONDS: Final = "120"


def large_answer(bench: Bench) -> Iterator[Line]:
    """Time an answer of about 100 MB, and see what the front holds meanwhile."""
    with bench.side_by_side(bench.made, OURS, bench.oxigraph) as (ours, theirs):
        query = f"SELECT ?s ?p ?o {{ ?s ?p ?o }} LIMIT {_rows_for(theirs)}"
        with Client(ours, JSON) as client:
            client.read(LOOKUP)
        idle = resident_bytes(ours.pid)
        reset_peak(ours.pid)
        runs = {"ours": _fetch(ours, query), "theirs": _fetch(theirs, query)}
        found = interleave(runs, bench.rounds)
        above = peak_bytes(ours.pid) - idle
    told = f"{median(found['ours']) / 1e6:,.0f} against {median(found['theirs']) / 1e6:,.0f} MB a second"
    what = "an answer of 100 MB in JSON, throughput / oxigraph"
    yield Line(what, Spread.of(ratios(found["ours"], found["theirs"])), "x", at_least(0.9), told)
    told = f"{idle / 1e6:,.0f} MB idle"
    yield Line("the front's memory meanwhile, above idle", Spread.of([above / 1e6]), "MB", at_most(50), told)


def _rows_for(endpoint: Endpoint) -> int:
    """Return how many rows take as many bytes, judging by the first few thousand."""
    sample = 20_000
    with Client(endpoint, JSON) as client:
        size = len(client.read(f"SELECT ?s ?p ?o {{ ?s ?p ?o }} LIMIT {sample}"))
    return BYTES * sample // size


def _fetch(endpoint: Endpoint, query: str) -> Callable[[int], float]:
    """Return what fetches the answer with curl and tells the bytes in a second."""

    def fetch(turn: int) -> float:
        address = f"http://127.0.0.1:{endpoint.port}{endpoint.target(renewed(query, turn))}"
        command = ["curl", "-sSf", "--max-time", _TIMEOUT_SECONDS, "-H", f"Accept: {JSON}", "-o", "/dev/null"]
        command += ["-w", "%{size_download} %{time_total}", address]
        size, seconds = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
        assert float(size) > BYTES / 2, f"{endpoint.name} sends {size} bytes"
        return float(size) / float(seconds)

    return fetch
