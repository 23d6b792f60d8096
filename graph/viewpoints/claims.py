"""Who says what: the claims of a dataset, the propositions that they are about, and what these say.

Claims are read from the default graph. The graph of a proposition, which nothing else looks up, is read here
because its content is what a holder's world is made of.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final

from pyoxigraph import Literal, NamedNode, Store

from graph.namespaces import ALG, RDFS
from graph.reasoning.match import StoreSource
from graph.reasoning.rule import Fact, Term
from graph.report import shorten
from graph.roles import data_base, graph_role
from graph.viewpoints.negation import is_content


class Side(StrEnum):
    """How a claim relates to its proposition."""

    AFFIRMS = "affirms"
    REJECTS = "rejects"
    RAISES = "raises"


@dataclass(frozen=True, order=True)
class Claim:
    """A holder's stance towards a proposition, in one document; certainty and stance by their local names.

    ``represented`` are those on whose behalf it is made.
    """

    iri: str
    holder: str
    side: Side
    proposition: str
    stance: str
    certainty: str
    documents: tuple[str, ...]
    represented: tuple[str, ...] = ()


_HOLDER: Final = NamedNode(ALG + "holder")
_CONTENT: Final = NamedNode(ALG + "contentGraph")
_LABEL: Final = NamedNode(RDFS + "label")
_EARLIEST: Final = NamedNode(ALG + "earliest")
_GRAPH_ROLE: Final = NamedNode(ALG + "graphRole")


class Claims:
    """The claims of a store whose default graph is derived.

    Raises StoreError if the graphs' roles are not told.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self.source = StoreSource(store)
        self.base = data_base(store.quads_for_pattern(None, _GRAPH_ROLE, None))

    @cached_property
    def all(self) -> tuple[Claim, ...]:
        """Return all claims, sorted."""
        held = self.source.find(None, _HOLDER, None)
        return tuple(sorted(each for claim, _, holder in held for each in self._read(claim, holder)))

    @cached_property
    def holders(self) -> tuple[str, ...]:
        """Return those who hold a claim, or on whose behalf one is made, sorted."""
        held = {claim.holder for claim in self.all}
        return tuple(sorted(held.union(*(claim.represented for claim in self.all))))

    def ontology(self) -> list[Fact]:
        """Return the triples of the ontology."""
        graph = NamedNode(f"{self.base}graph/ontology")
        return [
            (q.subject, q.predicate, q.object) for q in self._store.quads_for_pattern(None, None, None, graph)
        ]

    def content(self, proposition: str) -> tuple[Fact, ...]:
        """Return what a proposition says, background included, in words of claimed content alone."""
        graphs = (
            graph for graph in self._objects(proposition, _CONTENT) if self._is_of_proposition(graph.value)
        )
        quads = (quad for graph in graphs for quad in self._store.quads_for_pattern(None, None, None, graph))
        facts = ((quad.subject, quad.predicate, quad.object) for quad in quads)
        return tuple(sorted((fact for fact in facts if is_content(fact)), key=str))

    def head(self, proposition: str) -> Fact | None:
        """Return the statement in which a proposition culminates; None if that is not told."""
        ends = [self._first(proposition, name) for name in ("headSubject", "headPredicate", "headObject")]
        match ends:
            case [NamedNode() as subject, NamedNode() as predicate, NamedNode() | Literal() as object_]:
                return subject, predicate, object_
        return None

    def related(self, proposition: str, relation: str) -> tuple[str, ...]:
        """Return the propositions to which the editor relates one, directly: ``entails`` or ``excludes``."""
        found = self._objects(proposition, NamedNode(ALG + relation))
        return tuple(sorted(term.value for term in found))

    def label(self, term: Term) -> str:
        """Return the label of a term; without one, its short name."""
        found = [fact[2] for fact in self.source.find(term, _LABEL, None)]
        labels = sorted(label.value for label in found if isinstance(label, Literal))
        return labels[0] if labels else shorten(term) if isinstance(term, NamedNode) else str(term)

    def day(self, documents: Iterable[str]) -> str:
        """Return the day on which the newest of some documents was published; empty if none tells it."""
        times = (time for each in documents for time in self._objects(each, NamedNode(ALG + "publishedAt")))
        found = (fact[2] for time in times for fact in self.source.find(time, _EARLIEST, None))
        return max((term.value[:10] for term in found if isinstance(term, Literal)), default="")

    def _read(self, claim: Term, holder: Term) -> Iterator[Claim]:
        if not (isinstance(claim, NamedNode) and isinstance(holder, NamedNode)):
            return
        stance, certainty = (self._first(claim.value, name) for name in ("stance", "certainty"))
        documents, represented = (
            tuple(sorted(term.value for term in self._objects(claim.value, NamedNode(ALG + name))))
            for name in ("inDocument", "onBehalfOf")
        )
        for side in Side:
            for proposition in self._objects(claim.value, NamedNode(ALG + side)):
                yield Claim(
                    claim.value, holder.value, side, proposition.value,
                    _local(stance), _local(certainty), documents, represented,
                )  # fmt: skip

    def _objects(self, subject: str, predicate: NamedNode) -> list[NamedNode]:
        found = (fact[2] for fact in self.source.find(NamedNode(subject), predicate, None))
        return [term for term in found if isinstance(term, NamedNode)]

    def _first(self, subject: str, name: str) -> Term | None:
        found = self.source.find(NamedNode(subject), NamedNode(ALG + name), None)
        return min((fact[2] for fact in found), key=str, default=None)

    def _is_of_proposition(self, graph: str) -> bool:
        return graph_role(graph, self.base) == "propositionRole"


def _local(term: Term | None) -> str:
    return term.value.removeprefix(ALG) if isinstance(term, NamedNode) else ""
