"""The values of an entry as the list prints them, by the property of the ontology that relates them to it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from graph.importers.ofac.entry import Address, Entry, Identifier, Name, Part, Strength, Vessel

FORMER: Final = "f.k.a."


@dataclass(frozen=True, slots=True)
class Value:
    """A value as text; ``kind`` and the narrower ones in ``also`` are names of properties in the ontology."""

    kind: str
    text: str
    also: tuple[str, ...] = ()


def values_of(entry: Entry, part: Part) -> Iterator[Value]:
    """Yield what a part of an entry says, each value once; empty ones are none."""
    found = (value for value in _PARTS[part](entry) if value.text.strip())
    yield from dict.fromkeys(found)


def _main(entry: Entry) -> Iterator[Value]:
    yield Value("listName", entry.name)
    yield Value("listedAs", entry.kind.value)


def _details(entry: Entry) -> Iterator[Value]:
    yield from (_alias(name) for name in entry.names[1:] if name.strength is Strength.WEAK)
    yield Value("listTitle", entry.title or "")
    yield from _vessel(entry.vessel) if entry.vessel else ()
    for kind, texts in _TEXTS.items():
        yield from (Value(kind, text) for text in texts(entry))


def _aliases(entry: Entry) -> Iterator[Value]:
    yield from (_alias(name) for name in entry.names[1:] if name.strength is not Strength.WEAK)


def _addresses(entry: Entry) -> Iterator[Value]:
    yield from (Value("listAddress", _address(each)) for each in entry.addresses)


def _alias(name: Name) -> Value:
    weak = ("listWeakAlias",) if name.strength is Strength.WEAK else ()
    former = ("listFormerName",) if name.category == FORMER else ()
    return Value("listAlias", name.text, (*weak, *former))


def _vessel(vessel: Vessel) -> Iterator[Value]:
    yield Value("listCallSign", vessel.call_sign or "")
    yield Value("listVesselType", vessel.type or "")
    yield Value("listTonnage", vessel.tonnage or "")
    yield Value("listGrossTonnage", vessel.gross_registered_tonnage or "")
    yield Value("listFlag", vessel.flag or "")
    yield Value("listVesselOwner", vessel.owner or "")


def _identifier(each: Identifier) -> str:
    country = f"({each.country})" if each.country else ""
    issued = f"issued {each.issued}" if each.issued else ""
    expires = f"expires {each.expires}" if each.expires else ""
    return " ".join(filter(None, (each.kind, each.value, country, issued, expires, each.note)))


def _address(each: Address) -> str:
    return ", ".join(filter(None, (each.street, each.city, each.country, each.note)))


_TEXTS: Final[dict[str, Callable[[Entry], Iterable[str]]]] = {
    "listBirthDate": lambda entry: (each.edtf or each.text for each in entry.birth_dates),
    "listBirthPlace": lambda entry: (each.text for each in entry.birth_places),
    "listCitizenship": lambda entry: (each.text for each in entry.citizenships),
    "listContact": lambda entry: (f"{each.kind} {each.value}" for each in entry.contacts),
    "listEstablished": lambda entry: (each.edtf or each.text for each in entry.established),
    "listGender": lambda entry: (each.text for each in entry.genders),
    "listIdentifier": lambda entry: map(_identifier, entry.identifiers),
    "listNationality": lambda entry: (each.text for each in entry.nationalities),
    "listNote": lambda entry: (f"{each.kind}: {each.text}" for each in entry.notes),
    "listWallet": lambda entry: (f"{each.currency} {each.address}" for each in entry.wallets),
    "listedLinkName": lambda entry: (each.text for each in entry.linked_to),
    "uninterpretedRemark": lambda entry: entry.rest,
}

_PARTS: Final[dict[Part, Callable[[Entry], Iterator[Value]]]] = {
    Part.MAIN: _main,
    Part.DETAILS: _details,
    Part.ALIASES: _aliases,
    Part.ADDRESSES: _addresses,
}
