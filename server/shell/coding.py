"""Answers compressed for clients that accept it: https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3 ."""

import gzip
import re
import zlib
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, Protocol

import zstandard
from flask import Response

IDENTITY: Final = "identity"

_CODING: Final = re.compile(r"\s*([\w!#$%&'*+.^`|~-]+)\s*(?:;\s*[qQ]\s*=\s*([01](?:\.\d{0,3})?)\s*)?")
_NAMES: Final[Mapping[str, tuple[str, ...]]] = {"zstd": ("zstd",), "gzip": ("gzip", "x-gzip")}
"""What is served, what is liked most first, and the names that clients have for it."""

_LONGEST_KEPT_HEADER: Final = 256

# Below this, the frame of a packet is longer than what is saved.
_MIN_BYTES: Final = 1_000

# Level 6 of gzip makes JSON results a fifth smaller than level 1 does, and takes twice as long; level 1 of
# zstd makes them smaller than either, in a third of the time of gzip's level 1.
_GZIP_LEVEL: Final = 1
_ZSTD_LEVEL: Final = 1
_GZIP_WINDOW: Final = 16 + zlib.MAX_WBITS
"""Tells zlib to write gzip's frame: https://docs.python.org/3/library/zlib.html#zlib.compressobj ."""


class Encoder(Protocol):
    """Compresses a body that comes in parts."""

    def compress(self, data: bytes, /) -> bytes:
        """Take a part, and return what is finished."""

    def flush(self) -> bytes:
        """Return the rest."""


def choose_coding(accept_encoding: str | None) -> str:
    """Return the coding that a client wants most, the smaller one among equals, else ``identity``.

    >>> choose_coding("gzip, deflate, br, zstd")
    'zstd'
    >>> choose_coding("br;q=1.0, gzip;q=0.8, *;q=0.1")
    'gzip'
    >>> choose_coding("gzip;q=0")
    'identity'
    """
    header = accept_encoding or ""
    return _choose(header) if len(header) > _LONGEST_KEPT_HEADER else _choose_kept(header)


def _choose(header: str) -> str:
    found = (_CODING.fullmatch(element) for element in header.split(","))
    wanted = {match[1].lower(): float(match[2] or 1) for match in found if match}
    qualities = {coding: _quality(names, wanted) for coding, names in _NAMES.items()}
    best = max(qualities, key=lambda coding: qualities[coding])
    return best if qualities[best] > 0 and qualities[best] >= wanted.get(IDENTITY, 0.0) else IDENTITY


_choose_kept = lru_cache(maxsize=256)(_choose)


def _quality(names: tuple[str, ...], wanted: Mapping[str, float]) -> float:
    return max((wanted[name] for name in names if name in wanted), default=wanted.get("*", 0.0))


def coding_of(body: bytes, accept_encoding: str | None) -> str:
    """Return how a whole body is coded for a client: as it is where it is too short to gain by it."""
    return choose_coding(accept_encoding) if len(body) >= _MIN_BYTES else IDENTITY


def encode(body: bytes, coding: str) -> bytes:
    """Return a body under a coding; the same body gives the same bytes at any time."""
    if coding == IDENTITY:
        return body
    if coding == "gzip":
        return gzip.compress(body, _GZIP_LEVEL, mtime=0)
    return zstandard.ZstdCompressor(_ZSTD_LEVEL).compress(body)


def start_encoding(coding: str) -> Encoder:
    """Return what compresses a body that comes in parts, under ``gzip`` or ``zstd``."""
    if coding == "gzip":
        return zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, _GZIP_WINDOW)
    return zstandard.ZstdCompressor(_ZSTD_LEVEL).compressobj()


def compress(response: Response, accept_encoding: str | None) -> Response:
    """Compress the body of an answer where the client accepts it and it is worth it."""
    response.vary.add("Accept-Encoding")
    body = response.get_data()
    coding = coding_of(body, accept_encoding)
    if coding != IDENTITY and "Content-Encoding" not in response.headers:
        response.set_data(encode(body, coding))
        response.headers["Content-Encoding"] = coding
    return response
