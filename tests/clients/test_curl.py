import json
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from graph.layout import default_root
from tests.clients.absence import find_program
from tests.clients.questions import ASK, CLAIM, EXACT, MALFORMED, SELECT

DIRECT = "Content-Type: application/sparql-query"


def curl(*words: str) -> bytes:
    command = [find_program("curl", "curl"), "-sS", "--max-time", "30", *words]
    return subprocess.run(command, cwd=default_root(), capture_output=True, check=True).stdout


def test_the_command_of_the_readme_answers_in_csv(endpoint: str) -> None:
    readme = (default_root() / "README.md").read_text("utf-8")
    commands = re.findall(r"^\$ curl (.*127\.0\.0\.1:7878/sparql.*)$", readme, re.MULTILINE)
    assert commands
    for command in commands:
        words = shlex.split(command.replace("http://127.0.0.1:7878/sparql", endpoint))
        assert curl(*words).startswith(b"claim,holder,stance,proposition,words,critic,criticism\r\n")


@pytest.fixture
def query_file(tmp_path: Path) -> Path:
    path = tmp_path / "who_alleges.rq"
    path.write_text(SELECT, "utf-8")
    return path


# What curl --http2 sends, and Java's client unasked: https://www.rfc-editor.org/rfc/rfc7540#section-3.2
HTTP_2 = ["-H", "Connection: Upgrade, HTTP2-Settings", "-H", "Upgrade: h2c", "-H", "HTTP2-Settings: AAMAAABk"]

FORMS = {
    "address": ["-G", "--data-urlencode", "query@{}"],
    "form": ["--data-urlencode", "query@{}"],
    "form and a format": ["--data-urlencode", "query@{}", "-d", "format=json"],
    "direct": ["-H", DIRECT, "--data-binary", "@{}"],
    "direct with a charset": ["-H", f"{DIRECT}; charset=UTF-8", "--data-binary", "@{}"],
    "the method QUERY": ["-X", "QUERY", "-H", DIRECT, "--data-binary", "@{}"],
    "compressed": ["--compressed", "--data-urlencode", "query@{}"],
    "upgrade to HTTP/2": [*HTTP_2, "--data-urlencode", "query@{}"],
    "upgrade to HTTP/2 by address": ["--http2", "-G", "--data-urlencode", "query@{}"],
    "upgrade to HTTP/2 by form": ["--http2", "--data-urlencode", "query@{}"],
    "upgrade to HTTP/2, direct": ["--http2", "-H", DIRECT, "--data-binary", "@{}"],
    "HTTP/1.0": ["-0", "--data-urlencode", "query@{}"],
    "told to expect 100-continue": ["-H", "Expect: 100-continue", "--data-urlencode", "query@{}"],
    "in chunks": ["-H", DIRECT, "-H", "Transfer-Encoding: chunked", "--data-binary", "@{}"],
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_solutions_come_however_they_are_asked_for(endpoint: str, form: list[str], query_file: Path) -> None:
    (row,) = json.loads(curl(endpoint, *(word.format(query_file) for word in form)))["results"]["bindings"]
    assert (row["claim"]["value"], row["exact"]["value"]) == (CLAIM, EXACT)


def test_only_the_headers_come_by_head(endpoint: str) -> None:
    head = curl("-I", "-G", endpoint, "--data-urlencode", f"query={ASK}").decode()
    assert head.startswith("HTTP/1.1 200 OK\r\n")
    assert re.search(r"^Content-Length: [1-9]", head, re.MULTILINE | re.IGNORECASE)


def test_the_service_description_comes_without_a_query(endpoint: str) -> None:
    assert f"<{endpoint}>".encode() in curl(endpoint, "-H", "Accept: application/n-triples")


def test_an_error_can_be_read_by_people(endpoint: str) -> None:
    told = curl(endpoint, "-H", "Accept: application/sparql-results+xml", "-d", f"query={MALFORMED}").decode()
    assert told.splitlines()[-2:] == ["  ASK { ?claim }", "               ^"]
