"""What a reader does: one task after another, as frames tell them."""

import os
import threading
from typing import BinaryIO, Final

from graph.errors import GoneError
from server.errors import ExhaustionError, GenerationGoneError
from server.readers.frames import (
    HEADER,
    OPEN,
    READY,
    THREAD,
    failure_frame,
    frame,
    read_folder,
    read_task,
)
from server.readers.parts import Parts
from server.readers.shelf import Shelf

_STACK_BYTES: Final = 8 << 20


def serve(incoming: BinaryIO, outgoing: BinaryIO, shelf: Shelf) -> None:
    """Say that tasks can come, and do each, until the other end closes.

    Tasks are done in a thread, whose priority the server lowers if one takes long. Nobody but root may
    raise it again: then the next task gets a new thread.
    """
    threading.stack_size(_STACK_BYTES)
    outgoing.write(frame(READY))
    is_over = threading.Event()
    while not is_over.is_set():
        worker = threading.Thread(target=_work, args=(incoming, outgoing, shelf, is_over))
        worker.start()
        worker.join()


def _work(incoming: BinaryIO, outgoing: BinaryIO, shelf: Shelf, is_over: threading.Event) -> None:
    is_over.set()
    usual = os.getpriority(os.PRIO_PROCESS, 0)  # before anybody knows whose it is to lower
    outgoing.write(frame(THREAD, str(threading.get_native_id()).encode()))
    outgoing.flush()
    while _do_next(incoming, outgoing, shelf):
        if os.getpriority(os.PRIO_PROCESS, 0) != usual:
            is_over.clear()
            return


def _do_next(incoming: BinaryIO, outgoing: BinaryIO, shelf: Shelf) -> bool:
    header = incoming.read(HEADER.size)
    if len(header) < HEADER.size:
        return False
    mark, size = HEADER.unpack(header)
    try:
        _do(mark, incoming.read(size), outgoing, shelf)
    except Exception as error:
        outgoing.write(failure_frame(_told(error)))
        outgoing.flush()
    return True


def _do(mark: bytes, payload: bytes, outgoing: BinaryIO, shelf: Shelf) -> None:
    if mark == OPEN:
        shelf.open(read_folder(payload))
        outgoing.write(frame(READY))
        outgoing.flush()
        return
    task, folder = read_task(payload)
    parts = Parts(outgoing)
    shelf.open(folder).write(task, parts.of_kind)
    parts.finish()


def _told(error: Exception) -> Exception:
    if isinstance(error, MemoryError):
        return ExhaustionError("Its answer needed more memory than any query may take.")
    if isinstance(error, GoneError):
        return GenerationGoneError(f"{error.found}.")
    return error
