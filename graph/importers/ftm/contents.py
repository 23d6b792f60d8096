"""What a stream has, found in one pass before anything is made of it: references may point on."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from graph.errors import Place
from graph.importers.ftm.entities import Entity, read_entities
from graph.importers.ofac.errors import RowError

_FILED: Final = (
    ("Vessel", "vessel"),
    ("Airplane", "aircraft"),
    ("Person", "individual"),
    ("LegalEntity", "entity"),
)
_TOLD: Final = 1_000


@dataclass
class Contents:
    """The names of entries and offices and the texts of addresses, by id; the lines that are passed over.

    ``taken`` and ``left`` count entities by schema: those that the graph will speak of, and the others.
    """

    entries: dict[str, str] = field(default_factory=dict)
    offices: dict[str, str] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)
    others: set[str] = field(default_factory=set)
    broken: dict[int, str] = field(default_factory=dict)
    taken: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)

    def has(self, identifier: str) -> bool:
        """Tell whether an entity of that id was read."""
        return any(identifier in each for each in (self.entries, self.offices, self.addresses, self.others))

    def add(self, entity: Entity) -> None:
        """Take an entity in. Raises ValueError if there was one of its id."""
        if self.has(entity.id):
            raise ValueError(f"the id {entity.id} is there twice; aggregate the stream first (ftm aggregate)")
        if filed_as(entity):
            self.entries[entity.id] = entity.name
        elif "Position" in entity.kind.names:
            self.offices[entity.id] = entity.name
        elif "Address" in entity.kind.names:
            self.addresses[entity.id] = _address(entity)
        else:
            self.others.add(entity.id)

    def count(self, entity: Entity, *, taken: bool) -> None:
        """Count an entity among those that are taken, or left."""
        (self.taken if taken else self.left)[entity.kind.name] += 1


def filed_as(entity: Entity) -> str:
    """Return under which kind a list files an entity, empty if under none."""
    return next((filed for name, filed in _FILED if name in entity.kind.names), "")


def owner_of(entity: Entity) -> tuple[str, tuple[str, ...]]:
    """Return the property by which an entity is part of others, and their ids; empty if it stands alone."""
    name = entity.kind.owner
    return name, entity.properties.get(name, ())


def survey(path: Path, *, lenient: bool, tell: Callable[[int, int, str], None]) -> Contents:
    """Read a file once. Raises RowError at the first broken line, unless such lines are passed over."""
    contents = Contents()

    def skip(error: RowError) -> None:
        if not lenient:
            raise error
        contents.broken[error.place.line or 0] = str(error)

    for done, entity in enumerate(read_entities(path, skip), 1):
        if done % _TOLD == 0:
            tell(done, done, "entities")
        try:
            contents.add(entity)
        except ValueError as error:
            skip(
                RowError(f"This cannot be taken: {error}.", "Each id stands once.", Place(path, entity.line))
            )
    return contents


def _address(entity: Entity) -> str:
    properties = entity.properties
    parts = ("street", "postalCode", "city", "state", "country")
    whole = ", ".join(text for name in parts for text in properties.get(name, ())[:1])
    return next(iter(properties.get("full", ())), whole)
