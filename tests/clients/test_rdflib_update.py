"""rdflib's SPARQLUpdateStore against a server over a blank store."""

from collections.abc import Iterator
from urllib.error import HTTPError

import pytest
from rdflib import Dataset, Graph, Literal, Namespace, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLUpdateStore

from tests.clients.conftest import TOKEN

CLAIM = Namespace("https://w3id.org/allegata/id/claim/")
ALG = Namespace("https://w3id.org/allegata/ontology#")
PRESS = URIRef("https://example.org/press-briefing")


def connect(blank: str, token: str = TOKEN, *, post: bool = True) -> SPARQLUpdateStore:
    return SPARQLUpdateStore(
        f"{blank}/sparql",
        f"{blank}/update",
        method="POST" if post else "GET",
        headers={"Authorization": f"Bearer {token}"},
        returnFormat="json",
    )


@pytest.fixture
def graph(blank: str) -> Iterator[Graph]:
    """A named graph of the server, empty before and after."""
    found = Graph(connect(blank), PRESS)
    found.update(f"CLEAR SILENT GRAPH <{PRESS}>")
    yield found
    found.update(f"CLEAR SILENT GRAPH <{PRESS}>")


def test_triples_are_added_and_removed_one_by_one(graph: Graph) -> None:
    said = (CLAIM.leavitt, ALG.exact, Literal("He is a “fugitive head” of this cartel\n", lang="en"))
    graph.add(said)
    assert set(graph) == {said}
    graph.add((CLAIM.leavitt, ALG.start, Literal(0)))
    assert len(graph) == 2
    graph.remove((CLAIM.leavitt, None, None))
    assert len(graph) == 0


def test_many_triples_are_added_at_once(graph: Graph) -> None:
    many = {(CLAIM[f"claim-{n}"], ALG.start, Literal(n)) for n in range(500)}
    graph.addN((*triple, graph) for triple in many)
    assert set(graph) == many


def test_an_update_is_sent_as_it_is(graph: Graph) -> None:
    graph.update("INSERT DATA { ?:x a ?:y }".replace("?:x", f"<{CLAIM.c}>").replace("?:y", f"<{ALG.Claim}>"))
    graph.update(
        "DELETE { ?claim a alg:Claim } INSERT { ?claim a alg:Allegation } WHERE { ?claim a alg:Claim }",
        initNs={"alg": ALG},
    )
    assert [str(kind) for kind in graph.objects(CLAIM.c)] == [str(ALG.Allegation)]


def test_what_is_held_back_is_written_at_commit(blank: str, graph: Graph) -> None:
    store = connect(blank)
    store.autocommit = False
    held = Graph(store, PRESS)
    held.add((CLAIM.c, ALG.start, Literal(1)))
    held.add((CLAIM.d, ALG.start, Literal(2)))
    assert len(graph) == 0
    held.commit()
    assert len(graph) == 2


def test_graphs_are_made_and_removed(blank: str, graph: Graph) -> None:
    dataset = Dataset(store=connect(blank))
    made = dataset.graph(URIRef("https://example.org/interview"))
    made.add((CLAIM.c, ALG.start, Literal(1)))
    assert len(made) == 1
    dataset.remove_graph(made)
    assert len(made) == 0


def test_a_wrong_token_is_told(blank: str, graph: Graph) -> None:
    with pytest.raises(HTTPError, match="403"):
        Graph(connect(blank, "another"), PRESS).add((CLAIM.c, ALG.start, Literal(1)))
    assert len(graph) == 0
