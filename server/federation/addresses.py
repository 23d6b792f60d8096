"""Which other endpoints may be asked: addresses as texts, as rules, and as numbers on the network."""

import asyncio
import re
import socket
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from server.errors import RefusedServiceError

Resolver = Callable[[str, int], Awaitable[tuple[str, ...]]]
"""What finds the numeric addresses of a host, for a port."""

_PORTS: Final = {"http": 80, "https": 443}
_UNSAFE: Final = re.compile(r'[\x00-\x20\x7f-\x9f<>"{}|\\^`]')
_HOST: Final = re.compile(r"[A-Za-z0-9._:-]+")
_KEPT: Final = "!$%&'()*+,/:;=?@[]~-._"

# https://www.iana.org/assignments/ipv6-unicast-address-assignments : all that is given out is in here.
_PUBLIC_V6: Final = ip_network("2000::/3")
# https://www.iana.org/assignments/iana-ipv6-special-registry and iana-ipv4-special-registry : what is no
# host of the Internet, what leads to another address than it says (6to4, Teredo), and what is multicast.
_SPECIAL: Final = tuple(
    map(
        ip_network,
        (
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
            "224.0.0.0/3", "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20",
        ),
    )
)  # fmt: skip


@dataclass(frozen=True)
class Target:
    """An endpoint's address: ``path`` has the query string too, ``host`` is in lower case."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def netloc(self) -> str:
        """Return the host, and the port where it is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.netloc}{self.path}"


@dataclass(frozen=True)
class Rule:
    """What is allowed: a path of a host and what is below it or, without a host, a scheme's every host."""

    scheme: str
    host: str
    port: int
    path: str

    def allows(self, target: Target) -> bool:
        """Tell whether the rule is about a target; the port counts, the target's query string does not."""
        place = (target.scheme, target.host, target.port)
        if self.host and place != (self.scheme, self.host, self.port):
            return False
        path = target.path.partition("?")[0]
        return target.scheme == self.scheme and f"{path}/".startswith(f"{self.path.rstrip('/')}/")


@cache
def read_rules(texts: tuple[str, ...]) -> tuple[Rule, ...]:
    """Read the rules of a configuration.

    Raises ValueError.
    """
    return tuple(map(read_rule, texts))


def read_rule(text: str) -> Rule:
    """Read a rule: ``https://host/path``, or ``https://`` for every host.

    Raises ValueError, with what would be right.
    """
    if text in ("http://", "https://"):
        return Rule(text.removesuffix("://"), "", 0, "")
    try:
        target = read_target(text)
    except RefusedServiceError as error:
        raise ValueError(f"“{text}” is no address of an endpoint, like https://example.org/sparql") from error
    if "?" in target.path:
        raise ValueError(f"“{text}” must end before the “?”: what comes behind it is not compared")
    return Rule(target.scheme, target.host, target.port, target.path)


def read_target(iri: str) -> Target:
    """Read the address of an endpoint.

    Raises RefusedServiceError if it is not http or https, names a user, has a fragment or steps upwards,
    or has a character that no address may have.
    """
    if _UNSAFE.search(iri):
        raise _refused(iri, "it has a character that no address may have")
    try:
        parts = urlsplit(iri)
        scheme, host, port = parts.scheme.lower(), parts.hostname or "", parts.port
    except ValueError as error:
        raise _refused(iri, str(error)) from error
    if scheme not in _PORTS:
        raise _refused(iri, "it is neither http nor https")
    if not _HOST.fullmatch(host) or "@" in parts.netloc or "#" in iri:
        raise _refused(iri, "it has to be a host's plain name and a path, without a user or a fragment")
    if {".", ".."} & set(re.split(r"[/\\]", unquote(parts.path))):
        raise _refused(iri, "its path steps to another one")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(scheme, host.rstrip("."), port or _PORTS[scheme], quote(path, _KEPT))


def _refused(iri: str, why: str) -> RefusedServiceError:
    return RefusedServiceError(f"<{iri[:200]}> cannot be asked: {why}.")


def pick(target: Target, rules: Iterable[Rule]) -> None:
    """Raise RefusedServiceError if no rule allows a target."""
    if not any(rule.allows(target) for rule in rules):
        raise RefusedServiceError(
            f"<{target}> is not among the endpoints that this server may ask; its operator lists them."
        )


def is_public(address: str) -> bool:
    """Tell whether a numeric address is a host of the Internet.

    Loopback, private, link-local, shared (RFC 6598), multicast and reserved addresses are none, and neither
    are IPv6 addresses that stand for another one: IPv4-mapped, NAT64, 6to4, Teredo.

    >>> is_public("9.9.9.9"), is_public("169.254.169.254"), is_public("::ffff:9.9.9.9")
    (True, False, False)
    """
    number = ip_address(address)
    if isinstance(number, IPv6Address) and (number.scope_id or number not in _PUBLIC_V6):
        return False
    return not any(number in network for network in _SPECIAL if network.version == number.version)


def is_host(address: str) -> bool:
    """Tell whether a numeric address is one host's, on whatever network."""
    number: IPv4Address | IPv6Address = ip_address(address)
    mapped = number.ipv4_mapped if isinstance(number, IPv6Address) else None
    number = mapped or number
    return not (number.is_multicast or number.is_unspecified or number == IPv4Address("255.255.255.255"))


async def resolve(host: str, port: int) -> tuple[str, ...]:
    """Return the numeric addresses of a host, in the system's order of preference.

    Raises OSError if it has none.
    """
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(place[4][0]) for place in found))
