"""The hand-made graph of members and near misses, and what a person expects of it.

Each file of ``cases/`` states facts, and in the vocabulary ``expect:`` what follows from them:
``alg:Denial expect:member claim:…`` and ``expect:nearMiss``, ``claim:… expect:contradicts claim:…``,
``claim:… expect:polarity alg:negative``.
"""

from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode, Triple

from graph.namespaces import ALG, RDF
from graph.parse import parse_file
from tests.owl.realisation import Realisation, read_realisation

_EXPECT: Final = "urn:expect:"
_FOLDER: Final = Path(__file__).parent / "cases"


def facts() -> list[Triple]:
    """Return the facts of all cases."""
    return [triple for triple in _triples() if not triple.predicate.value.startswith(_EXPECT)]


def expected() -> Realisation:
    """Return all that a person expects to follow, or to be stated already."""
    return read_realisation([_claimed(triple) for triple in _triples() if not _is_near_miss(triple)])


def near_misses() -> frozenset[tuple[str, str]]:
    """Return the individuals that just fail to be members, as (class, individual)."""
    return read_realisation([_claimed(triple) for triple in _triples() if _is_near_miss(triple)]).members


def _triples() -> list[Triple]:
    return [quad.triple for path in sorted(_FOLDER.glob("*.ttl")) for quad in parse_file(path)]


def _is_near_miss(triple: Triple) -> bool:
    return triple.predicate.value == f"{_EXPECT}nearMiss"


def _claimed(triple: Triple) -> Triple:
    """Return what an expectation expects, or a fact as it is."""
    relation = triple.predicate.value.removeprefix(_EXPECT)
    if relation in ("member", "nearMiss"):
        assert isinstance(triple.object, NamedNode)
        return Triple(triple.object, NamedNode(RDF + "type"), triple.subject)
    return Triple(triple.subject, NamedNode(triple.predicate.value.replace(_EXPECT, ALG)), triple.object)
