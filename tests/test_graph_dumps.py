"""Dumps over HTTP, from real readers: whole however long, and read back by another server."""

import http.client
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPMessage
from urllib.parse import urlsplit

import pytest
from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat, parse, serialize

from tests.kernel import resident_bytes
from tests.served import ARTICLE, CONTENT, read_quads
from tests.served.command import get, read_address, send, serving
from tests.served.stores import write_dataset
from tests.served.writing import AUTHORISED, TOKEN

NQUADS = "application/n-quads"
MAX_ANSWER_BYTES = 1_000_000
MANY = 20_000
WORDS = "what the ministry said, " * 25
BLANK = ("--empty", "--store", "memory:", "--token", TOKEN, "--readers", "1")


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    """The address of a server over two claims and many more, and the process that takes its requests."""
    folder = tmp_path_factory.mktemp("large")
    more = (f'<urn:x:claim-{n}> <urn:x:says> "{WORDS}{n}" <{ARTICLE}> .\n' for n in range(MANY))
    with write_dataset(folder).open("a") as dataset:
        dataset.writelines(more)
    words = ["--store", str(folder), "--readers", "1", "--max-answer-bytes", str(MAX_ANSWER_BYTES)]
    with serving(*words) as process:
        yield read_address(process), process.pid


DUMPS = {
    "the dataset": ("/graphs", NQUADS, MANY + len(read_quads())),
    "a graph": (f"/graphs?graph={ARTICLE}", "application/n-triples", MANY),
    "the default graph": ("/graphs?default", "application/n-triples", MANY),
}


@pytest.mark.skipif(sys.platform != "linux", reason="it looks at processes through /proc")
@pytest.mark.parametrize(("path", "accept", "number"), DUMPS.values(), ids=DUMPS)
def test_a_dump_longer_than_any_answer_comes_whole_and_the_front_keeps_little_of_it(
    large: tuple[str, int], path: str, accept: str, number: int
) -> None:
    address, pid = large
    get(address, "/graphs?graph=urn:x:none", Accept=accept)
    before, most, lines, size = resident_bytes(pid), 0, 0, 0
    with closing(http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)) as connection:
        connection.request("GET", path, headers={"Accept": accept})
        response = connection.getresponse()
        time.sleep(0.3)  # the reader must wait, and what it has written goes nowhere
        while part := response.read(1 << 16):
            lines, size = lines + part.count(b"\n"), size + len(part)
            most = max(most, resident_bytes(pid))
    assert (response.status, lines >= number) == (200, True)
    assert size > 10 * MAX_ANSWER_BYTES
    assert most - before < 8_000_000


def head(address: str, path: str, **headers: str) -> HTTPMessage:
    with closing(http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)) as connection:
        connection.request("HEAD", path, headers=headers)
        response = connection.getresponse()
        assert (response.status, response.read()) == (200, b"")
        return response.headers


def test_a_long_dump_is_tagged_and_not_sent_again(large: tuple[str, int]) -> None:
    address, _ = large
    tag = head(address, "/graphs", Accept=NQUADS)["ETag"]
    assert get(address, "/graphs", Accept=NQUADS, If_None_Match=tag) == (304, b"")


def test_what_cannot_be_served_has_its_status(large: tuple[str, int]) -> None:
    address, _ = large
    assert get(address, "/graphs?graph=urn:x:none")[0] == 404
    assert get(address, "/graphs", Accept="text/turtle")[0] == 406
    assert get(address, f"/graphs?graph={CONTENT}", Accept="text/turtle")[0] == 406
    assert get(address, "/graphs?generation=zeroth-edition")[0] == 410
    assert get(address, "/graphs/%FF")[0] == 404
    status, proposition = get(address, f"/graphs?graph={CONTENT}", Accept=NQUADS)
    assert (status, proposition.count(CONTENT.encode())) == (200, len(proposition.splitlines()))


def canonical(quads: bytes) -> Dataset:
    dataset = Dataset(parse(quads, RdfFormat.N_QUADS))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


DATA = f"""
<urn:x:claim> a <urn:x:Claim> ; <urn:x:says> "señor ☃\\n"@es, 1, _:b .
<urn:x:press> {{ _:b <urn:x:says> "so"^^<urn:x:words> . <urn:x:claim> a <urn:x:Claim> }}
<{CONTENT}> {{ _:c <urn:x:knows> _:b }}
""".encode()


def test_what_one_server_dumps_another_one_takes_and_dumps_again() -> None:
    headers = {"Content_Type": NQUADS, **AUTHORISED}
    with serving(*BLANK) as first, serving(*BLANK) as second:
        one, other = read_address(first), read_address(second)
        trig = {"Content_Type": "application/trig", **AUTHORISED}
        assert send(one, "PUT", "/graphs", DATA, **trig)[0] == 204
        status, dump = get(one, "/graphs", Accept=NQUADS)
        assert (status, len(dump.splitlines())) == (200, 7)
        assert send(other, "PUT", "/graphs", b"<urn:x:a> <urn:x:b> <urn:x:c> .", **headers)[0] == 204
        assert send(other, "PUT", "/graphs", dump, **headers)[0] == 204
        again = get(other, "/graphs", Accept=NQUADS)[1]
    sent = serialize(parse(DATA, RdfFormat.TRIG), format=RdfFormat.N_QUADS) or b""
    assert canonical(again) == canonical(dump) == canonical(sent)


def test_a_state_of_the_data_that_is_kept_can_be_dumped() -> None:
    headers = {"Content_Type": "text/turtle", **AUTHORISED}
    with serving(*BLANK) as process:
        address = read_address(process)
        send(address, "PUT", "/graphs?default", b"<urn:x:claim> <urn:x:says> 'so' .", **headers)
        kept = head(address, "/graphs?default")["Allegata-Generation"]
        send(address, "PUT", "/graphs?default", b"<urn:x:claim> <urn:x:says> 'not so' .", **headers)
        assert b'"not so"' in get(address, "/graphs?default")[1]
        assert b'"so"' in get(address, f"/graphs?default&generation={kept}")[1]
        tag = head(address, f"/graphs?default&generation={kept}")["ETag"]
        assert tag != head(address, "/graphs?default")["ETag"]
        assert get(address, "/graphs?default", If_None_Match=tag)[0] == 200
