"""The tokens of a SPARQL text, cut as the engine's parser cuts them.

After https://www.w3.org/TR/sparql11-query/#sparqlGrammar .
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from server.errors import ComplexityError


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


# Each costs a search to the end of the text for the quote that would close it.
_STRAY: Final = frozenset("\"'\\")
_MAX_STRAYS: Final = 32

_LETTER: Final = r"\w\u00b7\u0300-\u036f\u203f\u2040"
_IRI: Final = r"[^\x00-\x20<>\"{}|^`]*>"

# The bound on a prefix's length keeps the scan linear: a longer one is cut into words and marks.
_TOKEN: Final = re.compile(
    rf"""
      (?P<skip>[ \t\r\n]+|\#[^\r\n]*)
    | (?P<text>"{{3}}[^"\\]*+(?:(?:\\.|"(?!""))[^"\\]*+)*+"{{3}}
              | '{{3}}[^'\\]*+(?:(?:\\.|'(?!''))[^'\\]*+)*+'{{3}}
              | "[^"\\\r\n]*+(?:\\.[^"\\\r\n]*+)*+" | '[^'\\\r\n]*+(?:\\.[^'\\\r\n]*+)*+')
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


# What may stand in triples and means nothing but itself: no brackets, and nothing that begins like GRAPH.
# In parts of so many tokens it is passed over in less than a millisecond, during which no other thread runs.
_TERMS: Final = re.compile(
    rf"""
    (?: [ \t\r\n]+ | \#[^\r\n]* | [.,;]
      | <{_IRI}
      | "[^"\\\r\n]*+(?:\\.[^"\\\r\n]*+)*+"(?!") | '[^'\\\r\n]*+(?:\\.[^'\\\r\n]*+)*+'(?!')
      | \^\^ | @[A-Za-z]+(?:-[A-Za-z0-9]+)*
      | (?![Gg][Rr][Aa][Pp][Hh])(?:
            (?:_|[^\W\d_][{_LETTER}.-]{{0,100}}+)?:(?:[{_LETTER}.:%-]|\\.)*+
          | [^\W\d_]\w*
        )
      | [0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?
    ){{1,2000}}+
    """,
    re.VERBOSE | re.DOTALL,
)


def skip_terms(text: str, start: int) -> int:
    """Return where the first token stands that is no term and no mark between terms.

    Other tokens, and the words and names that begin like GRAPH, are left to `tokens`.

    >>> skip_terms('<#cartel> a alg:Organization ; alg:name "Cartel" } ;', 0)
    49
    """
    while match := _TERMS.match(text, start):
        start = match.end()
    return start


def marks(text: str) -> Iterator[Token]:
    """Yield the tokens that `skip_terms` does not pass over: brackets, operators, and a few words and names.

    >>> [token.text for token in marks("<#cartel> alg:leader [ alg:name 'Maduro' ] , ( 1 -2 ) .")]
    ['[', ']', '(', '-', ')']
    """
    start = skip_terms(text, 0)
    strays = 0
    while match := _TOKEN.match(text, start):
        if match.lastgroup and match.lastgroup != "skip":
            if match[0] in _STRAY:
                strays += 1
                _refuse_strays(strays)
            yield Token(Sort(match.lastgroup), match[0], match.start())
        start = skip_terms(text, match.end())


def tokens(text: str, start: int = 0) -> Iterator[Token]:
    """Cut a text into tokens from an offset on, white space and comments left out.

    Raises ComplexityError, while it is iterated, if many quotes close no string.

    >>> [token.text for token in tokens("ASK { ?s a <http://x/#y> } # why")]
    ['ASK', '{', '?s', 'a', '<http://x/#y>', '}']
    """
    strays = 0
    for match in _TOKEN.finditer(text, start):
        if match.lastgroup and match.lastgroup != "skip":
            if match[0] in _STRAY:
                strays += 1
                _refuse_strays(strays)
            yield Token(Sort(match.lastgroup), match[0], match.start())


def _refuse_strays(strays: int) -> None:
    if strays > _MAX_STRAYS:
        raise ComplexityError(
            f"More than {_MAX_STRAYS} quotes and backslashes stand outside of strings. "
            "Close each string; write a backslash in front of a quote that stands inside."
        )
