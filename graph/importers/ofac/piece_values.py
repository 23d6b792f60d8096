"""The value of a labelled piece of remarks, by the field that its label names; None where it is none."""

import re
from collections.abc import Callable
from typing import Final

from graph.importers.ofac.dating import DATE, dated, edtf
from graph.importers.ofac.entry import Contact, Dated, Identifier, Name, Note, Stated, Strength, Wallet
from graph.importers.ofac.labels import Field

Value = Contact | Dated | Identifier | Name | Note | Stated | Wallet | str

_QUOTED: Final = re.compile(r"'(.+)'|\"(.+)\"")
_WALLET: Final = re.compile(r"(?P<currency>[A-Z0-9]{2,6}) (?P<address>\S{8,})")
_SPAN: Final = rf"{DATE}(?: to {DATE})?"
_IDENTIFIER: Final = re.compile(
    r"(?P<value>.+?)(?: \((?P<country>[A-Z][^()]{2,})\))?"
    rf"(?:,? issued (?P<issued>{_SPAN}))?(?:,? expires (?P<expires>{_SPAN}))?"
)
_IMO: Final = re.compile(r"IMO (\d{7})")
_SHIP: Final = "Vessel Registration Identification"

# A word of four lower-case letters makes a number a sentence: "Passport and National ID were issued in Ulm".
_PROSE: Final = re.compile(r"(?:^|\s)[a-z]{4,}\b|\bDate\b")
_SPACELESS: Final = frozenset({"email", "website"})


def value_of(field: Field, kind: str, text: str, alternative: bool) -> Value | None:
    """Make the value of a field from the text after its label, which names the kind."""
    return _MAKERS[field](kind, text, alternative) if text else None


def _name(category: str, text: str, alternative: bool) -> Name | None:
    quoted = _QUOTED.fullmatch(text)
    return Name(quoted[1] or quoted[2], Strength.WEAK, category.lower()) if quoted else None


def _dated(kind: str, text: str, alternative: bool) -> Dated:
    return dated(text, alternative)


def _stated(kind: str, text: str, alternative: bool) -> Stated:
    return Stated(text, alternative)


def _contact(kind: str, text: str, alternative: bool) -> Contact | None:
    return None if kind in _SPACELESS and " " in text else Contact(kind, text, alternative)


def _wallet(kind: str, text: str, alternative: bool) -> Wallet | None:
    match = _WALLET.fullmatch(text)
    return Wallet(match["currency"], match["address"], alternative) if match else None


def _identifier(kind: str, text: str, alternative: bool) -> Identifier | None:
    match = _IDENTIFIER.fullmatch(text)
    if match is None or _PROSE.search(match["value"]):
        return None
    ship = _IMO.fullmatch(match["value"]) if kind == _SHIP else None
    dates = {word: match[word] for word in ("issued", "expires") if match[word]}
    return Identifier(
        kind="IMO" if ship else kind,
        value=ship[1] if ship else match["value"],
        country=match["country"],
        note="; ".join(f"{word} {text}" for word, text in dates.items() if not edtf(text)) or None,
        alternative=alternative,
        **{word: edtf(text) for word, text in dates.items()},
    )


_MAKERS: Final[dict[Field, Callable[[str, str, bool], Value | None]]] = {
    Field.NAME: _name,
    Field.IDENTIFIER: _identifier,
    Field.BIRTH_DATE: _dated,
    Field.BIRTH_PLACE: _stated,
    Field.NATIONALITY: _stated,
    Field.CITIZENSHIP: _stated,
    Field.GENDER: _stated,
    Field.CONTACT: _contact,
    Field.WALLET: _wallet,
    Field.ESTABLISHED: _dated,
    Field.LINK: _stated,
    Field.NOTE: Note,
}
