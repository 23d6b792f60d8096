"""Answers that a client has already: https://www.rfc-editor.org/rfc/rfc9110#section-13 ."""

import re
from collections.abc import Iterable
from typing import Final

from server.shell.coding import IDENTITY, choose_coding

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "QUERY"})
"""The methods whose answers are tagged: a POST of a query is not known to be safe by its method."""

# No white space in front, which would be searched again from each of its characters.
_TAG: Final = re.compile(r'(W/)?("[^"]*")\s*+(?:,|$)')


def entity_tag(store_id: str, generation: str, format_name: str, coding: str) -> str:
    """Return the tag of an answer, which is another one as soon as any byte of it could be.

    >>> entity_tag("2f1e", "a91c", "json", "identity")
    '"2f1e-a91c-json-identity"'
    """
    return f'"{store_id}-{generation}-{format_name}-{coding}"'


def read_tags(header: str, *, weak: bool = True) -> tuple[str, ...]:
    """Return the tags in a header; weak ones count in If-None-Match, but not in If-Match.

    >>> read_tags('W/"a-1", "b-2"')
    ('"a-1"', '"b-2"')
    """
    return tuple(match[2] for match in _TAG.finditer(header) if weak or not match[1])


def known_tag(
    if_none_match: str | None,
    accept_encoding: str | None,
    format_names: Iterable[str],
    store_id: str,
    generation: str,
) -> str | None:
    """Return the tag of the answer that a client has, if that is the one that it would get now."""
    if if_none_match is None:
        return None
    codings = {IDENTITY, choose_coding(accept_encoding)}
    tags = (entity_tag(store_id, generation, name, coding) for name in format_names for coding in codings)
    return next((tag for tag in tags if has_one(if_none_match, [tag])), None)


def has_one(header: str | None, tags: Iterable[str]) -> bool:
    """Tell whether a client has one of the answers already, by its If-None-Match header."""
    return header is not None and not set(read_tags(header)).isdisjoint(tags)
