"""The commands, run as users run them, over a server of another maker."""

import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from pyoxigraph import Literal, Quad

from graph.cli import main
from graph.namespaces import BASE
from graph.store import read_built
from tests.remote.conftest import ACTORS, MADURO, NOTE
from tests.remote.servers import Store, oxigraph
from tests.served.command import get, read_address, send, serving
from tests.served.stores import write_dataset

pytestmark = pytest.mark.xdist_group("Oxigraph")

COUNT = "/sparql?query=" + quote("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
NOTED = "/sparql?query=" + quote(f"SELECT ?words {{ {MADURO} {NOTE} ?words FILTER(STRLEN(?words) < 9) }}")


@pytest.fixture
def store(folder: Path, tmp_path: Path) -> Iterator[Store]:
    with oxigraph(tmp_path) as store:
        assert main(["push", "--store", str(folder), store.address]) == 0
        yield store


def test_what_was_pushed_is_served_and_what_is_pushed_next_is_taken_up(
    store: Store, folder: Path, tmp_path: Path
) -> None:
    with serving("--store", store.address, "--readers", "2", "--token", "t") as process:
        address = read_address(process)
        status, body = get(address, COUNT, Accept="text/csv")
        assert (status, int(body.split()[1]) > 3000) == (200, True)
        first = json.loads(get(address, "/-/health")[1])["generation"]
        noted = Quad(MADURO, NOTE, Literal("Silence."), ACTORS)
        write_dataset(tmp_path / "next", [*read_built(folder / "dataset.nq"), noted])
        assert b"Silence." not in get(address, NOTED)[1]
        assert main(["push", "--store", str(tmp_path / "next"), store.address]) == 0
        until = time.monotonic() + 20
        while b"Silence." not in get(address, NOTED)[1]:
            assert time.monotonic() < until
            time.sleep(0.2)
        assert json.loads(get(address, "/-/health")[1])["generation"] != first


def test_writes_are_refused_with_what_to_do_instead(store: Store) -> None:
    with serving("--store", store.address, "--readers", "1", "--token", "t") as process:
        update = f"INSERT DATA {{ GRAPH <{BASE}graph/actors> {{ <urn:a> <urn:b> <urn:c> }} }}".encode()
        headers = {"Authorization": "Bearer t", "Content_Type": "application/sparql-update"}
        status, body = send(read_address(process), "POST", "/update", update, **headers)
        assert status == 403
        assert b"allegata push" in body


def test_a_query_is_stopped_at_its_time_and_others_are_answered(store: Store) -> None:
    crossed = " . ".join(f"?s{n} ?p{n} ?o{n}" for n in range(4))
    slow = "/sparql?query=" + quote(f"SELECT (COUNT(*) AS ?n) {{ {crossed} }}")
    with serving("--store", store.address, "--readers", "2", "--timeout-s", "1") as process:
        address = read_address(process)
        begun = time.monotonic()
        status, body = get(address, slow)
        assert (status, b"took too long" in body) == (503, True)
        assert time.monotonic() - begun < 5
        assert get(address, COUNT)[0] == 200


def test_when_the_server_goes_answers_say_so_at_once(folder: Path, tmp_path: Path) -> None:
    with oxigraph(tmp_path) as store:
        assert main(["push", "--store", str(folder), store.address]) == 0
        with serving("--store", store.address, "--readers", "1") as process:
            address = read_address(process)
            assert get(address, COUNT)[0] == 200
            os.kill(store.pid, signal.SIGKILL)
            status, body = get(address, NOTED)
            assert (status, b"cannot be reached" in body) == (503, True)
            begun = time.monotonic()
            status, body = get(address, NOTED)
            assert (status, b"a moment ago" in body) == (503, True)
            assert time.monotonic() - begun < 0.5


def test_the_password_is_in_no_message(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALLEGATA_STORE_PASSWORD", "cartel-de-los-soles")
    assert main(["push", "--store", "/nowhere", "sparql+http://127.0.0.1:1/"]) == 4
    assert "cartel" not in capsys.readouterr().err
