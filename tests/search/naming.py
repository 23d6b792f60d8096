"""Stores with names: a few of the article, and those of a state of the list."""

import json
import os
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TypedDict

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse

from graph.namespaces import ALG, BASE, PREFIXES, RDF, RDFS
from graph.search.index import NameIndex
from graph.search.keeping import make_index
from graph.store import load_store
from tests.conftest import REPOSITORY

SHARED = Path(os.environ.get("ALLEGATA_SHARED", REPOSITORY.parent / "shared")).resolve()
LIST = SHARED / "data" / "ofac" / "sdn-2026-08-20.json"
ENTRY = f"{BASE}id/entry/ofac-"
ACTOR = f"{BASE}id/actor/"

_PREFIX = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
_ROLES = """
GRAPH graph:ontology {
  alg:actorsRole a alg:VisibleRole . alg:listsRole a alg:VisibleRole . alg:analysisRole a alg:VisibleRole .
  alg:propositionRole a alg:HiddenRole . alg:ontologyRole a alg:VisibleRole .
  alg:Person rdfs:subClassOf alg:Actor . alg:Organization rdfs:subClassOf alg:Actor .
}
GRAPH graph:meta {
  graph:actors alg:graphRole alg:actorsRole .
  <https://w3id.org/allegata/graph/lists/ofac-sdn> alg:graphRole alg:listsRole .
  graph:analysis alg:graphRole alg:analysisRole . graph:ontology alg:graphRole alg:ontologyRole .
  <https://w3id.org/allegata/graph/proposition/heads-cartel> alg:graphRole alg:propositionRole .
}
"""
ACTORS = """
actor:nicolas-maduro a alg:Person ; rdfs:label "Nicolás Maduro"@en ; skos:altLabel "Maduro" .
actor:karoline-leavitt a alg:Person ; rdfs:label "Karoline Leavitt"@en ; skos:altLabel "Karolin Leavitt" .
actor:claudia-sheinbaum a alg:Person ; rdfs:label "Claudia Sheinbaum"@en .
actor:pdvsa a alg:Organization ; rdfs:label "Petróleos de Venezuela"@en ; skos:altLabel "PDVSA" .
actor:chevron a alg:Organization ; rdfs:label "Chevron"@en .
"""


def quads(actors: str = ACTORS, more: str = "") -> list[Quad]:
    """Return a dataset with some actors, and more in TriG."""
    text = f"{_PREFIX}{_ROLES}\nGRAPH graph:actors {{ {actors} }}\n{more}"
    return list(parse(text.encode(), RdfFormat.TRIG))


def few(more: str = "") -> NameIndex:
    """Return the index of a few actors, and more in TriG."""
    return make_index(load_store(quads(more=more)), BASE)


def found(index: NameIndex, text: str, kind: str = "") -> list[str]:
    """Return what is found, without the part that all actors' IRIs begin with."""
    return [hit.name.iri.removeprefix(ACTOR) for hit in index.search(text, 20, kind)]


class _Listed(TypedDict):
    uid: int
    name: str
    alternateNames: list[str]


@cache
def listed() -> tuple[tuple[str, str], ...]:
    """Return all names on the list, each with the number of its entry."""
    entries: list[_Listed] = json.loads(LIST.read_bytes())["entries"]
    return tuple((str(e["uid"]), name) for e in entries for name in (e["name"], *e["alternateNames"]))


def list_store(names: Iterable[tuple[str, str]]) -> Store:
    """Return a plain store with the names of entries."""
    store = Store()
    store.bulk_extend(_entries(names))
    return store


def _entries(names: Iterable[tuple[str, str]]) -> Iterator[Quad]:
    known: set[str] = set()
    for number, name in names:
        entry = NamedNode(f"{ENTRY}{number}")
        if number in known:
            yield Quad(entry, NamedNode(ALG + "listAlias"), Literal(name))
            continue
        known.add(number)
        yield Quad(entry, NamedNode(RDF + "type"), NamedNode(ALG + "ListEntry"))
        yield Quad(
            entry, NamedNode(RDFS + "label"), Literal(f"OFAC list entry {number}, {name}", language="en")
        )
        yield Quad(entry, NamedNode(ALG + "listName"), Literal(name))
