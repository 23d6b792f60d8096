"""What follows: OWL 2 RL by owlrl, then the rules that derive; only what is worth publishing is kept."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import owlrl
import rdflib
from owlrl.Namespaces import ERRNS
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store, Triple
from rdflib import OWL, RDF, RDFS
from rdflib.collection import Collection
from rdflib.term import Node

from graph.errors import InconsistencyError
from graph.namespaces import ALG, SAID
from graph.rdflib_terms import oxigraph_term, rdflib_graph
from graph.roles import data_base, in_default_graph, in_inferred_graph, shown_triples
from graph.rules import derive, read_rule

_VOCABULARIES: Final = (ALG, SAID, "http://www.w3.org/")
_AXIOMATIC: Final = (str(RDF._NS), str(RDFS._NS), str(OWL._NS))
_TYPE: Final = NamedNode(str(RDF.type))
_BUILT_IN_ANNOTATIONS: Final = {
    NamedNode(str(term)) for term in (RDFS.label, RDFS.comment, RDFS.seeAlso, RDFS.isDefinedBy)
}


class _Semantics(owlrl.OWLRL_Semantics):  # type: ignore[misc]  # owlrl publishes no types
    """OWL 2 RL, with the same outcome in a fraction of the time."""

    def pre_process(self) -> None:
        """Learn what is there: to look it up in the graph takes ten times as long."""
        self._known = set(self.graph)

    def rules(self, t: tuple[Node, Node, Node], cycle_num: int) -> None:
        """Leave out triples at which no rule begins: all that tell of an individual and not of a term.

        Left out too is the search for blank nodes as predicates, which `_rdf` drops.
        """
        _, predicate, term = map(str, t)
        if predicate.startswith(_AXIOMATIC) and (t[1] != RDF.type or term.startswith(_AXIOMATIC)):
            self._properties(t, cycle_num)
            self._equality(t, cycle_num)
            self._classes(t, cycle_num)
            self._class_axioms(t, cycle_num)
            self._schema_vocabulary(t, cycle_num)

    def store_triple(self, t: tuple[Node, Node, Node]) -> None:
        """Let the rest of a cycle see a new triple, which takes fewer cycles than waiting for the next.

        rdflib's store in memory iterates over copies, so that it may grow meanwhile.
        """
        if t not in self._known and not isinstance(t[1], rdflib.Literal):
            self._known.add(t)
            self.graph.add(t)
            self.added_triples.add(t)

    def _equality(self, triple: tuple[Node, Node, Node], cycle_num: int) -> None:
        """Leave out eq-ref, that each thing is itself: true, never published, half of the time.

        All that follows from it alone is a clash where a thing differs from itself.
        """
        subject, predicate, term = triple
        if (predicate == OWL.sameAs and subject != term) or term == OWL.AllDifferent:
            super()._equality(triple, cycle_num)
        if predicate == OWL.differentFrom and subject == term:
            self.add_error(f"{subject} is different from itself")


def infer(quads: Iterable[Quad], derive_files: Iterable[Path] = ()) -> list[Quad]:
    """Return the quads of ``graph/inferred``, sorted, that follow from the visible asserted graphs.

    Published are types in the ontology and its properties, of individuals with an IRI. The rules see the
    reasoner's triples; the reasoner does not see theirs.

    Raises InconsistencyError if the axioms and the assertions clash, RuleError if a rule is malformed.
    """
    quads = list(quads)
    base = data_base(quads)
    triples = infer_triples(shown_triples(quads, inferred=False), list(derive_files), base)
    return in_inferred_graph(triples, base)


def infer_triples(asserted: Sequence[Triple], derive_files: Iterable[Path], base: str) -> list[Triple]:
    """Return the triples worth publishing that follow from the asserted ones, sorted.

    Raises InconsistencyError and RuleError as `infer` does.
    """
    known = set(asserted)
    inferred = {triple for triple in _closure(asserted) if _is_published(triple)} - known
    store = Store()
    store.extend(in_default_graph(known | inferred))
    derived = derive(store, [read_rule(path, base) for path in derive_files])
    inferred.update(triple for triple in derived if _is_published(triple))
    return sorted(inferred, key=str)


def _closure(asserted: Iterable[Triple]) -> list[Triple]:
    graph = rdflib_graph(_logical(asserted))
    owlrl.DeductiveClosure(_Semantics, axiomatic_triples=False, datatype_axioms=False).expand(graph)
    clashes = sorted({*map(str, graph.objects(None, ERRNS.error)), *_different_but_same(graph)})
    if clashes:
        raise InconsistencyError(
            f"{len(clashes)} contradictions between axioms and assertions:\n  " + "\n  ".join(clashes),
            "Correct the assertion, or the axiom that it breaks.",
            clashes=tuple(clashes),
        )
    return list(_rdf(graph))


def _rdf(closure: rdflib.Graph) -> Iterator[Triple]:
    """Leave out what is no RDF: a closure may have literals as subjects and blank nodes as predicates."""
    for subject, predicate, term in closure:
        begin, relation = oxigraph_term(subject), oxigraph_term(predicate)
        if isinstance(relation, NamedNode) and not isinstance(begin, Literal):
            yield Triple(begin, relation, oxigraph_term(term))


def _logical(triples: Iterable[Triple]) -> list[Triple]:
    """Leave out annotations, which mean nothing to OWL: they are most of the graph."""
    triples = list(triples)
    annotation = NamedNode(str(OWL.AnnotationProperty))
    declared = {t.subject for t in triples if t.predicate == _TYPE and t.object == annotation}
    annotations = declared | _BUILT_IN_ANNOTATIONS
    return [triple for triple in triples if triple.predicate not in annotations]


def _different_but_same(graph: rdflib.Graph) -> set[str]:
    """Find members of an owl:AllDifferent that are one: owlrl has no rule for it (eq-diff2, eq-diff3)."""
    lists = (*graph.subject_objects(OWL.distinctMembers), *graph.subject_objects(OWL.members))
    sets = [
        set(Collection(graph, members))
        for node, members in lists
        if (node, RDF.type, OWL.AllDifferent) in graph
    ]
    same = [(one, two) for one, two in graph.subject_objects(OWL.sameAs) if str(one) < str(two)]
    return {
        f"{one} and {two} are all different, and the same"
        for one, two in same
        for each in sets
        if {one, two} <= each
    }


def _is_published(triple: Triple) -> bool:
    subject, predicate, term = triple.subject, triple.predicate, triple.object
    if not isinstance(subject, NamedNode) or subject.value.startswith(_VOCABULARIES):
        return False
    if isinstance(term, BlankNode):
        return False
    if predicate == _TYPE:
        return isinstance(term, NamedNode) and term.value.startswith(ALG)
    return predicate.value.startswith(ALG)
