"""How IRIs are shown and linked: the data's own IRIs are answered below the server's root."""

from collections.abc import Mapping
from functools import cache
from typing import Final
from urllib.parse import quote

from pyoxigraph import NamedNode

from graph.namespaces import BASE, PREFIXES
from server.errors import NotFoundError

_SERVED: Final = ("id/", "article/", "graph/", "ontology", "content")
_SAFE: Final = "/:@!$&'()*+,;=-._~"


@cache
def prefixes(base: str) -> Mapping[str, str]:
    """Return the prefixes of the project, those of the data moved to another base.

    >>> prefixes("https://example.org/")["claim"]
    'https://example.org/id/claim/'
    """
    return {name: _move(iri, base) for name, iri in PREFIXES.items()}


def _move(iri: str, base: str) -> str:
    moved = iri.startswith((f"{BASE}id/", f"{BASE}graph/"))
    return base + iri.removeprefix(BASE) if moved else iri


def asked_iri(text: str) -> str:
    """Return the IRI that an address stands for.

    Raises NotFoundError if it is none, because nothing can be known of it.
    """
    try:
        return NamedNode(text).value
    except ValueError as error:
        raise NotFoundError(f"Nothing can be known of “{text[:200]}”, which is no IRI.") from error


def shorten(iri: str, base: str) -> str:
    """Return an IRI as a prefixed name, or as it is where no prefix fits.

    >>> shorten("https://w3id.org/allegata/ontology#Claim", "https://w3id.org/allegata/")
    'alg:Claim'
    """
    fitting = [(len(space), name, space) for name, space in prefixes(base).items() if iri.startswith(space)]
    if not fitting or not iri.removeprefix(max(fitting)[2]):
        return iri
    _, name, space = max(fitting)
    return f"{name}:{iri.removeprefix(space)}"


def link(iri: str, base: str) -> str | None:
    """Return where a page links to for an IRI: a path of this server, an http(s) address, or nowhere.

    >>> link("https://w3id.org/allegata/id/actor/maduro", "https://w3id.org/allegata/")
    '/id/actor/maduro'
    >>> link("javascript:alert(1)", "https://w3id.org/allegata/") is None
    True
    """
    local = iri.removeprefix(base)
    if iri.startswith(base) and local.startswith(_SERVED):
        path, mark, fragment = local.partition("#")
        return f"/{quote(path, _SAFE)}{mark}{quote(fragment, _SAFE)}"
    if iri.startswith((BASE + "ontology", BASE + "content")):
        return link(base + iri.removeprefix(BASE), base)
    return iri if iri.startswith(("http://", "https://")) else None
