"""What passes between the server and its readers: frames of a mark, a length in bytes and a payload.

A reader is sent a task, or the folder of a generation to open. It answers with one frame if it can, else
with the beginning, more parts, and an end; a failure may stand in the place of any of them.
"""

import json
import struct
from collections.abc import Mapping
from dataclasses import astuple, dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final

from graph.changes import Scope, Target
from server.errors import (
    ExhaustionError,
    GenerationGoneError,
    HiddenGraphError,
    InvalidWriteError,
    MalformedDataError,
    MalformedQueryError,
    MalformedRequestError,
    MalformedUpdateError,
    NotAcceptableError,
    NotFoundError,
    PreconditionFailedError,
    QuarantinedError,
    RefusedGraphError,
    RequestError,
    StoreFailedError,
    StoreUnreachableError,
    UnsupportedFunctionError,
)
from server.formats import Kind
from server.service import Dataset, Dump, Find, Job, Outlook, Task, Why

HEADER: Final = struct.Struct(">cQ")
"""A mark of one byte, and the length of the payload."""

PART_BYTES: Final = 1 << 16
"""The longest answer that comes in one frame, and about the length of the parts of longer ones."""

OPEN: Final = b"O"
"""To a reader: the folder of a generation to open. It answers that it is ready."""

TASK: Final = b"T"
"""To a reader: the folder of a generation, and what to do over it."""

READY: Final = b"R"
THREAD: Final = b"N"
"""From a reader: the number by which the kernel knows the thread that evaluates queries from now on."""

FAILURE: Final = b"X"
MORE: Final = b"M"
END: Final = b"E"
WHOLE: Final[Mapping[bytes, Kind]] = {b"S": Kind.SOLUTIONS, b"B": Kind.BOOLEAN, b"G": Kind.GRAPH}
"""The marks of whole answers."""

BEGIN: Final[Mapping[bytes, Kind]] = {mark.lower(): kind for mark, kind in WHOLE.items()}
"""The marks of the first parts of answers that have more."""

WHOLE_MARKS: Final = {kind: mark for mark, kind in WHOLE.items()}
BEGIN_MARKS: Final = {kind: mark for mark, kind in BEGIN.items()}

_LENGTH: Final = struct.Struct(">I")
_KEPT: Final = 256
_DUMP_LENGTH: Final = 3

_Question = Why | Outlook | Find
_QUESTIONS: Final[Mapping[str, type[_Question]]] = {"why": Why, "outlook": Outlook, "find": Find}

_ERRORS: Final[Mapping[str, type[RequestError]]] = {
    error.__name__: error
    for error in (
        ExhaustionError,
        GenerationGoneError,
        HiddenGraphError,
        InvalidWriteError,
        MalformedDataError,
        MalformedQueryError,
        MalformedRequestError,
        MalformedUpdateError,
        NotAcceptableError,
        NotFoundError,
        PreconditionFailedError,
        QuarantinedError,
        RefusedGraphError,
        StoreFailedError,
        StoreUnreachableError,
        UnsupportedFunctionError,
    )
}


def frame(mark: bytes, payload: bytes = b"") -> bytes:
    """Return a frame."""
    return HEADER.pack(mark, len(payload)) + payload


def open_frame(folder: Path) -> bytes:
    """Return the frame that tells a reader which generation to open."""
    return frame(OPEN, str(folder).encode())


def read_folder(payload: bytes) -> Path:
    """Return the folder that a reader is to open."""
    return Path(payload.decode())


def task_frame(task: Task, folder: Path) -> bytes:
    """Return the frame that hands a reader a task over the generation in a folder.

    The text of a query stands apart, for all else is the same in most of them.
    """
    match task:
        case Job():
            told, text = _tell_job(task, folder)
        case Dump():
            told, text = _tell_dump(task, folder), b""
        case Why() | Outlook() | Find():
            told, text = _tell_question(task, folder)
    return frame(TASK, _LENGTH.pack(len(told)) + told + text)


def read_task(payload: bytes) -> tuple[Task, Path]:
    """Return the task that a frame hands over, and the folder of its generation."""
    end = _LENGTH.size + _LENGTH.unpack_from(payload)[0]
    told = _read_told(payload[_LENGTH.size : end])
    if isinstance(told.of, Target):
        return Dump(told.of, told.media_type), told.folder
    if isinstance(told.of, type):
        return _read_question(told.of, payload[end:]), told.folder
    text = payload[end:].decode("utf-8", "surrogatepass")
    return Job(text, told.media_types, told.of, told.bindings), told.folder


@dataclass(frozen=True)
class _Told:
    """All of a task but its text."""

    folder: Path
    of: Dataset | Target | type[_Question]
    media_type: str = ""
    media_types: Mapping[Kind, str] = field(default_factory=dict)
    bindings: Mapping[str, str] = field(default_factory=dict)


def _tell_job(job: Job, folder: Path) -> tuple[bytes, bytes]:
    media_types, bindings = tuple(job.media_types.items()), tuple(job.bindings.items())
    told = _tell(str(folder), media_types, job.dataset, bindings)
    return told, job.text.encode("utf-8", "surrogatepass")


@lru_cache(maxsize=_KEPT)
def _tell(
    folder: str,
    media_types: tuple[tuple[Kind, str], ...],
    dataset: Dataset,
    bindings: tuple[tuple[str, str], ...],
) -> bytes:
    kinds = {kind.value: media_type for kind, media_type in media_types}
    graphs = (dataset.default, dataset.named, dataset.inferred)
    return json.dumps((folder, kinds, dict(bindings), *graphs)).encode()


def _tell_dump(dump: Dump, folder: Path) -> bytes:
    return json.dumps((str(folder), dump.target.scope, dump.target.graph, dump.media_type)).encode()


def _tell_question(question: _Question, folder: Path) -> tuple[bytes, bytes]:
    """Tell which question it is, and apart from that its fields in their order, but for who asks of what."""
    (name,) = (name for name, type_ in _QUESTIONS.items() if isinstance(question, type_))
    *fields, _, _ = astuple(question)
    return json.dumps((str(folder), name)).encode(), json.dumps(fields).encode()


def _read_question(type_: type[_Question], told: bytes) -> _Question:
    if type_ is Find:
        return Find(*json.loads(told))
    first, media_type, *more = json.loads(told)
    if type_ is Why:
        (takes_all,) = more
        return Why(tuple(first), media_type, takes_all)
    include, document = more
    return Outlook(tuple(first), media_type, tuple(include), document)


@lru_cache(maxsize=_KEPT)
def _read_told(told: bytes) -> _Told:
    folder, *more = json.loads(told)
    if len(more) == _DUMP_LENGTH:
        scope, graph, media_type = more
        return _Told(Path(folder), Target(Scope(scope), graph), media_type)
    if len(more) == 1:
        return _Told(Path(folder), _QUESTIONS[more[0]])
    kinds, bindings, default, named, inferred = more
    media_types = {Kind(value): media_type for value, media_type in kinds.items()}
    dataset = Dataset(tuple(default), tuple(named), inferred)
    return _Told(Path(folder), dataset, media_types=media_types, bindings=bindings)


def failure_frame(error: Exception) -> bytes:
    """Return the frame of an error: one of the request, with its data, or one of the engine."""
    known = type(error).__name__ in _ERRORS
    named = (type(error).__name__, error.args) if known else ("", (str(error),))
    return frame(FAILURE, json.dumps(named).encode())


def read_failure(payload: bytes) -> Exception:
    """Return the error that a frame tells: a RequestError, or a RuntimeError where the engine failed."""
    name, arguments = json.loads(payload)
    error: type[Exception] = _ERRORS.get(name, RuntimeError)
    return error(*(tuple(argument) if isinstance(argument, list) else argument for argument in arguments))
