"""The words of a name, written so that ways to spell one sound meet."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from graph.matching.named import INDIVIDUAL

_APOSTROPHES: Final = re.compile("['\u2018\u2019`\u02bf\u02be]")
_WORD: Final = re.compile(r"[^\W_]+")

# Forms of companies, as the list writes them: they tell hardly any two apart, and are left out or translated.
_FORMS: Final = (
    r"ob(?:sh)?chestvo s o(?:gr|rg)anichenno[iyj]+ otvetstvennost[iy]?yu",
    "society with limited (?:liability|authority)", "limited liability(?: company)?",
    "(?:open |closed |public |non ?public |private )?joint stock company",
    "(?:otkrytoe |zakrytoe |publichnoe |nepublichnoe )?aktsionernoe obshchestvo", "publicly traded company",
    "(?:anonim|limited|ltd) sirketi", "s ?a ?de ?c ?v", "s ?a ?r ?l ?u?", "s ?a ?s", "s ?a ?l", "l ?l ?c",
    "l ?t ?d ?a?", "s ?r ?l", "d ?o ?o", "g ?m ?b ?h", "s ?a", "a ?d", "e ?o ?o ?d", "company limited",
    "co ltd", "company", "co", "limited", "ooo", "oao", "zao", "zat", "pao", "ao", "[pocn]?jsc", "ptc",
    "inc", "incorporated", "corp", "corporation", "fze", "fzco?", "dmcc", "pte", "private", "plc", "ll?p",
    "b ?v", "n ?v", "limitet", "eurl", "spa", "kft", "and", "the", "of",
)  # fmt: skip
_FORM: Final = re.compile(rf"\b(?:{'|'.join(sorted(_FORMS, key=len, reverse=True))})\b")

_ARTICLES: Final = frozenset(("al", "el", "ul", "ad", "as", "ash", "an", "ar", "at"))
_SERVANTS: Final = frozenset(("abd", "abdul", "abdel", "abdal", "abdol", "abdou", "abdu"))
_SERVANT: Final = re.compile(r"abd[aeuo]l?(?=[^aeiou]..)")
_MIN_SERVANT: Final = 7

# What one sound is written as, longest first: in Cyrillic, Arabic and Persian names above all.
_SOUNDS: Final = (
    ("shch", "s"), ("sch", "s"), ("tch", "c"), ("dzh", "j"), ("kh", "h"), ("gh", "g"), ("ph", "f"),
    ("th", "t"), ("dh", "d"), ("zh", "z"), ("sh", "s"), ("ch", "c"), ("ts", "c"), ("tz", "c"), ("ck", "k"),
    ("ks", "x"), ("ou", "u"), ("oo", "u"), ("ee", "i"), ("iy", "i"), ("yi", "i"), ("ie", "i"), ("ye", "e"),
    ("ya", "a"), ("yu", "u"), ("ia", "a"), ("iu", "u"), ("q", "k"), ("w", "v"), ("y", "i"), ("j", "i"),
    ("o", "u"), ("e", "i"),
)  # fmt: skip
_DOUBLED: Final = re.compile(r"(.)\1+")


def plain_words(text: str) -> list[str]:
    """Return the words of a text without case, accents and apostrophes.

    >>> plain_words("AL-SHARI'A, Nicolás")
    ['al', 'sharia', 'nicolas']
    """
    letters = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text))
    bare = "".join(each for each in letters if not unicodedata.combining(each))
    return _WORD.findall(bare.casefold())


def sound(word: str) -> str:
    """Return a word spelled by its sounds, as far as letters tell them.

    >>> sound("yekaterina"), sound("ekaterina")
    ('ikatirina', 'ikatirina')
    """
    for letters, single in _SOUNDS:
        word = word.replace(letters, single)
    return _DOUBLED.sub(r"\1", word)


@lru_cache(maxsize=200_000)
def words_of(text: str, kind: str | None) -> tuple[str, ...]:
    """Return the words of a name by their sounds, in the order in which it is spoken.

    Articles are left out, and forms of companies where it is no individual; "Abd al-Malik" is one word.

    >>> words_of("MADURO MOROS, Nicolas", "individual")
    ('niculas', 'maduru', 'murus')
    """
    if kind == INDIVIDUAL:
        return _joined(plain_words(_spoken(text)))
    plain = plain_words(text)
    return _joined(_FORM.sub(" ", " ".join(plain)).split() or plain)


def _spoken(text: str) -> str:
    return " ".join(reversed(text.split(",", 1)))


def _joined(plain: list[str]) -> tuple[str, ...]:
    words = [each for each in plain if each not in _ARTICLES]
    joined, is_servant = [], False
    for word in words:
        joined.append(f"abd{word}" if is_servant else word)
        if is_servant := word in _SERVANTS:
            joined.pop()
    return tuple(sound(_servant(each)) for each in joined) or tuple(map(sound, plain))


def _servant(word: str) -> str:
    found = _SERVANT.match(word) if len(word) >= _MIN_SERVANT else None
    return f"abd{word[found.end() :]}" if found else word
