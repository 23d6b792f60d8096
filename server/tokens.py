"""Whether a request carries the token of this server: https://www.rfc-editor.org/rfc/rfc6750#section-2.1 ."""

import hmac
from hashlib import sha256
from typing import Final

_SCHEME: Final = "bearer"


def is_authorised(authorization: str | None, token: str) -> bool:
    """Tell whether an Authorization header bears the token; where no token is set, none is right.

    How long it takes tells nothing of the token, neither its letters nor its length.

    >>> is_authorised("Bearer cartel-de-los-soles", "cartel-de-los-soles")
    True
    >>> is_authorised("Bearer ", "")
    False
    """
    scheme, _, given = (authorization or "").strip().partition(" ")
    is_right = hmac.compare_digest(_digest(given.strip()), _digest(token))
    return is_right and bool(token) and scheme.lower() == _SCHEME


def _digest(token: str) -> bytes:
    return sha256(token.encode("utf-8", "surrogatepass")).digest()
