from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clients.conftest import TOKEN
from tests.clients.packages import Client, running
from tests.clients.questions import ASK, CARTEL, CLAIM, CONSTRUCT, EXACT, HOLDERS, MADURO, MALFORMED, SELECT

WAYS: dict[str, dict[str, object]] = {
    "form": {"method": "POST"},
    "address": {"method": "GET"},
    "direct": {"method": "POST", "directPost": True},
    "the method QUERY": {"method": "QUERY"},
    "whichever is shorter": {"method": "POST", "forceGetIfUrlLengthBelow": 600},
}


@pytest.fixture(scope="module")
def client(packages: Path) -> Iterator[Client]:
    with running("fetch_sparql_endpoint.cjs", packages) as started:
        yield started


@pytest.mark.parametrize("options", WAYS.values(), ids=WAYS)
def test_answers_come_whichever_way_they_are_asked_for(
    client: Client, endpoint: str, options: dict[str, object]
) -> None:
    kinds = {"bindings": SELECT, "ask": ASK, "triples": CONSTRUCT}
    cases = [{"endpoint": endpoint, "kind": k, "query": q, "options": options} for k, q in kinds.items()]
    solutions, truth, triples = client.run(*cases)
    assert solutions == {"value": [{"claim": CLAIM, "exact": EXACT}]}
    assert truth == {"value": True}
    assert isinstance(triples["value"], list), triples
    assert {tuple(triple) for triple in triples["value"]} == HOLDERS


def test_the_client_hears_of_an_error(client: Client, endpoint: str) -> None:
    (outcome,) = client.run({"endpoint": endpoint, "kind": "bindings", "query": MALFORMED})
    assert "status 400" in str(outcome["error"])


def test_the_client_writes(client: Client, blank: str) -> None:
    triple = f"<{MADURO}> <https://schema.org/memberOf> <{CARTEL}>"
    headers = {"Authorization": f"Bearer {TOKEN}"}
    made, seen, refused = client.run(
        {
            "endpoint": f"{blank}/update",
            "kind": "update",
            "query": f"INSERT DATA {{ {triple} }}",
            "headers": headers,
        },
        {"endpoint": f"{blank}/sparql", "kind": "ask", "query": f"ASK {{ {triple} }}"},
        {"endpoint": f"{blank}/update", "kind": "update", "query": f"DELETE DATA {{ {triple} }}"},
    )
    assert made == {"value": "made"}
    assert seen == {"value": True}
    assert "status 401" in str(refused["error"])
