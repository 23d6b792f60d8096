"""The rows of explanations: how long they take at a million triples, and whether all replay under owlrl."""

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from random import Random
from statistics import median
from time import perf_counter
from typing import Final

from pyoxigraph import DefaultGraph, NamedNode, Store

from graph.explanation.explaining import explain
from graph.explanation.knowledge import Knowledge, know_store
from graph.explanation.proof import Proof
from graph.layout import Layout, default_root
from graph.reasoning.closing import default_templates
from graph.reasoning.facts import Facts
from graph.reasoning.ontology import Schema
from graph.reasoning.publishing import published
from graph.reasoning.rule import Fact, fact
from tests.bench import generate
from tests.bench.absence import AbsentError
from tests.bench.bench import Bench
from tests.bench.closures import asserted, closed_lubm, closed_made
from tests.bench.data import LUBM
from tests.bench.figures import Line, Spread, at_least, at_most, number, quantile
from tests.bench.progress import counted, tell
from tests.explanation.replaying import replays

EXPLAINED: Final = 1_000
PROCESSES: Final = 2
_LUBM_TRIPLES: Final = 100_543


def of_made(bench: Bench) -> Iterator[Line]:
    """Explain inferences drawn at random of the made data."""
    yield from _explained(f"{bench.triples:,} triples", closed_made(bench.folder, bench.triples))


def of_lubm(bench: Bench) -> Iterator[Line]:
    """Explain inferences drawn at random of as much of LUBM.

    Raises AbsentError if it isn't beside the project.
    """
    if not LUBM.is_file():
        raise AbsentError("LUBM(1) is absent: set ALLEGATA_SHARED to the folder that has data/lubm")
    copies = max(1, round(bench.triples / _LUBM_TRIPLES))
    yield from _explained(f"{copies} of LUBM(1)", closed_lubm(bench.folder, copies))


def _explained(name: str, store: Store) -> Iterator[Line]:
    tell(f"drawing inferences of {name}")
    known = know_bench(store)
    seconds, proofs = prove_all(sample_inferred(store, EXPLAINED), known)
    slowest = sorted(seconds)[-1]
    told = f"99 % within {number(1000 * quantile(seconds, 0.99))} ms; {len(store):,} triples in all graphs"
    typical = Spread(1000 * median(seconds), 1000 * min(seconds), 1000 * slowest)
    yield Line(f"an explanation, typical, {name}", typical, "ms", at_most(10), told)
    told = f"of {len(proofs):,} inferences"
    yield Line("  the one that takes longest", Spread.of([1000 * slowest]), "ms", at_most(200), told)
    failed = failing(proofs, known)
    share = 100 * (len(proofs) - len(failed)) / len(proofs)
    told = f"of {len(proofs):,}" + "".join(f"; not {each}" for each in failed[:3])
    yield Line("  proofs that replay under owlrl", Spread.of([share]), "%", at_least(100), told)


def sample_inferred(store: Store, count: int, seed: int = generate.SEED) -> list[Fact]:
    """Return so many inferences of a closed store that are worth publishing, drawn at random."""
    found = (fact(quad.triple) for quad in store.quads_for_pattern(None, None, None, DefaultGraph()))
    inferred = published(asserted(store), found, Schema(default_templates()))
    named = sorted((each for each in inferred if isinstance(each[0], NamedNode)), key=str)
    return Random(seed).sample(named, min(count, len(named)))  # noqa: S311 -- to measure with


def prove_all(facts: Sequence[Fact], known: Knowledge) -> tuple[list[float], list[Proof]]:
    """Return how many seconds each explanation takes, and the proofs.

    Raises AssertionError if an inference has none.
    """
    seconds, proofs = [], []
    for each in counted(facts, len(facts), "explained"):
        begun = perf_counter()
        proof = explain(each, known.rules, known.grounds)
        seconds.append(perf_counter() - begun)
        assert proof is not None, each
        proofs.append(proof)
    return seconds, proofs


def failing(proofs: Sequence[Proof], known: Knowledge) -> list[Fact]:
    """Return the conclusions that owlrl does not draw from the leaves and axioms of their proofs."""
    context, ontology = multiprocessing.get_context("fork"), known.rules.ontology.facts
    with ProcessPoolExecutor(PROCESSES, context, _inherit, (proofs, ontology)) as pool:
        replayed = pool.map(_replays, range(len(proofs)))
        told = counted(zip(proofs, replayed, strict=True), len(proofs), "replayed")
        return [proof.fact for proof, holds in told if not holds]


_inherited: list[tuple[Sequence[Proof], Facts]] = []


def _inherit(proofs: Sequence[Proof], ontology: Facts) -> None:
    _inherited.append((proofs, ontology))


def _replays(number: int) -> bool:
    ((proofs, ontology),) = _inherited
    return replays(proofs[number], ontology)


def know_bench(store: Store) -> Knowledge:
    """Return what is known by a closed store of the benchmark."""
    return know_store(store, Layout(default_root()).derive_files())
