from typing import Literal

import pytest
from sparqlite import EndpointError, QueryError, SPARQLClient

from tests.clients.questions import ASK, CLAIM, CONSTRUCT, DESCRIBE, EXACT, HOLDERS, MALFORMED, SELECT

Method = Literal["GET", "POST"]
each_method = pytest.mark.parametrize("method", ["GET", "POST"])


@each_method
def test_answers_come(endpoint: str, method: Method) -> None:
    with SPARQLClient(endpoint, max_retries=0) as client:
        (row,) = client.select(SELECT, method=method)["results"]["bindings"]
        assert (row["claim"]["value"], row["exact"]["value"]) == (CLAIM, EXACT)
        assert client.ask(ASK, method=method) is True
        lines = client.construct(CONSTRUCT, method=method).decode().splitlines()
        assert set(lines) == {f"<{s}> <{p}> <{o}> ." for s, p, o in HOLDERS}
        assert f"<{CLAIM}>".encode() in client.describe(DESCRIBE, method=method)


@each_method
def test_parameters_of_the_address_are_kept(endpoint: str, method: Method) -> None:
    with SPARQLClient(f"{endpoint}?default-graph-uri=urn:nowhere", max_retries=0) as client:
        assert client.ask(ASK, method=method) is False


@each_method
def test_the_client_hears_of_an_error(endpoint: str, method: Method) -> None:
    with SPARQLClient(endpoint, max_retries=0) as client, pytest.raises(QueryError, match="column 14"):
        client.select(MALFORMED, method=method)


def test_an_update_without_a_token_is_refused(blank: str) -> None:
    with SPARQLClient(f"{blank}/update", max_retries=0) as client:
        with pytest.raises(EndpointError) as refused:
            client.update("INSERT DATA { <urn:maduro> <urn:leads> <urn:cartel> }")
        assert refused.value.status_code == 401
