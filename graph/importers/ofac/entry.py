"""What one state of OFAC's list says of one entry, typed: values only, no reading and no graph."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What the list says the entry is; the list leaves the kind of an entity empty."""

    INDIVIDUAL = "individual"
    ENTITY = "entity"
    VESSEL = "vessel"
    AIRCRAFT = "aircraft"


class Layout(StrEnum):
    """The form of a file that holds a state of the list."""

    CSV = "csv"
    JSON = "json"
    XML = "xml"


class Part(StrEnum):
    """What a state can speak of: where it lacks a part, silence is no statement (see ``State.parts``)."""

    MAIN = "main"  # number, kind, name, programs
    DETAILS = "details"  # title, vessel, and all that the remarks hold, weak aliases included
    ALIASES = "aliases"  # the strong aliases, which the legacy CSV layout keeps in a file of their own
    ADDRESSES = "addresses"


class Strength(StrEnum):
    """How good a name is for screening, by OFAC's own word; the first name of an entry is primary."""

    PRIMARY = "primary"
    STRONG = "strong"
    WEAK = "weak"


@dataclass(frozen=True, slots=True)
class Companion:
    """A file that completes a state: aliases, addresses or comments of the legacy CSV layout."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class State:
    """One published state of the list.

    ``sha256`` is of the content before compression, so that a file and its gzip copy are one state.
    """

    date: date
    name: str
    sha256: str
    layout: Layout
    parts: frozenset[Part]
    companions: tuple[Companion, ...] = ()


@dataclass(frozen=True, slots=True)
class Name:
    """A name as printed.

    ``category`` is ``a.k.a.``, ``f.k.a.`` (formerly), ``n.k.a.`` (now), ``d.b.a.`` (doing business as), or
    empty where none is said.
    """

    text: str
    strength: Strength
    category: str = ""


@dataclass(frozen=True, slots=True)
class Dated:
    """A date as printed, with its EDTF form, absent where the text is no date that EDTF can write."""

    text: str
    edtf: str | None
    alternative: bool = False


@dataclass(frozen=True, slots=True)
class Stated:
    """A value as printed: a place, a country, a model; ``alternative`` where the list says "alt."."""

    text: str
    alternative: bool = False


@dataclass(frozen=True, slots=True)
class Identifier:
    """A document or registration: its kind as the list words it ("Passport", "Tax ID No."), and its value.

    ``country`` is as printed; ``issued`` and ``expires`` are EDTF; ``note`` is what else stands with it.
    A ship's IMO number has the kind "IMO" and digits only as its value.
    """

    kind: str
    value: str
    country: str | None = None
    issued: str | None = None
    expires: str | None = None
    note: str | None = None
    alternative: bool = False


@dataclass(frozen=True, slots=True)
class Vessel:
    """What the list says of a ship, as printed; tonnages are in tons, with the list's thousands commas."""

    call_sign: str | None = None
    type: str | None = None
    tonnage: str | None = None
    gross_registered_tonnage: str | None = None
    flag: str | None = None
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """An address as printed; ``city`` holds province and postal code too where the layout does."""

    street: str | None = None
    city: str | None = None
    country: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """A way to reach the entry: ``kind`` is ``email``, ``website``, ``phone`` or ``fax``."""

    kind: str
    value: str
    alternative: bool = False


@dataclass(frozen=True, slots=True)
class Wallet:
    """An address in a digital currency: ``currency`` is OFAC's code, such as XBT."""

    currency: str
    address: str
    alternative: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """A typed remark that stays text: ``kind`` is a key of ``NOTES`` or ``STATEMENTS``, or ``position``."""

    kind: str
    text: str
    alternative: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """All that one state of the list says of one entry; ``names[0]`` is the primary name.

    ``digest`` is of the raw row: equal digests in two states of the same layout and parts are equal entries.
    ``rest`` holds the pieces of the remarks that could not be typed, as they stand; ``cut`` tells that the
    remarks break off at the limit of their column, and that the piece that is cut is the last of ``rest``.
    """

    number: str
    digest: str
    kind: Kind
    names: tuple[Name, ...]
    programs: tuple[str, ...] = ()
    title: str | None = None
    vessel: Vessel | None = None
    remarks: str = ""
    identifiers: tuple[Identifier, ...] = ()
    birth_dates: tuple[Dated, ...] = ()
    birth_places: tuple[Stated, ...] = ()
    nationalities: tuple[Stated, ...] = ()
    citizenships: tuple[Stated, ...] = ()
    genders: tuple[Stated, ...] = ()
    addresses: tuple[Address, ...] = ()
    contacts: tuple[Contact, ...] = ()
    wallets: tuple[Wallet, ...] = ()
    established: tuple[Dated, ...] = ()
    linked_to: tuple[Stated, ...] = ()
    notes: tuple[Note, ...] = ()
    rest: tuple[str, ...] = ()
    cut: bool = False

    @property
    def name(self) -> str:
        """Return the primary name."""
        return self.names[0].text


@dataclass(frozen=True, slots=True)
class Row:
    """One entry as it stands in a file, not yet parsed: ``parse_row`` makes an Entry of it.

    ``fields`` are tagged: ``("name", "MADURO MOROS, Nicolas")``, ``("alias", "a.k.a.", "strong", …)``; in the
    order of the file. ``digest`` is of the fields alone; ``line`` counts from 1.
    """

    number: str
    digest: str
    layout: Layout
    fields: tuple[tuple[str, ...], ...]
    file: str
    line: int


ALL_PARTS: Final = frozenset(Part)
