"""The reference is asked about what nothing is kept of, and shows every difference."""

from pyoxigraph import NamedNode, Triple

from graph.namespaces import RDF, RDFS
from tests.reasoning.ontologies import EXAMPLE
from tests.reasoning.reference import differences, digest, publish

TYPE = NamedNode(RDF + "type")
MADURO, ACTOR = NamedNode(f"{EXAMPLE}maduro"), NamedNode(f"{EXAMPLE}Actor")
GIVEN = [
    Triple(NamedNode(f"{EXAMPLE}Person"), NamedNode(RDFS + "subClassOf"), ACTOR),
    Triple(MADURO, TYPE, NamedNode(f"{EXAMPLE}Person")),
]
FOLLOWS = Triple(MADURO, TYPE, ACTOR)


def test_nothing_differs_where_the_same_is_found() -> None:
    assert differences([FOLLOWS], publish, GIVEN) == set()


def test_what_only_one_finds_differs() -> None:
    assert differences([], publish, GIVEN) == {FOLLOWS}
    assert differences([FOLLOWS, GIVEN[1]], publish, GIVEN) == {GIVEN[1]}


def test_a_digest_is_that_of_a_set() -> None:
    assert digest(GIVEN) == digest(reversed(GIVEN)) != digest(GIVEN[:1])
