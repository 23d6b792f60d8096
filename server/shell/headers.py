"""The header fields that every answer has."""

from collections.abc import Mapping
from typing import Final

GENERATION: Final = "Allegata-Generation"

COMMON: Final[Mapping[str, str]] = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Allegata-Generation, ETag, Location",
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
