"""List entries as FollowTheMoney entities, with all that notes of them tell of their parts."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from graph.exporters.ftm_entity import Entity, make
from graph.exporters.ftm_reading import Shown, Thing
from graph.importers.ftm.details import ALSO, DETAILS, Detail, write_details
from graph.importers.ftm.library import kind_of
from graph.importers.ftm.naming import MARK
from graph.importers.ftm.triples import SCHEMA
from graph.namespaces import PREFIXES

Parts = dict[tuple[str, str], list[tuple[str, str]]]
"""What is told of parts of an entry, properties and values, by their schema and id."""

_PAGE: Final = PREFIXES["foaf"] + "page"
_PART: Final = re.compile(r"([A-Z][A-Za-z]+) (\S+)(?: (\w+): (.+))?", re.DOTALL)
_FILED: Final = {"individual": "Person", "entity": "LegalEntity", "vessel": "Vessel", "aircraft": "Airplane"}


def entry_lines(shown: Shown, entry: Thing) -> Iterator[bytes]:
    """Yield the lines of an entry, of its parts and of what it is linked to."""
    notes = entry.all("listNote")
    parts = _parts(notes)
    schema = next((note.removeprefix(SCHEMA) for note in notes if note.startswith(SCHEMA)), "")
    filed = _FILED[entry.one("listedAs").rpartition("#")[2]]
    made = make(entry_id(shown, entry.iri), schema or filed, _list_of(entry), entry.one("listName"))
    made.put("name", entry.one("listName"))
    for page in entry.all(_PAGE):
        made.add("sourceUrl", page)
    for detail in write_details(made.kind, _details(entry, parts)):
        made.put(detail.name, detail.text)
    yield made.line()
    for (kind, identifier), told in parts.items():
        yield _part(made, kind, identifier, told)
    for other in entry.all("listedLinkTo"):
        yield _link(shown, made, other, parts)


def _details(entry: Thing, parts: Parts) -> Iterator[Detail]:
    """Yield what a list says of an entry and what no part of the entry says."""
    narrow = {(wide, text) for name, wide in ALSO.items() for text in entry.all(name)}
    for name in sorted(DETAILS):
        for text in entry.all(name):
            if name == "listNote" and (text.startswith(SCHEMA) or _part_of(text, parts)):
                continue
            if (name, text) not in narrow:
                yield Detail(name, text)


def _parts(notes: tuple[str, ...]) -> Parts:
    """Return what notes of an entry say of its parts, by schema and id."""
    parts: Parts = {}
    for note in notes:
        found = _PART.fullmatch(note)
        kind = kind_of(found[1]) if found else None
        if found and kind and kind.owner and (not found[3] or found[3] in kind.fields):
            pairs = [(found[3], found[4])] if found[3] else []
            parts.setdefault((found[1], found[2]), []).extend(pairs)
    return parts


def _part_of(note: str, parts: Mapping[tuple[str, str], object]) -> bool:
    found = _PART.fullmatch(note)
    return bool(found and (found[1], found[2]) in parts)


def _part(owner: Entity, kind: str, identifier: str, told: list[tuple[str, str]]) -> bytes:
    """Write a part of an entry; of several entries, it is written with the first."""
    made = make(identifier, kind, owner.dataset, "")
    made.put(made.kind.owner, owner.id)
    for name, value in told:
        made.put(name, value)
    return made.line() if owner.id == min(made.properties[made.kind.owner]) else b""


def _link(shown: Shown, made: Entity, other: str, parts: Parts) -> bytes:
    """Write a link that a list tells of and of which no part of the entry tells."""
    target = entry_id(shown, other)
    if not shown.has(other, "ListEntry") or any(
        target == text for told in parts.values() for _, text in told
    ):
        return b""
    link = make(f"link-{made.id}-{target}", "UnknownLink", made.dataset, "")
    link.put("subject", made.id)
    link.put("object", target)
    return link.line()


def entry_id(shown: Shown, iri: str) -> str:
    """Return the id that an entry had in its dataset, or else one that is made of its IRI."""
    key = iri.rpartition("/")[2]
    return (shown.thing(iri).one("listId") if key.startswith(MARK) else "") or f"entry-{key}"


def _list_of(entry: Thing) -> str:
    return entry.one("inList").rpartition("/")[2].removeprefix(MARK)
