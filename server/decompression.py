"""Bodies that come compressed, read within a budget of bytes and of growth.

https://www.rfc-editor.org/rfc/rfc9110#section-8.4
"""

import zlib
from collections.abc import Callable, Mapping
from typing import Final

import zstandard

from server.errors import MalformedRequestError, PayloadTooLargeError, UnsupportedMediaTypeError

_PIECE_BYTES: Final = 65_536
_GZIP: Final = 16 + zlib.MAX_WBITS

# RDF shrinks to a tenth or a twentieth; what grows more than this is made to exhaust whoever reads it.
_MAX_GROWTH: Final = 200
_FREE_BYTES: Final = 1 << 20
# Each costs time of its own, however little it holds.
_MAX_MEMBERS: Final = 10_000
_MAX_ZSTD_WINDOW_BYTES: Final = 8 << 20

# Three bytes can stand for 128 KiB, and what a piece stands for is made at once.
_ZSTD_PIECE_BYTES: Final = 256


def decompress(body: bytes, coding: str, max_bytes: int) -> bytes:
    """Return a body without its content coding, which is identity, gzip or zstd.

    Raises UnsupportedMediaTypeError for another coding, MalformedRequestError if the body does not have it,
    and PayloadTooLargeError as soon as more than ``max_bytes`` are read, or 200 times the body's own beyond
    the first mebibyte.
    """
    name = coding.strip().lower()
    if name in ("", "identity"):
        return body
    if name not in _CODINGS:
        detail = f"A body with the content coding “{name[:60]}” is not read."
        raise UnsupportedMediaTypeError(detail, ("gzip", "zstd", "identity"))
    return _CODINGS[name](body, max_bytes)


def _gunzip(body: bytes, max_bytes: int) -> bytes:
    found = bytearray()
    start = members = 0
    try:
        while start < len(body):
            start = _gunzip_member(body, start, found, max_bytes)
            members += 1
            if members > _MAX_MEMBERS:
                raise PayloadTooLargeError(f"It has more than {_MAX_MEMBERS:,} members.")
    except zlib.error as error:
        raise MalformedRequestError(f"The body is not gzip data: {error}.") from error
    return bytes(found)


def _gunzip_member(body: bytes, start: int, found: bytearray, max_bytes: int) -> int:
    """Add what the member that begins at ``start`` holds, and return where it ends."""
    reader = zlib.decompressobj(_GZIP)
    while not reader.eof:
        rest = reader.unconsumed_tail or body[start : start + _PIECE_BYTES]
        start += 0 if reader.unconsumed_tail else len(rest)
        piece = reader.decompress(rest, _PIECE_BYTES)
        _add(found, piece, body, max_bytes)
        if not piece and not rest:
            raise MalformedRequestError("The body ends before its gzip data do.")
    return start - len(reader.unused_data)


def _unzstd(body: bytes, max_bytes: int) -> bytes:
    found = bytearray()
    start = 0
    decompressor = zstandard.ZstdDecompressor(max_window_size=_MAX_ZSTD_WINDOW_BYTES)
    try:
        while start < len(body):
            reader = decompressor.decompressobj()
            while not reader.eof:
                if start >= len(body):
                    raise MalformedRequestError("The body ends before its zstd data do.")
                piece = body[start : start + _ZSTD_PIECE_BYTES]
                _add(found, reader.decompress(piece), body, max_bytes)
                start += len(piece) - len(reader.unused_data)
    except zstandard.ZstdError as error:
        raise MalformedRequestError(f"The body is not zstd data: {error}.") from error
    return bytes(found)


def _add(found: bytearray, piece: bytes, body: bytes, max_bytes: int) -> None:
    found += piece
    if len(found) > max_bytes:
        raise PayloadTooLargeError(f"Decompressed, it has more than the {max_bytes:,} bytes that are read.")
    if len(found) > _FREE_BYTES + _MAX_GROWTH * len(body):
        raise PayloadTooLargeError(f"Decompressed, it grows to more than {_MAX_GROWTH} times its size.")


_CODINGS: Final[Mapping[str, Callable[[bytes, int], bytes]]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "zstd": _unzstd,
}
