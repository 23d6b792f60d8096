"""Which claims make up a world: those held with certainty, and more only where it is asked for."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from graph.errors import RequestError
from graph.viewpoints.claims import Claim

CERTAINTIES: Final = ("probable", "possible")
STANCES: Final = ("asks", "demands", "doubts", "commits", "presupposes")
REPRESENTED: Final = "represented"
ANALYSIS: Final = "analysis"

INCLUDABLE: Final = (*CERTAINTIES, *STANCES, REPRESENTED, ANALYSIS)
"""What can be included beside what is certain or of unspecified certainty.

Certainties and stances by the ontology's names; what others say on the holder's behalf; and what the editor
holds to be entailed or excluded by what is affirmed.
"""


@dataclass(frozen=True)
class Choice:
    """What a world is drawn from: ``include`` names what else counts; ``document`` is one, or any."""

    include: frozenset[str] = frozenset()
    document: str = ""

    @property
    def name(self) -> str:
        """Return what tells it from others, as a part of an address; empty if it is the usual one."""
        slug = self.document.rpartition("/")[2]
        parts = [f"in/{slug}"] if slug else []
        return "/".join([*parts, *(["with/" + "+".join(sorted(self.include))] if self.include else [])])

    def concerns(self, claim: Claim, holder: str) -> bool:
        """Return whether a claim is somebody's, or counts as theirs, and stands in the document asked for."""
        is_theirs = claim.holder == holder or (REPRESENTED in self.include and holder in claim.represented)
        return is_theirs and (not self.document or self.document in claim.documents)

    def reason_against(self, claim: Claim) -> str:
        """Return the stance or the certainty for which a claim is left out; empty if it is not."""
        if claim.stance in STANCES and claim.stance not in self.include:
            return claim.stance
        if claim.certainty in CERTAINTIES and claim.certainty not in self.include:
            return claim.certainty
        return ""


def choose(include: Iterable[str] = (), document: str = "") -> Choice:
    """Return a choice; what to include may be given in one word, with commas.

    Raises RequestError if something is named that cannot be included.

    >>> sorted(choose(["probable,possible", "demands"]).include)
    ['demands', 'possible', 'probable']
    """
    names = frozenset(name for each in include for name in each.split(",") if name)
    if unknown := sorted(names - set(INCLUDABLE)):
        raise RequestError(f"nothing to include is called {unknown[0]}", f"Name {', '.join(INCLUDABLE)}.")
    return Choice(names, document)
