"""An entity of a dataset as lines of N-Triples: what the dataset says stays with the entry."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from graph.importers.ftm.contents import Contents, filed_as, owner_of
from graph.importers.ftm.designations import Designations
from graph.importers.ftm.details import ALSO, read_details
from graph.importers.ftm.entities import Entity
from graph.importers.ftm.naming import Naming
from graph.importers.ofac.terms import LABEL, TYPE, alg, english, literal
from graph.namespaces import PREFIXES

SAID_OF_OFFICE: Final = "The dataset says of this position: "
"""What a note at an office begins with: the name of a property, a colon and its value follow."""

SCHEMA: Final = "schema: "
"""What a note begins with that names the schema of an entry."""

_PAGE: Final = f"<{PREFIXES['foaf']}page>"
_IRI: Final = re.compile(r"https?://[^\s<>\"{}|\\^`\x00-\x20]+")
_DEFAULTS: Final = frozenset({"Airplane", "LegalEntity", "Person", "Vessel"})
"""What an entry is where no note of it names its schema."""


@dataclass(frozen=True)
class Writer:
    """Makes the lines of the entities of one stream."""

    naming: Naming
    contents: Contents
    designations: Designations

    def lines(self, entity: Entity) -> Iterator[str]:
        """Yield what is to stand in the graph for an entity; a line may come twice.

        Raises ValueError if it is part of something that the stream does not have.
        """
        name, owners = owner_of(entity)
        if filed_as(entity):
            yield from self._entry(entity)
        elif entity.id in self.contents.offices:
            yield from self._office(entity)
        elif owners:
            yield from self._part(entity, name, owners)

    def _entry(self, entity: Entity) -> Iterator[str]:
        node, dataset = self._node(entity.id), self.naming.dataset
        about = [
            (TYPE, alg("ListEntry")),
            (LABEL, english(f"entry {entity.id} of {dataset}, {entity.name}")),
            (alg("inList"), self.naming.source),
            (alg("listId"), literal(entity.id)),
            (alg("listName"), literal(entity.name)),
            (alg("listedAs"), alg(filed_as(entity))),
        ]
        if entity.kind.name not in _DEFAULTS:
            about.append((alg("listNote"), literal(f"{SCHEMA}{entity.kind.name}")))
        more = [text for text in entity.properties.get("name", ()) if text != entity.name]
        about += [(alg("listAlias"), literal(text)) for text in more]
        addresses = entity.properties.get("addressEntity", ())
        about += [
            (alg("listAddress"), literal(self.contents.addresses.get(each) or each)) for each in addresses
        ]
        yield from (f"{node} {predicate} {value} .\n" for predicate, value in about)
        yield from self._details(node, entity)

    def _details(self, node: str, entity: Entity) -> Iterator[str]:
        pages = {text for text in entity.properties.get("sourceUrl", ()) if _IRI.fullmatch(text)}
        yield from (f"{node} {_PAGE} <{page}> .\n" for page in pages)
        for detail in read_details(entity.kind, entity.properties):
            if detail.text.removeprefix("sourceUrl: ") not in pages:
                for name in filter(None, (detail.name, ALSO.get(detail.name))):
                    yield f"{node} {alg(name)} {literal(detail.text)} .\n"

    def _office(self, entity: Entity) -> Iterator[str]:
        node = self.naming.own("actor", entity.id)
        yield f"{node} {TYPE} {alg('Office')} .\n"
        yield f"{node} {LABEL} {english(entity.name)} .\n"
        yield f"{node} {alg('listId')} {literal(entity.id)} .\n"
        for name, value in _pairs(entity):
            if (name, value) != ("name", entity.name):
                yield f"{node} {alg('editorNote')} {literal(f'{SAID_OF_OFFICE}{name}: {value}')} .\n"

    def _part(self, entity: Entity, name: str, owners: tuple[str, ...]) -> Iterator[str]:
        if absent := [each for each in owners if not self.contents.has(each)]:
            raise ValueError(f"its {name} {absent[0]} is not in the stream")
        for owner in owners:
            if owner in self.contents.entries:
                yield from self._noted(entity, name, owner)
                if entity.kind.name == "Sanction":
                    yield from self.designations.lines(entity, owner)

    def _noted(self, entity: Entity, name: str, identifier: str) -> Iterator[str]:
        """Keep a part of an entry in notes of the entry; say to which entries and offices it points."""
        node, part = self._node(identifier), f"{entity.kind.name} {entity.id}"
        gone = {identifier, *(each for each in entity.properties[name] if each not in self.contents.entries)}
        pairs = [(other, value) for other, value in _pairs(entity) if other != name or value not in gone]
        for text in [f"{part} {other}: {value}" for other, value in pairs] or [part]:
            yield f"{node} {alg('listNote')} {literal(text)} .\n"
        for value in (value for other, value in pairs if entity.kind.fields[other].kind == "entity"):
            if value in self.contents.entries:
                yield f"{node} {alg('listedLinkTo')} {self._node(value)} .\n"
            elif value in self.contents.offices:
                yield f"{node} {alg('listTitle')} {literal(self.contents.offices[value])} .\n"

    def _node(self, identifier: str) -> str:
        return self.naming.own("entry", identifier)


def _pairs(entity: Entity) -> list[tuple[str, str]]:
    return [(name, value) for name, values in entity.properties.items() for value in values]
