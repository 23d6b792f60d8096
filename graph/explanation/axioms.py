"""Axioms in words: labels of terms, and class expressions as people write them."""

from collections.abc import Iterable, Mapping
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode

from graph.namespaces import OWL, RDF, RDFS, SKOS
from graph.reasoning.match import Source
from graph.reasoning.ontology import Ontology
from graph.reasoning.rule import Fact, Term
from graph.report import shorten

_LABELS: Final = (NamedNode(RDFS + "label"), NamedNode(SKOS + "prefLabel"))
_DEFINITIONS: Final = (NamedNode(SKOS + "definition"), NamedNode(RDFS + "comment"))
_TYPE: Final = NamedNode(RDF + "type")
_CHAIN: Final = NamedNode(OWL + "propertyChainAxiom")
_KEY: Final = NamedNode(OWL + "hasKey")
_PROPERTY: Final = NamedNode(OWL + "onProperty")
_IN_CLASS: Final = NamedNode(OWL + "onClass")
_INVERSE: Final = NamedNode(OWL + "inverseOf")

_JOINED: Final[Mapping[Term, str]] = {
    NamedNode(OWL + "intersectionOf"): " and ",
    NamedNode(OWL + "unionOf"): " or ",
    NamedNode(OWL + "oneOf"): ", ",
}
_RESTRICTED: Final[Mapping[Term, str]] = {
    NamedNode(OWL + name): word
    for name, word in (
        ("someValuesFrom", "some"), ("allValuesFrom", "only"), ("hasValue", "value"),
        ("maxCardinality", "at most"), ("maxQualifiedCardinality", "at most"),
    )
}  # fmt: skip
_COMPLEMENT: Final = NamedNode(OWL + "complementOf")
_PARTS: Final = frozenset({*_JOINED, *_RESTRICTED, _COMPLEMENT, _PROPERTY, _IN_CLASS, _INVERSE})
"""What builds a class without a name; it is told where the class is."""

_RELATED: Final[Mapping[Term, str]] = {
    NamedNode(RDFS + "subClassOf"): "Whatever is “{}” is “{}”.",
    NamedNode(OWL + "equivalentClass"): "“{}” and “{}” are the same class.",
    NamedNode(OWL + "disjointWith"): "Nothing is both “{}” and “{}”.",
    NamedNode(RDFS + "subPropertyOf"): "“{}” is a way of “{}”.",
    NamedNode(OWL + "equivalentProperty"): "“{}” and “{}” are the same property.",
    NamedNode(OWL + "propertyDisjointWith"): "“{}” and “{}” never hold between the same things.",
    NamedNode(RDFS + "domain"): "What has “{}” is “{}”.",
    NamedNode(RDFS + "range"): "The value of “{}” is “{}”.",
    _INVERSE: "“{}” is the other way round of “{}”.",
    NamedNode(OWL + "sameAs"): "“{}” is the same as “{}”.",
    **dict.fromkeys(_JOINED, "“{}” is “{}”."),
    **dict.fromkeys((*_RESTRICTED, _COMPLEMENT), "“{}” is “{}”."),
}
_CHARACTERISTICS: Final[Mapping[Term, str]] = {
    NamedNode(f"{OWL}{name}Property"): f"“{{}}” is {words}."
    for name, words in (
        ("Symmetric", "symmetric"), ("Transitive", "transitive"), ("Functional", "functional"),
        ("InverseFunctional", "inverse functional"), ("Asymmetric", "asymmetric"),
        ("Irreflexive", "irreflexive"),
    )
}  # fmt: skip


class Axioms:
    """An ontology in words; labels and definitions are looked up in a source."""

    def __init__(self, ontology: Ontology, source: Source) -> None:
        self._ontology = ontology
        self._source = source

    def label(self, term: Term) -> str:
        """Return the label of a term of the vocabulary; without one, its name."""
        return self._text(term, _LABELS) or shorten(term)

    def definition(self, term: Term) -> str:
        """Return how a term is defined; empty if it is not."""
        return self._text(term, _DEFINITIONS)

    def say(self, axioms: Iterable[Fact]) -> tuple[str, ...]:
        """Return a sentence for each axiom; those that build nameless classes are told within others."""
        return tuple(dict.fromkeys(self._sentence(axiom) for axiom in axioms if not _is_part(axiom)))

    def expression(self, term: Term) -> str:
        """Return a class or a property in words."""
        return self._nameless(term, frozenset()) if isinstance(term, BlankNode) else self.label(term)

    def _sentence(self, axiom: Fact) -> str:
        subject, predicate, object_ = axiom
        name = self.expression(subject)
        if predicate == _TYPE and object_ in _CHARACTERISTICS:
            return _CHARACTERISTICS[object_].format(name)
        if predicate == _CHAIN:
            return f"“{self._listed(object_, '”, then “')}”, makes “{name}”."
        if predicate == _KEY:
            return f"“{self._listed(object_, '” and “')}” are the key of “{name}”."
        if predicate in _RELATED:
            other = self._built(axiom) if isinstance(subject, NamedNode) else self.expression(object_)
            return _RELATED[predicate].format(name, other)
        return f"{name} {self.label(predicate)} {self.expression(object_)}."

    def _built(self, axiom: Fact) -> str:
        subject, predicate, object_ = axiom
        if predicate in _JOINED:
            return self._listed(object_, _JOINED[predicate])
        if predicate in _RESTRICTED or predicate == _COMPLEMENT:
            return self._nameless(subject, frozenset())
        return self.expression(object_)

    def _nameless(self, node: Term, above: frozenset[Term]) -> str:
        """Return what a class or a property without a name is, in the manner of Manchester syntax."""
        if node in above:
            return "itself"
        for _, predicate, object_ in self._ontology.facts.find(node, None, None):
            if predicate in _JOINED:
                return self._listed(object_, _JOINED[predicate], above | {node})
            if predicate in _RESTRICTED:
                return self._restriction(node, predicate, object_, above | {node})
            if predicate == _COMPLEMENT:
                return f"not {self._inner(object_, above | {node})}"
            if predicate == _INVERSE:
                return f"the other way round of {self._inner(object_, above | {node})}"
        return "a class without a name"

    def _restriction(self, node: Term, predicate: Term, value: Term, above: frozenset[Term]) -> str:
        on = [self._inner(fact[2], above) for fact in self._ontology.facts.find(node, _PROPERTY, None)]
        of = [self._inner(fact[2], above) for fact in self._ontology.facts.find(node, _IN_CLASS, None)]
        return " ".join([*on, _RESTRICTED[predicate], self._inner(value, above), *of])

    def _inner(self, term: Term, above: frozenset[Term]) -> str:
        return f"({self._nameless(term, above)})" if isinstance(term, BlankNode) else self.label(term)

    def _listed(self, head: Term, joint: str, above: frozenset[Term] = frozenset()) -> str:
        return joint.join(self._inner(member, above) for member in self._ontology.members(head))

    def _text(self, term: Term, predicates: Iterable[NamedNode]) -> str:
        if not isinstance(term, NamedNode):
            return ""
        found = (fact[2] for predicate in predicates for fact in self._source.find(term, predicate, None))
        texts = [text for text in found if isinstance(text, Literal)]
        return min(texts, key=_preference).value if texts else ""


def _is_part(axiom: Fact) -> bool:
    return isinstance(axiom[0], BlankNode) and axiom[1] in _PARTS


def _preference(text: Literal) -> tuple[int, str]:
    """English first, then no language."""
    language = text.language or ""
    return (0 if language.startswith("en") else 1 if not language else 2), text.value
