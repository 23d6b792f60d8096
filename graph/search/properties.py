"""Which properties name a thing, and how much a name by each counts: a table to be changed as data."""

from collections.abc import Mapping
from typing import Final

from graph.namespaces import ALG, RDFS, SKOS

NAMING: Final[Mapping[str, float]] = {
    RDFS + "label": 1.0,
    SKOS + "prefLabel": 1.0,
    SKOS + "altLabel": 0.95,
    ALG + "listName": 1.0,
    ALG + "listAlias": 0.95,
    ALG + "listFormerName": 0.9,
    ALG + "listWeakAlias": 0.8,
}
"""The weight of a name by its property, up to 1."""

KINDS: Final[Mapping[str, float]] = {
    "Designation": 0.8,
    "Claim": 0.75,
    "Proposition": 0.75,
    "ArgumentLink": 0.6,
    "PropositionLink": 0.6,
}
"""The weight of a name by the class of what it names, where that is less than 1; of several, the least."""

UNLISTED: Final = frozenset({"DesignationEvent", "NamedGraph", "Passage", "TemporalEntity"})
"""Classes whose labels only repeat what is found anyway: the name of another thing, or a claim's words."""


def weigh(property_: str, kinds: frozenset[str]) -> float:
    """Return how much a name counts.

    >>> weigh(SKOS + "altLabel", frozenset({"Actor", "Person"}))
    0.95
    """
    return NAMING[property_] * min((KINDS.get(kind, 1.0) for kind in kinds), default=1.0)
