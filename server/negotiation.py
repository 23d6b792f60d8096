"""Which format a client gets: https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1 ."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from server.errors import NotAcceptableError
from server.formats import FORMATS, Format, Kind, read_name

# A quote that is not closed goes on to the end: looked for again from each quote, that would take for ever.
_ELEMENT: Final = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*+"?)++')
_PART: Final = re.compile(r'(?:[^;"]|"(?:[^"\\]|\\.)*+"?)++')
_RANGE: Final = re.compile(r"(\*|[\w!#$&^.+-]+)/(\*|[\w!#$&^.+-]+)")
_MAX_CHARACTERS: Final = 8_192
_QUALITY: Final = re.compile(r"[01](?:\.\d{0,3})?")


@dataclass(frozen=True)
class MediaRange:
    """One element of an Accept header; ``specificity`` is 0 for ``*/*`` to 3 for one with parameters."""

    type: str
    subtype: str
    specificity: int
    quality: float

    def covers(self, media_type: str) -> bool:
        """Tell whether a media type falls in the range; parameters only make it more specific."""
        type_, _, subtype = media_type.partition("/")
        return self.type in ("*", type_) and self.subtype in ("*", subtype)


@dataclass(frozen=True)
class Choice:
    """A format, and the media type to serve it under, which may be an alias."""

    format: Format
    media_type: str

    @property
    def content_type(self) -> str:
        """Return the Content-Type header: the text types say that they are UTF-8."""
        return self.media_type + ("; charset=utf-8" if self.media_type.startswith("text/") else "")


def parse_accept(header: str) -> tuple[MediaRange, ...]:
    """Read the first 8,192 characters of an Accept header; malformed elements are passed over.

    >>> parse_accept("text/turtle;q=0.5")
    (MediaRange(type='text', subtype='turtle', specificity=2, quality=0.5),)
    """
    elements = _ELEMENT.findall(header[:_MAX_CHARACTERS])
    return tuple(read for element in elements if (read := _read_element(element)))


def _read_element(element: str) -> MediaRange | None:
    name, *parameters = [part.strip() for part in _PART.findall(element)] or [""]
    match = _RANGE.fullmatch(name.lower())
    weights = [p[2:].strip() for p in parameters if p[:2].lower() == "q="]
    if not match or (match[1] == "*" and match[2] != "*") or not all(map(_QUALITY.fullmatch, weights)):
        return None
    precise = (match[1] != "*") + (match[2] != "*") + (len(parameters) > len(weights))
    return MediaRange(match[1], match[2], precise, min(float(weights[0]), 1.0) if weights else 1.0)


def quality(media_type: str, ranges: Sequence[MediaRange]) -> float:
    """Return how much a media type is wanted, from 0 (not at all) to 1: the most specific range decides."""
    covering = [r for r in ranges if r.covers(media_type)]
    most = max((r.specificity for r in covering), default=0)
    return max((r.quality for r in covering if r.specificity == most), default=0.0)


def choose(accept: str | None, offered: Sequence[Format]) -> Choice | None:
    """Return the format that a client wants most, or None if it accepts none of those offered.

    Among equals the first offered wins, and a format's own media type wins over its aliases. Without
    an Accept header, anything is acceptable.
    """
    ranges = parse_accept(accept) if accept and accept.strip() else parse_accept("*/*")
    best = max(_candidates(offered), key=lambda choice: quality(choice.media_type, ranges), default=None)
    return best if best and quality(best.media_type, ranges) > 0 else None


def _candidates(offered: Sequence[Format]) -> Iterator[Choice]:
    yield from (Choice(format_, format_.media_type) for format_ in offered)
    yield from (Choice(format_, alias) for format_ in offered for alias in format_.aliases)


def choose_named(name: str, offered: Sequence[Format]) -> Choice | None:
    """Return the format of that name or media type, or None if it is not offered."""
    wanted = read_name(name)
    for format_ in offered:
        if wanted in format_.known_as:
            return Choice(format_, wanted if wanted in format_.aliases else format_.media_type)
    return None


def choose_for_kinds(accept: str | None, name: str | None) -> Mapping[Kind, Choice]:
    """Return the format for each kind of answer that a client accepts; ``name`` overrides the header.

    What a query yields is known only when it has been parsed, so each kind gets its choice before.

    Raises NotAcceptableError if no kind of answer has an acceptable format.
    """
    found = {kind: negotiate(accept, name, offered) for kind, offered in FORMATS.items()}
    choices = {kind: choice for kind, choice in found.items() if choice}
    if choices:
        return choices
    raise not_acceptable([format_ for offered in FORMATS.values() for format_ in offered])


def negotiate(accept: str | None, name: str | None, offered: Sequence[Format]) -> Choice | None:
    """Return the format that the name asks for or, without a name, the one that the header does."""
    return choose_named(name, offered) if name else choose(accept, offered)


def not_acceptable(offered: Sequence[Format]) -> NotAcceptableError:
    """Return the error that lists what could be served, each media type once."""
    available = tuple(dict.fromkeys(format_.media_type for format_ in offered))
    return NotAcceptableError("This answer cannot be served in a format that was asked for.", available)
