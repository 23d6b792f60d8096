"""curl writes to a server over a blank store, as the README tells it to."""

import gzip
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clients.absence import find_program
from tests.clients.conftest import TOKEN

GRAPH = "graph=https://example.org/press-briefing"
UPDATE = "Content-Type: application/sparql-update"
TURTLE = "Content-Type: text/turtle"
CLAIM = "<https://example.org/claim> a <https://example.org/Claim> ."


def curl(*words: str, token: str = TOKEN) -> tuple[int, str]:
    """Return the status and the body of an answer."""
    command = [find_program("curl", "curl"), "-sS", "--max-time", "30", "-w", "\n%{http_code}"]
    done = subprocess.run(
        [*command, "-H", f"Authorization: Bearer {token}", *words], capture_output=True, check=True
    )
    body, _, status = done.stdout.decode().rpartition("\n")
    return int(status), body


@pytest.fixture
def place(blank: str) -> Iterator[str]:
    """The address of a graph that is not there, before and after."""
    address = f"{blank}/graphs?{GRAPH}"
    curl("-X", "DELETE", address)
    yield address
    curl("-X", "DELETE", address)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    insert = f"INSERT DATA {{ GRAPH <{GRAPH.removeprefix('graph=')}> {{ {CLAIM} }} }}"
    (tmp_path / "claims.ru").write_text(insert, "utf-8")
    (tmp_path / "claims.ttl").write_text(CLAIM, "utf-8")
    (tmp_path / "claims.ttl.gz").write_bytes(gzip.compress(CLAIM.encode()))
    return tmp_path


# What curl --http2 sends: https://www.rfc-editor.org/rfc/rfc7540#section-3.2
HTTP_2 = ["-H", "Connection: Upgrade, HTTP2-Settings", "-H", "Upgrade: h2c", "-H", "HTTP2-Settings: AAMAAABk"]

UPDATES = {
    "direct": ["-H", UPDATE, "--data-binary", "@{}"],
    "with a charset": ["-H", f"{UPDATE}; charset=UTF-8", "--data-binary", "@{}"],
    "form": ["--data-urlencode", "update@{}"],
    "in chunks": ["-H", UPDATE, "-H", "Transfer-Encoding: chunked", "--data-binary", "@{}"],
    "HTTP/1.0": ["-0", "-H", UPDATE, "--data-binary", "@{}"],
    "told to expect 100-continue": ["-H", UPDATE, "-H", "Expect: 100-continue", "--data-binary", "@{}"],
    "upgrade to HTTP/2": [*HTTP_2, "-H", UPDATE, "--data-binary", "@{}"],
}


@pytest.mark.parametrize("form", UPDATES.values(), ids=UPDATES)
def test_an_update_is_made_however_it_is_sent(blank: str, place: str, files: Path, form: list[str]) -> None:
    words = [word.format(files / "claims.ru") for word in form]
    assert curl(f"{blank}/update", *words) == (204, "")
    assert curl(place, "-H", "Accept: application/n-triples")[1].count("Claim") == 1


UPLOADS = {
    "put": ["-H", TURTLE, "-T", "{}/claims.ttl"],
    "post": ["-X", "POST", "-H", TURTLE, "--data-binary", "@{}/claims.ttl"],
    "in chunks": ["-H", TURTLE, "-H", "Transfer-Encoding: chunked", "-T", "{}/claims.ttl"],
    "compressed": ["-H", TURTLE, "-H", "Content-Encoding: gzip", "-T", "{}/claims.ttl.gz"],
    "as a form": ["-F", "claims=@{}/claims.ttl;type=text/turtle"],
}


@pytest.mark.parametrize("form", UPLOADS.values(), ids=UPLOADS)
def test_a_graph_is_written_however_it_is_sent(place: str, files: Path, form: list[str]) -> None:
    assert curl(place, *(word.format(files) for word in form))[0] == 201
    status, body = curl(place, "-H", "Accept: application/n-triples")
    assert (status, body.strip().count("\n"), "Claim" in body) == (200, 0, True)
    assert curl("-X", "DELETE", place) == (204, "")
    assert curl(place)[0] == 404


def test_a_write_is_made_on_condition(place: str, files: Path) -> None:
    put = [place, "-H", TURTLE, "-T", str(files / "claims.ttl")]
    assert curl(*put, "-H", "If-None-Match: *")[0] == 201
    assert curl(*put, "-H", "If-None-Match: *")[0] == 412
    headers = curl("-I", place)[1]
    tag = next(
        line.partition(" ")[2].strip() for line in headers.splitlines() if line.lower().startswith("etag")
    )
    assert curl(place, "-H", f"If-None-Match: {tag}")[0] == 304
    assert curl(*put, "-H", f"If-Match: {tag}")[0] == 204
    assert curl(*put, "-H", 'If-Match: "2f1e-a91c-ttl-identity"')[0] == 412


def test_the_newest_state_is_read_after_each_write(blank: str, place: str, files: Path) -> None:
    for number in range(5):
        insert = (
            f"INSERT DATA {{ GRAPH <{GRAPH.removeprefix('graph=')}> {{ <urn:x:c> <urn:x:n> {number} }} }}"
        )
        assert curl(f"{blank}/update", "-H", UPDATE, "--data-binary", insert)[0] == 204
        assert curl(place, "-H", "Accept: application/n-triples")[1].count("urn:x:n") == number + 1


def test_a_wrong_token_is_told(blank: str, place: str, files: Path) -> None:
    refused = curl(place, "-H", TURTLE, "-T", str(files / "claims.ttl"), token="another")  # noqa: S106
    assert (refused[0], "token" in refused[1]) == (403, True)
    assert curl(place)[0] == 404
