from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clients.conftest import TOKEN
from tests.clients.packages import Client, running
from tests.clients.questions import ASK, CARTEL, CLAIM, CONSTRUCT, EXACT, HOLDERS, MADURO, MALFORMED, SELECT


@pytest.fixture(scope="module")
def client(packages: Path) -> Iterator[Client]:
    with running("comunica.cjs", packages) as started:
        yield started


@pytest.mark.parametrize("is_told", [True, False], ids=["told that it is an endpoint", "finding out itself"])
def test_answers_come(client: Client, endpoint: str, is_told: bool) -> None:
    source: object = {"type": "sparql", "value": endpoint} if is_told else endpoint
    kinds = {"bindings": SELECT, "ask": ASK, "triples": CONSTRUCT}
    solutions, truth, triples = client.run(
        *({"sources": [source], "kind": k, "query": q} for k, q in kinds.items())
    )
    assert solutions == {"value": [{"claim": CLAIM, "exact": EXACT}]}
    assert truth == {"value": True}
    assert isinstance(triples["value"], list), triples
    assert {tuple(triple) for triple in triples["value"]} == HOLDERS


def test_two_endpoints_are_asked_as_if_they_were_one(client: Client, endpoint: str, blank: str) -> None:
    sources = [{"type": "sparql", "value": address} for address in (endpoint, f"{blank}/sparql")]
    (outcome,) = client.run({"sources": sources, "kind": "bindings", "query": SELECT})
    assert outcome == {"value": [{"claim": CLAIM, "exact": EXACT}]}


def test_the_client_hears_of_an_error(client: Client, endpoint: str) -> None:
    source = {"type": "sparql", "value": f"{endpoint}?default-graph-uri=relative"}
    (outcome,) = client.run({"sources": [source], "kind": "bindings", "query": SELECT})
    assert "400" in str(outcome["error"])


def test_a_query_that_is_malformed_never_leaves_the_client(client: Client, endpoint: str) -> None:
    (outcome,) = client.run({"sources": [endpoint], "kind": "ask", "query": MALFORMED})
    assert "error" in outcome


def test_the_client_writes(client: Client, blank: str) -> None:
    triple = f"<{MADURO}> <https://schema.org/worksFor> <{CARTEL}>"
    update, query = ({"type": "sparql", "value": f"{blank}/{path}"} for path in ("update", "sparql"))
    made, seen = client.run(
        {"sources": [update], "kind": "update", "query": f"INSERT DATA {{ {triple} }}", "token": TOKEN},
        {"sources": [query], "kind": "ask", "query": f"ASK {{ {triple} }}"},
    )
    assert made == {"value": "made"}
    assert seen == {"value": True}
