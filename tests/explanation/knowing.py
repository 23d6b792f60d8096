"""What is known by a few lines of Turtle, and by the data of the repository."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from pyoxigraph import NamedNode, Quad, Store

from graph.dataset import read_dataset, read_sources
from graph.explanation.asking import read_fact
from graph.explanation.knowledge import Knowledge, know_files, know_store
from graph.explanation.proof import Proof
from graph.layout import Layout
from graph.namespaces import BASE, PREFIXES
from graph.reason import infer
from graph.reasoning.rule import Fact
from graph.store import load_store
from tests.conftest import REPOSITORY

LAYOUT = Layout(REPOSITORY)
DATA = "data.ttl"
_PREFIX = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())


def know(turtle: str) -> Knowledge:
    """Return what is known by a file of Turtle with the project's prefixes."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / DATA
        path.write_text(_PREFIX + turtle, "utf-8")
        return know_files([path], LAYOUT.derive_files())


@cache
def quads() -> tuple[Quad, ...]:
    """Return the dataset of the repository, inferences included."""
    asserted = read_dataset(LAYOUT, read_sources(LAYOUT), BASE)
    return (*asserted, *infer(asserted, LAYOUT.derive_files()))


@cache
def store() -> Store:
    """Return the dataset of the repository as a store with the default graph."""
    return load_store(quads())


@cache
def repository() -> Knowledge:
    """Return what is known by the repository."""
    return know_store(store(), LAYOUT.derive_files())


def inferred() -> list[Fact]:
    """Return the inferences about the repository's data."""
    graph = NamedNode(f"{BASE}graph/inferred")
    return [(quad.subject, quad.predicate, quad.object) for quad in quads() if quad.graph_name == graph]


def fact(told: str) -> Fact:
    """Read a triple of three words with prefixes.

    >>> fact("claim:one alg:contradicts claim:two")[1]
    <NamedNode value=https://w3id.org/allegata/ontology#contradicts>
    """
    subject, predicate, object_ = told.split(" ", 2)
    return read_fact(subject, predicate, object_)


def facts(*told: str) -> set[Fact]:
    return set(map(fact, told))


def every_step(proof: Proof) -> Iterator[Proof]:
    """Yield the steps of a proof and of its axioms."""
    for step in proof.steps():
        yield step
        for axiom in step.axioms:
            yield from every_step(axiom)
