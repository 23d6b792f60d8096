"""What clients send that are not among these tests, as their users' reports tell it."""

import json
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit
from xml.etree import ElementTree

import pytest

from tests.clients.conftest import TOKEN
from tests.clients.questions import ASK, CARTEL, CLAIM, CONSTRUCT, EXACT, MADURO, SELECT

RESULTS = "{http://www.w3.org/2005/sparql-results#}"
XML, RDF_XML, JSON = (
    "application/sparql-results+xml",
    "application/rdf+xml",
    "application/sparql-results+json",
)


def send(
    address: str, method: str = "GET", body: bytes | None = None, **headers: str
) -> tuple[int, str, bytes]:
    """Return the status, the media type and the body."""
    parts = urlsplit(address)
    connection = HTTPConnection(str(parts.hostname), parts.port, timeout=30)
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, f"{parts.path}?{parts.query}", body, sent)
    response = connection.getresponse()
    media_type = response.headers.get_content_type()
    return response.status, media_type, response.read()


def ask(endpoint: str, query: str, accept: str, **fields: str) -> tuple[int, str, bytes]:
    return send(f"{endpoint}?{urlencode({'query': query, **fields})}", Accept=accept)


@pytest.mark.parametrize("accept", [XML, f"{RDF_XML}, {XML}", f"{XML}, */*;q=0.1"])
def test_solutions_come_in_xml_to_who_knows_nothing_else(endpoint: str, accept: str) -> None:
    status, media_type, body = ask(endpoint, SELECT, accept)
    assert (status, media_type) == (200, XML)
    values = [term.text for term in ElementTree.fromstring(body).iter(f"{RESULTS}binding") for term in term]  # noqa: S314
    assert sorted(map(str, values)) == sorted([CLAIM, EXACT])


@pytest.mark.parametrize("accept", [XML, f"{RDF_XML}, {XML}"])
def test_a_boolean_comes_in_xml_to_who_knows_nothing_else(endpoint: str, accept: str) -> None:
    status, media_type, body = ask(endpoint, ASK, accept)
    assert (status, media_type) == (200, XML)
    assert ElementTree.fromstring(body).findtext(f"{RESULTS}boolean") == "true"  # noqa: S314


@pytest.mark.parametrize("accept", [RDF_XML, f"{RDF_XML}, {XML}", f"{XML}, {RDF_XML}"])
def test_a_graph_comes_in_rdf_xml_to_who_knows_nothing_else(endpoint: str, accept: str) -> None:
    assert ask(endpoint, CONSTRUCT, accept)[:2] == (200, RDF_XML)


@pytest.mark.parametrize("name", ["format", "output", "results"])
@pytest.mark.parametrize("value", ["json", JSON])
def test_a_parameter_names_the_format_whatever_it_is_called(endpoint: str, name: str, value: str) -> None:
    status, media_type, body = ask(endpoint, SELECT, "text/html, */*", **{name: value})
    assert (status, media_type) == (200, JSON)
    assert len(json.loads(body)["results"]["bindings"]) == 1


def test_all_three_parameters_come_at_once(endpoint: str) -> None:
    _, media_type, _ = ask(endpoint, SELECT, "*/*", format="json", output="json", results="json")
    assert media_type == JSON


@pytest.mark.parametrize(
    "content_type",
    [
        "application/sparql-update; charset=UTF-8",
        'application/sparql-update;charset="utf-8"',
        "Application/SPARQL-Update",
    ],
)
def test_an_update_comes_with_its_charset(blank: str, content_type: str) -> None:
    triple = f'<{MADURO}> <https://schema.org/name> "Nicolás Maduro {content_type[-4:-1]}"'
    bearer = f"Bearer {TOKEN}"
    body = f"INSERT DATA {{ {triple} }}".encode()
    status, _, told = send(f"{blank}/update", "POST", body, Content_Type=content_type, Authorization=bearer)
    assert status in (200, 204), told
    assert json.loads(ask(f"{blank}/sparql", f"ASK {{ {triple} }}", JSON)[2])["boolean"] is True


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_a_graph_comes_with_an_upgrade_to_http_2(blank: str, method: str) -> None:
    body = f"<{MADURO}> <https://schema.org/worksFor> <{CARTEL}> .".encode()
    address = f"{blank}/graphs?{urlencode({'graph': f'urn:{method}'})}"
    told = send(
        address, method, body, Content_Type="text/turtle", Authorization=f"Bearer {TOKEN}",
        Connection="Upgrade, HTTP2-Settings", Upgrade="h2c", HTTP2_Settings="AAMAAABkAAQAoAAAAAIAAAAA",
    )  # fmt: skip
    assert told[0] == 201, told
    query = f"ASK {{ GRAPH <urn:{method}> {{ <{MADURO}> ?p <{CARTEL}> }} }}"
    assert json.loads(ask(f"{blank}/sparql", query, JSON)[2])["boolean"] is True
