"""Statements by invented actors: claims, and what they are about, rest on and attest.

They conform to the project's shapes and contradict no axiom. The content graphs of propositions are named
and not made: this is data of a default graph, which never has them.
"""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Final

from graph.namespaces import BASE, SAID
from tests.bench.documents import PASSAGES, Document, describe_day
from tests.bench.lines import describe, iri, term, text

STANCES: Final = ("asserts", "asserts", "asserts", "presupposes", "alleges", "commits", "disputes")
CERTAINTIES: Final = ("unspecified", "unspecified", "unspecified", "probable", "possible")
RELATIONS: Final = ("supports", "weakens", "challenges", "restates")
KINDS: Final = {"Person": "person", "Organization": "organization", "UnspecifiedGroup": "group"}
CHARGES: Final = {
    "drugTrafficking": "drug trafficking", "extortion": "extortion", "violentCrime": "violent crime",
}  # fmt: skip

CLAIMS_A_DOCUMENT: Final = PASSAGES
CLAIMS_AN_ACTOR: Final = 20
CLAIMS_A_PROPOSITION: Final = 4
CLAIMS_A_DESIGNATION: Final = 10
LONGEST_CHAIN: Final = 12
"""So many claims report one another at most, each the one before it."""

_KINDS: Final = tuple(KINDS)
_CHARGES: Final = tuple(CHARGES)


class Statements:
    """Claims in order from the first on, each with the things that it is the first to need."""

    def __init__(self, random: Random, words: Sequence[str]) -> None:
        self._random = random
        self._words = words
        self._document = Document.draw(0, 0, words, random)
        self._clause = ""

    def triples(self, n: int) -> Iterator[str]:
        """Yield the triples of the n-th claim, each a line of N-Triples without its end."""
        if n % CLAIMS_AN_ACTOR == 0:
            k = n // CLAIMS_AN_ACTOR
            yield from describe(iri("actor", k), _KINDS[k % len(_KINDS)], _name(k))
        if n % CLAIMS_A_DOCUMENT == 0:
            self._document = self._draw_document(n)
            yield from self._document.triples()
        if n % CLAIMS_A_PROPOSITION == 0:
            yield from self._proposition(n)
        yield from self._claim(n)
        yield from self._document.passage(n, self._random)
        if n % CLAIMS_A_DESIGNATION == 0:
            yield from self._designation(n)
        if n % 3 == 2:
            yield from self._link(n)

    def _draw_document(self, n: int) -> Document:
        return Document.draw(n // CLAIMS_A_DOCUMENT, self._actor_met(n), self._words, self._random)

    def _proposition(self, n: int) -> Iterator[str]:
        k, subject = n // CLAIMS_A_PROPOSITION, self._actor_met(n)
        if k % 3 == 0:
            charge = _CHARGES[k // 3 % len(_CHARGES)]
            self._clause = f"that {_name(subject)} engages in {CHARGES[charge]}"
            yield from self._head(k, "AccusatoryProposition", subject, "engagesIn", f"<{SAID}{charge}>")
        else:
            other = self._actor_met(n)
            self._clause = f"that {_name(subject)} consults {_name(other)}"
            yield from self._head(k, "Proposition", subject, "consults", iri("actor", other))
            if other != subject:
                yield f"{iri('proposition', k)} {term('about')} {iri('actor', other)} ."

    def _head(self, k: int, kind: str, subject: int, verb: str, object_: str) -> Iterator[str]:
        """Yield the triples of a proposition whose statement is made of these."""
        yield from describe(
            iri("proposition", k), kind, self._clause,
            about=iri("actor", subject),
            contentGraph=f"<{BASE}graph/proposition/made-{k}>",
            headSubject=iri("actor", subject),
            headPredicate=f"<{SAID}{verb}>",
            headObject=object_,
        )  # fmt: skip

    def _claim(self, n: int) -> Iterator[str]:
        """Yield the triples of a claim: the first of a chain is its author's, who reports the next one."""
        claim, author = iri("claim", n), self._document.author
        holder, stance = self._actor_met(n) if n % LONGEST_CHAIN else author, self._random.choice(STANCES)
        side = "rejects" if stance == "disputes" else "affirms"
        yield from describe(
            claim, "Claim", f"{_name(holder)} {stance}, {side[:-1]}ing {self._clause}",
            inDocument=iri("document", self._document.number),
            narrator=iri("actor", author),
            holder=iri("actor", holder),
            stance=term(stance),
            certainty=term(self._random.choice(CERTAINTIES)),
            quotationKind=term("indirect" if n % LONGEST_CHAIN else "narrative"),
            readingConfidence=term("certain"),
            encodedBy=iri("actor", 0),
            passage=iri("passage", n),
            **{side: iri("proposition", n // CLAIMS_A_PROPOSITION)},
        )  # fmt: skip
        if n % LONGEST_CHAIN:
            yield f"{claim} {term('speaker')} {iri('actor', holder)} ."
            yield f"{claim} {term('reportedIn')} {iri('claim', n - 1)} ."

    def _designation(self, n: int) -> Iterator[str]:
        k, claim, target = n // CLAIMS_A_DESIGNATION, iri("claim", n), self._actor_met(n)
        order, event, instant = iri("source", k), iri("event", k), iri("instant", 2 * k + 1)
        yield from describe(
            iri("designation", k), "SanctionsListing", f"listing of {_name(target)}",
            target=iri("actor", target),
            authority=iri("actor", min(k % 7, n // CLAIMS_AN_ACTOR)),
            legalBasis=order,
            listId=text(f"{10_000 + k}"),
            attestedBy=claim,
            event=event,
        )  # fmt: skip
        yield from describe(order, "Document", f"order {k}")
        yield from describe(event, "Announcement", f"announcement of order {k}", at=instant, attestedBy=claim)
        yield from describe_day(instant, k)

    def _link(self, n: int) -> Iterator[str]:
        other, relation = self._random.randrange(n), self._random.choice(RELATIONS)
        yield from describe(
            iri("link", n), "ArgumentLink", f"claim {n} {relation} claim {other}",
            fromClaim=iri("claim", n),
            toClaim=iri("claim", other),
            relation=term(relation),
            assertedBy=iri("actor", self._actor_met(n)),
        )  # fmt: skip

    def _actor_met(self, n: int) -> int:
        """Draw one of the actors so far, the early ones much more often."""
        return int((n // CLAIMS_AN_ACTOR + 1) * self._random.random() ** 3)


def _name(actor: int) -> str:
    return f"{KINDS[_KINDS[actor % len(_KINDS)]]} {actor}"
