"""The wording of a source that is closest to words which do not stand in it."""

from difflib import SequenceMatcher
from typing import Final

_FOLDED: Final = {
    **dict.fromkeys(range(0x2010, 0x2016), "-"),  # hyphens and dashes
    **dict.fromkeys(range(0x2018, 0x201C), "'"),  # single quotation marks, the apostrophe among them
    **dict.fromkeys(range(0x201C, 0x2020), '"'),  # double quotation marks
}
"""Quotation marks and dashes that look alike, to one of each: https://www.unicode.org/charts/PDF/U2000.pdf"""

MIN_SHARED_CODE_POINTS: Final = 6
"""A shorter common part says nothing about where the words come from."""


def closest_wording(exact: str, text: str) -> str | None:
    """Say what the text has in place of ``exact``, or None if it shares too little with it.

    >>> closest_wording("the maduro regime", "The Maduro regime is not the legitimate government")
    'these words at 0, spelled “The Maduro regime”; quotation marks, dashes, spaces or capitals differ.'
    """
    folded, offsets = _fold(text)
    needle, _ = _fold(exact)
    start = folded.find(needle) if needle else -1
    if start >= 0:
        first, last = offsets[start], offsets[start + len(needle) - 1]
        spelled = f"these words at {first}, spelled “{text[first : last + 1]}”"
        return f"{spelled}; quotation marks, dashes, spaces or capitals differ."
    return _longest_shared(exact, text)


def _fold(text: str) -> tuple[str, list[int]]:
    """Return the text without differences that the eye misses, and for each character its offset."""
    folded: list[str] = []
    offsets: list[int] = []
    for offset, character in enumerate(text.translate(_FOLDED)):
        for plain in " " if character.isspace() else character.lower():
            if plain != " " or folded[-1:] != [" "]:
                folded.append(plain)
                offsets.append(offset)
    return "".join(folded), offsets


def _longest_shared(exact: str, text: str) -> str | None:
    matcher = SequenceMatcher(None, exact, text, autojunk=False)
    match = matcher.find_longest_match(0, len(exact), 0, len(text))
    if match.size < MIN_SHARED_CODE_POINTS:
        return None
    start = max(0, match.b - match.a)
    shared, found = exact[match.a : match.a + match.size], text[start : start + len(exact)]
    return f"“{shared}” at {match.b}, in “{found}”."
