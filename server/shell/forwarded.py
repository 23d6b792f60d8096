"""Requests that come by way of proxies, which tell by X-Forwarded-For and -Proto what they got."""

from typing import Final

from server.shell.asgi import Scope

_SCHEMES: Final = ("http", "https")


def as_sent(scope: Scope, proxies: int) -> Scope:
    """Return a request as the outermost of so many proxies got it, from whom and by what scheme.

    Each proxy adds to the list whom it got the request from; what stands before that, anybody may have
    written. A request that has come by fewer proxies is returned as it is.
    """
    if not proxies:
        return scope
    client, scheme = _said(scope, b"x-forwarded-for", proxies), _said(scope, b"x-forwarded-proto", proxies)
    address = (client, "0") if client else scope["client"]
    return {**scope, "client": address, "scheme": scheme if scheme in _SCHEMES else scope["scheme"]}


def _said(scope: Scope, name: bytes, proxies: int) -> str:
    fields = [value.decode("latin-1") for header, value in scope["headers"] if header == name]
    said = [part.strip() for part in ",".join(fields).split(",")]
    return said[-proxies] if len(said) >= proxies else ""
