"""Words as they are compared: without case, diacritics and marks."""

import re
import unicodedata
from typing import Final

MAX_LETTERS: Final = 64
"""A longer word is cut, in names and in what is searched for alike."""

_WORD: Final = re.compile(r"[^\W_]+")
_APOSTROPHES: Final = re.compile(r"(?<=[^\W_])['\u2018\u2019\u02bb\u02bc\u0060\u00b4](?=[^\W_])")

# Letters that Unicode does not take apart, though lists write them without their stroke or as two.
_PLAIN: Final = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "\u0131": "i",
        "ŧ": "t",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
    }
)


def fold(text: str) -> str:
    """Return a text in small letters without diacritics.

    >>> fold("Nicolás MADURO Moros, Łódź, Straße")
    'nicolas maduro moros, lodz, strasse'
    """
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(c for c in apart if not unicodedata.combining(c)).translate(_PLAIN)


def read_words(text: str) -> tuple[str, ...]:
    """Return the folded words of a text in their order; an apostrophe inside a word is passed over.

    >>> read_words("AL-ZAYDI, Sana'a")
    ('al', 'zaydi', 'sanaa')
    """
    return tuple(word[:MAX_LETTERS] for word in _WORD.findall(_APOSTROPHES.sub("", fold(text))))
