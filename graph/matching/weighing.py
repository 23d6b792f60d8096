"""What speaks for and against a list entry's meaning an actor: in words, and as a probability."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from graph.matching.confidence import is_shorter, log_odds, probability
from graph.matching.index import Index, Match
from graph.matching.named import WEAK, Name, Named

# Judgement and not measured: the lists give no truth to measure these by.
_WEAK_ALIAS: Final = -1.0
_LEFT_OUT: Final = -2.0
_IDENTIFIER: Final = 8.0
_BIRTH_AGREES: Final = 2.0
_BIRTH_DIFFERS: Final = -4.0

_KINDS_OF_NAME: Final = {
    "alg:listName": "the name",
    "alg:listAlias": "the alias",
    "alg:listFormerName": "the former name",
    WEAK: "the weak alias",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A reason in words, and the log-odds that it adds."""

    told: str
    odds: float

    def __str__(self) -> str:
        return f"{self.told} ({self.odds:+.1f})"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that may mean an actor: by which name and which name of the entry, and every reason.

    ``name`` and ``listed`` are None where an identifier alone brings both together.
    """

    actor: Named
    entry: Named
    parts: tuple[Part, ...]
    name: Name | None = None
    listed: Name | None = None
    agreement: float = 0.0

    @property
    def probability(self) -> float:
        """Return how likely it is that both are one, from 0 to 1."""
        return probability(sum(part.odds for part in self.parts))

    def __str__(self) -> str:
        return "; ".join(map(str, self.parts))


def candidates(actor: Named, index: Index, least: float = 0.0) -> list[Candidate]:
    """Return entries that mean an actor at least so likely, the likeliest first, by their best names."""
    found = [_by_name(actor, name, match) for name in actor.names for match in index.search(name.text, actor)]
    found += [Candidate(actor, entry, (*_beside(actor, entry),)) for entry in index.identified(actor)]
    ranked = sorted(found, key=lambda each: (each.probability, each.entry.iri))
    likeliest = {each.entry.iri: each for each in ranked if each.probability >= least}
    return sorted(likeliest.values(), key=lambda each: (-each.probability, each.entry.iri))


def _by_name(actor: Named, name: Name, match: Match) -> Candidate:
    likeness, listed = match.likeness, match.name
    told = f"“{name.text}” and {_KINDS_OF_NAME.get(listed.field, 'the name')} “{listed.text}” agree to"
    parts = [Part(f"{told} {likeness.agreement:.0%}", log_odds(likeness))]
    if is_shorter(likeness):
        parts.append(Part("one of them has words that the other lacks", _LEFT_OUT))
    if listed.field == WEAK:
        parts.append(Part("the list calls that alias weak", _WEAK_ALIAS))
    parts += _beside(actor, match.entry)
    return Candidate(actor, match.entry, tuple(parts), name, listed, likeness.agreement)


def _beside(actor: Named, entry: Named) -> Iterator[Part]:
    """Yield what is known beside the names."""
    for each in sorted(actor.identifiers & entry.identifiers):
        yield Part(f"both have {each}", _IDENTIFIER)
    if actor.births and entry.births:
        both = f"born {_told(actor.births)}, in the list {_told(entry.births)}"
        if any(_agree(one, other) for one in actor.births for other in entry.births):
            yield Part(both, _BIRTH_AGREES)
        else:
            yield Part(f"{both}: a contradiction", _BIRTH_DIFFERS)


def _told(births: frozenset[str]) -> str:
    return " or ".join(sorted(births))


def _agree(one: str, other: str) -> bool:
    """Tell whether two dates may be one: 1962 and 1962-11-23; one that is only about so decides nothing."""
    if not (one[:4].isdigit() and other[:4].isdigit()) or set("~?%[{/X") & {*one, *other}:
        return True
    return one.startswith(other) or other.startswith(one)
