"""Bodies of RDF, checked before a parser sees them.

Measured with pyoxigraph 0.5.13: its RDF/XML parser expands the entities that a DOCTYPE defines, and takes
quadratic time for nested elements; 200,000 nested triple terms in Turtle overflow the stack. Its JSON-LD
parser fetches no context, and reads 65,536 levels.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from xml.parsers import expat

from server.config import Config
from server.decompression import decompress
from server.errors import ComplexityError, MalformedDataError, PayloadTooLargeError, UnsupportedMediaTypeError
from server.formats import GRAPH_FORMATS, JSON_LD, N_QUADS, N_TRIPLES, RDF_XML, TRIG, TURTLE, Format
from server.gate.lexer import Sort, marks
from server.protocol import read_content_type

_CHARSETS: Final = ("", "utf-8", "utf8", "us-ascii")
_OPENING: Final = frozenset({"<<", "[", "(", "{"})
_CLOSING: Final = frozenset({">>", "]", ")", "}"})

# What a reader of JSON passes over is not worth a step of its own.
_JSON: Final = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|([\[{])|([\]}])', re.DOTALL)


@dataclass(frozen=True)
class Upload:
    """RDF as it was sent, in UTF-8, no longer compressed."""

    format: Format
    body: bytes


def read_upload(content_type: str, content_encoding: str, body: bytes, config: Config) -> Upload:
    """Return the RDF in a body.

    Raises UnsupportedMediaTypeError, PayloadTooLargeError, MalformedDataError if it is not UTF-8 or has a
    DOCTYPE, or ComplexityError if it is nested too deeply.
    """
    format_ = read_format(content_type)
    if len(body) > config.max_upload_bytes:
        raise PayloadTooLargeError(
            f"It has {len(body):,} bytes; at most {config.max_upload_bytes:,} are read."
        )
    plain = decompress(body, content_encoding, config.max_upload_bytes)
    _CHECKS[format_.media_type](plain, config.max_nesting_levels)
    return Upload(format_, plain)


def read_format(content_type: str) -> Format:
    """Return the format that a Content-Type names.

    Raises UnsupportedMediaTypeError if it is not read, or not in this charset.
    """
    media_type, charset = read_content_type(content_type)
    available = tuple(format_.media_type for format_ in GRAPH_FORMATS)
    named = {format_.media_type: format_ for format_ in GRAPH_FORMATS} | dict.fromkeys(TURTLE.aliases, TURTLE)
    if media_type not in named:
        raise UnsupportedMediaTypeError(f"A body of the type “{media_type}” is not read.", available)
    if charset not in _CHARSETS:
        in_utf_8 = (f"{media_type}; charset=utf-8",)
        raise UnsupportedMediaTypeError(f"A body in {charset} is not read.", in_utf_8)
    return named[media_type]


def _check_turtle(body: bytes, max_levels: int) -> None:
    """Check Turtle, TriG and what is a part of them; a closing bracket of any kind closes one."""
    text = _decode(body)
    levels = 0
    for token in marks(text):
        if token.sort is Sort.MARK:
            levels += (token.text in _OPENING) - (token.text in _CLOSING)
            _refuse_levels(levels, max_levels)


def _check_json(body: bytes, max_levels: int) -> None:
    levels = 0
    for match in _JSON.finditer(body):
        levels += (match[1] is not None) - (match[2] is not None)
        _refuse_levels(levels, max_levels)


def _check_xml(body: bytes, max_levels: int) -> None:
    """Read the document as XML 1.0, which has it refused too if it is not."""
    levels = 0

    def open_element(name: str, attributes: list[str]) -> None:
        nonlocal levels
        levels += 1
        _refuse_levels(levels, max_levels)

    def close_element(name: str) -> None:
        nonlocal levels
        levels -= 1

    parser = expat.ParserCreate("utf-8")
    parser.ordered_attributes = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = open_element
    parser.EndElementHandler = close_element
    try:
        parser.Parse(body, True)
    except expat.ExpatError as error:
        raise MalformedDataError(
            f"{expat.ErrorString(error.code)}.", error.lineno, error.offset + 1
        ) from error


def _refuse_doctype(name: str, system: str | None, public: str | None, has_subset: bool) -> None:
    raise MalformedDataError(
        "It has a DOCTYPE, whose entities could grow without bound. Write the characters themselves."
    )


def _refuse_levels(levels: int, max_levels: int) -> None:
    if levels > max_levels:
        raise ComplexityError(f"It is nested deeper than {max_levels} levels.")


def _decode(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        column = error.start - body.rfind(b"\n", 0, error.start)
        raise MalformedDataError(f"Byte {error.start} is not UTF-8.", line, column) from error


_CHECKS: Final[Mapping[str, Callable[[bytes, int], None]]] = {
    TURTLE.media_type: _check_turtle,
    TRIG.media_type: _check_turtle,
    N_TRIPLES.media_type: _check_turtle,
    N_QUADS.media_type: _check_turtle,
    RDF_XML.media_type: _check_xml,
    JSON_LD.media_type: _check_json,
}
