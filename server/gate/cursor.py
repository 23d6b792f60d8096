"""A place in an update that moves from token to token, and counts the brackets that are open there."""

from collections.abc import Sequence
from typing import Final

from server.errors import ComplexityError, MalformedUpdateError
from server.gate.lexer import Sort, Token, skip_terms, tokens
from server.gate.syntax import error_at

_OPENING: Final = {"(": ")", "[": "]", "{": "}", "<<": ">>"}
_LONGEST_SHOWN: Final = 60


class Cursor:
    """Reads the tokens of an update, one ahead."""

    def __init__(self, text: str, max_levels: int) -> None:
        self.text = text
        self._max_levels = max_levels
        self._closings: list[str] = []
        self._ahead = tokens(text)
        self._next = next(self._ahead, None)
        self.last_end = 0
        """Where the token that was taken last ends."""

    @property
    def next(self) -> Token | None:
        """Return the token that comes next, or None at the end."""
        return self._next

    @property
    def closings(self) -> Sequence[str]:
        """Return what closes the brackets that are open before the next token, the outermost first."""
        return self._closings

    def comes(self, *words: str) -> bool:
        """Tell whether one of the keywords, given in capitals, comes next."""
        return self._next is not None and self._next.sort is Sort.WORD and self._next.text.upper() in words

    def is_at(self, mark: str) -> bool:
        """Tell whether a mark comes next."""
        return self._next is not None and self._next.sort is Sort.MARK and self._next.text == mark

    def is_before_brace(self) -> bool:
        """Tell whether a brace that opens no annotation stands behind the token that comes next."""
        after = next(tokens(self.text, self._next.end), None) if self._next else None
        return after is not None and after.text == "{" and not self.text.startswith("{|", after.start)

    def take(self) -> Token:
        """Return the next token, and move behind it.

        Raises MalformedUpdateError at the end, ComplexityError if it opens one bracket too many.
        """
        token = self._next
        if token is None:
            raise self.refuse_next("more")
        self._follow(token)
        self.last_end = token.end
        self._next = next(self._ahead, None)
        return token

    def take_word(self, *words: str) -> Token:
        """Take one of the keywords.

        Raises MalformedUpdateError if none of them comes next.
        """
        if self.comes(*words):
            return self.take()
        raise self.refuse_next(" or ".join(words))

    def take_sort(self, wanted: str, *sorts: Sort) -> Token:
        """Take a token of one of the sorts.

        Raises MalformedUpdateError, which names what is wanted, if none comes next.
        """
        if self._next is not None and self._next.sort in sorts:
            return self.take()
        raise self.refuse_next(wanted)

    def take_mark(self, mark: str) -> Token:
        """Take a mark.

        Raises MalformedUpdateError if it does not come next.
        """
        if self.is_at(mark):
            return self.take()
        raise self.refuse_next(f"“{mark}”")

    def skip_terms(self) -> None:
        """Move to the next token that is no mere part of triples: brackets, operators, GRAPH."""
        if self._next is not None:
            self._ahead = tokens(self.text, skip_terms(self.text, self._next.start))
            self._next = next(self._ahead, None)

    def refuse_next(self, wanted: str) -> MalformedUpdateError:
        """Return the error that something else than what comes next is wanted."""
        if self._next is None:
            return self._refuse(
                len(self.text.rstrip()), f"the update ends too early; there could be {wanted}."
            )
        shown = self._next.text[:_LONGEST_SHOWN]
        return self._refuse(self._next.start, f"“{shown}” is not expected here; there could be {wanted}.")

    def _refuse(self, offset: int, reason: str) -> MalformedUpdateError:
        error = error_at(self.text, offset, reason)
        return MalformedUpdateError(error.detail, error.line, error.column, error.excerpt)

    def _follow(self, token: Token) -> None:
        if token.sort is not Sort.MARK:
            return
        if token.text in _OPENING:
            self._closings.append(_OPENING[token.text])
        elif self._closings and token.text == self._closings[-1]:
            self._closings.pop()
        if len(self._closings) > self._max_levels:
            raise ComplexityError(f"Brackets are nested deeper than {self._max_levels} levels.")
