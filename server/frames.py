"""What passes between the server and its readers: frames of a mark, a length in bytes and a payload."""

import json
import struct
from collections.abc import Mapping
from typing import Final

from server.errors import (
    AnswerTooLongError,
    ExhaustionError,
    MalformedQueryError,
    NotAcceptableError,
    RequestError,
    UnsupportedFunctionError,
)
from server.formats import Kind
from server.service import Answer, Dataset, Job

HEADER: Final = struct.Struct(">cQ")
"""A mark of one byte, and the length of the payload."""

READY: Final = b"R"
JOB: Final = b"J"
FAILURE: Final = b"X"
KINDS: Final[Mapping[bytes, Kind]] = {b"S": Kind.SOLUTIONS, b"B": Kind.BOOLEAN, b"G": Kind.GRAPH}
"""The marks of answers."""

_MARKS: Final = {kind: mark for mark, kind in KINDS.items()}
_ERRORS: Final[Mapping[str, type[RequestError]]] = {
    error.__name__: error
    for error in (
        AnswerTooLongError,
        ExhaustionError,
        MalformedQueryError,
        NotAcceptableError,
        UnsupportedFunctionError,
    )
}


def job_frame(job: Job) -> bytes:
    """Return the frame that hands a query to a reader."""
    media_types = {kind.value: media_type for kind, media_type in job.media_types.items()}
    dataset = (job.dataset.default, job.dataset.named, job.dataset.inferred)
    payload = json.dumps((job.text, media_types, dataset, dict(job.bindings))).encode()
    return HEADER.pack(JOB, len(payload)) + payload


def read_job(payload: bytes) -> Job:
    """Return the query that a frame hands over."""
    text, media_types, (default, named, inferred), bindings = json.loads(payload)
    kinds = {Kind(value): media_type for value, media_type in media_types.items()}
    return Job(text, kinds, Dataset(tuple(default), tuple(named), inferred), bindings)


def answer_frame(answer: Answer) -> tuple[bytes, bytes]:
    """Return the frame of an answer: its header, and its body, which may be too large to copy."""
    return HEADER.pack(_MARKS[answer.kind], len(answer.body)), answer.body


def failure_frame(error: Exception) -> tuple[bytes, bytes]:
    """Return the frame of an error: one of the request, with its data, or one of the engine."""
    known = type(error).__name__ in _ERRORS
    named = (type(error).__name__, error.args) if known else ("", (str(error),))
    payload = json.dumps(named).encode()
    return HEADER.pack(FAILURE, len(payload)), payload


def read_failure(payload: bytes) -> Exception:
    """Return the error that a frame tells: a RequestError, or a RuntimeError where the engine failed."""
    name, arguments = json.loads(payload)
    error: type[Exception] = _ERRORS.get(name, RuntimeError)
    return error(*(tuple(argument) if isinstance(argument, list) else argument for argument in arguments))
