"""FollowTheMoney entities in the making."""

import json
from dataclasses import dataclass, field

from graph.importers.ftm.library import Kind, kind_of


@dataclass
class Entity:
    """An entity in the making: values that its schema does not take are refused."""

    id: str
    kind: Kind
    dataset: str
    caption: str
    properties: dict[str, list[str]] = field(default_factory=dict)

    def add(self, name: str, *values: str) -> None:
        """Add values to a property, each once and as its type wants it; not those that it does not take."""
        known = self.kind.fields.get(name)
        cleaned = [value for text in values if known and text and (value := known.clean(text))]
        if cleaned:
            self.properties[name] = list(dict.fromkeys([*self.properties.get(name, []), *cleaned]))

    def put(self, name: str, *values: str) -> None:
        """Add values as they stand."""
        if values:
            self.properties[name] = list(dict.fromkeys([*self.properties.get(name, []), *values]))

    def line(self) -> bytes:
        """Write it, if it has what its schema requires; else nothing."""
        if any(name not in self.properties for name in self.kind.required):
            return b""
        told = {
            "id": self.id,
            **({"caption": self.caption} if self.caption else {}),
            "schema": self.kind.name,
            "properties": self.properties,
            "datasets": [self.dataset],
        }
        return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def make(identifier: str, schema: str, dataset: str, caption: str) -> Entity:
    """Return an entity without properties. Raises ValueError if there is no such schema."""
    kind = kind_of(schema)
    if kind is None:
        raise ValueError(f"there is no schema {schema!r}")
    return Entity(identifier, kind, dataset, caption)
