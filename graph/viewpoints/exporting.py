"""A world as an ontology of its own, for Protégé, owlready2 and reasoners.

Its header names holder and day. Each assertion carries, as an annotation, the claims that it comes from: in
the file as in the graph, nothing is said without who says it. What follows is left to whoever opens it.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    serialize,
)

from graph.exporters import functional
from graph.namespaces import CONTENT, OWL, PREFIXES, RDFS
from graph.reasoning.rule import Fact, triple
from graph.reasoning.table import TYPE
from graph.roles import in_graph
from graph.triples import sort_triples, write_triples
from graph.viewpoints.claims import Claims
from graph.viewpoints.negation import negate
from graph.viewpoints.text import title
from graph.viewpoints.world import Part, World

_DCT: Final = PREFIXES["dct"]
_SOURCE: Final = NamedNode(_DCT + "source")
_LABEL: Final = NamedNode(RDFS + "label")
_ONTOLOGY: Final = NamedNode(OWL + "Ontology")
_NEGATIVE: Final = NamedNode(OWL + "NegativePropertyAssertion")
_DESCRIBING: Final = ("source", "subject", "temporal")


def write_owl(worlds: Sequence[World], claims: Claims) -> bytes:
    """Write one world, or some together, with the ontology in one file of RDF/XML, which imports nothing."""
    return write_triples(_whole(worlds, claims), RdfFormat.RDF_XML)


def write_functional(worlds: Sequence[World], claims: Claims) -> bytes:
    """Write what `write_owl` does in OWL's functional syntax."""
    return functional.write_functional(_whole(worlds, claims), _iri(worlds))


def write_turtle(worlds: Sequence[World], claims: Claims) -> bytes:
    """Write one world, or some together, in Turtle; the ontology is imported."""
    return write_triples(_alone(worlds, claims), RdfFormat.TURTLE)


def write_dataset(worlds: Sequence[World], claims: Claims, format_: RdfFormat = RdfFormat.TRIG) -> bytes:
    """Write one world, or some together, as `write_turtle` does, in a named graph of the ontology's IRI."""
    quads: list[Quad] = in_graph(_alone(worlds, claims), _iri(worlds))
    return serialize(quads, format=format_, prefixes=PREFIXES) or b""


def _whole(worlds: Sequence[World], claims: Claims) -> list[Triple]:
    ontology = [triple(fact) for fact in claims.ontology()]
    headers = {each.subject for each in ontology if each.predicate == TYPE and each.object == _ONTOLOGY}
    body = [each for each in ontology if each.subject not in headers]
    return [*_header(worlds, claims), *sort_triples([*body, *_body(worlds, claims)])]


def _alone(worlds: Sequence[World], claims: Claims) -> list[Triple]:
    imported = Triple(_iri(worlds), NamedNode(OWL + "imports"), NamedNode(CONTENT))
    return [*_header(worlds, claims), imported, *sort_triples(_body(worlds, claims))]


def _iri(worlds: Sequence[World]) -> NamedNode:
    first, *others = (world.iri for world in worlds)
    return NamedNode(first + "".join(f"/and/{other.rpartition('export/viewpoint/')[2]}" for other in others))


def _header(worlds: Sequence[World], claims: Claims) -> Iterator[Triple]:
    iri = _iri(worlds)
    yield Triple(iri, TYPE, _ONTOLOGY)
    named = "; ".join(title(world, claims) for world in worlds)
    yield Triple(iri, NamedNode(_DCT + "title"), Literal(named, language="en"))
    described = (
        "What is affirmed, and the negation of what is rejected. It is so according to the holder alone."
    )
    yield Triple(iri, NamedNode(_DCT + "description"), Literal(described, language="en"))
    for world in worlds:
        yield Triple(iri, NamedNode(_DCT + "subject"), NamedNode(world.holder))
        if world.day:
            yield Triple(iri, NamedNode(_DCT + "temporal"), Literal(world.day))


def _body(worlds: Iterable[World], claims: Claims) -> Iterator[Triple]:
    for name in _DESCRIBING:
        yield Triple(NamedNode(_DCT + name), TYPE, NamedNode(OWL + "AnnotationProperty"))
    for world in worlds:
        for fact, parts in world.so.items():
            yield from _assertion(fact, parts)
            yield from _named(fact, claims)
        for fact, triples in negate(world.not_so, world.iri):
            yield from map(triple, triples)
            yield from _named(fact, claims)
            yield from _sources_of_negation(triples, world.not_so[fact])
        for term in dict.fromkeys((world.holder, *(claim.iri for claim in world.claims))):
            yield _labelled(NamedNode(term), claims)


def _assertion(fact: Fact, parts: Iterable[Part]) -> Iterator[Triple]:
    yield triple(fact)
    yield from _annotated(fact, parts)


def _annotated(fact: Fact, parts: Iterable[Part]) -> Iterator[Triple]:
    """Yield the annotation of an assertion: https://www.w3.org/TR/owl2-mapping-to-rdf/#Annotation ."""
    axiom = BlankNode()
    yield Triple(axiom, TYPE, NamedNode(OWL + "Axiom"))
    for name, term in zip(("Source", "Property", "Target"), fact, strict=True):
        yield Triple(axiom, NamedNode(f"{OWL}annotated{name}"), term)
    yield from _sources(axiom, parts)


def _sources_of_negation(triples: Iterable[Fact], parts: Iterable[Part]) -> Iterator[Triple]:
    """Yield the annotation of a negation: it is on the node of a negative property assertion itself."""
    for one in triples:
        if one[1:] == (TYPE, _NEGATIVE) and isinstance(one[0], BlankNode):
            yield from _sources(one[0], parts)
        elif one[1] == TYPE and isinstance(one[2], NamedNode) and "/not-" in one[2].value:
            yield from _annotated(one, parts)


def _sources(node: BlankNode, parts: Iterable[Part]) -> Iterator[Triple]:
    for claim in dict.fromkeys(part.claim.iri for part in parts):
        yield Triple(node, _SOURCE, NamedNode(claim))


def _named(fact: Fact, claims: Claims) -> Iterator[Triple]:
    """Declare the individuals of a statement, and say what they are called."""
    ends = fact[:1] if fact[1] == TYPE else (fact[0], fact[2])
    for term in ends:
        if isinstance(term, NamedNode):
            yield Triple(term, TYPE, NamedNode(OWL + "NamedIndividual"))
            yield _labelled(term, claims)


def _labelled(term: NamedNode, claims: Claims) -> Triple:
    return Triple(term, _LABEL, Literal(claims.label(term), language="en"))
