"""What a reasoner finds: the members of the defined classes, and the pairs of the derived properties."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode, Triple

from graph.namespaces import ALG, BASE, RDF
from graph.reason import infer_triples

DEFINED_CLASSES: Final = (
    "Allegation", "AnonymouslySourcedClaim", "Challenge", "ChallengedClaim", "ContestedProposition",
    "ContradictedClaim", "Denial", "DesignationOnChallengedGrounds", "DesignationOnContradictedGrounds",
    "ReasonLink", "RecordedAct", "ReportedAct",
)  # fmt: skip
DERIVED_PROPERTIES: Final = ("contradicts", "polarity")

_TYPE: Final = NamedNode(RDF + "type")


@dataclass(frozen=True)
class Realisation:
    """Members as (class, individual), values as (property, subject, object); terms by local name."""

    members: frozenset[tuple[str, str]]
    values: frozenset[tuple[str, str, str]]

    def of(self, name: str) -> frozenset[str]:
        """Return the members of a class."""
        return frozenset(individual for class_, individual in self.members if class_ == name)


def realise_rl(triples: Iterable[Triple]) -> Realisation:
    """Realise by OWL 2 RL, as the build does it.

    Raises InconsistencyError.
    """
    asserted = list(triples)
    return read_realisation([*asserted, *infer_triples(asserted, (), BASE)])


def read_realisation(triples: Iterable[Triple]) -> Realisation:
    """Read the members and values off a graph in which all that follows is stated."""
    members: set[tuple[str, str]] = set()
    values: set[tuple[str, str, str]] = set()
    for triple in triples:
        relation, term = _local(triple.predicate), _local(triple.object)
        if triple.predicate == _TYPE and term in DEFINED_CLASSES:
            members.add((term, _key(triple.subject)))
        if relation in DERIVED_PROPERTIES:
            values.add((relation, _key(triple.subject), _key(triple.object)))
    return Realisation(frozenset(members), frozenset(values))


def _local(term: object) -> str:
    """Return the local name of a term of the ontology, else nothing."""
    return term.value.removeprefix(ALG) if isinstance(term, NamedNode) and term.value.startswith(ALG) else ""


def _key(term: object) -> str:
    assert isinstance(term, NamedNode)
    return term.value.removeprefix(f"{BASE}id/").removeprefix(ALG)
