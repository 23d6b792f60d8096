"""Licences under which data may be passed on by whoever has them."""

import re
from typing import Final

from graph.errors import RequestError

OPEN: Final = frozenset({
    "creativecommons.org/publicdomain/zero/1.0",
    "creativecommons.org/publicdomain/mark/1.0",
    "creativecommons.org/licenses/by/3.0",
    "creativecommons.org/licenses/by/4.0",
    "creativecommons.org/licenses/by-sa/3.0",
    "creativecommons.org/licenses/by-sa/4.0",
    "opendatacommons.org/licenses/pddl/1-0",
    "opendatacommons.org/licenses/by/1-0",
    "opendatacommons.org/licenses/odbl/1-0",
    "nationalarchives.gov.uk/doc/open-government-licence/version/3",
    "usa.gov/government-copyright",
    "usa.gov/government-works",
})  # fmt: skip
"""An allow-list of addresses, without scheme, ``www.`` and last slash: what is not here is closed."""

_IRI: Final = re.compile(r"https?://[^\s<>\"{}|\\^`\x00-\x20]+")


def check_licence(iri: str) -> str:
    """Return the IRI of a licence. Raises RequestError if it is none."""
    if not _IRI.fullmatch(iri):
        cure = "Give the address of its text: --licence https://creativecommons.org/licenses/by/4.0/"
        raise RequestError(f"this is not the address of a licence: {iri or 'nothing'}", cure)
    return iri


def is_open(iri: str) -> bool:
    """Tell whether data under a licence may be passed on.

    >>> is_open("http://creativecommons.org/licenses/by/4.0/")
    True
    >>> is_open("https://creativecommons.org/licenses/by-nc/4.0/")
    False
    """
    return re.sub(r"^https?://(www\.)?", "", iri).rstrip("/") in OPEN
