"""Programs as OFAC's list prints their codes: who designates under them, as what, and on which law."""

import re
from dataclasses import dataclass
from typing import Final

_ORDER: Final = re.compile(r"(?:^|-)EO(\d{5})$")
_NO_KEY: Final = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Basis:
    """A law or order: the key of its document, and what it is called."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Program:
    """A program: ``authority`` is the key of the actor that designates under it, ``act`` a class.

    ``basis`` is None where no source was seen that names it.
    """

    code: str
    authority: str
    act: str
    basis: Basis | None

    @property
    def key(self) -> str:
        """Return the part of IRIs that stands for it."""
        return key_of(self.code)


_ACTS: Final = {"FTO": "TerroristDesignation", "SDGT": "TerroristDesignation"}
_AUTHORITIES: Final = {"FTO": "us-state"}
_KEEPER: Final = "us-treasury"
_BASES: Final = {
    "FTO": Basis("ina-section-219", "Immigration and Nationality Act, section 219 (8 U.S.C. 1189)"),
    "SDGT": Basis("executive-order-13224", "Executive Order 13224"),
}
"""Laws that the code of a program does not name."""


def program(code: str) -> Program:
    """Return what is known of a program.

    The list is kept by the Treasury: it stands as the authority, except for terrorist organizations, which
    the law has the Secretary of State designate.

    >>> program("RUSSIA-EO14024").basis
    Basis(key='executive-order-14024', name='Executive Order 14024')
    """
    authority = _AUTHORITIES.get(code, _KEEPER)
    return Program(code, authority, _ACTS.get(code, "SanctionsListing"), _BASES.get(code) or _named(code))


def key_of(text: str) -> str:
    """Return a text as a part of an IRI: small letters, digits and hyphens.

    >>> key_of("CAATSA - RUSSIA")
    'caatsa-russia'
    """
    return _NO_KEY.sub("-", text.lower()).strip("-")


def _named(code: str) -> Basis | None:
    found = _ORDER.search(code)
    return Basis(f"executive-order-{found[1]}", f"Executive Order {found[1]}") if found else None
