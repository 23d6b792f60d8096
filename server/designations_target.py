"""Whom a question for designations is about: an IRI, a prefixed name, a key, or a number of the list."""

import re
from typing import Final

from pyoxigraph import NamedNode

from server.errors import MalformedRequestError
from server.iris import prefixes

_KEY: Final = re.compile(r"[^\W_][\w.-]{0,199}")
_NUMBER: Final = re.compile(r"[0-9]{1,12}")
_MAX_CHARACTERS: Final = 2_000
_CURE: Final = "Name it by its IRI, or like actor:nicolas-maduro, nicolas-maduro, entry:ofac-22790 or 22790."


def read_targets(text: str, base: str) -> tuple[str, ...]:
    """Return the IRIs that may be meant, or none if there is no text.

    Raises MalformedRequestError if it can name nothing.

    >>> read_targets("22790", "https://w3id.org/allegata/")
    ('https://w3id.org/allegata/id/entry/ofac-22790',)
    """
    if not text:
        return ()
    if _NUMBER.fullmatch(text):
        return (f"{base}id/entry/ofac-{text}",)
    if _KEY.fullmatch(text):
        return tuple(f"{base}id/{kind}/{text}" for kind in ("actor", "putative", "entry"))
    return (_iri(text, base),)


def _iri(text: str, base: str) -> str:
    plain = text[1:-1] if text.startswith("<") and text.endswith(">") else text
    prefix, colon, rest = plain.partition(":")
    space = prefixes(base).get(prefix) if colon and not rest.startswith("//") else None
    try:
        return _checked(f"{space}{rest}" if space else plain)
    except ValueError as error:
        raise MalformedRequestError(f"“{text[:100]}” names no target. {_CURE}") from error


def _checked(iri: str) -> str:
    if len(iri) > _MAX_CHARACTERS:
        raise ValueError(iri)
    return NamedNode(iri).value
