"""The grammar of OFAC's remarks: each piece is typed by the label that opens it, or left as it stands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from graph.importers.ofac.entry import Contact, Note
from graph.importers.ofac.labels import (
    CONTACTS,
    FIELDS,
    IDENTIFIERS,
    NOTES,
    NUMBERED,
    POSITIONS,
    STATEMENTS,
    STYLES,
    Field,
)
from graph.importers.ofac.piece_values import Value, value_of

# A state holds about 33,000 pieces that are written differently, 36 states 36,000: each state repeats most of
# those of the state before it.
_CACHED_PIECES: Final = 1 << 16

_ALTERNATIVE: Final = re.compile(r"(?:alt\.|alternate)\s+(?!title)", re.IGNORECASE)
_BARE: Final = {
    "website": re.compile(r"(?:https?://|www\.)\S+(?= \(website\)$|$)", re.IGNORECASE),
    "email": re.compile(r"[\w.+-]+@[\w.-]+(?= \(email\)\.?$|$)"),
}
_WORD: Final = re.compile(r"[^\s:,]+")
_NUMBERED: Final = re.compile(
    r"(?P<label>(?:[A-Z][\w.'&/()-]* (?:(?:of|de|and|for|[A-Z][\w.'&/()-]*) ){0,7})?(?:"
    + "|".join(re.escape(word) for word in sorted(NUMBERED, key=len, reverse=True))
    + r")(?: \([A-Z]+\))?):? (?=\S*\s?\S*\d)"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a piece is: a value of a field of Entry."""

    field: Field
    value: Value


@dataclass(frozen=True, slots=True)
class _Label:
    text: str
    field: Field
    kind: str
    whole: bool = False

    def opens(self, text: str) -> bool:
        """Tell whether the text begins with the label, as a word or more."""
        end = len(self.text)
        return text[:end].lower() == self.text.lower() and not (text[end : end + 1].isalnum())


@lru_cache(maxsize=_CACHED_PIECES)
def read_piece(text: str) -> Reading:
    """Type a piece of remarks, or give it back as ``rest``.

    >>> read_piece("nationality Venezuela").value
    Stated(text='Venezuela', alternative=False)
    """
    mark = _ALTERNATIVE.match(text)
    body = text[mark.end() :] if mark else text
    return next(_readings(body.strip(), mark is not None), Reading(Field.REST, text))


def read_labelled(label: str, value: str, alternative: bool = False) -> Reading:
    """Type a value whose label stands apart from it, as in the XML layout."""
    return read_piece(" ".join(("alt. " * alternative + label, value)))


def _readings(text: str, alternative: bool) -> Iterator[Reading]:
    """Yield what a piece may be, the best first; one that a label opens is no position."""
    labels = [label for label in _index().get(_opening(text), ()) if label.opens(text)]
    for label in labels or _numbered(text):
        yield from _read(label, text, alternative)
    if not labels:
        yield from _unlabelled(text, alternative)


def _read(label: _Label, text: str, alternative: bool) -> Iterator[Reading]:
    told = text if label.whole else text[len(label.text) :].lstrip(" :").strip()
    value = value_of(label.field, label.kind, told, alternative)
    if value is not None:
        yield Reading(label.field, value)


def _numbered(text: str) -> list[_Label]:
    match = _NUMBERED.match(text)
    return [_Label(match["label"], Field.IDENTIFIER, match["label"])] if match else []


def _unlabelled(text: str, alternative: bool) -> Iterator[Reading]:
    for kind, pattern in _BARE.items():
        if match := pattern.match(text):
            yield Reading(Field.CONTACT, Contact(kind, match[0], alternative))
    words = re.findall(r"[\w.-]+", text.lower())
    positions, styles = _titles()
    if not positions.isdisjoint(words) or (words and styles.issuperset(words)):
        yield Reading(Field.NOTE, Note("position", text, alternative))


@cache
def _titles() -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(POSITIONS.split()), frozenset(STYLES.split())


@cache
def _index() -> dict[str, tuple[_Label, ...]]:
    """Sort the labels by their opening word, the longest first."""
    index: dict[str, list[_Label]] = {}
    for label in sorted(_labels(), key=lambda label: -len(label.text)):
        index.setdefault(_opening(label.text), []).append(label)
    return {word: tuple(labels) for word, labels in index.items()}


def _opening(text: str) -> str:
    match = _WORD.match(text)
    return match[0].lower() if match else ""


def _labels() -> Iterator[_Label]:
    for field, texts in FIELDS.items():
        yield from (_Label(text, field, text) for text in texts)
    for kind, texts in CONTACTS.items():
        yield from (_Label(text, Field.CONTACT, kind) for text in texts)
    for kind, texts in NOTES.items():
        yield from (_Label(text, Field.NOTE, kind) for text in texts)
    for kind, texts in STATEMENTS.items():
        yield from (_Label(text, Field.NOTE, kind, whole=True) for text in texts)
    yield from (_Label(text, Field.IDENTIFIER, text) for text in IDENTIFIERS)
