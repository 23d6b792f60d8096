"""The program of the readers: processes that answer one query at a time from a generation on disk.

It is started once, by `server.readers.nursery`, takes in all that a reader needs, and then forks a reader
whenever it is told to, which is there in a sixth of the time that a program takes to start. It gets the
number of a connected socket, how many bytes of memory a reader may take beyond what it takes at rest and,
if readers need no network, the word for that. Any of these processes may be killed at any moment.
"""

import contextlib
import gc
import os
import signal
import socket
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from select import select
from typing import Final

from pyoxigraph import Store

from graph.namespaces import BASE
from server.formats import JSON, Kind
from server.in_process import InProcessService
from server.isolation import cut_off_network
from server.process import die_with_parent, raise_descriptors, silence
from server.readers.frames import HEADER, PART_BYTES
from server.readers.orders import ENDED, NOTICE, OFFLINE, ORDER, STARTED
from server.readers.serving import serve
from server.readers.shelf import Shelf
from server.service import Job

_STANDARD_ERROR: Final = 2
_BUFFER_BYTES: Final = PART_BYTES + 8192 + HEADER.size


def main(arguments: Sequence[str]) -> None:
    """Take in what readers need, and fork one whenever told so, until the other end closes."""
    if OFFLINE in arguments[2:]:
        cut_off_network()
    die_with_parent()
    raise_descriptors()
    warm_up()
    with socket.socket(fileno=int(arguments[0])) as control, contextlib.suppress(ConnectionError):
        fork_readers(control, int(arguments[1]))


def warm_up() -> None:
    """Touch what every query needs, so that each reader need not; no thread may be started before a fork."""
    service = InProcessService(Store(), "", BASE)
    service.answer(Job("SELECT * { ?s ?p ?o } LIMIT 1", {Kind.SOLUTIONS: JSON.media_type}))
    gc.collect()
    gc.freeze()


def fork_readers(control: socket.socket, memory_bytes: int) -> None:
    """Fork readers, and tell of each that it has started and, when it has ended, how."""
    orders, ends = control.fileno(), _ends()
    while True:
        ready, _, _ = select([orders, ends], [], [])
        if ends in ready:
            os.read(ends, 4096)
            _tell_ends(control)
        if orders in ready and not _obey(control, memory_bytes):
            return


def read(descriptor: int, memory_bytes: int, folder: Path) -> None:
    """Open the generation, and answer until told no more."""
    shelf = Shelf(memory_bytes)
    shelf.open(folder)
    silence(_STANDARD_ERROR)
    with (
        open(descriptor, "rb") as incoming,
        open(descriptor, "wb", _BUFFER_BYTES, closefd=False) as outgoing,
    ):
        serve(incoming, outgoing, shelf)


def _ends() -> int:
    """Return what can be read when a child has ended."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    signal.signal(signal.SIGCHLD, lambda number, frame: None)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    return reading


def _tell_ends(control: socket.socket) -> None:
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not pid:
            return
        control.sendall(NOTICE.pack(ENDED, pid, os.waitstatus_to_exitcode(status)))


def _obey(control: socket.socket, memory_bytes: int) -> bool:
    order, descriptors, _, _ = socket.recv_fds(control, ORDER.size, 1)
    if not order:
        return False
    folder = control.recv(ORDER.unpack(order)[0], socket.MSG_WAITALL).decode()
    pid = os.fork()
    if pid == 0:
        _be_reader(control, descriptors[0], memory_bytes, Path(folder))
    os.close(descriptors[0])
    control.sendall(NOTICE.pack(STARTED, pid, 0))
    return True


def _be_reader(control: socket.socket, descriptor: int, memory_bytes: int, folder: Path) -> None:
    """Read in a forked process, which ends here however it fares."""
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        control.close()
        die_with_parent()
        read(descriptor, memory_bytes, folder)
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


if __name__ == "__main__":
    main(sys.argv[1:])
