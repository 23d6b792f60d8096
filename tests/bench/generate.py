"""Statements by invented actors over words of the first article: as many triples as are asked for.

    python -m tests.bench.generate 1000000 > statements.nt

The same number and seed give the same bytes. Claims lean on a few actors, as they do in the news.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from random import Random
from typing import Final

import seeds
from graph.namespaces import ALG, BASE, RDF, RDFS, XSD

SEED: Final = 1
ARTICLE: Final = "us-destroyers-venezuela"

STANCES: Final = ("asserts", "asserts", "asserts", "presupposes", "alleges", "commits", "disputes")
CERTAINTIES: Final = ("unspecified", "unspecified", "unspecified", "probable", "possible")
RELATIONS: Final = ("supports", "weakens", "challenges", "restates")
KINDS: Final = ("Person", "Organization", "UnspecifiedGroup")

CLAIMS_AN_ACTOR: Final = 20
CLAIMS_A_PROPOSITION: Final = 4
CLAIMS_A_DESIGNATION: Final = 10
LONGEST_CHAIN: Final = 12
"""So many claims report one another at most, each the one before it."""

_TYPE: Final = f"<{RDF}type>"
_LABEL: Final = f"<{RDFS}label>"


@dataclass(frozen=True)
class Statement:
    """The n-th claim and what hangs on it, drawn with a generator of random numbers."""

    number: int
    random: Random
    words: Sequence[str]

    def triples(self) -> Iterator[str]:
        """Yield the triples of the claim, and of the things that it is the first to need."""
        n = self.number
        if n % CLAIMS_AN_ACTOR == 0:
            yield from self._actor(n // CLAIMS_AN_ACTOR)
        if n % CLAIMS_A_PROPOSITION == 0:
            yield from self._proposition(n // CLAIMS_A_PROPOSITION)
        yield from self._claim()
        yield from self._passage()
        if n % CLAIMS_A_DESIGNATION == 0:
            yield from self._designation(n // CLAIMS_A_DESIGNATION)
        if n % 3 == 2:
            yield from self._link()

    def _actor(self, k: int) -> Iterator[str]:
        actor = iri("actor", k)
        yield f"{actor} {_TYPE} {term(KINDS[k % len(KINDS)])} ."
        yield f'{actor} {_LABEL} "{self._phrase(2)} {k}"@en .'

    def _proposition(self, k: int) -> Iterator[str]:
        proposition = iri("proposition", k)
        kind = "AccusatoryProposition" if k % 3 == 0 else "Proposition"
        yield f"{proposition} {_TYPE} {term(kind)} ."
        yield f'{proposition} {_LABEL} "{self._phrase(6)}"@en .'
        yield f"{proposition} {term('about')} {self._actor_met()} ."

    def _claim(self) -> Iterator[str]:
        n, draw = self.number, self.random.choice
        claim = iri("claim", n)
        yield f"{claim} {_TYPE} {term('Claim')} ."
        yield f"{claim} {term('holder')} {self._actor_met()} ."
        yield f"{claim} {term('stance')} {term(draw(STANCES))} ."
        yield f"{claim} {term('certainty')} {term(draw(CERTAINTIES))} ."
        yield f"{claim} {term('affirms')} {iri('proposition', n // CLAIMS_A_PROPOSITION)} ."
        yield f"{claim} {term('passage')} {iri('passage', n)} ."
        if n % LONGEST_CHAIN:
            yield f"{claim} {term('reportedIn')} {iri('claim', n - 1)} ."

    def _passage(self) -> Iterator[str]:
        passage, start = iri("passage", self.number), self.random.randrange(9_000)
        words = self._phrase(self.random.randrange(5, 14))
        yield f"{passage} {_TYPE} {term('Passage')} ."
        yield f'{passage} {term("exact")} "{words}" .'
        yield f'{passage} {term("start")} "{start}"^^<{XSD}integer> .'
        yield f'{passage} {term("end")} "{start + len(words)}"^^<{XSD}integer> .'

    def _designation(self, k: int) -> Iterator[str]:
        designation = iri("designation", k)
        day = f"{2000 + k % 25}-{1 + k % 12:02}-{1 + k % 28:02}"
        yield f"{designation} {_TYPE} {term('SanctionsListing')} ."
        yield f'{designation} {_LABEL} "listing of {self._phrase(2)}"@en .'
        yield f"{designation} {term('target')} {self._actor_met()} ."
        yield f"{designation} {term('authority')} {iri('actor', k % 7)} ."
        yield f'{designation} {term("listId")} "{10_000 + k}" .'
        yield f"{designation} {term('attestedBy')} {iri('claim', self.number)} ."
        yield f'{designation} {term("edtf")} "{day}" .'

    def _link(self) -> Iterator[str]:
        link = iri("link", self.number)
        yield f"{link} {_TYPE} {term('ArgumentLink')} ."
        yield f"{link} {term('fromClaim')} {iri('claim', self.number)} ."
        yield f"{link} {term('toClaim')} {iri('claim', self.random.randrange(self.number))} ."
        yield f"{link} {term('relation')} {term(self.random.choice(RELATIONS))} ."

    def _actor_met(self) -> str:
        """Draw one of the actors so far, the early ones much more often."""
        return iri("actor", int((self.number // CLAIMS_AN_ACTOR + 1) * self.random.random() ** 3))

    def _phrase(self, length: int) -> str:
        begin = self.random.randrange(len(self.words) - length)
        return " ".join(self.words[begin : begin + length])


def generate(triples: int, seed: int = SEED) -> Iterator[str]:
    """Yield so many triples, each a line of N-Triples without its end."""
    random = Random(seed)  # noqa: S311 -- data to measure with
    words = read_words()
    statements = (Statement(number, random, words).triples() for number in count())
    return islice((triple for statement in statements for triple in statement), triples)


def read_words() -> Sequence[str]:
    """Return the words of the first article, those left out that a literal would have to escape."""
    text = (Path(seeds.__file__).parent / f"{ARTICLE}.txt").read_text("utf-8")
    return [word for word in text.split() if not set(word) & set('"\\')]


def iri(kind: str, number: int) -> str:
    """Return the IRI of the n-th thing of a kind, in angle brackets."""
    return f"<{BASE}id/{kind}/made-{number}>"


def term(name: str) -> str:
    """Return the IRI of a term of the ontology, in angle brackets."""
    return f"<{ALG}{name}>"


def write(path: Path, triples: int, seed: int = SEED) -> None:
    """Write N-Triples to a file."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"{triple}\n" for triple in generate(triples, seed))


if __name__ == "__main__":
    sys.stdout.writelines(f"{triple}\n" for triple in generate(int(sys.argv[1])))
