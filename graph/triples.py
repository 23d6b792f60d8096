"""Triples as text."""

from collections.abc import Iterable

from pyoxigraph import RdfFormat, Triple, serialize

from graph.namespaces import PREFIXES


def write_triples(triples: Iterable[Triple], format_: RdfFormat) -> bytes:
    """Write triples in their order, with the project's prefixes where the format has prefixes."""
    return serialize(triples, format=format_, prefixes=PREFIXES) or b""
