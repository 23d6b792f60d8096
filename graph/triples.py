"""Triples as text."""

from collections.abc import Iterable

from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, Triple, serialize

from graph.namespaces import PREFIXES


def write_triples(triples: Iterable[Triple], format_: RdfFormat) -> bytes:
    """Write triples in their order, with the project's prefixes where the format has prefixes."""
    return serialize(triples, format=format_, prefixes=PREFIXES) or b""


def sort_triples(triples: Iterable[Triple]) -> list[Triple]:
    """Label blank nodes by RDFC-1.0 and sort, so that equal graphs give equal bytes."""
    dataset = Dataset(Quad(*triple) for triple in triples)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return sorted((quad.triple for quad in dataset), key=str)
