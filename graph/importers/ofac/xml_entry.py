"""Entries of OFAC's SDN XML, made of rows."""

from collections.abc import Iterator, Mapping
from typing import Final

from graph.importers.ofac.entry import Address, Entry, Identifier, Kind, Name, Row, Strength, Vessel
from graph.importers.ofac.gathering import gather, read_remarks
from graph.importers.ofac.labels import Field
from graph.importers.ofac.remarks import Reading, read_labelled

_Item = Mapping[str, str]

_KNOWN: Final[Mapping[str, frozenset[str]]] = {
    "aka": frozenset({"type", "category", "lastName", "firstName"}),
    "address": frozenset(
        {"address1", "address2", "address3", "city", "stateOrProvince", "postalCode", "country"}
    ),
    "id": frozenset({"idType", "idNumber", "idCountry", "issueDate", "expirationDate"}),
    "nationality": frozenset({"country", "mainEntry"}),
    "citizenship": frozenset({"country", "mainEntry"}),
    "dateOfBirthItem": frozenset({"dateOfBirth", "mainEntry"}),
    "placeOfBirthItem": frozenset({"placeOfBirth", "mainEntry"}),
}
"""The items of an entry's lists, and what is read of each; ``uid`` is OFAC's own number of the item."""

_VESSEL: Final = ("callSign", "vesselType", "tonnage", "grossRegisteredTonnage", "vesselFlag", "vesselOwner")

_PLAIN: Final = frozenset(
    {"uid", "firstName", "lastName", "title", "sdnType", "remarks", "program", *_VESSEL}
)
"""The children of an entry that are read and hold a text."""

_LABELLED: Final[Mapping[str, tuple[str, str]]] = {
    "nationality": ("nationality", "country"),
    "citizenship": ("citizen", "country"),
    "dateOfBirthItem": ("DOB", "dateOfBirth"),
    "placeOfBirthItem": ("POB", "placeOfBirth"),
}
"""Items that are pieces of remarks in the legacy layout: their label there, their value's element here."""


def parse_xml(row: Row) -> Entry:
    """Make an entry of a row; an element that is not known is kept in ``rest``."""
    texts = {field[0]: field[1] for field in row.fields if len(field) == 2}  # a child with a text
    remarks, title = texts.get("remarks", ""), texts.get("title", "")
    written = read_remarks(_bare(remarks), title)
    aliases, details = gather([*_readings(row), *written])
    return Entry(
        number=texts["uid"],
        digest=row.digest,
        kind=Kind(texts["sdnType"].lower()),
        names=(Name(_name(texts), Strength.PRIMARY), *map(_alias, _items(row, "aka")), *aliases),
        programs=tuple(field[1] for field in row.fields if field[0] == "program"),
        title=title or None,
        vessel=_vessel(texts),
        remarks=remarks,
        addresses=tuple(map(_address, _items(row, "address"))),
        **details,
    )


def _bare(remarks: str) -> str:
    """Take off the brackets that this layout writes round remarks as a whole."""
    text = remarks.strip()
    whole = text.startswith("(") and text.endswith(")") and "(" not in text[1:-1]
    return text[1:-1] if whole else text


def _readings(row: Row) -> Iterator[Reading]:
    for field in row.fields:
        tag, item = field[0], _item(field)
        if tag == "id":
            yield _identifier(item)
        elif tag in _LABELLED:
            label, element = _LABELLED[tag]
            yield read_labelled(label, item.get(element, ""), item.get("mainEntry") == "false")
        yield from (Reading(Field.REST, text) for text in _unknown(field, item))


def _unknown(field: tuple[str, ...], item: _Item) -> Iterator[str]:
    """Yield what this module does not read, as it stands: OFAC may add elements."""
    tag = field[0]
    if tag in _KNOWN:
        others = item.keys() - _KNOWN[tag] - {"uid"}
        yield from (f"{tag} {element}: {item[element]}" for element in sorted(others))
    elif tag not in _PLAIN:
        yield f"{tag}: {' '.join(field[1:])}"


def _identifier(item: _Item) -> Reading:
    """Read an item of ``idList``, which holds what the legacy layout writes in remarks, label and all.

    Here every item is known to be an identifier unless its label says otherwise.
    """
    kind, value = item.get("idType", ""), item.get("idNumber", "")
    country = f" ({item['idCountry']})" if item.get("idCountry") else ""
    issued = f" issued {item['issueDate']}" if item.get("issueDate") else ""
    expires = f" expires {item['expirationDate']}" if item.get("expirationDate") else ""
    reading = read_labelled(kind, f"{value}{country}{issued}{expires}")
    if reading.field is not Field.REST:
        return reading
    note = f"{issued}{expires}".strip() or None
    return Reading(Field.IDENTIFIER, Identifier(kind, value, item.get("idCountry"), note=note))


def _name(item: _Item) -> str:
    return ", ".join(item[part] for part in ("lastName", "firstName") if item.get(part))


def _alias(item: _Item) -> Name:
    strength = Strength.WEAK if item.get("category") == "weak" else Strength.STRONG
    return Name(_name(item), strength, item.get("type", ""))


def _address(item: _Item) -> Address:
    streets = [item[part] for part in ("address1", "address2", "address3") if item.get(part)]
    places = [item[part] for part in ("city", "stateOrProvince", "postalCode") if item.get(part)]
    return Address(", ".join(streets) or None, ", ".join(places) or None, item.get("country"))


def _vessel(texts: _Item) -> Vessel | None:
    values = [texts.get(element) for element in _VESSEL]
    return Vessel(*values) if any(values) else None


def _items(row: Row, tag: str) -> Iterator[_Item]:
    return (_item(field) for field in row.fields if field[0] == tag)


def _item(field: tuple[str, ...]) -> _Item:
    return dict(zip(field[1::2], field[2::2], strict=False))
