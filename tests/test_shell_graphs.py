"""Graphs and the dataset as the shell serves them: part by part, as the application below would whole."""

import asyncio
import gzip
from functools import cache

import pytest
from flask import Flask
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from graph.changes import Scope, Target
from graph.namespaces import BASE
from server.app import create_app
from server.config import Config
from server.errors import BrokenAnswerError
from server.in_process import InProcessService
from server.service import Dump
from server.shell.application import Shell
from tests.served import ARTICLE, CONTENT, GENERATION, make_service, rdf_format, value
from tests.served.streams import Streams
from tests.served.visits import Reply, converse, make_scope, visit
from tests.served.writing import AUTHORISED, TOKEN, WritableStore

ADDRESSES = {
    "the dataset": "/graphs",
    "the default graph": "/graphs?default",
    "a graph that is shown": f"/graphs?graph={ARTICLE}",
    "a proposition": f"/graphs?graph={CONTENT}",
    "the roles of graphs": f"/graphs?graph={BASE}graph/meta",
    "no graph that there is": "/graphs?graph=urn:x:none",
    "a graph by its address": "/graphs/press-briefing",
    "a graph and another": "/graphs?default&graph=urn:x:g",
    "no graph": "/graphs?graph=press-briefing",
    "a format": f"/graphs?graph={CONTENT}&format=nq",
    "an unknown format": "/graphs?format=png",
    "a generation": f"/graphs?default&generation={GENERATION}",
    "a generation that is gone": "/graphs?default&generation=zeroth-edition",
    "no generation": "/graphs?default&generation=../..",
    "no page": "/graphs/",
    "an empty part": "/graphs//press-briefing",
}


CONFIG = Config(store_id="2f1e", token=TOKEN)


@cache
def application() -> Flask:
    """Return the application below: it keeps nothing of a request."""
    return create_app(make_service(), CONFIG)


class Served:
    """A shell over two claims of the first article."""

    def __init__(self, part_bytes: int = 65_536, service: InProcessService | None = None) -> None:
        self.config = CONFIG
        self.streams = Streams(service or make_service(), part_bytes)
        self.app = application()
        self.shell = Shell(self.streams, self.app, self.config)

    def get(self, target: str, method: str = "GET", **headers: str) -> Reply:
        return visit(self.shell, method, target, {n.replace("_", "-"): v for n, v in headers.items()})


def quads(reply: Reply) -> set[Quad]:
    assert reply.status == 200, reply.text
    return set(parse(reply.body, rdf_format(reply.headers["content-type"].partition(";")[0])))


@pytest.mark.parametrize("target", ADDRESSES.values(), ids=ADDRESSES)
@pytest.mark.parametrize("accept", ["*/*", "text/turtle", "application/n-quads", "image/png", "text/html"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_shell_and_the_application_below_answer_alike(target: str, accept: str, method: str) -> None:
    served = Served()
    reply = served.get(target, method, Accept=accept)
    below = served.app.test_client().open(target, method=method, headers={"Accept": accept})
    assert (reply.status, reply.body) == (below.status_code, below.data)
    named = {name.lower(): value for name, value in below.headers.items()}
    if reply.status >= 400:
        assert reply.headers.pop("vary").startswith(named.pop("vary", ""))
    assert reply.headers == named


def test_what_is_dumped_is_asked_of_the_streams() -> None:
    served = Served()
    served.get("/graphs", Accept="application/n-quads")
    served.get("/graphs?default&generation=first-edition", Accept="text/turtle", User_Agent="curl")
    first, second = served.streams.tasks
    assert isinstance(first, Dump)
    assert isinstance(second, Dump)
    assert (first.target, first.media_type) == (Target(Scope.DATASET), "application/n-quads")
    assert (second.target, second.generation) == (Target(Scope.DEFAULT), "first-edition")
    assert "" != first.client != second.client


@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_a_dump_comes_in_parts(coding: str) -> None:
    served = Served(part_bytes=100)
    wish = {"Accept": "application/n-quads", "Accept_Encoding": coding}
    reply = served.get("/graphs", **wish)
    assert "content-length" not in reply.headers
    body = gzip.decompress(reply.body) if coding == "gzip" else reply.body
    whole = Served().get("/graphs", Accept="application/n-quads").body
    assert (body, reply.is_whole) == (whole, True)
    head = served.get("/graphs", "HEAD", Accept="application/trig", Accept_Encoding=coding)
    assert (head.status, head.body, head.is_whole) == (200, b"", True)
    assert all(stream.is_closed for stream in served.streams.streams)


def test_a_proposition_never_comes_without_its_name() -> None:
    served = Served(part_bytes=100)
    for accept in (
        "*/*",
        "text/turtle, application/n-quads;q=0.1",
        "application/trig",
        "application/ld+json",
    ):
        reply = served.get(f"/graphs?graph={CONTENT}", Accept=accept)
        assert {value(quad.graph_name) for quad in quads(reply)} == {CONTENT}
        assert "assertion" in served.get(f"/graphs?graph={CONTENT}", Accept="text/turtle").text


def test_a_client_that_has_a_graph_is_told_so_without_dumping_it() -> None:
    served = Served(part_bytes=100)
    for target, accept in ((f"/graphs?graph={ARTICLE}", "*/*"), ("/graphs", "application/n-quads")):
        tag = served.get(target, Accept=accept).headers["etag"]
        served.shell.flip(GENERATION)
        asked = len(served.streams.tasks)
        again = served.get(target, Accept=accept, If_None_Match=tag)
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
        assert len(served.streams.tasks) == asked
    tag = served.get(f"/graphs?graph={CONTENT}").headers["etag"]
    assert served.get(f"/graphs?graph={CONTENT}", If_None_Match=tag).status == 304


def test_what_was_dumped_is_kept_for_its_address_only() -> None:
    named, store = NamedNode("http://localhost/graphs/claims"), Store()
    store.add(Quad(named, NamedNode("urn:x:says"), named, named))
    served = Served(service=InProcessService(store, GENERATION, BASE, is_blank=True))
    first = served.get("/graphs/claims")
    assert served.get("/graphs/claims") == first
    assert len(served.streams.tasks) == 1
    assert served.get("/graphs/denials").status == 404
    assert visit(served.shell, "GET", "/graphs").headers["content-type"] == "application/trig"
    scope = make_scope("GET", "/graphs/claims")
    scope["headers"][0] = (b"host", b"example.org")
    assert asyncio.run(converse(served.shell, scope)).status == 404
    scope["scheme"] = "https"
    assert asyncio.run(converse(served.shell, scope)).status == 404
    assert served.get("/sparql?query=ASK%20%7B%7D").headers["content-type"].endswith("json")


@pytest.mark.parametrize(("host", "status"), [(b"", 400), (b"a b", 400), (None, 200)])
def test_the_address_of_a_request_without_a_host_is_where_it_was_sent(
    host: bytes | None, status: int
) -> None:
    scope = make_scope("GET", "/graphs?default")
    scope["headers"][0:1] = [] if host is None else [(b"host", host)]
    assert asyncio.run(converse(Served().shell, scope)).status == status
    scope["server"] = None
    assert asyncio.run(converse(Served().shell, scope)).status == 400


@pytest.mark.parametrize("path", ["/graphs/caf%C3%A9", "/graphs/a%0Ab", "/graphs/..", "/graphs/a/b/"])
def test_an_address_below_the_store_is_told_as_the_application_would(path: str) -> None:
    served = Served()
    below = served.app.test_client().get(path)
    decoded = make_scope("GET", path.replace("%C3%A9", "é").replace("%0A", "\n"))
    reply = asyncio.run(converse(served.shell, decoded))
    assert (reply.status, reply.body) == (404, below.data)


def test_a_dump_that_breaks_off_is_no_success() -> None:
    served = Served()
    broken = Streams(make_service(), 100, breaks_after=3)
    shell = Shell(broken, served.app, served.config)
    with pytest.raises(BrokenAnswerError):
        visit(shell, "GET", "/graphs", {"Accept": "application/n-quads"})
    assert (broken.streams[0].is_closed, shell.active, shell.cache.bytes) == (True, 0, 0)


def test_a_client_that_goes_ends_its_dump() -> None:
    served = Served()
    slow = Streams(make_service(), wait_s=10)
    shell = Shell(slow, served.app, served.config)
    reply = asyncio.run(converse(shell, make_scope("GET", "/graphs"), leaves_after_s=0.05))
    assert (reply.is_whole, slow.cancelled, shell.active) == (False, 1, 0)


def test_writes_are_left_to_the_application() -> None:
    store = WritableStore()
    config = Config(is_blank=True, token=TOKEN)
    shell = Shell(Streams(make_service()), create_app(store, config, store), config)
    headers = AUTHORISED | {"Content-Type": "text/turtle"}
    body = b"<urn:x:claim> a <urn:x:Claim> ."
    assert visit(shell, "PUT", "/graphs?default", headers, body).status == 204
    assert set(store.store) == set(parse(body, RdfFormat.TURTLE))
    assert visit(shell, "OPTIONS", "/graphs").status == 204
    assert visit(shell, "PATCH", "/graphs").status == 405
