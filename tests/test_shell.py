import asyncio
import gzip
import json
from urllib.parse import quote

import pytest
import zstandard

from server.app import create_app
from server.config import Config
from server.service import Job
from server.shell.application import Shell
from server.shell.outcome import Outcome
from tests.served import CONTENT, GENERATION, PREFIX, make_service
from tests.served.streams import Streams
from tests.served.visits import Reply, converse, make_scope, visit

ASK = PREFIX + "ASK { ?claim a alg:Denial }"
SELECT = PREFIX + "SELECT ?claim ?exact { ?claim a alg:Allegation ; alg:passage/alg:exact ?exact }"
EVERYTHING = "SELECT * { ?s ?p ?o }"
CONSTRUCT = PREFIX + "CONSTRUCT { ?claim alg:holder ?holder } WHERE { ?claim alg:holder ?holder }"
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
BEARER = "cartel-de-los-soles"


def address(query: str, more: str = "") -> str:
    return f"/sparql?query={quote(query)}{more}"


class Served:
    """A shell over two claims of the first article, and what it noted."""

    def __init__(self, config: Config | None = None, streams: Streams | None = None) -> None:
        self.config = config or Config(store_id="2f1e")
        service = make_service()
        self.streams = streams or Streams(service)
        self.outcomes: list[Outcome] = []
        app = create_app(service, self.config)
        self.shell = Shell(self.streams, app, self.config, observers=(self.outcomes.append,))

    def get(self, target: str, **headers: str) -> Reply:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return visit(self.shell, "GET", target, named)

    def send(self, method: str, target: str, body: bytes = b"", **headers: str) -> Reply:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return visit(self.shell, method, target, named, body)


@pytest.mark.parametrize(
    ("method", "target", "headers", "body"),
    [
        ("GET", address(ASK), {}, b""),
        ("POST", "/sparql", {"Content-Type": FORM}, f"query={quote(ASK)}".encode()),
        ("POST", "/sparql", {"Content-Type": f"{DIRECT}; charset=UTF-8"}, ASK.encode()),
        ("QUERY", "/sparql", {"Content-Type": DIRECT}, ASK.encode()),
        (
            "POST",
            "/sparql",
            {"Content-Type": DIRECT, "Upgrade": "h2c", "Connection": "Upgrade"},
            ASK.encode(),
        ),
    ],
    ids=["GET", "form", "direct", "QUERY", "with an offer of HTTP/2"],
)
def test_a_query_is_answered_whichever_way_it_comes(
    method: str, target: str, headers: dict[str, str], body: bytes
) -> None:
    reply = visit(Served().shell, method, target, headers, body)
    assert (reply.status, json.loads(reply.body)) == (200, {"head": {}, "boolean": True})
    assert reply.headers["content-type"] == "application/sparql-results+json"
    assert reply.headers["content-length"] == str(len(reply.body))


def same_but_for_tags(reply: Reply) -> dict[str, str]:
    return {n: v for n, v in reply.headers.items() if n not in ("etag", "cache-control", "content-length")}


@pytest.mark.parametrize(
    ("query", "accept"),
    [
        (SELECT, "text/csv"), (SELECT, "text/tab-separated-values"), (SELECT, "application/xml"),
        (CONSTRUCT, "text/turtle"), (CONSTRUCT, "application/ld+json"), (SELECT, "text/html"),
        (SELECT, "text/turtle, text/html;q=0.5"), (CONSTRUCT, "text/csv, text/html;q=0.5"),
        (SELECT, "image/png"), (ASK, "text/csv"), ("ASK {", "*/*"), ("ASK {", "text/html"),
        ("ASK {", "text/csv"), ("ASK { SERVICE <http://127.0.0.1:9/> {} }", "application/json"),
    ],
)  # fmt: skip
def test_the_shell_and_the_application_below_answer_alike(query: str, accept: str) -> None:
    served = Served()
    reply = served.get(address(query), Accept=accept)
    below = (
        create_app(make_service(), served.config)
        .test_client()
        .get(address(query), headers={"Accept": accept})
    )
    assert reply.status == below.status_code
    without_time = [part for part in reply.text.split("\n") if " ms" not in part]
    assert without_time == [part for part in below.text.split("\n") if " ms" not in part]
    names = {name.lower(): value for name, value in below.headers.items()}
    for name, value in same_but_for_tags(reply).items():
        assert names[name] == value


def test_a_repeated_query_is_answered_without_a_reader() -> None:
    served = Served()
    first, second = served.get(address(SELECT)), served.get(address(SELECT))
    assert second == first
    assert len(served.streams.tasks) == 1
    assert [outcome.result for outcome in served.outcomes] == ["answered", "cached"]
    assert served.outcomes[0].digest == served.outcomes[1].digest != ""
    assert served.outcomes[0].client == served.outcomes[1].client != ""


def test_each_format_and_each_coding_is_kept_by_itself() -> None:
    served = Served()
    wishes = [{}, {"Accept": "text/csv"}, {"Accept_Encoding": "gzip"}, {"Accept_Encoding": "zstd"}]
    replies = [served.get(address(EVERYTHING), **wish) for wish in wishes]
    assert len(served.streams.tasks) == 4
    assert [served.get(address(EVERYTHING), **wish) for wish in wishes] == replies
    assert len(served.streams.tasks) == 4
    assert len({reply.headers["etag"] for reply in replies}) == 4


def test_another_dataset_is_another_answer() -> None:
    served = Served()
    pattern = "ASK { ?s <https://w3id.org/allegata/content#headOf> ?o }"
    answers = [
        served.get(address(pattern, more)).body for more in ("", f"&default-graph-uri={quote(CONTENT)}")
    ]
    assert [json.loads(answer)["boolean"] for answer in answers] == [False, True]


def test_a_flip_forgets_what_is_kept() -> None:
    served = Served()
    served.get(address(SELECT))
    assert served.shell.cache.bytes > 0
    served.shell.flip("second-edition")
    assert served.shell.cache.bytes == 0
    served.get(address(SELECT))
    assert len(served.streams.tasks) == 2
    assert served.shell.cache.bytes == 0  # the answer is still of the first edition


@pytest.mark.parametrize("call", ["NOW()", "RAND()", "UUID()", "STRUUID()", "BNODE()"])
def test_an_answer_that_differs_each_time_is_neither_kept_nor_tagged(call: str) -> None:
    served = Served()
    replies = [served.get(address(f"SELECT ({call} AS ?x) {{}}")) for _ in range(2)]
    assert len(served.streams.tasks) == 2
    assert all("etag" not in reply.headers for reply in replies)
    assert all(reply.headers["cache-control"] == "no-store" for reply in replies)


def test_a_client_that_has_the_answer_is_told_so_without_running_the_query() -> None:
    served = Served()
    tag = served.get(address(SELECT)).headers["etag"]
    assert tag == f'"2f1e-{GENERATION}-json-identity"'
    served.shell.flip(GENERATION)
    asked = len(served.streams.tasks)
    for _ in range(2):
        again = served.get(address(SELECT), If_None_Match=f'"other", W/{tag}')
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
        assert "content-length" not in again.headers
        assert again.headers["vary"] == "Accept, Accept-Encoding"
    assert len(served.streams.tasks) == asked
    assert served.outcomes[-1].result == "unchanged"


def test_an_answer_that_is_kept_is_not_sent_to_a_client_that_has_it() -> None:
    served = Served()
    tag = served.get(address(SELECT)).headers["etag"]
    assert served.get(address(SELECT), If_None_Match=tag).status == 304
    assert served.get(address(SELECT), If_None_Match='"2f1e-another-json-identity"').status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"If_None_Match": '"2f1e-zeroth-edition-json-identity"'},
        {"If_None_Match": "json"},
        {"Accept": "text/csv"},
    ],
    ids=["of another generation", "malformed", "of another format"],
)
def test_a_client_that_has_another_answer_gets_this_one(headers: dict[str, str]) -> None:
    served = Served()
    tag = served.get(address(SELECT)).headers["etag"]
    assert served.get(address(SELECT), **{"If_None_Match": tag, **headers}).status == 200


def test_an_answer_to_post_has_no_tag() -> None:
    served = Served()
    replies = [served.send("POST", "/sparql", ASK.encode(), Content_Type=DIRECT) for _ in range(2)]
    assert replies[0] == replies[1]
    assert "etag" not in replies[0].headers
    assert len(served.streams.tasks) == 1


@pytest.mark.parametrize(
    ("part_bytes", "is_known"), [(65_536, True), (100, False)], ids=["whole", "in parts"]
)
def test_head_has_the_headers_of_get_and_no_body(part_bytes: int, is_known: bool) -> None:
    served = Served(streams=Streams(make_service(), part_bytes))
    head = served.send("HEAD", address(EVERYTHING))
    get = served.get(address(EVERYTHING))
    assert (head.status, head.body, head.is_whole) == (200, b"", True)
    assert head.headers == get.headers
    assert ("content-length" in head.headers) is is_known
    assert served.streams.streams[0].is_closed


def test_head_is_answered_from_what_is_kept() -> None:
    served = Served()
    get, head = served.get(address(EVERYTHING)), served.send("HEAD", address(EVERYTHING))
    assert (head.body, head.headers) == (b"", get.headers)
    assert len(served.streams.tasks) == 1


CODINGS = [
    ("gzip", "gzip", gzip.decompress),
    ("zstd", "zstd", lambda data: zstandard.ZstdDecompressor().decompressobj().decompress(data)),
    ("gzip;q=0.5, zstd;q=0.4", "gzip", gzip.decompress),
]


@pytest.mark.parametrize("part_bytes", [65_536, 300], ids=["whole", "in parts"])
@pytest.mark.parametrize(("wish", "coding", "decompress"), CODINGS, ids=["gzip", "zstd", "by preference"])
def test_an_answer_is_compressed(wish: str, coding: str, decompress, part_bytes: int) -> None:  # type: ignore[no-untyped-def]
    served = Served(streams=Streams(make_service(), part_bytes))
    plain, coded = served.get(address(EVERYTHING)), served.get(address(EVERYTHING), Accept_Encoding=wish)
    assert coded.headers["content-encoding"] == coding
    assert coded.headers["etag"].endswith(f'-{coding}"')
    assert len(coded.body) < len(plain.body)
    assert decompress(coded.body) == plain.body


def test_an_answer_in_parts_is_kept_whole() -> None:
    served = Served(streams=Streams(make_service(), 100))
    first, second = served.get(address(EVERYTHING)), served.get(address(EVERYTHING))
    assert first.body == second.body
    assert second.headers == {**first.headers, "content-length": str(len(first.body))}
    assert len(served.streams.tasks) == 1


def test_an_answer_longer_than_a_mebibyte_is_not_kept() -> None:
    served = Served()
    query = 'SELECT (CONCAT(?a, ?a, ?a, ?a) AS ?b) { BIND("%s" AS ?a) }' % ("Venezuela " * 3_000)
    long = "SELECT * { " + "{ " + query + " } VALUES ?n { " + "1 " * 12 + "} }"
    assert len(served.get(address(long)).body) > 1 << 20
    assert served.shell.cache.bytes == 0


def test_without_bytes_nothing_is_kept() -> None:
    served = Served(Config(cache_bytes=0))
    for _ in range(2):
        served.get(address(ASK))
    assert len(served.streams.tasks) == 2


@pytest.mark.parametrize("accept_encoding", ["identity", "gzip"])
def test_an_answer_that_breaks_off_is_no_success(accept_encoding: str) -> None:
    served = Served(streams=Streams(make_service(), 100, breaks_after=3))
    with pytest.raises(Exception, match="ended"):
        served.get(address(EVERYTHING), Accept_Encoding=accept_encoding)
    assert served.outcomes[-1].result == "broken"
    assert served.streams.streams[0].is_closed
    assert served.shell.cache.bytes == 0
    assert served.shell.active == 0


def test_an_answer_that_breaks_off_before_its_first_part_has_its_status() -> None:
    served = Served(Config(), Streams(make_service()))
    reply = served.get(address("ASK { FILTER(<http://x/f>(1)) }"))
    assert (reply.status, served.outcomes[-1].result) == (501, "UnsupportedFunction")


@pytest.mark.parametrize(("wait_s", "part_bytes"), [(10.0, 65_536), (0.0, 1)], ids=["waiting", "in parts"])
def test_a_client_that_goes_ends_its_query(wait_s: float, part_bytes: int) -> None:
    served = Served(streams=Streams(make_service(), part_bytes, wait_s=wait_s))
    long = "SELECT * { ?s ?p ?o . VALUES ?n { %s } }" % ("1 " * 100)
    reply = asyncio.run(converse(served.shell, make_scope("GET", address(long)), leaves_after_s=0.05))
    assert not reply.is_whole
    assert served.outcomes[-1].result == "gone"
    assert served.streams.cancelled == (1 if wait_s else 0)
    assert all(stream.is_closed for stream in served.streams.streams)
    assert served.shell.active == 0


def test_a_body_that_ends_too_early_is_malformed() -> None:
    served = Served()

    async def receive() -> dict[str, object]:
        return {"type": "http.disconnect"}

    reply = Reply()

    async def send(event) -> None:  # type: ignore[no-untyped-def]
        reply.take(event)

    scope = make_scope("POST", "/sparql", {"Content-Type": DIRECT})
    asyncio.run(served.shell(scope, receive, send))  # type: ignore[arg-type]
    assert (reply.status, served.outcomes[-1].result) == (400, "MalformedRequest")
    assert (served.streams.tasks, served.shell.active) == ([], 0)


def job(served: Served) -> Job:
    task = served.streams.tasks[-1]
    assert isinstance(task, Job)
    return task


def test_a_query_carries_its_time_its_generation_and_its_client() -> None:
    served = Served(Config(token=BEARER))
    served.get(address(ASK, "&timeout=2.5&generation=0a1b"), User_Agent="rdflib")
    first = job(served)
    assert (first.timeout_s, first.generation, first.is_trusted) == (2.5, "0a1b", False)
    served.get(address(ASK, "&x=1"), User_Agent="curl")
    assert job(served).client != first.client
    served.get(address(ASK, "&x=2"), User_Agent="curl", Authorization=f"Bearer {BEARER}")
    assert job(served).is_trusted
    assert BEARER not in job(served).client


def test_a_wrong_token_is_no_token() -> None:
    served = Served(Config(token=BEARER))
    assert served.get(address(ASK), Authorization="Bearer guess").status == 200
    assert not job(served).is_trusted


def test_headers_that_come_twice_are_one() -> None:
    served = Served()
    scope = make_scope("GET", address(SELECT), {"Accept": "image/png"}, [(b"accept", b"text/csv")])
    assert asyncio.run(converse(served.shell, scope)).headers["content-type"].startswith("text/csv")


def test_a_body_comes_in_parts() -> None:
    served = Served()
    scope = make_scope("POST", "/sparql", {"Content-Type": DIRECT})
    reply = asyncio.run(
        converse(served.shell, scope, *(ASK[i : i + 5].encode() for i in range(0, len(ASK), 5)))
    )
    assert json.loads(reply.body)["boolean"] is True


@pytest.mark.parametrize("headers", [{"Content_Length": "999999999"}, {"Content_Length": "9" * 40}, {}])
def test_a_body_far_beyond_the_limit_is_refused(headers: dict[str, str]) -> None:
    served = Served(Config(max_query_bytes=10))
    reply = served.send("POST", "/sparql", b"query=" + b"A" * 70_000, Content_Type=FORM, **headers)
    assert reply.status == 413
    assert served.outcomes[-1].result == "PayloadTooLarge"


@pytest.mark.parametrize("path", ["/sparql", "/none"])
def test_a_body_that_does_not_come_is_not_waited_for_long(path: str) -> None:
    served = Served(Config(body_timeout_s=0.05))

    async def receive() -> dict[str, object]:
        await asyncio.sleep(10)
        raise AssertionError

    reply = Reply()

    async def send(event) -> None:  # type: ignore[no-untyped-def]
        reply.take(event)

    scope = make_scope("POST", path, {"Content-Type": DIRECT})
    asyncio.run(served.shell(scope, receive, send))  # type: ignore[arg-type]
    assert reply.status == 408
    assert "0.05 seconds" in reply.text


def test_everything_else_is_left_to_the_application() -> None:
    served = Served()
    assert "<h1>" in served.get("/", Accept="text/html").text
    assert served.get("/none").status == 404
    assert served.get("/sparql", Accept="text/turtle").headers["content-type"].startswith("text/turtle")
    assert served.send("OPTIONS", "/sparql").status == 204
    assert served.send("DELETE", "/sparql").status == 405
    assert served.send("PUT", "/none", b"words", Content_Type="text/plain").status == 404
    assert served.streams.tasks == []


def test_bytes_that_are_not_ascii_in_an_address_are_no_error_of_the_server() -> None:
    served = Served()
    assert served.get("/sparql?format=html&query=\udcff").status == 400
    assert served.get("/none?\udcff").status == 404


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_an_unforeseen_error_has_a_status_and_tells_nothing(
    accept: str, caplog: pytest.LogCaptureFixture
) -> None:
    class Failing(Streams):
        async def stream(self, task):  # type: ignore[no-untyped-def]
            raise RuntimeError("the engine's secret")

    served = Served(streams=Failing(make_service()))
    reply = served.get(address(ASK, "&format=json"), Accept=accept)
    assert reply.status == 500
    assert "secret" not in reply.text
    assert "the engine's secret" in caplog.text


def test_an_upload_without_the_token_is_not_read() -> None:
    served = Served(Config(token=BEARER))

    async def receive() -> dict[str, object]:
        raise AssertionError("read")

    reply = Reply()

    async def send(event) -> None:  # type: ignore[no-untyped-def]
        reply.take(event)

    scope = make_scope("POST", "/update", {"Content-Type": "application/sparql-update"})
    asyncio.run(served.shell(scope, receive, send))  # type: ignore[arg-type]
    assert reply.status in (401, 403)


@pytest.mark.parametrize("path", ["/update", "/graphs?default"])
def test_an_upload_with_the_token_has_a_limit_of_its_own(path: str) -> None:
    served = Served(Config(token=BEARER, max_upload_bytes=200_000, max_query_bytes=10))
    headers = {"Content_Type": "text/turtle", "Authorization": f"Bearer {BEARER}"}
    assert served.send("POST", path, b"#" * 300_000, **headers).status == 413
    assert served.send("POST", path, b"#" * 150_000, **headers).status != 413
