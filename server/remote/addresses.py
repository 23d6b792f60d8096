"""The address of a store on another server, and the credentials for it: by the environment alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin

from graph.errors import StoreError
from server.errors import RefusedServiceError
from server.federation.addresses import Target, read_target

SCHEME: Final = "sparql+"
_USER: Final = "ALLEGATA_STORE_USER"
_PASSWORD: Final = "ALLEGATA_STORE_PASSWORD"  # noqa: S105 (the name of a variable)
_TOKEN: Final = "ALLEGATA_STORE_TOKEN"  # noqa: S105 (the name of a variable)


@dataclass(frozen=True)
class Credentials:
    """What a server is told when it asks who is there; empty where there is none."""

    user: str = ""
    password: str = ""
    token: str = ""

    def __repr__(self) -> str:
        return f"Credentials(user={self.user!r})"


def is_remote(store: str) -> bool:
    """Tell whether a store is another server's."""
    return store.startswith(SCHEME)


def read_address(store: str) -> Target:
    """Return where a store's queries go: what follows ``sparql+``.

    Raises StoreError if that is no address of http or https, or has a user in it.
    """
    try:
        return read_target(store.removeprefix(SCHEME))
    except RefusedServiceError as error:
        cure = "Write sparql+https://host/path; credentials come by ALLEGATA_STORE_USER and _PASSWORD."
        raise StoreError(f"{SCHEME}{error.detail}", cure) from error


def beside(target: Target, relative: str) -> Target:
    """Return the address that stands beside another one."""
    return read_target(urljoin(str(target), relative)) if relative else target


def read_credentials(environment: Mapping[str, str]) -> Credentials:
    """Return the credentials that the environment has."""
    return Credentials(*(environment.get(name, "") for name in (_USER, _PASSWORD, _TOKEN)))
