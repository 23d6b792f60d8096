"""The program of a reader: a process that answers one query at a time from a generation on disk.

It is run by `server.reading` and may be killed at any moment. It gets the number of a connected socket; of
its generation the folder of the store, the name and the base; and two limits in bytes: of memory beyond
what it takes at rest, and of an answer. It imports little, for it must be there soon.
"""

import ctypes
import os
import resource
import sys
from collections.abc import Sequence
from typing import BinaryIO, Final

from pyoxigraph import Store

from server.errors import AnswerTooLongError, ExhaustionError
from server.formats import JSON, Kind
from server.frames import HEADER, READY, answer_frame, failure_frame, read_job
from server.in_process import InProcessService
from server.service import Answer, Job

# linux/prctl.h and asm/signal.h; the module `signal` takes milliseconds to import
_PR_SET_PDEATHSIG: Final = 1
_SIGKILL: Final = 9

_STANDARD_ERROR: Final = 2


def main(arguments: Sequence[str]) -> None:
    """Open the generation, take no more memory than allowed from then on, and answer until told no more."""
    descriptor, store, generation, base, memory_bytes, max_answer_bytes = arguments
    die_with_parent()
    service = open_service(store, generation, base)
    limit_memory(int(memory_bytes))
    silence(_STANDARD_ERROR)
    answer_jobs(int(descriptor), service, int(max_answer_bytes))


def open_service(store: str, generation: str, base: str) -> InProcessService:
    """Return the service over a generation, after a first query has touched what every query needs."""
    service = InProcessService(Store.read_only(store), generation, base)
    service.answer(Job("SELECT * { ?s ?p ?o } LIMIT 1", {Kind.SOLUTIONS: JSON.media_type}))
    return service


def die_with_parent() -> None:
    """Make the kernel kill this process when the thread that started it ends (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, _SIGKILL)


def limit_memory(memory_bytes: int) -> None:
    """Let this process take so much more memory than it takes now, and leave no core file (Linux only)."""
    if sys.platform == "linux":
        with open("/proc/self/statm", encoding="ascii") as file:
            pages = int(file.read().split()[0])
        limit = pages * resource.getpagesize() + memory_bytes
        resource.setrlimit(resource.RLIMIT_AS, (limit, resource.getrlimit(resource.RLIMIT_AS)[1]))
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def silence(descriptor: int) -> None:
    """Let what is written to a descriptor go nowhere: of an aborted query, the client is told."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)


def answer_jobs(descriptor: int, service: InProcessService, max_answer_bytes: int) -> None:
    """Say that jobs can come, and answer each, until the other end closes."""
    with open(descriptor, "rb") as incoming, open(descriptor, "wb", closefd=False) as outgoing:
        _send(outgoing, HEADER.pack(READY, 0), b"")
        while (payload := _receive(incoming)) is not None:
            _send(outgoing, *_answer(payload, service, max_answer_bytes))


def _receive(incoming: BinaryIO) -> bytes | None:
    header = incoming.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    return incoming.read(HEADER.unpack(header)[1])


def _answer(payload: bytes, service: InProcessService, max_answer_bytes: int) -> tuple[bytes, bytes]:
    try:
        return answer_frame(_limited(service.answer(read_job(payload)), max_answer_bytes))
    except MemoryError:
        return failure_frame(ExhaustionError("Its answer needed more memory than any query may take."))
    except Exception as error:
        return failure_frame(error)


def _limited(answer: Answer, max_answer_bytes: int) -> Answer:
    if len(answer.body) <= max_answer_bytes:
        return answer
    raise AnswerTooLongError(
        f"It has {len(answer.body):,} bytes; at most {max_answer_bytes:,} are sent. "
        "Ask for it in parts, by ORDER BY with LIMIT and OFFSET, or by more FILTERs."
    )


def _send(outgoing: BinaryIO, header: bytes, body: bytes) -> None:
    outgoing.write(header)
    outgoing.write(body)
    outgoing.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
