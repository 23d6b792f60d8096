"""Stores of so many triples, closed by the project's rules as updates.

The data is what `generate` makes, under the project's ontology; or as many copies of LUBM(1) as are asked
for, each with universities of its own, under its ontology. The stores lie on disk, as those of the server do.
"""

import gzip
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Final

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse

from graph.layout import Layout, default_root
from graph.namespaces import ALG, BASE
from graph.reasoning.closing import Program, look_up_program
from graph.reasoning.match import StoreSource
from graph.reasoning.rule import Fact, fact, triple
from graph.reasoning.sparql import insert
from graph.roles import in_graph
from tests.bench import generate
from tests.bench.data import LUBM

DATA: Final = NamedNode(f"{BASE}graph/article/{generate.ARTICLE}")
"""The graph of what is asserted, beside the ontology."""

ONTOLOGY: Final = NamedNode(f"{BASE}graph/ontology")
_INFERRED: Final = NamedNode(f"{BASE}graph/inferred")
_META: Final = NamedNode(f"{BASE}graph/meta")
_ROLES: Final = {
    DATA: "articleRole",
    ONTOLOGY: "ontologyRole",
    _INFERRED: "inferredRole",
    _META: "metaRole",
}
_UNIVERSITY: Final = re.compile(rb"University(\d+)")


@lru_cache
def closed_made(folder: Path, triples: int) -> Store:
    """Return so many triples of invented claims and all that follows; it is closed once in a run."""
    store = Store()
    lines = "\n".join(made_lines(triples))
    store.bulk_load(input=lines.encode(), format=RdfFormat.N_TRIPLES, to_graph=DATA)
    return _closed(store, folder / "closed-made")


@lru_cache
def closed_lubm(folder: Path, copies: int) -> Store:
    """Return LUBM(1) so many times, with its ontology, and all that follows; it is closed once in a run."""
    store = Store()
    text = gzip.decompress(LUBM.read_bytes())
    for number in range(copies):
        own = _UNIVERSITY.sub(rb"University\1c%d" % number, text) if number else text
        store.bulk_load(input=own, format=RdfFormat.N_TRIPLES, to_graph=DATA)
    store.extend(in_graph(map(triple, lubm_ontology()), ONTOLOGY))
    return _closed(store, folder / "closed-lubm")


def made_lines(triples: int) -> Iterator[str]:
    """Yield so many triples of invented claims that contradict no axiom, each a line of N-Triples.

    Left out are days that the generator gives to designations as such: it is their time that has a day.
    """
    day = generate.term("edtf")
    return islice((line for line in generate.generate(2 * triples) if day not in line), triples)


def lubm_ontology() -> Sequence[Fact]:
    """Return the ontology of LUBM."""
    path = LUBM.parent / "univ-bench.owl"
    return [fact(quad.triple) for quad in parse(path=str(path), format=RdfFormat.RDF_XML, base_iri=BASE)]


def asserted(store: Store) -> Iterator[Fact]:
    """Yield what the visible graphs of such a store assert."""
    for graph in (DATA, ONTOLOGY):
        yield from (fact(quad.triple) for quad in store.quads_for_pattern(None, None, None, graph))


def close_store(store: Store) -> None:
    """Add to the default graph all that follows there by rules as updates."""
    updates = list(_updates(look_up_program(StoreSource(store))))
    size = 0
    while size != (size := len(store)):
        for update in updates:
            store.update(update)


def _closed(store: Store, folder: Path) -> Store:
    """Say what the graphs are for, and make the default graph: what is asserted, and what follows.

    That is many times faster in memory; what is returned is a copy on disk.
    """
    for graph, role in _ROLES.items():
        store.add(Quad(graph, NamedNode(ALG + "graphRole"), NamedNode(ALG + role), _META))
    for file in Layout(default_root()).ontology_files():
        store.bulk_load(path=str(file.path), format=RdfFormat.TURTLE, to_graph=ONTOLOGY)
    store.bulk_extend(Quad(*each, DefaultGraph()) for each in asserted(store))  # type: ignore[arg-type]
    close_store(store)
    return copy_store(store, folder)


def copy_store(store: Store, folder: Path | None = None) -> Store:
    """Return a copy of a store, in memory or in a folder, which is made anew."""
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    copy = Store() if folder is None else Store(str(folder))
    copy.bulk_extend(store)
    copy.flush()
    return copy


def _updates(program: Program) -> Iterator[str]:
    for rule in program.rules:
        with suppress(ValueError):
            yield insert(rule)
