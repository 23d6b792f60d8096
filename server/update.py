"""Requests of the SPARQL 1.1 Protocol's update operation.

After https://www.w3.org/TR/sparql11-protocol/#update-operation .
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from server.errors import MalformedRequestError, PayloadTooLargeError
from server.protocol import FORM, Message, decode, read_fields, read_iris, readable_type, single

DIRECT: Final = "application/sparql-update"
METHODS: Final = ("OPTIONS", "POST")
BODY_TYPES: Final = (DIRECT, FORM)

MAX_FORM_BYTES: Final = 4 << 20
"""What is decoded in less than half a second, during which no other request is answered."""

_FIELDS: Final = ("using-graph-uri", "using-named-graph-uri")


@dataclass(frozen=True)
class UpdateRequest:
    """What a client wants to be done; ``default`` and ``named`` are the graphs that patterns see."""

    text: str
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


def read_update(message: Message) -> UpdateRequest:
    """Read an update operation by POST of a form or of the update itself.

    Raises MalformedRequestError or UnsupportedMediaTypeError.
    """
    media_type = readable_type(message, BODY_TYPES)
    fields = read_fields(message.query_string)
    if media_type == FORM:
        _refuse_long_form(message.body)
        if misplaced := next((name for name in ("update", *_FIELDS) if name in fields), None):
            raise MalformedRequestError(f"“{misplaced}” stands in the address; send it in the form.")
        return _read(read_fields(message.body))
    if "update" in fields:
        raise MalformedRequestError("There is an update in the body and another in the address; send one.")
    return _read({**fields, "update": [decode(message.body)]})


def _refuse_long_form(body: bytes) -> None:
    """Raise PayloadTooLargeError if decoding a form would keep all other requests waiting."""
    if len(body) > MAX_FORM_BYTES:
        raise PayloadTooLargeError(
            f"A form has {MAX_FORM_BYTES:,} bytes at most; send a long update as {DIRECT}, not in a form."
        )


def _read(fields: Mapping[str, Sequence[str]]) -> UpdateRequest:
    if "query" in fields:
        raise MalformedRequestError("This address does updates; queries are answered at /sparql.")
    text = single(fields, "update")
    if text is None:
        raise MalformedRequestError("There is no update in the body; send one as the field “update”.")
    default, named = (read_iris(fields, name) for name in _FIELDS)
    return UpdateRequest(text, default, named)
