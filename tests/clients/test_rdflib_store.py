from typing import Literal

import pytest
from rdflib import Graph, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from rdflib.query import ResultRow

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

Method = Literal["GET", "POST", "POST_FORM"]
each_method = pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])


def open_graph(endpoint: str, format_: str, method: Method = "GET", name: str | None = None) -> Graph:
    store = SPARQLStore(endpoint, returnFormat=format_, method=method)
    return Graph(store, URIRef(name) if name else None)


@each_method
@pytest.mark.parametrize("format_", ["xml", "json", "csv", "tsv"])
def test_solutions_come_in_each_format_that_the_client_knows(
    endpoint: str, format_: str, method: Method
) -> None:
    rows = [row for row in open_graph(endpoint, format_, method).query(SELECT) if isinstance(row, ResultRow)]
    assert [(str(row.claim), str(row.exact)) for row in rows] == [(CLAIM, EXACT)]


@each_method
@pytest.mark.parametrize("format_", ["xml", "json"])
def test_a_boolean_comes_in_xml_and_json(endpoint: str, format_: str, method: Method) -> None:
    assert open_graph(endpoint, format_, method).query(ASK).askAnswer is True


@each_method
@pytest.mark.parametrize("format_", ["xml", "turtle", "n3", "nt", "json-ld", "application/rdf+xml"])
def test_a_graph_comes_in_each_format_that_the_client_knows(
    endpoint: str, format_: str, method: Method
) -> None:
    found = open_graph(endpoint, format_, method).query(CONSTRUCT).graph
    assert found is not None
    assert {(str(s), str(p), str(o)) for s, p, o in found} == HOLDERS


@each_method
def test_a_description_comes(endpoint: str, method: Method) -> None:
    found = open_graph(endpoint, "xml", method).query(DESCRIBE).graph
    assert found is not None
    assert URIRef(CLAIM) in set(found.subjects())


@each_method
def test_the_client_names_a_graph(endpoint: str, method: Method) -> None:
    found = open_graph(endpoint, "xml", method, CONTENT).query(CLAIMED)
    assert [tuple(map(str, row)) for row in found if isinstance(row, ResultRow)] == [(MADURO, CARTEL)]


@each_method
def test_the_client_reads_triples_as_if_they_were_its_own(endpoint: str, method: Method) -> None:
    graph = open_graph(endpoint, "xml", method, CONTENT)
    assert [str(found) for found in graph.objects(URIRef(MADURO))] == [CARTEL]
    assert len(graph) == 1


def test_the_client_hears_of_an_error(endpoint: str) -> None:
    with pytest.raises(ValueError, match="SPARQL query"):
        open_graph(endpoint, "xml").query(MALFORMED)
