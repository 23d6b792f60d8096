"""Which consequences are published: those that tell a person something, and that RDF can hold.

About individuals: the subject is an IRI that is no term of the vocabulary in use; the object is an IRI or a
literal; a type is a class with a name, not one of everything; a property is not of RDF, RDFS or OWL, but for
owl:sameAs of another. (That two things are different, no rule of the tables concludes but by way of things
that are the same.) About terms: that one with a name is below or equivalent to another, or its domain or
range. Nothing of a blank node, of a term of RDF, RDFS, OWL or XML Schema, or of a thing and itself. Nothing
that is given.
"""

from collections.abc import Iterable
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode

from graph.namespaces import OWL, RDF, RDFS, XSD
from graph.reasoning.ontology import Schema
from graph.reasoning.rule import Fact, Term
from graph.reasoning.table import SAME_AS, TYPE

BUILT_IN: Final = (RDF, RDFS, OWL, XSD)
"""What terms begin with that nobody defines."""

_ABOUT_TERMS: Final = frozenset(
    NamedNode(iri)
    for iri in (
        RDFS + "subClassOf",
        RDFS + "subPropertyOf",
        RDFS + "domain",
        RDFS + "range",
        OWL + "equivalentClass",
        OWL + "equivalentProperty",
    )
)


def published(given: Iterable[Fact], found: Iterable[Fact], schema: Schema) -> set[Fact]:
    """Return those of the facts found that are published, beside those given."""
    known = set(given)
    terms = vocabulary(known, schema)
    return {fact for fact in found if _is_worth_it(fact, terms) and fact not in known}


def vocabulary(given: Iterable[Fact], schema: Schema) -> frozenset[Term]:
    """Return the terms in use: properties, the classes of things, and what axioms are about."""
    terms: set[Term] = set()
    for subject, predicate, object_ in given:
        terms.add(predicate)
        if predicate == TYPE:
            terms.add(object_)
        if predicate in _ABOUT_TERMS:
            terms.add(object_)
        if schema.has((subject, predicate, object_)):
            terms.add(subject)
    return frozenset(terms)


def _is_worth_it(fact: Fact, terms: frozenset[Term]) -> bool:
    subject, predicate, object_ = fact
    if not _is_named(subject) or isinstance(object_, BlankNode) or not isinstance(predicate, NamedNode):
        return False
    if predicate in _ABOUT_TERMS:
        return subject != object_ and _is_named(object_)
    if subject in terms:
        return False
    if predicate == TYPE:
        return _is_named(object_)
    if predicate == SAME_AS:
        return subject != object_ and not isinstance(object_, Literal)
    return not predicate.value.startswith(BUILT_IN)


def _is_named(term: Term) -> bool:
    return isinstance(term, NamedNode) and not term.value.startswith(BUILT_IN)
