"""Annotations of axioms: https://www.w3.org/TR/owl2-mapping-to-rdf/#Translation_of_Annotations ."""

from collections import defaultdict
from collections.abc import Collection
from typing import Final

from pyoxigraph import BlankNode, NamedNode, Triple

from graph.errors import RequestError
from graph.exporters.expressions import write_name
from graph.namespaces import OWL, RDF
from graph.terms import Term

NEGATED: Final = OWL + "NegativePropertyAssertion"
"""The type of nodes that are axioms themselves, and carry their annotations."""

_TYPE: Final = NamedNode(RDF + "type")
_AXIOM: Final = NamedNode(OWL + "Axiom")
_ANNOTATED: Final = tuple(NamedNode(f"{OWL}annotated{part}") for part in ("Source", "Property", "Target"))


class Annotations:
    """What triples say of the axioms that others of them are.

    Raises RequestError if an axiom that they annotate is not among them.
    """

    def __init__(self, triples: Collection[Triple]) -> None:
        nodes: defaultdict[BlankNode, list[Triple]] = defaultdict(list)
        for triple in triples:
            if isinstance(triple.subject, BlankNode):
                nodes[triple.subject].append(triple)
        self._found: defaultdict[tuple[Term, ...], list[str]] = defaultdict(list)
        self._mine: set[Triple] = set()
        for node, about in nodes.items():
            self._read(node, about)
        if missing := self._found.keys() - {(t.subject, t.predicate, t.object) for t in triples}:
            axiom = " ".join(map(str, min(missing, key=str)))
            raise RequestError(f"an axiom is annotated and not there: {axiom}", "Turtle and RDF/XML take it.")

    def has(self, triple: Triple) -> bool:
        """Tell whether a triple only annotates another."""
        return triple in self._mine

    def of(self, triple: Triple) -> str:
        """Return the annotations of the axiom that a triple is, each with a space behind it."""
        found = self._found.get((triple.subject, triple.predicate, triple.object), ())
        return "".join(f"{each} " for each in sorted(found))

    def _read(self, node: BlankNode, about: list[Triple]) -> None:
        types = {each.object for each in about if each.predicate == _TYPE}
        if _AXIOM in types:
            parts = {each.predicate: each.object for each in about}
            self._found[tuple(parts[name] for name in _ANNOTATED)] += [
                annotation(each) for each in about if each.predicate not in (*_ANNOTATED, _TYPE)
            ]
            self._mine.update(about)
        elif NamedNode(NEGATED) in types:
            notes = [each for each in about if not each.predicate.value.startswith((OWL, RDF))]
            self._found[node, _TYPE, NamedNode(NEGATED)] += map(annotation, notes)
            self._mine.update(notes)


def annotation(triple: Triple) -> str:
    """Return what is said of an axiom or an ontology."""
    return f"Annotation({write_name(triple.predicate)} {write_name(triple.object)})"
