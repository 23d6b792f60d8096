"""Patterns of a query that search for names, told from its tokens.

``?thing search:matches "words"`` stands for the things whose names match all of the words, and
``(?thing ?score) search:matches "words"`` for how well they do, too. Both are triples that any parser of
SPARQL reads. They may stand wherever a triple of a basic graph pattern does, beside others of the same
subject; each becomes VALUES, on the same line, before the engine sees the query.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

SEARCH: Final = "https://w3id.org/allegata/search#"
MATCHES: Final = f"{SEARCH}matches"

MARK: Final = "search#"
"""What a query that searches has in its text."""

MAX_SEARCHES: Final = 10
MAX_CHARACTERS: Final = 200


@dataclass(frozen=True)
class Search:
    """What is searched for, and the variables that get what is found; ``score`` may be empty."""

    words: str
    thing: str
    score: str = ""


@dataclass(frozen=True)
class Pattern:
    """Triples of one subject, some of which search: offsets in code points.

    VALUES for each search belong at ``start``; the ``blanks`` are what is not to be evaluated.
    """

    start: int
    searches: tuple[Search, ...]
    blanks: tuple[tuple[int, int], ...]


def rewrite(text: str, patterns: Sequence[Pattern], values: Callable[[Search], str]) -> str:
    """Return the query with the VALUES of each search, made by a function, in the place of its pattern."""
    parts, done = [], 0
    for pattern in patterns:
        parts += [text[done : pattern.start], *(f"{values(search)} " for search in pattern.searches)]
        done = pattern.start
        for start, end in pattern.blanks:
            parts += [text[done:start], _blank(text[start:end])]
            done = end
    return "".join((*parts, text[done:]))


def _blank(text: str) -> str:
    return "".join(c if c in "\r\n" else " " for c in text)
