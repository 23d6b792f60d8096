"""What passes between the server and its writer: a write, and what came of it."""

import json
from typing import Final

from graph.changes import Write, Written, read_change, tell_change
from server.readers.frames import frame

WRITE: Final = b"W"
"""To the writer: a line of JSON that tells the write, and what was sent: an update, or a graph."""

WRITTEN: Final = b"D"
"""From the writer: the write is done, for good."""


def write_frame(write: Write) -> bytes:
    """Return the frame that hands a write over."""
    told, body = tell_change(write.change)
    line = json.dumps((write.key, write.if_generation, told)).encode()
    return frame(WRITE, line + b"\n" + body)


def read_write(payload: bytes) -> Write:
    """Return the write that a frame hands over."""
    line, _, body = payload.partition(b"\n")
    key, if_generation, told = json.loads(line)
    return Write(read_change(told, body), key, None if if_generation is None else tuple(if_generation))


def written_frame(written: Written) -> bytes:
    """Return the frame that says that a write is done."""
    return frame(WRITTEN, json.dumps((written.generation, written.created)).encode())


def read_written(payload: bytes) -> Written:
    """Return what a frame says of a write that is done."""
    generation, created = json.loads(payload)
    return Written(generation, created)
