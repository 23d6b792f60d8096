"""Who is there, as HTTP asks it: Basic (RFC 7617), Digest (RFC 7616) and Bearer (RFC 6750)."""

import hashlib
import secrets
from base64 import b64encode
from collections.abc import Mapping
from typing import Final
from urllib.request import parse_http_list, parse_keqv_list

from server.remote.addresses import Credentials

_HASHES: Final = {"MD5": "md5", "SHA-256": "sha256"}


class Authentication:
    """Answers a server's challenges; without one, nothing is told."""

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials
        self._scheme = ""
        self._fields: Mapping[str, str] = {}
        self._count = 0

    def take(self, challenge: str) -> bool:
        """Take a challenge; return whether there is another answer to it now than there was before."""
        scheme, _, fields = challenge.partition(" ")
        before = (self._scheme, self._fields.get("nonce"))
        self._scheme, self._count = scheme.lower(), 0
        self._fields = parse_keqv_list(parse_http_list(fields)) if self._scheme == "digest" else {}
        return self._has_answer() and before != (self._scheme, self._fields.get("nonce"))

    def header(self, method: str, path: str) -> dict[str, str]:
        """Return the header field of a request, if the server has asked for one."""
        if not self._scheme or not self._has_answer():
            return {}
        known = self._credentials
        if self._scheme == "bearer":
            return {"Authorization": f"Bearer {known.token}"}
        if self._scheme == "basic":
            pair = b64encode(f"{known.user}:{known.password}".encode()).decode()
            return {"Authorization": f"Basic {pair}"}
        return {"Authorization": self._digest(method, path)}

    def _has_answer(self) -> bool:
        if self._scheme == "bearer":
            return bool(self._credentials.token)
        if self._scheme == "digest" and self._algorithm not in _HASHES:
            return False
        return self._scheme in ("basic", "digest") and bool(self._credentials.user)

    @property
    def _algorithm(self) -> str:
        return self._fields.get("algorithm", "MD5").upper()

    def _digest(self, method: str, path: str) -> str:
        self._count += 1
        known, asked = self._credentials, self._fields
        realm, nonce = asked.get("realm", ""), asked.get("nonce", "")
        count, own = f"{self._count:08x}", secrets.token_hex(8)
        secret = self._hash(f"{known.user}:{realm}:{known.password}")
        what = self._hash(f"{method}:{path}")
        middle = f"{nonce}:{count}:{own}:auth" if "qop" in asked else nonce
        fields = {
            "username": known.user, "realm": realm, "nonce": nonce, "uri": path,
            "response": self._hash(f"{secret}:{middle}:{what}"),
        }  # fmt: skip
        fields |= {"opaque": asked["opaque"]} if "opaque" in asked else {}
        told = [f'{name}="{value}"' for name, value in fields.items()]
        told += [f"algorithm={self._algorithm}"]
        told += [f"qop=auth, nc={count}", f'cnonce="{own}"'] if "qop" in asked else []
        return "Digest " + ", ".join(told)

    def _hash(self, text: str) -> str:
        return hashlib.new(_HASHES[self._algorithm], text.encode(), usedforsecurity=False).hexdigest()
