"""Remarks cut into pieces at their semicolons, so that nothing is lost."""

import re
from dataclasses import dataclass
from typing import Final

# Where the column of the legacy layout ends, in the middle of a word if need be (17 rows of May 2024 do);
# what comes after stands in the file of comments.
LIMIT_CHARACTERS: Final = 1000

_SEMICOLON: Final = re.compile(r"(;\s*)")

# After these, the last full stop of the remarks is one with that of the abbreviation: OFAC writes no second.
_ABBREVIATION: Final = re.compile(
    r"(?:(?:^|[\s.(-])[A-Za-z]|\b(?:LTDA?|CO|INC|CORP|CIA|Ltda?|Co|Inc|Corp|Cia|JR|SR|Jr|Sr|BROS|Bros|ETC|etc))\.$"
)
_LONGEST: Final = len(" Bros.")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of remarks and what ends it: the remarks are all texts and ends, one after another."""

    text: str
    end: str


def split(remarks: str) -> tuple[Piece, ...]:
    """Cut remarks at semicolons, the full stop at their end taken off.

    >>> [piece.text for piece in split("POB Caracas, Venezuela; Linked To: NIOC LTD.; Gender Male.")]
    ['POB Caracas, Venezuela', 'Linked To: NIOC LTD.', 'Gender Male']
    """
    *parts, last = _SEMICOLON.split(remarks)
    pieces = [Piece(text, end) for text, end in zip(parts[::2], parts[1::2], strict=True)]
    return (*pieces, _last(last)) if last else tuple(pieces)


def is_cut(remarks: str) -> bool:
    """Tell whether the remarks end at the column's limit and not with a full stop."""
    return len(remarks) >= LIMIT_CHARACTERS and not remarks.endswith(".")


def _last(text: str) -> Piece:
    told = text.rstrip()
    if not told.endswith(".") or _ABBREVIATION.search(told[-_LONGEST:]):
        return Piece(told, text[len(told) :])
    return Piece(told[:-1], text[len(told) - 1 :])
