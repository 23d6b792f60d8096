"""How long explanations take at a million triples, and whether proofs replay under owlrl.

The data is as many copies of LUBM(1) as are asked for, each with universities of its own, under its ontology
and closed by the project's rules; or what `generate` makes, under the project's ontology.
"""

import gzip
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from random import Random
from time import perf_counter
from typing import Final

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse

from graph.explanation.explaining import explain
from graph.explanation.knowledge import Knowledge, know_store
from graph.explanation.proof import Proof
from graph.layout import Layout, default_root
from graph.namespaces import ALG, BASE
from graph.reasoning.closing import Program, look_up_program
from graph.reasoning.match import StoreSource
from graph.reasoning.rule import Fact
from graph.reasoning.sparql import insert
from graph.roles import in_graph
from tests.bench import generate
from tests.bench.data import LUBM
from tests.explanation.replaying import replays

_ARTICLE: Final = NamedNode(f"{BASE}graph/article/{generate.ARTICLE}")
_INFERRED: Final = NamedNode(f"{BASE}graph/inferred")
_META: Final = NamedNode(f"{BASE}graph/meta")
_ONTOLOGY: Final = NamedNode(f"{BASE}graph/ontology")
_UNIVERSITY: Final = re.compile(rb"University(\d+)")


def load_lubm(copies: int) -> Store:
    """Return LUBM(1) so many times, with its ontology, as the asserted graphs of a dataset."""
    text = gzip.decompress(LUBM.read_bytes())
    ontology = (LUBM.parent / "univ-bench.owl").read_bytes()
    store = Store()
    for number in range(copies):
        own = _UNIVERSITY.sub(rb"University\1c%d" % number, text) if number else text
        store.bulk_load(input=own, format=RdfFormat.N_TRIPLES, to_graph=_ARTICLE)
    store.extend(
        in_graph([quad.triple for quad in parse(ontology, RdfFormat.RDF_XML, base_iri=BASE)], _ONTOLOGY)
    )
    return _described(store)


def load_made(triples: int) -> Store:
    """Return so many triples of invented claims, with the project's ontology, as a dataset."""
    store = Store()
    lines = "\n".join(generate.generate(triples))
    store.bulk_load(input=lines.encode(), format=RdfFormat.N_TRIPLES, to_graph=_ARTICLE)
    return _described(store)


def _described(store: Store) -> Store:
    """Say what the graphs are for."""
    kinds = {_ARTICLE: "articleRole", _ONTOLOGY: "ontologyRole", _INFERRED: "inferredRole", _META: "metaRole"}
    for graph, role in kinds.items():
        store.add(Quad(graph, NamedNode(ALG + "graphRole"), NamedNode(ALG + role), _META))
    for file in Layout(default_root()).ontology_files():
        store.bulk_load(path=str(file.path), format=RdfFormat.TURTLE, to_graph=_ONTOLOGY)
    return store


def close_store(store: Store) -> None:
    """Make the default graph: what the visible graphs assert, and what follows by rules as updates."""
    for graph in (_ARTICLE, _ONTOLOGY):
        found = store.quads_for_pattern(None, None, None, graph)
        store.bulk_extend(Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()) for quad in found)
    updates = list(_updates(look_up_program(StoreSource(store))))
    size = 0
    while size != (size := len(store)):
        for update in updates:
            store.update(update)


def _updates(program: Program) -> Iterator[str]:
    for rule in program.rules:
        with suppress(ValueError):
            yield insert(rule)


def sample_inferred(store: Store, number: int, seed: int = generate.SEED) -> list[Fact]:
    """Return so many inferences of a closed store, drawn at random."""
    asserted = (_ARTICLE, _ONTOLOGY)
    found = [
        (quad.subject, quad.predicate, quad.object)
        for quad in store.quads_for_pattern(None, None, None, DefaultGraph())
        if isinstance(quad.subject, NamedNode)
        and not any(Quad(quad.subject, quad.predicate, quad.object, graph) in store for graph in asserted)
    ]
    return Random(seed).sample(sorted(found, key=str), min(number, len(found)))  # noqa: S311 -- to measure with


def prove_all(facts: Sequence[Fact], known: Knowledge) -> tuple[list[float], list[Proof]]:
    """Return how many seconds each explanation takes, and the proofs.

    Raises AssertionError if an inference has none.
    """
    seconds, proofs = [], []
    for fact in facts:
        begun = perf_counter()
        proof = explain(fact, known.rules, known.grounds)
        seconds.append(perf_counter() - begun)
        assert proof is not None, fact
        proofs.append(proof)
    return seconds, proofs


def failing(proofs: Sequence[Proof], known: Knowledge) -> list[Fact]:
    """Return the conclusions that owlrl does not draw from the leaves and axioms of their proofs."""
    ontology = known.rules.ontology.facts
    return [proof.fact for proof in proofs if not replays(proof, ontology)]


def know_bench(store: Store) -> Knowledge:
    """Return what is known by a closed store of the benchmark."""
    return know_store(store, Layout(default_root()).derive_files())
