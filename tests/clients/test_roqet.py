import csv
import subprocess

import pytest

from tests.clients.absence import find_program
from tests.clients.questions import CARTEL, CLAIM, CLAIMED, EXACT, MADURO, MALFORMED, SELECT
from tests.served import CONTENT

# Of answers over HTTP roqet 0.9.33 reads solutions alone: neither booleans nor graphs.


def roqet(endpoint: str, query: str, *words: str) -> subprocess.CompletedProcess[str]:
    command = [find_program("roqet", "rasqal-utils"), "-p", endpoint, "-e", query, *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("format_", ["simple", "xml", "csv", "tsv", "turtle", "rdfxml"])
def test_solutions_come_whatever_the_client_makes_of_them(endpoint: str, format_: str) -> None:
    done = roqet(endpoint, SELECT, "-q", "-r", format_)
    assert done.returncode == 0, done.stderr
    assert CLAIM in done.stdout
    assert EXACT in done.stdout


@pytest.mark.parametrize("option", ["-D", "-G"])
def test_the_client_names_a_graph(endpoint: str, option: str) -> None:
    query = CLAIMED if option == "-D" else CLAIMED.replace("{", "{ GRAPH ?g {").replace("}", "} }")
    done = roqet(endpoint, query, "-q", "-r", "csv", option, CONTENT)
    assert [sorted(row.values()) for row in csv.DictReader(done.stdout.splitlines())] == [
        sorted([MADURO, CARTEL])
    ]


def test_the_client_hears_of_an_error(endpoint: str) -> None:
    done = roqet(endpoint, MALFORMED)
    assert done.returncode == 1
    assert "HTTP status 400" in done.stderr
