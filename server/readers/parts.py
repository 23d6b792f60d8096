"""What a reader writes its answers to: it sends them in parts, or as a whole if they are short."""

from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

from server.formats import Kind
from server.readers.frames import BEGIN_MARKS, END, HEADER, MORE, PART_BYTES, WHOLE_MARKS

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class Parts(BytesIO):
    """A file for one answer; the engine writes about 8 KiB at a time."""

    def __init__(self, outgoing: BinaryIO) -> None:
        super().__init__()
        self._outgoing = outgoing
        self._kind = Kind.GRAPH
        self._has_begun = False

    def of_kind(self, kind: Kind) -> "Parts":
        """Return this file, which from now on is an answer of the kind."""
        self._kind = kind
        return self

    def write(self, data: "ReadableBuffer") -> int:
        """Take a piece, and send a part when there is enough."""
        size = super().write(data)
        if self.tell() > PART_BYTES:
            self._send(MORE if self._has_begun else BEGIN_MARKS[self._kind])
            self._has_begun = True
        return size

    def finish(self) -> None:
        """Send what is left."""
        if not self._has_begun:
            self._send(WHOLE_MARKS[self._kind])
            return
        self._send(MORE)
        self._send(END)

    def _send(self, mark: bytes) -> None:
        body = self.getvalue()
        self._outgoing.write(HEADER.pack(mark, len(body)))
        self._outgoing.write(body)
        self._outgoing.flush()
        self.seek(0)
        self.truncate()
