"""The program of the writer: the one process that changes a store, one write after another.

It is run by `server.writer.process`. It gets the number of a connected socket, the store's folder, the folder
with ontology, shapes and rules, how much it gives way to other processes, and how many writes it keeps apart
that contradict the data, of how many bytes. It inherits the claim to the store. What it cannot tell as an
error of the write, it dies of: whether the write was made, the store says.
"""

import multiprocessing
import os
import signal
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import BinaryIO, Final

from graph.changes import Update, Write
from graph.errors import (
    AbsentGraphError,
    AllegataError,
    BodySyntaxError,
    ChangeError,
    ConditionError,
    ContradictionError,
    InvalidChangeError,
    ProtectedGraphError,
    QuarantineError,
    UpdateSyntaxError,
)
from graph.lease import current_generation
from graph.live import BlankForm, Form, LiveStore
from graph.quarantine import Quarantine
from server.errors import (
    InvalidWriteError,
    MalformedDataError,
    MalformedRequestError,
    MalformedUpdateError,
    NotFoundError,
    PreconditionFailedError,
    QuarantinedError,
    RefusedGraphError,
    RequestError,
)
from server.gate.syntax import error_at, explain_update
from server.isolation import cut_off_network
from server.process import die_with_parent, raise_descriptors, silence
from server.readers.frames import HEADER, READY, failure_frame, frame
from server.writer.frames import read_write, written_frame

_STANDARD_ERROR: Final = 2
_EXAMINERS: Final = 2

# To explain an error, the text is parsed a dozen times.
_MAX_EXPLAINED_LENGTH: Final = 100_000


def main(arguments: Sequence[str]) -> None:
    """Become a process that has no network and ends with its parent, and write until told no more."""
    descriptor, store, root, niceness, most_writes, most_bytes = arguments
    die_with_parent()
    cut_off_network()
    silence(_STANDARD_ERROR)
    raise_descriptors()
    with open(int(descriptor), "rb") as incoming, open(int(descriptor), "wb", closefd=False) as outgoing:
        quarantine = Quarantine(Path(store), int(most_writes), int(most_bytes))
        kept = quarantine if int(most_writes) else None
        run(incoming, outgoing, Path(store), Path(root), int(niceness), kept)


def run(
    incoming: BinaryIO,
    outgoing: BinaryIO,
    store: Path,
    root: Path,
    niceness: int,
    quarantine: Quarantine | None = None,
) -> None:
    """Make the live store, and write; what prevents it is told, and raised.

    What contradicts is refused, or kept apart if there is a quarantine.
    """
    try:
        live = LiveStore(store, make_form(store, root, niceness))
        live.tidy()
        if quarantine is not None:
            quarantine.clean()
    except Exception as error:
        _send(outgoing, failure_frame(RuntimeError(f"{type(error).__name__}: {error}")))
        raise
    serve(incoming, outgoing, live, quarantine)


def make_form(store: Path, root: Path, niceness: int) -> Form:
    """Return what kind of store it is. Where it is a built one, this process gives way to others.

    If much is shown there, two processes of its own validate and reason.
    """
    current = current_generation(store)
    if current is None or current.blank:
        return BlankForm()
    from graph.article_form import ArticleForm
    from graph.layout import Layout

    os.nice(niceness)
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(_EXAMINERS, context, _become_examiner)
    return ArticleForm(Layout(root), current.base, pool)


def _become_examiner() -> None:
    """End with the writer, and load what takes long to load."""
    die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from graph.examination import load_engines

    load_engines()


def serve(
    incoming: BinaryIO, outgoing: BinaryIO, live: LiveStore, quarantine: Quarantine | None = None
) -> None:
    """Say that writes can come, and make each, until the other end closes."""
    _send(outgoing, frame(READY))
    while len(header := incoming.read(HEADER.size)) == HEADER.size:
        write = read_write(incoming.read(HEADER.unpack(header)[1]))
        _send(outgoing, _answer(write, live, quarantine))
        live.tidy()


def _answer(write: Write, live: LiveStore, quarantine: Quarantine | None) -> bytes:
    try:
        return written_frame(live.apply(write))
    except AllegataError as error:
        if isinstance(error, ContradictionError) and quarantine is not None:
            return failure_frame(_keep(error, write, quarantine))
        return failure_frame(request_error(error, write))


def _keep(error: ContradictionError, write: Write, quarantine: Quarantine) -> InvalidWriteError:
    """Keep a write apart, and return what says so; if there is no room for it, it is refused."""
    found = _first_line(error)
    try:
        name = quarantine.keep(write.change, error).name
    except QuarantineError as fault:
        return InvalidWriteError(
            f"{found}. It is not kept: {fault.found}. {fault.cure}".rstrip(), error.turtle
        )
    told = f"{found}. Nothing has changed; the write is kept apart: allegata quarantine show {name}"
    return QuarantinedError(told, error.turtle, name)


def request_error(error: AllegataError, write: Write) -> Exception:
    """Return the error of a request that an error of a change is; others are faults of this server."""
    if isinstance(error, UpdateSyntaxError) and isinstance(write.change, Update):
        return _malformed(error, write.change)
    if isinstance(error, BodySyntaxError):
        return MalformedDataError(_sentence(error), error.place.line or 0, error.place.column or 0)
    if isinstance(error, InvalidChangeError):
        return InvalidWriteError(_first_line(error) if error.turtle else _sentence(error), error.turtle)
    for kind, told in _TOLD.items():
        if isinstance(error, kind):
            return told(_sentence(error))
    return RuntimeError(str(error))


_TOLD: Final[dict[type[ChangeError], type[RequestError]]] = {
    ProtectedGraphError: RefusedGraphError,
    AbsentGraphError: NotFoundError,
    ConditionError: PreconditionFailedError,
    ChangeError: MalformedRequestError,
}


def _malformed(error: UpdateSyntaxError, update: Update) -> MalformedUpdateError:
    text = update.text
    if len(text) <= _MAX_EXPLAINED_LENGTH:
        return explain_update(text, update.base)
    line, column = error.place.line or 1, error.place.column or 1
    before = text.split("\n")[: line - 1]
    found = error_at(text, sum(len(each) + 1 for each in before) + column - 1, f"{error.found}.")
    return MalformedUpdateError(*found.args)


def _first_line(error: ChangeError) -> str:
    """Return how an error begins: what the report tells need not be told twice."""
    return _sentence(error).partition("\n")[0]


def _sentence(error: ChangeError) -> str:
    found = error.found[:1].upper() + error.found[1:]
    return f"{found}. {error.cure}".rstrip()


def _send(outgoing: BinaryIO, data: bytes) -> None:
    outgoing.write(data)
    outgoing.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
