"""What is refused before a query reaches the parser, because no answer could come back.

Measured with pyoxigraph 0.5.13: SERVICE fetches any address; about 1,000 nested groups, 4,000 chained
OPTIONAL or GRAPH, 2,600 triples in a group, 4,000 IRIs after DESCRIBE or 8,000 chained ``+`` overflow the
stack and kill the process.
The parser needs no space after a keyword and takes ``SERVICEex:a`` for SERVICE with the name ``ex:a``.
"""

import re
from collections.abc import Sequence
from itertools import islice
from typing import Final

from server.config import Config
from server.errors import ComplexityError, QueryTooLongError, RefusedServiceError
from server.federation.addresses import read_rules
from server.federation.calls import asks_service, find_calls
from server.gate.lexer import Sort, Token, tokens
from server.gate.pattern_size import count_triples

_OPENING: Final = {"(": ")", "[": "]", "{": "}", "<<": ">>"}
_BARE_MARKS: Final = frozenset("()[]{}.,;")

_MAX_DESCRIBED_TOKENS: Final = 2_000
_MAX_TRIPLES: Final = 2_000

# After a term inside parentheses the engine reads "<" as "less than" if it can; the grammar reads an IRI.
# These can only be an IRI, or hide nothing if they are not.
_CLEAR_IRI: Final = re.compile(r"<(?:[A-Za-z][A-Za-z0-9]*://|[^\W\d_][\w.-]*:[\w:.%-]*>|[^\W\d_]\w*>|>)")
_NO_OPERAND: Final = frozenset("(,=<>!&|+-*/^{[.;")


def check(text: str, config: Config) -> frozenset[str]:
    """Refuse a query that would harm the server, and return its keywords in capitals.

    Raises QueryTooLongError, ComplexityError or RefusedServiceError.
    """
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > config.max_query_bytes:
        raise QueryTooLongError(f"It has {size:,} bytes; at most {config.max_query_bytes:,} are read.")
    found = list(islice(tokens(text), config.max_tokens + 1))
    words = frozenset(token.text.upper() for token in found if token.sort is Sort.WORD)
    _refuse_length(found, words, config)
    if config.service_allowed:
        find_calls(found, read_rules(config.service_allowed))
    else:
        refuse_service(found)
    _refuse_nesting(found, config.max_nesting_levels)
    return words


def check_pattern(found: Sequence[Token], config: Config) -> None:
    """Refuse a pattern of an update that would harm the server; no pattern of an update may have SERVICE.

    Raises ComplexityError or RefusedServiceError.
    """
    words = frozenset(token.text.upper() for token in found if token.sort is Sort.WORD)
    _refuse_length(found, words, config)
    refuse_service(found)
    _refuse_nesting(found, config.max_nesting_levels)


def _refuse_length(found: Sequence[Token], words: frozenset[str], config: Config) -> None:
    limit = _MAX_DESCRIBED_TOKENS if "DESCRIBE" in words else config.max_tokens
    if len(found) > limit:
        raise ComplexityError(f"It has more than {limit:,} terms, words and marks.")
    operators = sum(token.sort is Sort.WORD or _is_operator(token) for token in found)
    if operators > config.max_operators:
        raise ComplexityError(
            f"It has {operators:,} keywords and operators; at most {config.max_operators:,} are read."
        )
    # No token makes more than two, and few queries have so many.
    if 2 * len(found) > _MAX_TRIPLES and count_triples(found) > _MAX_TRIPLES:
        raise ComplexityError(f"Its patterns have more than {_MAX_TRIPLES:,} triples. Use VALUES for data.")


def _is_operator(token: Token) -> bool:
    return token.sort is Sort.MARK and token.text not in _BARE_MARKS


def refuse_service(found: Sequence[Token]) -> None:
    """Raise RefusedServiceError if the tokens of a query or an update have SERVICE among them."""
    padded = [None, *found, None]
    for before, token, after in zip(padded, found, padded[2:], strict=False):
        if asks_service(before, token, after):
            raise RefusedServiceError(
                f"“{token.text}” would make this server fetch data from another one, which it does not do. "
                "Ask the other server yourself, and join the answers."
            )


def _refuse_nesting(found: Sequence[Token], limit: int) -> None:
    closings: list[str] = []
    negations = 0
    before: Token | None = None
    for token in found:
        if token.sort is Sort.MARK:
            _follow(token.text, closings)
        elif token.sort is Sort.IRI and closings[-1:] == [")"]:
            refuse_unclear(before, token)
        negations = negations + 1 if token.text == "!" else 0
        if len(closings) + negations > limit:
            raise ComplexityError(f"Brackets and “!” are nested deeper than {limit} levels.")
        before = token


def _follow(mark: str, closings: list[str]) -> None:
    if mark in _OPENING:
        closings.append(_OPENING[mark])
    elif closings and mark == closings[-1]:
        closings.pop()


def refuse_unclear(before: Token | None, token: Token) -> None:
    """Raise ComplexityError if what reads as an IRI inside parentheses may be “less than” to the engine."""
    follows_operand = before is not None and before.text not in _NO_OPERAND
    if follows_operand and not _CLEAR_IRI.match(token.text):
        raise ComplexityError(
            f"“{token.text[:60]}” can be read as an IRI or as “less than”. "
            "Write a space after “<” for the one, a full IRI with “//” for the other."
        )
