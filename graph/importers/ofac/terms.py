"""Terms as N-Triples writes them."""

import re
from functools import cache
from typing import Final

from graph.namespaces import ALG, RDF, RDFS, XSD

TYPE: Final = f"<{RDF}type>"
LABEL: Final = f"<{RDFS}label>"

_SPECIAL: Final = re.compile(r"[\x00-\x1f\x7f\"\\]")


@cache
def alg(name: str) -> str:
    """Return a term of the ontology."""
    return f"<{ALG}{name}>"


def literal(text: str) -> str:
    """Return a plain text."""
    return f'"{_SPECIAL.sub(_escaped, text)}"'


def english(text: str) -> str:
    """Return a text in English, on one line."""
    return f"{literal(' '.join(text.split()))}@en"


def moment(text: str) -> str:
    """Return a moment with its zone."""
    return f'"{text}"^^<{XSD}dateTime>'


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04X}"
