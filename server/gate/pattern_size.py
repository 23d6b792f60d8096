"""How many triples the patterns of a query or an update have, at most, by its tokens."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from server.gate.lexer import Sort, Token

_ENDS: Final = frozenset({".", ";", "]"})
_TERMS: Final = frozenset({Sort.IRI, Sort.NAME, Sort.NUMBER, Sort.TEXT, Sort.VARIABLE, Sort.WORD})
_BOOLEANS: Final = frozenset({"true", "false"})
_IN_LISTS: Final = frozenset("()[]{}.;<>")


@dataclass
class _Bracket:
    """An open bracket; what is in parentheses is a list of terms if there are only terms in it."""

    mark: str = "{"
    terms: int = 0
    is_list: bool = True

    def add(self, token: Token) -> None:
        """Take what stands in it: no list has keywords."""
        self.terms += token.sort in _TERMS
        if token.sort is Sort.WORD and token.text not in _BOOLEANS:
            self.is_list = False


def count_triples(found: Sequence[Token]) -> int:
    """Return the most triples that there can be: one for each mark that ends one, two for a term in a list.

    The data of VALUES are left out: the engine keeps them in a table.

    >>> from server.gate.lexer import tokens
    >>> count_triples(list(tokens("{ ?s a alg:Claim ; alg:list ( 1 2 ) . FILTER(?s IN (1, 2)) }")))
    6
    """
    count = 0
    brackets = [_Bracket()]
    for token in _without_values(found):
        if token.sort is not Sort.MARK:
            brackets[-1].add(token)
        elif token.text in ("(", "["):
            brackets.append(_Bracket(token.text))
        elif token.text in (")", "]"):
            count += _close(brackets)
        elif token.text not in _IN_LISTS:
            brackets[-1].is_list = False
        count += token.text in _ENDS or (token.text == "," and brackets[-1].mark != "(")
    return count


def _close(brackets: list[_Bracket]) -> int:
    """Close the innermost bracket, and return how many triples its list has."""
    closed = brackets.pop() if len(brackets) > 1 else brackets[0]
    brackets[-1].terms += 1
    return 2 * closed.terms if closed.mark == "(" and closed.is_list else 0


def _without_values(found: Sequence[Token]) -> list[Token]:
    kept: list[Token] = []
    is_data = False
    for token in found:
        is_data = is_data or (token.sort is Sort.WORD and token.text.upper() == "VALUES")
        if not is_data:
            kept.append(token)
        is_data = is_data and token.text != "}"
    return kept
