"""What owlrl finds in what is large: it takes long, so that its answers are kept as digests.

    python -m tests.reasoning.reference

asks it about the articles, and about the small project, as they are. That belongs to a change of them or of
the ontology; until then the tests ask it themselves, as they always do where ``ALLEGATA_REFERENCE`` is set.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Final

import owlrl
from pyoxigraph import Triple
from rdflib.term import Node

from graph.dataset import canonical_nquads, parse_nquads, read_dataset, read_sources
from graph.layout import Layout, default_root
from graph.namespaces import ALG, BASE, RDF
from graph.rdflib_terms import oxigraph_term, rdflib_graph
from graph.reasoning.engine import engine
from graph.reasoning.rule import fact, triple
from graph.roles import shown_triples
from tests.conftest import copy_project

Ask = Callable[[Sequence[Triple]], Iterable[Triple]]

_KEPT: Final = Path(__file__).with_name("reference.json")


def read_shown(layout: Layout) -> list[Triple]:
    """Return all that is asserted and shown; blank nodes have the same labels each time."""
    quads = canonical_nquads(read_dataset(layout, read_sources(layout), BASE))
    return list(dict.fromkeys(shown_triples(parse_nquads(quads))))


def digest(triples: Iterable[Triple]) -> str:
    """Return the SHA-256 of sorted N-Triples."""
    lines = sorted(f"{triple} .\n" for triple in triples)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def differences(found: Iterable[Triple], ask: Ask, given: Sequence[Triple]) -> set[Triple]:
    """Return what only one finds in triples, we or owlrl, which is asked in one of the ways below.

    It is not asked if ours is what is kept of its answer.
    """
    kept: dict[str, str] = {} if "ALLEGATA_REFERENCE" in os.environ else json.loads(_KEPT.read_bytes())
    found = set(found)
    return set() if kept.get(_key(ask, given)) == digest(found) else found ^ set(ask(given))


def publish(given: Sequence[Triple]) -> Iterable[Triple]:
    """Return what is published of owlrl's closure, its faults mended."""
    return map(triple, engine("owlrl").reason([fact(each) for each in given]).published)


def find_as_it_is(given: Sequence[Triple]) -> Iterable[Triple]:
    """Return what owlrl as it comes finds about things of the data, in terms of the ontology."""
    before, closure = rdflib_graph(given), rdflib_graph(given)
    rules = owlrl.DeductiveClosure(owlrl.OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False)
    rules.expand(closure)
    new = (tuple(map(oxigraph_term, each)) for each in closure - before if _is_of_ontology(each))
    return [triple((subject, predicate, object_)) for subject, predicate, object_ in new]


def _is_of_ontology(told: tuple[Node, Node, Node]) -> bool:
    subject, predicate, term = map(str, told)
    vocabulary = term if predicate == RDF + "type" else predicate
    return subject.startswith(f"{BASE}id/") and vocabulary.startswith(ALG)


def _key(ask: Ask, given: Sequence[Triple]) -> str:
    return f"owlrl {version('owlrl')}, {ask.__name__}, {digest(given)}"


def _main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        asked = [(publish, Layout(default_root())), (find_as_it_is, copy_project(Path(folder) / "project"))]
        given = [(ask, read_shown(layout)) for ask, layout in asked]
    kept = {_key(ask, triples): digest(ask(triples)) for ask, triples in given}
    _KEPT.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    _main()
