"""Documents of words of the first article, and the passages that claims quote from them."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import accumulate
from random import Random
from typing import Final

from graph.namespaces import PREFIXES
from tests.bench.lines import describe, iri, text, typed

WORDS: Final = 600
PASSAGES: Final = 96
"""So many passages are quoted from a document, each from a part of its own."""

LONGEST: Final = 13
"""So many words a passage has at most, and five at least."""

SURROUNDINGS: Final = 32
"""So many characters are given of what stands before and after a passage."""

_PART: Final = (WORDS - LONGEST) // PASSAGES
_FIRST_DAY: Final = date(2000, 1, 1)


@dataclass(frozen=True)
class Document:
    """The n-th document, and the number of the actor who wrote it."""

    number: int
    author: int
    words: Sequence[str]

    @classmethod
    def draw(cls, number: int, author: int, words: Sequence[str], random: Random) -> "Document":
        """Return a document that begins at any word, and goes on from the last one to the first."""
        begin = random.randrange(len(words))
        return cls(number, author, [*words[begin:], *words[:begin]][:WORDS])

    @cached_property
    def text(self) -> str:
        """Return the words, each but the last with a space after it."""
        return " ".join(self.words)

    @cached_property
    def starts(self) -> Sequence[int]:
        """Return where each word begins, in code points."""
        return list(accumulate((len(word) + 1 for word in self.words), initial=0))

    def triples(self) -> Iterator[str]:
        """Yield the triples of the document and of its day."""
        document, instant = iri("document", self.number), iri("instant", 2 * self.number)
        values = {"text": text(self.text), "length": typed(len(self.text), "integer")}
        values["sha256"] = text(hashlib.sha256(self.text.encode()).hexdigest())
        title = f"document {self.number}"
        yield from describe(document, "Document", title, **values, publishedAt=instant)
        yield f"{document} <{PREFIXES['dct']}title> {text(title)} ."
        yield from describe_day(instant, self.number)

    def passage(self, number: int, random: Random) -> Iterator[str]:
        """Yield the triples of a passage; its place is in the part of the text that has its number."""
        first = number % PASSAGES * _PART + random.randrange(_PART)
        last = first + random.randrange(4, LONGEST)
        start, end = self.starts[first], self.starts[last] + len(self.words[last])
        yield from describe(
            iri("passage", number), "Passage", f"passage {start} to {end}",
            ofDocument=iri("document", self.number),
            start=typed(start, "integer"),
            end=typed(end, "integer"),
            exact=text(self.text[start:end]),
            prefix=text(self.text[max(0, start - SURROUNDINGS) : start]),
            suffix=text(self.text[end : end + SURROUNDINGS]),
        )  # fmt: skip


def describe_day(instant: str, number: int) -> Iterator[str]:
    """Yield the triples of an instant: one of the days from 2000 to 2025, by its number."""
    day = (_FIRST_DAY + timedelta(days=number * 7 % 9_500)).isoformat()
    yield from describe(
        instant, "Instant", day,
        earliest=typed(f"{day}T00:00:00Z", "dateTime"),
        latest=typed(f"{day}T23:59:59Z", "dateTime"),
        edtf=text(day),
    )  # fmt: skip
