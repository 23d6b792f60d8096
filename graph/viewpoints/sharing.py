"""All worlds of one state of the data: worked out when they are asked for, and kept.

A function of the store alone. A server keeps one for each generation, beside the store that is open for
reading, and drops it with that store. So much is kept at most, since what to include is for askers to choose.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Final, TypeVar

from pyoxigraph import NamedNode, Store

from graph.errors import RequestError
from graph.namespaces import OWL, RDFS
from graph.reasoning.rule import Fact
from graph.reasoning.table import TYPE
from graph.viewpoints.choosing import Choice
from graph.viewpoints.claims import Claims
from graph.viewpoints.clashing import Contradiction, contradictions_between, contradictions_within
from graph.viewpoints.closing import Background, Closed
from graph.viewpoints.world import World, make_world

Key = TypeVar("Key")
Value = TypeVar("Value")

MAX_KEPT: Final = 4096
"""So many comparisons are kept, and so many worlds: those of 90 holders with each other, by one choice."""

_ANNOTATION: Final = NamedNode(OWL + "AnnotationProperty")
_BUILT_IN: Final = frozenset(
    NamedNode(RDFS + name) for name in ("label", "comment", "seeAlso", "isDefinedBy")
)


@dataclass(frozen=True)
class Viewpoint:
    """A world with its contradictions: it is consistent if there are none."""

    world: World
    contradictions: tuple[Contradiction, ...]

    @property
    def is_consistent(self) -> bool:
        """Return whether all of it can hold together."""
        return not self.contradictions


@dataclass(frozen=True)
class Comparison:
    """What contradicts between two worlds."""

    one: Viewpoint
    other: Viewpoint
    contradictions: tuple[Contradiction, ...]


class Viewpoints:
    """The worlds of a store whose default graph is derived. Nothing is written to the store.

    Their IRIs begin with ``base``; without one, as the data's do. At most ``max_kept`` of them are kept, and
    as many comparisons.

    Raises StoreError if the graphs' roles are not told.
    """

    def __init__(self, store: Store, base: str = "", max_kept: int = MAX_KEPT) -> None:
        self.claims = Claims(store)
        self._base = base
        self._max_kept = max_kept
        self._viewpoints: dict[tuple[str, Choice], Viewpoint] = {}
        self._comparisons: dict[tuple[str, str, Choice], Comparison] = {}

    @cached_property
    def background(self) -> Background:
        """Return the ontology, closed."""
        return Background(_logical(self.claims.ontology()), f"{self.claims.base}graph/ontology")

    def viewpoint(self, holder: str, choice: Choice = Choice()) -> Viewpoint:  # noqa: B008 -- immutable
        """Return the world according to a holder, by IRI; that of one who holds nothing is empty."""
        key = holder, choice
        if key not in self._viewpoints:
            world = make_world(self.claims, holder, choice, self._base)
            found = contradictions_within(Closed(self.background, world))
            self._viewpoints[key] = Viewpoint(world, tuple(found))
            _drop_oldest(self._viewpoints, self._max_kept)
        return self._viewpoints[key]

    def compare(self, one: str, other: str, choice: Choice = Choice()) -> Comparison:  # noqa: B008
        """Return what contradicts between the worlds of two holders."""
        key = one, other, choice
        if key not in self._comparisons:
            sides = self.viewpoint(one, choice), self.viewpoint(other, choice)
            together = Closed(self.background, *(side.world for side in sides))
            found = contradictions_between(together, one, other)
            self._comparisons[key] = Comparison(*sides, tuple(found))
            _drop_oldest(self._comparisons, self._max_kept)
        return self._comparisons[key]

    def compare_all(self, choice: Choice = Choice()) -> Iterator[Comparison]:  # noqa: B008
        """Yield the comparison of each two holders, in the order of their IRIs."""
        for one, other in combinations(self.claims.holders, 2):
            yield self.compare(one, other, choice)

    def find_holder(self, name: str) -> str:
        """Return the IRI of a holder given as an IRI, with the prefix ``actor:``, or by the key alone.

        Raises RequestError if nobody of that name holds a claim.
        """
        key = name.removeprefix("<").removesuffix(">").removeprefix("actor:")
        found = [iri for iri in self.claims.holders if iri in (key, f"{self.claims.base}id/actor/{key}")]
        if found:
            return found[0]
        known = ", ".join(sorted(iri.rpartition("/")[2] for iri in self.claims.holders))
        raise RequestError(f"no claim is held by {name}", f"Name one of {known}.")

    def find_document(self, name: str) -> str:
        """Return the IRI of a document given as an IRI, with the prefix ``document:``, or by its slug.

        Raises RequestError if no claim stands in it.
        """
        key = name.removeprefix("<").removesuffix(">").removeprefix("document:")
        known = sorted({document for claim in self.claims.all for document in claim.documents})
        found = [iri for iri in known if iri in (key, f"{self.claims.base}id/document/{key}")]
        if found:
            return found[0]
        told = ", ".join(iri.rpartition("/")[2] for iri in known)
        raise RequestError(f"no claim stands in {name}", f"Name one of {told}.")


def _drop_oldest(kept: dict[Key, Value], max_kept: int) -> None:
    """Let the oldest go where there are too many."""
    if len(kept) > max_kept:
        del kept[next(iter(kept))]


def _logical(facts: list[Fact]) -> list[Fact]:
    """Leave out annotations, which mean nothing to OWL."""
    annotations = {fact[0] for fact in facts if fact[1:] == (TYPE, _ANNOTATION)} | _BUILT_IN
    return [fact for fact in facts if fact[1] not in annotations]
