"""Stores of so many triples, closed by the project's rules as updates.

The data is what `generate` makes, under the project's ontology; or as many copies of LUBM(1) as are asked
for, each with universities of its own, under its ontology. The stores lie on disk, as those of the server do.
"""

import gzip
import re
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Final

from pyoxigraph import DefaultGraph, NamedNode, Quad, QuerySolutions, RdfFormat, Store, Variable, parse

from graph.layout import Layout, default_root
from graph.namespaces import ALG, BASE, RDF
from graph.reasoning.closing import Program, look_up_program
from graph.reasoning.match import StoreSource
from graph.reasoning.rule import Fact, Pattern, Rule, fact, triple
from graph.reasoning.sparql import insert
from graph.roles import in_default_graph, in_graph
from tests.bench import generate
from tests.bench.data import LUBM
from tests.bench.lines import ARTICLE
from tests.bench.progress import tell

DATA: Final = NamedNode(f"{BASE}graph/article/{ARTICLE}")
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
_ANY: Final = Variable("any")
_COUNT_KINDS: Final = f"""
SELECT ?p ?class (COUNT(*) AS ?n) {{
  {{ ?s ?p ?o FILTER(?p != <{RDF}type>) }} UNION {{ ?s ?p ?class FILTER(?p = <{RDF}type>) }}
}} GROUP BY ?p ?class"""
_UNIVERSITY: Final = re.compile(rb"University(\d+)")


@lru_cache
def closed_made(folder: Path, triples: int) -> Store:
    """Return so many triples of invented claims and all that follows; it is closed once in a run."""
    tell(f"making {triples:,} triples")
    store = Store()
    lines = "\n".join(made_lines(triples))
    _load(store, lines.encode())
    return _closed(store, folder / "closed-made")


@lru_cache
def closed_lubm(folder: Path, copies: int) -> Store:
    """Return LUBM(1) so many times, with its ontology, and all that follows; it is closed once in a run."""
    tell(f"copying LUBM(1) {copies} times")
    store = Store()
    text = gzip.decompress(LUBM.read_bytes())
    for number in range(copies):
        own = _UNIVERSITY.sub(rb"University\1c%d" % number, text) if number else text
        _load(store, own)
    store.extend(in_graph(map(triple, lubm_ontology()), ONTOLOGY))
    return _closed(store, folder / "closed-lubm")


def made_lines(triples: int) -> Iterator[str]:
    """Yield so many triples of invented claims, each a line of N-Triples."""
    return generate.generate(triples)


def lubm_ontology() -> Sequence[Fact]:
    """Return the ontology of LUBM."""
    path = LUBM.parent / "univ-bench.owl"
    return [fact(quad.triple) for quad in parse(path=str(path), format=RdfFormat.RDF_XML, base_iri=BASE)]


def asserted(store: Store) -> Iterator[Fact]:
    """Yield what the visible graphs of such a store assert."""
    for graph in (DATA, ONTOLOGY):
        yield from (fact(quad.triple) for quad in store.quads_for_pattern(None, None, None, graph))


def close_store(store: Store) -> None:
    """Add to the default graph all that follows there by rules as updates, each for as long as it may add."""
    updates = dict(_updates(look_up_program(StoreSource(store))))
    due, sizes = list(updates), _count_kinds(store)
    while due:
        tell(f"applying {len(due)} of {len(updates)} rules to {sizes.total():,} triples")
        for rule in due:
            store.update(updates[rule])
        now = _count_kinds(store)
        grown, sizes = now - sizes, now
        due = [rule for rule in updates if any(_may_be(atom, kind) for atom in rule.body for kind in grown)]


def _count_kinds(store: Store) -> Counter[Pattern]:
    """Return how many triples of the default graph there are of a predicate, and of a class."""
    found = store.query(_COUNT_KINDS)
    assert isinstance(found, QuerySolutions)
    return Counter({Pattern(_ANY, row["p"], row["class"] or _ANY): int(row["n"].value) for row in found})


def _may_be(one: Pattern, other: Pattern) -> bool:
    """Tell whether a triple may be like both patterns."""
    slots = zip(one.slots, other.slots, strict=True)
    return all(isinstance(a, Variable) or isinstance(b, Variable) or a == b for a, b in slots)


def _load(store: Store, data: bytes) -> None:
    """Load N-Triples as what is asserted, and show them."""
    for graph in (DATA, DefaultGraph()):
        store.bulk_load(input=data, format=RdfFormat.N_TRIPLES, to_graph=graph)


def _closed(store: Store, folder: Path) -> Store:
    """Say what the graphs are for, and make the default graph: what is asserted, and what follows.

    That is many times faster in memory; what is returned is a copy on disk.
    """
    for graph, role in _ROLES.items():
        store.add(Quad(graph, NamedNode(ALG + "graphRole"), NamedNode(ALG + role), _META))
    for file in Layout(default_root()).ontology_files():
        store.bulk_load(path=str(file.path), format=RdfFormat.TURTLE, to_graph=ONTOLOGY)
    axioms = store.quads_for_pattern(None, None, None, ONTOLOGY)
    store.extend(in_default_graph([quad.triple for quad in axioms]))
    close_store(store)
    tell("copying what was closed to disk")
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


def _updates(program: Program) -> Iterator[tuple[Rule, str]]:
    for rule in program.rules:
        with suppress(ValueError):
            yield rule, insert(rule)
