"""Who says what a proposition's label says: it is never shown without holder and stance."""

from collections.abc import Iterator, Mapping
from typing import Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from graph.namespaces import ALG, RDFS

_RELATIONS: Final = tuple(NamedNode(ALG + name) for name in ("affirms", "rejects", "raises"))
_HOLDER: Final = NamedNode(ALG + "holder")
_STANCE: Final = NamedNode(ALG + "stance")
_LABEL: Final = NamedNode(RDFS + "label")
_DEFAULT: Final = DefaultGraph()


def voices_of(store: Store, proposition: str) -> list[Mapping[str, str]]:
    """Return the claims about a proposition: each with its holder, stance, and what it does with it."""
    found = [
        _voice(store, quad.subject, relation)
        for relation in _RELATIONS
        for quad in store.quads_for_pattern(None, relation, NamedNode(proposition), _DEFAULT)
        if isinstance(quad.subject, NamedNode)
    ]
    return sorted(found, key=lambda voice: voice["claim"])


def _voice(store: Store, claim: NamedNode, relation: NamedNode) -> Mapping[str, str]:
    holder = next(_values(store, claim, _HOLDER), "")
    label = next(_values(store, NamedNode(holder), _LABEL), "") if holder else ""
    return {
        "claim": claim.value,
        "holder": holder,
        "holderLabel": label,
        "stance": next(_values(store, claim, _STANCE), "").removeprefix(ALG),
        "relation": relation.value.removeprefix(ALG),
    }


def _values(store: Store, subject: NamedNode, property_: NamedNode) -> Iterator[str]:
    for quad in store.quads_for_pattern(subject, property_, None, _DEFAULT):
        if isinstance(quad.object, NamedNode | Literal):
            yield quad.object.value
