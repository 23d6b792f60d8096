"""OWL 2 functional syntax, by the mapping of OWL 2 from RDF, of the constructs that are in use.

What is none of that is refused, never left out.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import NamedNode, Triple

from graph.exporters.annotations import NEGATED, Annotations, annotation
from graph.exporters.expressions import PROPERTIES, Expressions, iri_of, write_name
from graph.namespaces import OWL, PREFIXES, RDF, RDFS
from graph.terms import Term

_TYPE: Final = RDF + "type"
_DECLARED: Final = {
    OWL + "Class": "Class",
    OWL + "NamedIndividual": "NamedIndividual",
    **{iri: f"{kind}Property" for iri, kind in PROPERTIES.items()},
}
_STRUCTURAL: Final = frozenset({*_DECLARED, OWL + "Ontology", OWL + "Restriction", RDF + "List"})
"""Types that say of a blank node what its parts say too."""
_CHARACTERISTICS: Final = {
    f"{OWL}{name}Property": name + "{}Property"
    for name in ("Asymmetric", "Functional", "InverseFunctional", "Irreflexive", "Symmetric", "Transitive")
}
_OF_MANY: Final = {
    OWL + "AllDifferent": "DifferentIndividuals",
    OWL + "AllDisjointClasses": "DisjointClasses",
}
_OF_TWO: Final = {
    OWL + "differentFrom": "DifferentIndividuals",
    OWL + "disjointWith": "DisjointClasses",
    OWL + "equivalentClass": "EquivalentClasses",
    OWL + "sameAs": "SameIndividual",
    RDFS + "subClassOf": "SubClassOf",
}
_OF_PROPERTIES: Final = {
    OWL + "equivalentProperty": "Equivalent{}Properties",
    OWL + "inverseOf": "Inverse{}Properties",
    RDFS + "domain": "{}PropertyDomain",
    RDFS + "range": "{}PropertyRange",
    RDFS + "subPropertyOf": "Sub{}PropertyOf",
}
_MEMBERS: Final = (OWL + "members", OWL + "distinctMembers")
_PROPERTY, _SOURCE = OWL + "assertionProperty", OWL + "sourceIndividual"
_TARGETS: Final = (OWL + "targetIndividual", OWL + "targetValue")


def write_functional(triples: Iterable[Triple], ontology: NamedNode) -> bytes:
    """Write triples as an ontology of that name: its annotations, declarations, then axioms, each sorted.

    Raises RequestError for what is no axiom of the kinds in use.
    """
    axioms = sorted(_Axioms(list(triples), ontology).lines(), key=_place)
    prefixes = [f"Prefix({prefix}:=<{iri}>)" for prefix, iri in PREFIXES.items()]
    return "\n".join([*prefixes, f"Ontology({ontology}", *dict.fromkeys(axioms), ")\n"]).encode()


def _place(axiom: str) -> tuple[bool, bool, str]:
    return not axiom.startswith("Annotation("), not axiom.startswith("Declaration("), axiom


class _Axioms:
    """The axioms that triples stand for."""

    def __init__(self, triples: list[Triple], ontology: NamedNode) -> None:
        self._annotations = Annotations(triples)
        self._triples, self._ontology = [t for t in triples if not self._annotations.has(t)], ontology
        self._expressions = Expressions(self._triples, (*_MEMBERS, _PROPERTY, _SOURCE, *_TARGETS))

    def lines(self) -> Iterator[str]:
        for triple in self._triples:
            for axiom in self._axioms(triple):
                kind, parts = axiom.split("(", 1)
                yield f"{kind}({self._annotations.of(triple)}{parts}"

    def _axioms(self, triple: Triple) -> Iterator[str]:
        if triple.subject == self._ontology and triple.predicate.value != _TYPE:
            yield annotation(triple)
        elif triple.predicate.value == _TYPE:
            yield from self._typed(triple.subject, triple.object)
        elif not self._expressions.has(triple):
            yield self._related(triple.subject, triple.predicate, triple.object)

    def _typed(self, subject: Term, type_: Term) -> Iterator[str]:
        iri, expressions = iri_of(type_), self._expressions
        if iri in _OF_MANY:
            members = expressions.part(subject, *_MEMBERS)
            yield f"{_OF_MANY[iri]}({expressions.write_list(members)})"
        elif iri == NEGATED:
            yield self._negated(subject)
        elif iri in _CHARACTERISTICS:
            yield f"{_CHARACTERISTICS[iri].format(expressions.kind(subject))}({write_name(subject)})"
        elif iri in _DECLARED and isinstance(subject, NamedNode):
            yield f"Declaration({_DECLARED[iri]}({write_name(subject)}))"
        elif iri not in _STRUCTURAL:
            yield f"ClassAssertion({expressions.write(type_)} {write_name(subject)})"

    def _negated(self, node: Term) -> str:
        names = ((_PROPERTY,), (_SOURCE,), _TARGETS)
        property_, source, target = (self._expressions.part(node, *each) for each in names)
        axiom = f"Negative{self._expressions.kind(property_)}PropertyAssertion"
        return f"{axiom}({write_name(property_)} {write_name(source)} {write_name(target)})"

    def _related(self, subject: Term, predicate: NamedNode, value: Term) -> str:
        relation, expressions = predicate.value, self._expressions
        if relation in _OF_TWO:
            return f"{_OF_TWO[relation]}({expressions.write(subject)} {expressions.write(value)})"
        if relation in _OF_PROPERTIES:
            axiom = _OF_PROPERTIES[relation].format(expressions.kind(subject))
            return f"{axiom}({write_name(subject)} {expressions.write(value)})"
        if relation == OWL + "propertyChainAxiom":
            chain = f"ObjectPropertyChain({expressions.write_list(value)})"
            return f"SubObjectPropertyOf({chain} {write_name(subject)})"
        kind = expressions.kind(predicate)
        axiom = f"{kind}Assertion" if kind == "Annotation" else f"{kind}PropertyAssertion"
        return f"{axiom}({write_name(predicate)} {write_name(subject)} {write_name(value)})"
