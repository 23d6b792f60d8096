"""What is matched: an actor or a list entry, with its names and whatever else tells it from others."""

from dataclasses import dataclass
from typing import Final

INDIVIDUAL: Final = "individual"
"""The kind of entry that a person can be; the others are ``entity``, ``vessel`` and ``aircraft``."""

WEAK: Final = "alg:listWeakAlias"


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is written, and the property that gives it, with a prefix: ``alg:listAlias``."""

    text: str
    field: str


@dataclass(frozen=True, slots=True)
class Named:
    """An actor, a putative entity or a list entry.

    ``kind`` is what a list would file it under, and None where that isn't settled. ``identifiers`` are IRIs
    and numbers that mean it alone, ``births`` days or years in EDTF.
    """

    iri: str
    label: str
    kind: str | None
    names: tuple[Name, ...]
    identifiers: frozenset[str] = frozenset()
    births: frozenset[str] = frozenset()

    def may_be(self, other: "Named") -> bool:
        """Tell whether the kinds leave it open that both are one: an individual is no vessel."""
        return None in (self.kind, other.kind) or self.kind == other.kind
