"""The data base: every installation mints IRIs of its own, the vocabulary stays."""

import re
from typing import Final

from graph.errors import RequestError
from graph.namespaces import BASE

_DATA: Final = re.compile(re.escape(BASE) + "(?=(?:id|article|graph)/)")
_ABSOLUTE: Final = re.compile(r"https?://[^\s<>\"{}|\\^`?#]+/")


def check_base(base: str) -> str:
    """Return ``base`` if data IRIs can begin with it.

    Raises RequestError if it is not an absolute http(s) IRI that ends in a slash.

    >>> check_base("https://example.org/allegata/")
    'https://example.org/allegata/'
    """
    if _ABSOLUTE.fullmatch(base):
        return base
    raise RequestError(f"{base!r} is no data base", "Give an http or https IRI that ends in a slash.")


def rebase_text(text: str, base: str) -> str:
    """Move the data IRIs in a text (``id/``, ``article/``, ``graph/``) to another base.

    >>> rebase_text("GRAPH <https://w3id.org/allegata/graph/meta>", "https://example.org/")
    'GRAPH <https://example.org/graph/meta>'
    """
    return text if base == BASE else _DATA.sub(lambda _: base, text)
