"""Requests that would make the server fetch what others name: SERVICE, LOAD, FROM, contexts, entities."""

import json
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from pyoxigraph import Store

from tests.clients.conftest import TOKEN, serving
from tests.served.another import RESULTS, Another, another_endpoint, reply
from tests.served.stores import write_dataset
from tests.test_gate import FETCHES, PREFIXES, SILENT_FETCHES, TARGET
from tests.threats.asking import Reply, ask, is_well, request

AUTHORISED = {"Authorization": f"Bearer {TOKEN}"}
TRIPLE = b"<https://w3id.org/allegata/id/a> <https://w3id.org/allegata/id/b> 'Cabello' ."


@pytest.fixture
def listener() -> Iterator[Another]:
    with another_endpoint(reply(TRIPLE, "text/turtle")) as another:
        yield another


def update(address: str, text: str, **fields: str) -> Reply:
    headers = {**AUTHORISED, "Content-Type": "application/sparql-update"}
    return request(address, "POST", f"/update?{urlencode(fields)}", text.encode(), headers)


@pytest.mark.parametrize("name", FETCHES | SILENT_FETCHES)
def test_a_query_that_would_fetch_is_refused(server: str, listener: Another, name: str) -> None:
    query = (PREFIXES + (FETCHES | SILENT_FETCHES)[name]).replace(TARGET, f"<{listener.address}/>")
    assert ask(server, query).status in (400, 403)
    assert not listener.heard


def test_the_engine_alone_loads_what_an_update_names(listener: Another) -> None:
    store = Store()
    store.update(f"LOAD <{listener.address}/>")
    assert (len(store), len(listener.heard)) == (1, 1)


LOADS = {
    "plain": "LOAD {}",
    "silent": "LOAD SILENT {}",
    "into a graph": "LOAD {} INTO GRAPH <https://w3id.org/allegata/id/g>",
    "without a space": "LOAD{}",
    "lower case": "load {}",
    "after another": "INSERT DATA {{ <a:b> <a:c> <a:d> }} ; LOAD {}",
    "without a space after another": "INSERT DATA {{ <a:b> <a:c> <a:d> }};LOAD{}",
    "after a comment": "#\rLOAD {}",
    "SERVICE": "INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE {} {{ ?s ?p ?o }} }}",
    "SERVICE SILENT": "DELETE {{ ?s ?p ?o }} WHERE {{ SERVICE SILENT {} {{ ?s ?p ?o }} }}",
    "SERVICE after data": "INSERT DATA {{ <a:b> <a:c> 'x' }} ; INSERT {{}} WHERE {{ SERVICE {} {{}} }}",
    "SERVICE hidden by an IRI": "INSERT {{}} WHERE {{ FILTER(1<<a:b#>) SERVICE {} {{}} }}",
}


@pytest.mark.parametrize("name", LOADS)
def test_an_update_fetches_nothing(blank: str, server: str, listener: Another, name: str) -> None:
    text = LOADS[name].format(f"<{listener.address}/>")
    assert update(blank, text).status in (200, 204, 400, 403)
    assert update(server, text).status in (200, 204, 400, 403)
    assert not listener.heard
    assert is_well(server)


def test_a_name_glued_to_load_is_no_way_round(blank: str, listener: Another) -> None:
    update(blank, f"PREFIX LOADex: <{listener.address}/> PREFIX ex: <{listener.address}/> LOADex:a")
    update(blank, f"PREFIX ex: <{listener.address}/> LOADSILENTex:a")
    assert not listener.heard


def test_from_reads_no_address(server: str, blank: str, listener: Another) -> None:
    for address in (server, blank):
        for clause in ("FROM", "FROM NAMED"):
            assert ask(address, f"SELECT * {clause} <{listener.address}/> {{ ?s ?p ?o }}").status == 200
        path = "/sparql?" + urlencode(
            {"query": "ASK { ?s ?p ?o }", "default-graph-uri": f"{listener.address}/"}
        )
        assert request(address, "GET", path).status == 200
        assert request(address, "GET", f"/graphs?graph={listener.address}/").status == 404
    assert (
        update(blank, "INSERT {} WHERE { ?s ?p ?o }", **{"using-graph-uri": f"{listener.address}/"}).status
        < 300
    )
    assert not listener.heard


def context(address: str) -> bytes:
    return json.dumps({"@context": f"{address}/context", "@id": "https://w3id.org/allegata/id/a"}).encode()


def test_the_engine_alone_fetches_the_context_of_what_it_loads() -> None:
    with another_endpoint(reply(b"{}", "application/ld+json")) as contexts:
        body = context(contexts.address)
        with another_endpoint(reply(body, "application/ld+json")) as documents:
            Store().update(f"LOAD SILENT <{documents.address}/>")
    assert (len(documents.heard), len(contexts.heard)) == (1, 1)


FETCHING_BODIES: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "a context": ("application/ld+json", lambda address: context(address)),
    "a context in a context": (
        "application/ld+json",
        lambda address: json.dumps({"@context": [{"@import": f"{address}/c"}], "@id": "a:b"}).encode(),
    ),
    "a context of a property": (
        "application/ld+json",
        lambda address: json.dumps(
            {"@context": {"x": {"@id": "a:b", "@context": address}}, "x": {}}
        ).encode(),
    ),
    "an external entity": (
        "application/rdf+xml",
        lambda address: f'<!DOCTYPE x [<!ENTITY e SYSTEM "{address}/">]><x>&e;</x>'.encode(),
    ),
    "an external subset": (
        "application/rdf+xml",
        lambda address: f'<!DOCTYPE x SYSTEM "{address}/x.dtd"><x/>'.encode(),
    ),
    "a stylesheet": (
        "application/rdf+xml",
        lambda address: (
            f'<?xml-stylesheet href="{address}/"?><r:RDF xmlns:r='
            '"http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'.encode()
        ),
    ),
}


@pytest.mark.parametrize("name", FETCHING_BODIES)
def test_an_upload_fetches_nothing(blank: str, listener: Another, name: str) -> None:
    media_type, make = FETCHING_BODIES[name]
    headers = {**AUTHORISED, "Content-Type": media_type}
    sent = request(blank, "PUT", "/graphs?default", make(listener.address), headers)
    assert sent.status in (201, 204, 400)
    assert sent.status == 400 or name == "a stylesheet"
    assert not listener.heard


@pytest.fixture(scope="module")
def federated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Another]]:
    """A server that may ask one other endpoint, and that endpoint."""
    folder = tmp_path_factory.mktemp("federated")
    write_dataset(folder / "store")
    with another_endpoint(reply(RESULTS)) as allowed:
        options = [f"--service-allowed={allowed.address}/sparql", "--service-allow-private", "--timeout-s=2"]
        with serving(folder, options) as address:
            yield address, allowed


def test_an_endpoint_on_the_list_is_asked(federated: tuple[str, Another]) -> None:
    address, allowed = federated
    found = ask(address, f"SELECT ?who {{ SERVICE <{allowed.address}/sparql> {{ ?who ?p ?o }} }}")
    assert (found.status, b"Cabello" in found.body) == (200, True), found.text
    assert "etag" not in found.headers
    assert found.headers["cache-control"] == "no-store"


def test_the_page_of_a_federated_answer_shows_the_query_as_it_was_written(
    federated: tuple[str, Another],
) -> None:
    address, allowed = federated
    query = f"SELECT ?who {{ SERVICE <{allowed.address}/sparql> {{ ?who ?p ?o }} }}"
    found = request(address, "GET", "/sparql?" + urlencode({"query": query}), headers={"Accept": "text/html"})
    assert found.status == 200
    assert "Cabello" in found.text
    assert allowed.address in found.text


def test_no_other_is_asked(federated: tuple[str, Another], listener: Another) -> None:
    address, allowed = federated
    before = len(allowed.heard)
    for target in (f"{listener.address}/sparql", f"{allowed.address}/other", f"{address}/update"):
        assert ask(address, f"SELECT * {{ SERVICE <{target}> {{ ?s ?p ?o }} }}").status == 403
    text = f"INSERT {{}} WHERE {{ SERVICE <{allowed.address}/sparql> {{ ?s ?p ?o }} }}"
    assert update(address, text).status == 403
    assert not listener.heard
    assert len(allowed.heard) == before


def test_a_federated_query_that_fails_is_told_with_its_status(federated: tuple[str, Another]) -> None:
    address, allowed = federated
    found = ask(address, f"SELECT * {{ SERVICE <{allowed.address}/sparql> {{ ?who ?p }} }}")
    assert (found.status, allowed.address in found.text) == (400, True)
    assert found.headers["content-type"] == "application/problem+json"


def test_an_endpoint_that_is_gone_is_a_bad_gateway(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        gone = f"http://127.0.0.1:{free.getsockname()[1]}/sparql"
    with serving(tmp_path, ["--empty", "--service-allowed=http://", "--service-allow-private"]) as address:
        found = ask(address, f"SELECT * {{ SERVICE <{gone}> {{ ?s ?p ?o }} }}")
        assert (found.status, gone in found.text) == (502, True), found.text
        assert ask(address, f"SELECT * {{ SERVICE SILENT <{gone}> {{ ?s ?p ?o }} }}").status == 200
    with serving(tmp_path, ["--empty", "--service-allowed=http://"]) as address:
        found = ask(address, f"SELECT * {{ SERVICE <{gone}> {{ ?s ?p ?o }} }}")
        assert (found.status, "no host of the Internet" in found.text) == (502, True)
