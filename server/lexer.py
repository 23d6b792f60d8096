"""The tokens of a SPARQL text, cut as the engine's parser cuts them.

After https://www.w3.org/TR/sparql11-query/#sparqlGrammar .
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Sort(StrEnum):
    """What a token is; ``MARK`` is punctuation, and anything that begins no token."""

    TEXT = "text"
    IRI = "iri"
    VARIABLE = "variable"
    TAG = "tag"
    NAME = "name"
    NUMBER = "number"
    WORD = "word"
    MARK = "mark"


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of a text: offsets in code points, ``end`` exclusive."""

    sort: Sort
    text: str
    start: int

    @property
    def end(self) -> int:
        """Return where the token ends."""
        return self.start + len(self.text)


_LETTER: Final = r"\w\u00b7\u0300-\u036f\u203f\u2040"
_IRI: Final = r"[^\x00-\x20<>\"{}|^`]*>"

# The bound on a prefix's length keeps the scan linear: a longer one is cut into words and marks.
_TOKEN: Final = re.compile(
    rf"""
      (?P<skip>[ \t\r\n]+|\#[^\r\n]*)
    | (?P<text>\"{{3}}(?:[^"\\]|\\.|"(?!""))*+\"{{3}} | '{{3}}(?:[^'\\]|\\.|'(?!''))*+'{{3}}
              | "(?:[^"\\\r\n]|\\.)*+" | '(?:[^'\\\r\n]|\\.)*+')
    | (?P<iri><{_IRI})
    | (?P<variable>[?$][{_LETTER}]+)
    | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<name>(?:_|[^\W\d_][{_LETTER}.-]{{0,100}}+)?:(?:[{_LETTER}.:%-]|\\.)*+)
    | (?P<number>[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)
    | (?P<word>[^\W\d_]\w*)
    | (?P<mark><<(?!{_IRI})|>>|.)
    """,
    re.VERBOSE | re.DOTALL,
)


def tokens(text: str) -> Iterator[Token]:
    """Cut a text into tokens, white space and comments left out.

    >>> [token.text for token in tokens("ASK { ?s a <http://x/#y> } # why")]
    ['ASK', '{', '?s', 'a', '<http://x/#y>', '}']
    """
    for match in _TOKEN.finditer(text):
        if match.lastgroup and match.lastgroup != "skip":
            yield Token(Sort(match.lastgroup), match[0], match.start())
