import pytest

from tests.clients.conftest import TOKEN
from tests.clients.packages import run
from tests.clients.questions import ASK, CARTEL, CLAIM, CONSTRUCT, EXACT, HOLDERS, MADURO, MALFORMED, SELECT

pytestmark = pytest.mark.xdist_group("npm")

SCRIPT = "comunica.cjs"


@pytest.mark.parametrize("is_told", [True, False], ids=["told that it is an endpoint", "finding out itself"])
def test_answers_come(endpoint: str, is_told: bool) -> None:
    source: object = {"type": "sparql", "value": endpoint} if is_told else endpoint
    kinds = {"bindings": SELECT, "ask": ASK, "triples": CONSTRUCT}
    solutions, truth, triples = run(
        SCRIPT, [{"sources": [source], "kind": k, "query": q} for k, q in kinds.items()]
    )
    assert solutions == {"value": [{"claim": CLAIM, "exact": EXACT}]}
    assert truth == {"value": True}
    assert isinstance(triples["value"], list), triples
    assert {tuple(triple) for triple in triples["value"]} == HOLDERS


def test_two_endpoints_are_asked_as_if_they_were_one(endpoint: str, blank: str) -> None:
    sources = [{"type": "sparql", "value": address} for address in (endpoint, f"{blank}/sparql")]
    (outcome,) = run(SCRIPT, [{"sources": sources, "kind": "bindings", "query": SELECT}])
    assert outcome == {"value": [{"claim": CLAIM, "exact": EXACT}]}


def test_the_client_hears_of_an_error(endpoint: str) -> None:
    source = {"type": "sparql", "value": f"{endpoint}?default-graph-uri=relative"}
    (outcome,) = run(SCRIPT, [{"sources": [source], "kind": "bindings", "query": SELECT}])
    assert "400" in str(outcome["error"])


def test_a_query_that_is_malformed_never_leaves_the_client(endpoint: str) -> None:
    (outcome,) = run(SCRIPT, [{"sources": [endpoint], "kind": "ask", "query": MALFORMED}])
    assert "error" in outcome


def test_the_client_writes(blank: str) -> None:
    triple = f"<{MADURO}> <https://schema.org/worksFor> <{CARTEL}>"
    source = {"type": "sparql", "value": f"{blank}/update"}
    (made,) = run(
        SCRIPT,
        [{"sources": [source], "kind": "update", "query": f"INSERT DATA {{ {triple} }}", "token": TOKEN}],
    )
    assert made == {"value": "made"}
    (seen,) = run(
        SCRIPT,
        [
            {
                "sources": [{"type": "sparql", "value": f"{blank}/sparql"}],
                "kind": "ask",
                "query": f"ASK {{ {triple} }}",
            }
        ],
    )
    assert seen == {"value": True}
