"""FollowTheMoney's schemata, as far as they are needed here; its library is optional, and loads slowly."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Final, Protocol

from graph.errors import RequestError

_OWNERS: Final = {
    "CryptoWallet": "holder",
    "Identification": "holder",
    "Occupancy": "holder",
    "Passport": "holder",
    "Risk": "entity",
    "Sanction": "entity",
}
"""Where parts of things, other than edges, name what they are part of."""


@dataclass(frozen=True)
class Field:
    """A property of a schema: ``kind`` is the name of its type, such as ``country``.

    ``clean`` returns a text as the type wants it, or None; ``caption`` a value as people read it; ``fault``
    says what is wrong with a value, if anything is.
    """

    name: str
    label: str
    kind: str
    clean: Callable[[str], str | None]
    caption: Callable[[str], str]
    fault: Callable[[str], str | None]


@dataclass(frozen=True)
class Kind:
    """A schema: ``names`` are its own and those that it extends; ``owner`` is of what it is part."""

    name: str
    names: frozenset[str]
    required: tuple[str, ...]
    owner: str
    fields: Mapping[str, Field]


class _Type(Protocol):
    """What is used of followthemoney.types.PropertyType."""

    @property
    def name(self) -> str: ...

    def clean(self, raw: str, *, format: str | None) -> str | None: ...  # noqa: A002 the library's name

    def caption(self, value: str) -> str: ...


class _Property(Protocol):
    """What is used of followthemoney.property.Property."""

    @property
    def name(self) -> str: ...

    @property
    def label(self) -> str: ...

    @property
    def type(self) -> _Type: ...

    @property
    def format(self) -> str | None: ...

    def validate(self, data: list[str]) -> str | None: ...


@cache
def kind_of(name: str) -> Kind | None:
    """Return the schema of a name, None if there is none.

    Raises RequestError if the library is not installed.
    """
    try:
        from followthemoney import model
    except ImportError as error:
        found = f"the library of FollowTheMoney cannot be loaded: {error}"
        raise RequestError(found, "Install it: pip install 'allegata[ftm]'; ICU must be there.") from error
    schema = model.get(name)
    if schema is None or schema.abstract:
        return None
    fields = {name: _field(each) for name, each in sorted(schema.properties.items()) if not each.stub}
    owner = _OWNERS.get(schema.name) or (schema.source_prop.name if schema.source_prop else "")
    names = frozenset(schema.names)
    return Kind(schema.name, names, tuple(schema.required), owner, MappingProxyType(fields))


def _field(each: _Property) -> Field:
    # The library looks for countries by likeness, which takes 17 ms a text.
    @lru_cache(maxsize=10_000)
    def clean(text: str) -> str | None:
        found = each.type.clean(text, format=each.format)
        return None if found is None or fault(found) else str(found)

    def caption(value: str) -> str:
        return str(each.type.caption(value)) if each.type.name == "country" else value

    def fault(value: str) -> str | None:
        found = each.validate([value])
        return None if found is None else str(found)

    return Field(each.name, each.label, each.type.name, clean, caption, fault)
