"""Answers that are kept until the data change, the least recently used going first."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from server.shell.asgi import Event

MAX_ANSWER_BYTES: Final = 1 << 20
"""Longer answers are not kept: one would push out many that are asked for more often."""

_OVERHEAD_BYTES: Final = 2_048

Key = tuple[bytes | None, ...]
"""What of a request decides about its answer."""


@dataclass(frozen=True)
class Kept:
    """A response, ready to be sent; ``tag`` is its entity tag, where it has one, ``digest`` the query's."""

    start: Event
    body: Event
    tag: str
    generation: str
    digest: str


class Cache:
    """Responses by request, of one state of the data, within a number of bytes."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._bytes = 0
        self._generation = ""

    @property
    def bytes(self) -> int:
        """Return about how much memory it takes."""
        return self._bytes

    def get(self, key: Key) -> Kept | None:
        """Return the response to a request, if it is kept."""
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def put(self, key: Key, kept: Kept) -> None:
        """Keep a response, unless it is too long or of another state of the data than the one served now."""
        size = _size(key, kept)
        if kept.generation != self._generation or size > min(MAX_ANSWER_BYTES, self._max_bytes):
            return
        if (replaced := self._kept.pop(key, None)) is not None:
            self._bytes -= _size(key, replaced)
        self._kept[key] = kept
        self._bytes += size
        while self._bytes > self._max_bytes:
            self._bytes -= _size(*self._kept.popitem(last=False))

    def flip(self, generation: str) -> None:
        """Forget everything: another state of the data is served from now on."""
        self._kept.clear()
        self._bytes = 0
        self._generation = generation


def _size(key: Key, kept: Kept) -> int:
    return len(kept.body["body"]) + sum(len(part or b"") for part in key) + _OVERHEAD_BYTES
