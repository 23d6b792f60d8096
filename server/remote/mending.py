"""Answers in JSON whose blank nodes have names that no blank node may have."""

from typing import Final

from server.remote.client import Body

_PIECE_BYTES: Final = 1 << 16


class Mended:
    """A file in which a text stands in another one's place, wherever the pieces that come begin and end."""

    def __init__(self, body: Body, wrong: bytes, right: bytes) -> None:
        self._body = body
        self._wrong = wrong
        self._right = right
        self._rest = b""
        self._ready = b""

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, none at the end; raises what `Body.read` does."""
        while not self._ready:
            piece = self._body.read(_PIECE_BYTES)
            if not piece:
                self._ready, self._rest = self._rest, b""
                break
            self._take(piece)
        size = len(self._ready) if size < 0 else size
        given, self._ready = self._ready[:size], self._ready[size:]
        return given

    def _take(self, piece: bytes) -> None:
        """Mend what has come, but for an end that may be the begin of what is wrong."""
        text = (self._rest + piece).replace(self._wrong, self._right)
        kept = next((n for n in range(len(self._wrong) - 1, 0, -1) if text.endswith(self._wrong[:n])), 0)
        self._ready, self._rest = text[: len(text) - kept], text[len(text) - kept :]
