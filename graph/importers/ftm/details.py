"""What a list says of an entry, as properties of the ontology and as those of FollowTheMoney.

Each way undoes the other: a text that a property of FollowTheMoney does not take as it stands goes into
``notes``, after the name of the ontology's property, and is read from there.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from graph.importers.ftm.library import Kind

_PROPERTIES: Final = {
    "address": "listAddress",
    "alias": "listAlias",
    "birthDate": "listBirthDate",
    "birthPlace": "listBirthPlace",
    "callSign": "listCallSign",
    "citizenship": "listCitizenship",
    "flag": "listFlag",
    "gender": "listGender",
    "grossRegisteredTonnage": "listGrossTonnage",
    "incorporationDate": "listEstablished",
    "nationality": "listNationality",
    "notes": "remarks",
    "position": "listTitle",
    "previousName": "listFormerName",
    "tonnage": "listTonnage",
    "type": "listVesselType",
    "weakAlias": "listWeakAlias",
}
_BACK: Final = {name: field for field, name in _PROPERTIES.items()}
_CONTACTS: Final = ("email", "phone", "website")
_NAMES: Final = (
    "listContact",
    "listIdentifier",
    "listNote",
    "listVesselOwner",
    "listWallet",
    "listedLinkName",
)
DETAILS: Final = frozenset({*_PROPERTIES.values(), *_NAMES, "uninterpretedRemark"})
"""The properties of the ontology that hold what a list says of an entry, but for its name."""

ALSO: Final = {"listFormerName": "listAlias", "listWeakAlias": "listAlias"}
"""Properties with the wider ones that their values have too."""

_KEPT: Final = re.compile(r"(\w+): (.+)", re.DOTALL)
_PRINTED: Final = (
    ("Passport ", "passportNumber"),
    ("Tax ID No. ", "taxNumber"),
    ("Registration Number ", "registrationNumber"),
    ("Vessel Registration Identification ", "imoNumber"),
    ("National ID No. ", "idNumber"),
    ("Cedula No. ", "idNumber"),
)
"""How the list of OFAC prints documents; a number that follows holds no space."""


@dataclass(frozen=True, slots=True)
class Detail:
    """A text under the local name of a property, of the ontology or of FollowTheMoney."""

    name: str
    text: str


def read_details(kind: Kind, properties: Mapping[str, Iterable[str]]) -> Iterator[Detail]:
    """Yield what an entity says in the ontology's words; names, and what refers to addresses, left out."""
    kept = [each for text in properties.get("notes", ()) if (each := _kept(text))]
    covered = {_typed(kind, each) for each in kept}
    yield from kept
    for name, values in properties.items():
        for value in values:
            if name not in ("name", "addressEntity") and Detail(name, value) not in covered:
                yield from _read(kind, name, value)


def write_details(kind: Kind, details: Iterable[Detail]) -> Iterator[Detail]:
    """Yield what a list says in FollowTheMoney's words, so that reading it gives the same again."""
    typed = {detail: _typed(kind, detail) for detail in details}
    exact = {
        each for each, value in typed.items() if value and [*_read(kind, value.name, value.text)] == [each]
    }
    # A value that another text is cleaned to as well would be taken for that text's alone.
    shared = {value for each, value in typed.items() if each not in exact}
    for detail, value in typed.items():
        if value:
            yield value
        if detail not in exact or value in shared:
            yield Detail("notes", f"{detail.name}: {detail.text}")


def _kept(text: str) -> Detail | None:
    found = _KEPT.fullmatch(text)
    return Detail(found[1], found[2]) if found and found[1] in DETAILS else None


def _read(kind: Kind, name: str, value: str) -> Iterator[Detail]:
    field = kind.fields[name]
    if name == "notes" and _kept(value):
        return
    if name in _PROPERTIES:
        yield Detail(_PROPERTIES[name], field.caption(value))
    elif name in _CONTACTS:
        yield Detail("listContact", f"{name} {value}")
    elif field.kind == "identifier":
        yield Detail("listIdentifier", f"{field.label} {value}")
    else:
        yield Detail("listNote", f"{name}: {field.caption(value)}")


def _typed(kind: Kind, detail: Detail) -> Detail | None:
    """Return a detail as a property of FollowTheMoney has it, None if none takes it."""
    for name, text in _candidates(kind, detail):
        field = kind.fields.get(name)
        if field and (value := field.clean(text)):
            return Detail(name, value)
    return None


def _candidates(kind: Kind, detail: Detail) -> Iterator[tuple[str, str]]:
    if field := _BACK.get(detail.name):
        yield field, detail.text
    elif detail.name == "listContact":
        name, _, text = detail.text.partition(" ")
        if name in _CONTACTS:
            yield name, text
    elif detail.name == "listNote":
        name, _, text = detail.text.partition(": ")
        if name not in _PROPERTIES and name != "name":
            yield name, text
    elif detail.name == "listIdentifier":
        yield from _identifiers(kind, detail.text)


def _identifiers(kind: Kind, text: str) -> Iterator[tuple[str, str]]:
    labels = {f"{field.label} ": name for name, field in kind.fields.items() if field.kind == "identifier"}
    for label in sorted(labels, key=len, reverse=True):
        if text.startswith(label):
            yield labels[label], text.removeprefix(label)
    for label, name in _PRINTED:
        if text.startswith(label):
            yield name, re.split(r" (?=\(|issued|expires)", text.removeprefix(label))[0]
