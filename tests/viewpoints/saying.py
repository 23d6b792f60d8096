"""Datasets of a few lines: who affirms or rejects what, in a vocabulary made for the case."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from pyoxigraph import RdfFormat, Store, parse

from graph.dataset import read_dataset, read_sources
from graph.layout import Layout
from graph.namespaces import BASE, PREFIXES
from graph.store import load_store
from graph.viewpoints.sharing import Viewpoints
from tests.conftest import REPOSITORY

_PREFIX: Final = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
_VOCABULARY: Final = """
    alg:ontologyRole a alg:VisibleRole . alg:articleRole a alg:VisibleRole .
    alg:analysisRole a alg:VisibleRole .
    said:hasStatus a owl:ObjectProperty . said:evidenced a owl:NamedIndividual .
    said:leads a owl:ObjectProperty . said:supports a owl:ObjectProperty . said:joins a owl:ObjectProperty .
    said:quantity a owl:DatatypeProperty .
    said:Threat a owl:Class . said:Flow a owl:Class .
"""


@dataclass(frozen=True)
class Saying:
    """A claim: its content is Turtle, of which the first statement is the head."""

    holder: str
    side: str
    content: str
    stance: str = "asserts"
    certainty: str = "unspecified"
    document: str = "memo"
    on_behalf_of: str = ""


def affirm(holder: str, content: str, **more: str) -> Saying:
    return Saying(holder, "affirms", content, **more)


def reject(holder: str, content: str, **more: str) -> Saying:
    return Saying(holder, "rejects", content, **more)


def write(axioms: str, sayings: Sequence[Saying], analysis: str = "") -> str:
    """Return a dataset in TriG; the propositions are numbered as the sayings are, from 1."""
    parts = [_PREFIX, f"graph:ontology {{ {_VOCABULARY} {axioms} }}", f"graph:analysis {{ {analysis} }}"]
    roles = [
        "graph:ontology alg:graphRole alg:ontologyRole . graph:analysis alg:graphRole alg:analysisRole ."
    ]
    for number, saying in enumerate(sayings, 1):
        graph = f"<{BASE}graph/proposition/p{number}>"
        parts += [
            f"<{BASE}graph/article/memo> {{ {_claim(number, saying, graph)} }}",
            f"{graph} {{ {saying.content} }}",
        ]
        roles.append(f"{graph} alg:graphRole alg:propositionRole .")
    roles.append(f"<{BASE}graph/article/memo> alg:graphRole alg:articleRole .")
    return "\n".join([*parts, f"graph:meta {{ {' '.join(roles)} }}"])


def _claim(number: int, saying: Saying, graph: str) -> str:
    subject, predicate, object_ = saying.content.split(" . ")[0].removesuffix(" .").split(" ", 2)
    predicate = "rdf:type" if predicate == "a" else predicate
    behalf = f" alg:onBehalfOf actor:{saying.on_behalf_of} ;" if saying.on_behalf_of else ""
    return f"""claim:c{number} a alg:Claim ; alg:holder actor:{saying.holder} ;{behalf}
        alg:stance alg:{saying.stance} ; alg:certainty alg:{saying.certainty} ;
        alg:inDocument document:{saying.document} ; alg:{saying.side} proposition:p{number} .
      proposition:p{number} a alg:Proposition ; rdfs:label "that p{number}"@en ; alg:contentGraph {graph} ;
        alg:headSubject {subject} ; alg:headPredicate {predicate} ; alg:headObject {object_} ."""


def load(axioms: str, sayings: Sequence[Saying], analysis: str = "") -> Store:
    """Return a store of the dataset, its default graph derived."""
    return load_store(parse(write(axioms, sayings, analysis).encode(), RdfFormat.TRIG))


def hear(axioms: str, *sayings: Saying, analysis: str = "") -> Viewpoints:
    return Viewpoints(load(axioms, sayings, analysis))


def actor(key: str) -> str:
    return f"{BASE}id/actor/{key}"


@cache
def of_repository() -> Viewpoints:
    """Return the worlds of the three documents, which no test may change."""
    layout = Layout(REPOSITORY)
    return Viewpoints(load_store(read_dataset(layout, read_sources(layout), BASE)))
