"""What stands inside an axiom in functional syntax: names, literals, class expressions and lists."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from graph.errors import RequestError
from graph.namespaces import OWL, PREFIXES, RDF, RDFS, XSD
from graph.terms import Term

PROPERTIES: Final = {
    OWL + "AnnotationProperty": "Annotation",
    OWL + "DatatypeProperty": "Data",
    OWL + "ObjectProperty": "Object",
}
_BUILT_IN_ANNOTATIONS: Final = frozenset(
    {*(RDFS + name for name in ("label", "comment", "seeAlso", "isDefinedBy")), OWL + "versionInfo"}
)
_BOOLEAN: Final = {OWL + "intersectionOf": "ObjectIntersectionOf", OWL + "unionOf": "ObjectUnionOf"}
_RESTRICTIONS: Final = {
    OWL + "allValuesFrom": "AllValuesFrom",
    OWL + "hasValue": "HasValue",
    OWL + "someValuesFrom": "SomeValuesFrom",
}
_ON_PROPERTY, _COMPLEMENT = OWL + "onProperty", OWL + "complementOf"
_FIRST, _REST, _NIL = RDF + "first", RDF + "rest", NamedNode(RDF + "nil")
_PARTS: Final = frozenset({*_BOOLEAN, *_RESTRICTIONS, _ON_PROPERTY, _COMPLEMENT, _FIRST, _REST})
_SIMPLE: Final = re.compile(r"(.*[#/])([A-Za-z](?:[\w-]*\w)?)", re.ASCII)
_PREFIXED: Final = {iri: prefix for prefix, iri in PREFIXES.items()}
_CURE: Final = "Turtle and RDF/XML take it."


class Expressions:
    """The class expressions, lists and kinds of properties among triples.

    Each method raises RequestError for what is not written here, or is not whole.
    """

    def __init__(self, triples: Iterable[Triple], more_parts: Iterable[str]) -> None:
        self._names_of_parts = _PARTS | frozenset(more_parts)
        self._parts: dict[Term, dict[str, Term]] = {}
        self._kinds: dict[Term, str] = {NamedNode(iri): "Annotation" for iri in _BUILT_IN_ANNOTATIONS}
        for triple in triples:
            if self.has(triple):
                self._parts.setdefault(triple.subject, {})[triple.predicate.value] = triple.object
            elif triple.predicate.value == RDF + "type" and iri_of(triple.object) in PROPERTIES:
                self._kinds[triple.subject] = PROPERTIES[iri_of(triple.object)]

    def has(self, triple: Triple) -> bool:
        """Tell whether a triple is part of a blank node that is written where it is used."""
        return isinstance(triple.subject, BlankNode) and triple.predicate.value in self._names_of_parts

    def part(self, node: Term, *names: str) -> Term:
        """Return the part of a node that has one of the names."""
        for name, part in self._parts.get(node, {}).items():
            if name in names:
                return part
        raise RequestError(f"{' or '.join(names)} is missing", _CURE)

    def write(self, term: Term) -> str:
        """Write a class expression, or what stands in its place and has a name."""
        if not isinstance(term, BlankNode):
            return write_name(term)
        for name, part in self._parts.get(term, {}).items():
            if name in _BOOLEAN:
                return f"{_BOOLEAN[name]}({self.write_list(part)})"
            if name == _COMPLEMENT:
                return f"ObjectComplementOf({self.write(part)})"
            if name in _RESTRICTIONS:
                property_ = self.part(term, _ON_PROPERTY)
                restriction = self.kind(property_) + _RESTRICTIONS[name]
                return f"{restriction}({write_name(property_)} {self.write(part)})"
        raise RequestError("a class expression is of a kind that is not written here", _CURE)

    def write_list(self, node: Term) -> str:
        """Write the members of a list."""
        return " ".join(self._members(node))

    def _members(self, node: Term) -> Iterator[str]:
        while node != _NIL:
            yield self.write(self.part(node, _FIRST))
            node = self.part(node, _REST)

    def kind(self, property_: Term) -> str:
        """Return ``Object``, ``Data`` or ``Annotation``."""
        if property_ not in self._kinds:
            raise RequestError(f"{property_} is not declared as a property", _CURE)
        return self._kinds[property_]


def iri_of(term: Term) -> str:
    """Return the IRI of a term, empty if it has none."""
    return term.value if isinstance(term, NamedNode) else ""


def write_name(term: Term) -> str:
    """Write an entity, an anonymous individual or a literal; an IRI with a prefix if that is simple."""
    if isinstance(term, Literal):
        return _write_literal(term)
    simple = _SIMPLE.fullmatch(iri_of(term))
    return f"{_PREFIXED[simple[1]]}:{simple[2]}" if simple and simple[1] in _PREFIXED else str(term)


def _write_literal(literal: Literal) -> str:
    quoted = '"' + literal.value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if literal.language:
        return f"{quoted}@{literal.language}"
    is_plain = literal.datatype.value == XSD + "string"
    return quoted if is_plain else f"{quoted}^^{write_name(literal.datatype)}"
