import json
from xml.dom.minidom import Document

import pytest
from rdflib import Graph
from SPARQLWrapper import (
    CSV,
    GET,
    JSON,
    JSONLD,
    N3,
    POST,
    POSTDIRECTLY,
    RDFXML,
    TSV,
    TURTLE,
    URLENCODED,
    XML,
    SPARQLWrapper,
)
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from tests.clients.questions import (
    ASK,
    CARTEL,
    CLAIM,
    CLAIMED,
    CONSTRUCT,
    DESCRIBE,
    EXACT,
    HOLDERS,
    MADURO,
    MALFORMED,
    SELECT,
)
from tests.served import CONTENT

WAYS = [(GET, URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY)]
each_way = pytest.mark.parametrize(("method", "request_method"), WAYS, ids=["GET", "form", "direct"])
both_ways_to_name_a_format = pytest.mark.parametrize(
    "only_accept", [False, True], ids=["parameters", "Accept alone"]
)


LINES = {
    CSV: ("text/csv", "claim,exact", ","),
    TSV: ("text/tab-separated-values", "?claim\t?exact", "\t"),
}
"""The media type of each format in lines, the first line, and what parts the fields."""


def ask(
    endpoint: str,
    query: str,
    format_: str,
    method: str = GET,
    request_method: str = URLENCODED,
    only_accept: bool = False,
) -> SPARQLWrapper:
    client = SPARQLWrapper(endpoint)
    client.setQuery(query)
    client.setReturnFormat(format_)
    client.setMethod(method)
    client.setRequestMethod(request_method)
    client.setOnlyConneg(only_accept)
    return client


def solutions(client: SPARQLWrapper) -> list[tuple[str, ...]]:
    found = client.queryAndConvert()
    assert isinstance(found, dict)
    return [tuple(term["value"] for term in row.values()) for row in found["results"]["bindings"]]


def xml(client: SPARQLWrapper) -> str:
    found = client.queryAndConvert()
    assert isinstance(found, Document)
    return found.toxml()


def read(client: SPARQLWrapper) -> tuple[str, str]:
    """Return the Content-Type of an answer, and its body."""
    answer = client.query()
    return str(answer.info()["content-type"]), answer.response.read().decode()


@each_way
@both_ways_to_name_a_format
def test_solutions_come_in_json(endpoint: str, method: str, request_method: str, only_accept: bool) -> None:
    assert solutions(ask(endpoint, SELECT, JSON, method, request_method, only_accept)) == [(CLAIM, EXACT)]


@each_way
@both_ways_to_name_a_format
def test_solutions_come_in_xml(endpoint: str, method: str, request_method: str, only_accept: bool) -> None:
    found = xml(ask(endpoint, SELECT, XML, method, request_method, only_accept))
    assert found.count("<result>") == 1
    assert f"<uri>{CLAIM}</uri>" in found
    assert f"<literal>{EXACT}</literal>" in found


@each_way
@both_ways_to_name_a_format
@pytest.mark.parametrize("format_", LINES)
def test_solutions_come_in_lines(
    endpoint: str, method: str, request_method: str, only_accept: bool, format_: str
) -> None:
    content_type, body = read(ask(endpoint, SELECT, format_, method, request_method, only_accept))
    media_type, first, separator = LINES[format_]
    assert content_type == f"{media_type}; charset=utf-8"
    assert body.splitlines()[0] == first
    claim, exact = body.splitlines()[1].split(separator)
    assert (claim.strip("<>"), exact.strip('"')) == (CLAIM, EXACT)


def test_a_boolean_comes_in_json(endpoint: str) -> None:
    found = ask(endpoint, ASK, JSON).queryAndConvert()
    assert isinstance(found, dict)
    assert found["boolean"] is True


def test_a_boolean_comes_in_xml(endpoint: str) -> None:
    assert "<boolean>true</boolean>" in xml(ask(endpoint, ASK, XML))


@each_way
@both_ways_to_name_a_format
@pytest.mark.parametrize(
    ("format_", "parsed"),
    [(XML, "xml"), (RDFXML, "xml"), (TURTLE, "turtle"), (N3, "turtle"), (JSONLD, "json-ld")],
    ids=["XML", "RDF/XML", "Turtle", "N3", "JSON-LD"],
)
def test_a_graph_comes_in_each_format_that_the_client_knows(
    endpoint: str, method: str, request_method: str, only_accept: bool, format_: str, parsed: str
) -> None:
    _, body = read(ask(endpoint, CONSTRUCT, format_, method, request_method, only_accept))
    found = Graph().parse(data=body, format=parsed)
    assert {(str(s), str(p), str(o)) for s, p, o in found} == HOLDERS


@pytest.mark.parametrize("query", [CONSTRUCT, DESCRIBE], ids=["CONSTRUCT", "DESCRIBE"])
@pytest.mark.parametrize("format_", [XML, RDFXML, JSONLD])
def test_the_client_makes_a_graph_of_the_answer(endpoint: str, query: str, format_: str) -> None:
    found = ask(endpoint, query, format_).queryAndConvert()
    assert isinstance(found, Graph)
    assert any(str(subject) == CLAIM for subject in found.subjects())


def test_a_graph_in_json_is_json_ld(endpoint: str) -> None:
    with pytest.warns(RuntimeWarning, match="unexpected returned format"):
        content_type, body = read(ask(endpoint, CONSTRUCT, JSON))
    assert content_type == "application/ld+json"
    assert CLAIM in {node["@id"] for node in json.loads(body)}


@pytest.mark.parametrize("method", [GET, POST])
def test_the_client_names_a_graph(endpoint: str, method: str) -> None:
    client = ask(endpoint, CLAIMED, JSON, method)
    client.addDefaultGraph(CONTENT)
    assert solutions(client) == [(MADURO, CARTEL)]


@each_way
def test_an_error_is_told_in_words(endpoint: str, method: str, request_method: str) -> None:
    with pytest.raises(QueryBadFormed, match="Line 1, column 14"):
        ask(endpoint, MALFORMED, XML, method, request_method).query()
