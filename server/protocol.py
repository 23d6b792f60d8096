"""Requests of the SPARQL 1.1 Protocol, and of the same by the method QUERY.

After https://www.w3.org/TR/sparql11-protocol/ and
https://datatracker.ietf.org/doc/draft-ietf-httpbis-safe-method-w-body/ .
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl

from pyoxigraph import NamedNode

from server.errors import MalformedRequestError, UnsupportedMediaTypeError
from server.formats import is_format_name
from server.service import Dataset

FORM: Final = "application/x-www-form-urlencoded"
DIRECT: Final = "application/sparql-query"
METHODS: Final = ("GET", "HEAD", "OPTIONS", "POST", "QUERY")
METHODS_WITH_BODY: Final = frozenset({"POST", "QUERY"})
BODY_TYPES: Final = (DIRECT, FORM)

# What clients call the parameter that overrules Accept; some send all three, some one of them twice.
_FORMAT_FIELDS: Final = ("format", "output", "results")
_MAX_FIELDS: Final = 2_000

# A form holds each byte of a query as up to three.
_FORM_BYTES_PER_QUERY_BYTE: Final = 3
_FORM_OVERHEAD_BYTES: Final = 65_536
_GENERATION: Final = re.compile(r"[\w.-]{0,64}", re.ASCII)
_SECONDS: Final = re.compile(r"\d{1,9}(?:\.\d{0,9})?", re.ASCII)
_BOOLEANS: Final = {"true": True, "false": False}


@dataclass(frozen=True)
class Message:
    """The parts of an HTTP request that the protocol looks at."""

    method: str = "GET"
    query_string: bytes = b""
    content_type: str = ""
    body: bytes = b""
    content_encoding: str = ""


@dataclass(frozen=True)
class QueryRequest:
    """What a client asks; ``text`` is None where a GET has no query.

    ``format`` is the name of a format that overrides the Accept header. ``generation`` names a kept state
    of the data, and is empty for the newest; ``timeout_s`` is how long the client wants to wait at most.
    """

    text: str | None = None
    dataset: Dataset = field(default_factory=Dataset)
    format: str | None = None
    generation: str = ""
    timeout_s: float | None = None


def max_form_bytes(max_query_bytes: int) -> int:
    """Return the most bytes that a form may have which holds a query and other fields."""
    return max_query_bytes * _FORM_BYTES_PER_QUERY_BYTE + _FORM_OVERHEAD_BYTES


def read_request(message: Message) -> QueryRequest:
    """Read a query operation: by GET, or by POST or QUERY of a form or of the query itself.

    Raises MalformedRequestError or UnsupportedMediaTypeError.
    """
    if message.method not in METHODS_WITH_BODY:
        return _read_fields(read_fields(message.query_string))
    media_type = readable_type(message, BODY_TYPES)
    if media_type == FORM:
        return _require_text(_read_fields(read_fields(message.body)))
    return _read_direct(message)


def readable_type(message: Message, readable: tuple[str, ...]) -> str:
    """Return the media type of the body, which is one of those that are readable, and in UTF-8.

    Raises UnsupportedMediaTypeError if it is another, or compressed.
    """
    media_type, charset = read_content_type(message.content_type)
    if media_type not in readable:
        raise UnsupportedMediaTypeError(f"A body of the type “{media_type}” is not read.", readable)
    if charset not in ("", "utf-8", "utf8"):
        in_utf_8 = tuple(f"{type_}; charset=utf-8" for type_ in readable)
        raise UnsupportedMediaTypeError(f"A body in {charset} is not read.", in_utf_8)
    coding = message.content_encoding.strip().lower()
    if coding not in ("", "identity"):
        raise UnsupportedMediaTypeError(f"A body with the content coding “{coding}” is not read.", readable)
    return media_type


def _read_direct(message: Message) -> QueryRequest:
    fields = read_fields(message.query_string)
    if "query" in fields:
        raise MalformedRequestError("There is a query in the body and another in the address; send one.")
    return _require_text(_read_fields({**fields, "query": [decode(message.body)]}))


def _require_text(request: QueryRequest) -> QueryRequest:
    if request.text is None:
        raise MalformedRequestError("There is no query in the body; send one as the field “query”.")
    return request


def read_fields(encoded: bytes) -> Mapping[str, Sequence[str]]:
    """Decode the fields of a form or an address, each with its values in order.

    Raises MalformedRequestError if they are not UTF-8, or too many.
    """
    fields: dict[str, list[str]] = {}
    try:
        pairs = parse_qsl(
            decode(encoded), keep_blank_values=True, errors="strict", max_num_fields=_MAX_FIELDS
        )
    except UnicodeDecodeError as error:
        raise MalformedRequestError("A field is not UTF-8 after percent-decoding.") from error
    except ValueError as error:
        raise MalformedRequestError(f"There are more than {_MAX_FIELDS:,} fields.") from error
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return fields


def _read_fields(fields: Mapping[str, Sequence[str]]) -> QueryRequest:
    if fields.keys() == {"query"}:  # as most send it
        return QueryRequest(single(fields, "query"))
    if "update" in fields:
        raise MalformedRequestError("This address answers queries; updates are not accepted here.")
    default, named = (read_iris(fields, f"{kind}-graph-uri") for kind in ("default", "named"))
    inferred = single(fields, "inferred") or "true"
    if inferred not in _BOOLEANS:
        raise MalformedRequestError(f"“inferred” is true or false, not “{inferred}”.")
    return QueryRequest(
        single(fields, "query"),
        Dataset(default, named, _BOOLEANS[inferred]),
        read_format(fields),
        read_generation(fields),
        _read_timeout(fields),
    )


def read_generation(fields: Mapping[str, Sequence[str]]) -> str:
    """Return the name of the generation that is asked for, empty for the newest.

    Raises MalformedRequestError if it cannot be one.
    """
    name = single(fields, "generation") or ""
    if not _GENERATION.fullmatch(name):
        raise MalformedRequestError(f"“{name}” is not the name of a generation; answers tell theirs.")
    return name


def _read_timeout(fields: Mapping[str, Sequence[str]]) -> float | None:
    """Return the seconds that are asked for; 0, as clients of other servers send it, asks for nothing."""
    value = single(fields, "timeout") or "0"
    if not _SECONDS.fullmatch(value):
        raise MalformedRequestError(f"“timeout” is a number of seconds, such as 2.5, not “{value}”.")
    return float(value) or None


def read_format(fields: Mapping[str, Sequence[str]]) -> str | None:
    """Return the first name of a format that is known or, without any, the first that is not."""
    names = [name for key in _FORMAT_FIELDS for name in fields.get(key, ()) if name]
    return next(filter(is_format_name, names), names[0] if names else None)


def single(fields: Mapping[str, Sequence[str]], name: str) -> str | None:
    """Return the value of a field, None if it is absent.

    Raises MalformedRequestError if it is given twice.
    """
    values = fields.get(name, ())
    if len(values) > 1:
        raise MalformedRequestError(f"“{name}” is given {len(values)} times; give it once.")
    return values[0] if values else None


def read_iris(fields: Mapping[str, Sequence[str]], name: str) -> tuple[str, ...]:
    """Return the IRIs of a field; a value that is empty, as forms send it, names nothing.

    Raises MalformedRequestError if one is not absolute.
    """
    return tuple(_read_iri(name, value) for value in fields.get(name, ()) if value)


def _read_iri(name: str, value: str) -> str:
    try:
        return NamedNode(value).value
    except ValueError as error:
        raise MalformedRequestError(f"“{name}” names a graph by an absolute IRI, not “{value}”.") from error


def read_content_type(header: str) -> tuple[str, str]:
    """Return the media type and the charset of a Content-Type header, both in lower case."""
    media_type, *parameters = (part.strip().lower() for part in header.split(";"))
    charsets = [p.removeprefix("charset=").strip('"') for p in parameters if p.startswith("charset=")]
    return media_type, charsets[0] if charsets else ""


def decode(data: bytes) -> str:
    """Return the text of a body in UTF-8.

    Raises MalformedRequestError if it is not.
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise MalformedRequestError(f"Byte {error.start} is not UTF-8; send the text in UTF-8.") from error
