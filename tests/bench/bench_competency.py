"""Time each competency question, and a few of them on rdflib with the same data.

    python -m tests.bench.bench_competency [dataset.nq]

Prints a table; exits with 1 if a question takes longer than `LIMIT_MILLISECONDS`.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Final

import rdflib
from pyoxigraph import Quad, QuerySolutions, Store

from graph.competency import CompetencyQuestion, read_competency
from graph.rdflib_terms import rdflib_graph
from graph.roles import shown_triples
from graph.store import load_store, read_built

LIMIT_MILLISECONDS: Final = 20.0
RUNS: Final = 20
PEER_RUNS: Final = 3
PEER: Final = frozenset(
    {
        "anonymous_sources", "contested_propositions", "contradicted_claims", "list_entries",
        "who_alleges_cartel_leadership", "who_denies_what",
    }
)  # fmt: skip
"""The questions that rdflib is asked too: those that need no named graph."""

FOLDER: Final = Path(__file__).resolve().parents[2] / "ontology" / "competency"


def time_median(ask: Callable[[], int], runs: int) -> float:
    """Return the median of ``runs`` runs in milliseconds, after one that is not counted."""
    ask()
    return median(_milliseconds(ask) for _ in range(runs))


def _milliseconds(ask: Callable[[], int]) -> float:
    begin = perf_counter()
    ask()
    return (perf_counter() - begin) * 1000


def count_rows(store: Store, query: str) -> int:
    """Ask Oxigraph, parsing included, and read every row."""
    solutions = store.query(query)
    assert isinstance(solutions, QuerySolutions)
    return sum(1 for _ in solutions)


def count_peer_rows(graph: rdflib.Graph, query: str) -> int:
    """Ask rdflib, parsing included, and read every row."""
    return sum(1 for _ in graph.query(query))


def measure(quads: list[Quad]) -> dict[str, float]:
    """Print a line for each question; return its milliseconds by slug."""
    store, peer = load_store(quads), rdflib_graph(shown_triples(quads))
    print(f"{'question':<40}{'rows':>6}{'oxigraph ms':>14}{'rdflib ms':>14}")
    return {question.slug: _measure_one(question, store, peer) for question in read_competency(FOLDER)}


def _measure_one(question: CompetencyQuestion, store: Store, peer: rdflib.Graph) -> float:
    rows = count_rows(store, question.text)
    taken = time_median(lambda: count_rows(store, question.text), RUNS)
    told = ""
    if question.slug in PEER:
        assert count_peer_rows(peer, question.text) == rows
        told = f"{time_median(lambda: count_peer_rows(peer, question.text), PEER_RUNS):.1f}"
    print(f"{question.slug:<40}{rows:>6}{taken:>14.2f}{told:>14}", flush=True)
    return taken


def main(arguments: list[str]) -> int:
    """Measure the dataset that is named, or else the one that was built last."""
    taken = measure(read_built(Path(arguments[0] if arguments else ".allegata/dataset.nq")))
    slow = sorted(slug for slug, milliseconds in taken.items() if milliseconds > LIMIT_MILLISECONDS)
    print(f"{len(taken)} questions, the slowest {max(taken.values()):.1f} ms, limit {LIMIT_MILLISECONDS} ms")
    for slug in slow:
        print(f"too slow: {slug}")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
