import http.client
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, serialize

from graph.cli import make_parser
from graph.errors import StoreError
from graph.namespaces import BASE
from server.config import Limits
from server.errors import ServeError
from server.run import build_app, serve
from tests.served import make_service, read_quads

REPOSITORY = Path(__file__).resolve().parent.parent
COMMAND = """
import sys
from pathlib import Path
from server.run import serve
serve(Path(sys.argv[1]), sys.argv[2], 0)
"""


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    path = tmp_path / "dataset.nq"
    path.write_bytes(serialize(read_quads(), format=RdfFormat.N_QUADS) or b"")
    return path


def start(dataset: Path, host: str = "127.0.0.1") -> subprocess.Popen[str]:
    command = [sys.executable, "-c", COMMAND, str(dataset), host]
    return subprocess.Popen(
        command, cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@pytest.fixture
def server(dataset: Path) -> Iterator[subprocess.Popen[str]]:
    process = start(dataset)
    yield process
    process.kill()
    process.communicate()


def read_address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.startswith("Allegata answers at http://127.0.0.1:"), process.stderr and process.stderr.read()
    return line.split()[-1]


def get(address: str, path: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(address.removeprefix("http://").rstrip("/"), timeout=10)
    connection.request("GET", path)
    response = connection.getresponse()
    try:
        return response.status, response.read()
    finally:
        connection.close()


def test_the_first_answer_comes_within_three_seconds(dataset: Path) -> None:
    started = time.monotonic()
    process = start(dataset)
    try:
        assert get(read_address(process), "/-/health")[0] == 200
        assert time.monotonic() - started < 3
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_server_in_order(server: subprocess.Popen[str], number: signal.Signals) -> None:
    read_address(server)
    os.kill(server.pid, number)
    _, errors = server.communicate(timeout=10)
    assert server.returncode == 0
    assert errors == ""


def test_a_long_query_fits_into_an_address(server: subprocess.Popen[str]) -> None:
    padding = "%23" * 99_000
    assert get(read_address(server), f"/sparql?query=ASK%7B%7D{padding}")[1] == b'{"head":{},"boolean":true}'


def test_a_port_in_use_is_refused_with_a_cure(dataset: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(ServeError) as refused:
        serve(dataset, "127.0.0.1", taken.getsockname()[1])
    assert "the port is in use" in str(refused.value)
    assert "--port" in refused.value.cure
    assert refused.value.exit_code == 2


@pytest.mark.parametrize(
    ("host", "port"),
    [("127.0.0.1", 70_000), ("host.invalid", 0), ("::ffff:ffff", 0)],
    ids=["port", "name", "address"],
)
def test_an_address_that_cannot_be_had_is_refused(dataset: Path, host: str, port: int) -> None:
    with pytest.raises(ServeError, match="cannot listen at"):
        serve(dataset, host, port)


def test_a_dataset_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        serve(tmp_path / "dataset.nq", "127.0.0.1", 0)


def test_the_app_has_the_installed_questions_under_the_bases_iris() -> None:
    client = build_app(make_service(), BASE).test_client()
    assert client.get("/article/press-briefing.txt").status_code == 200
    assert "competency question" in client.get("/", headers={"Accept": "text/html"}).text.lower()


def test_limits_come_from_the_environment_unless_given() -> None:
    environment = {
        "ALLEGATA_READERS": "3",
        "ALLEGATA_TIMEOUT_S": "1.5",
        "ALLEGATA_READER_MEMORY_BYTES": "1048576",
    }
    served = make_parser(environment).parse_args(["serve", "--timeout-s", "2"])
    assert (served.readers, served.timeout_s, served.reader_memory_bytes) == (3, 2.0, 1_048_576)


def test_limits_have_defaults() -> None:
    served = make_parser({}).parse_args(["serve"])
    assert served.readers >= 2
    assert (served.timeout_s, served.reader_memory_bytes) == (Limits.timeout_s, Limits.reader_memory_bytes)


@pytest.mark.parametrize(
    ("option", "value"),
    [("--readers", "0"), ("--timeout-s", "0"), ("--timeout-s", "nan"), ("--reader-memory-bytes", "1G")],
)
def test_limits_that_make_no_sense_are_bad_usage(
    option: str, value: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        make_parser({}).parse_args(["serve", option, value])
    assert ended.value.code == 2
    assert option in capsys.readouterr().err


def test_a_hostile_query_leaves_the_server_answering(dataset: Path) -> None:
    arguments = ["serve", "--out", str(dataset.parent), "--port", "0", "--timeout-s", "0.5"]
    process = subprocess.Popen(
        [sys.executable, "-m", "graph", *arguments],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        address = read_address(process)
        patterns = "+.+".join(f"?s{n}+?p{n}+?o{n}" for n in range(6))
        status, body = get(address, f"/sparql?query=SELECT+(COUNT(*)+AS+?n)+{{{patterns}}}")
        assert (status, b"0.5 seconds" in body) == (503, True)
        assert get(address, "/-/health")[0] == 200
    finally:
        process.terminate()
        assert process.communicate(timeout=10)[1] == ""


def test_serving_goes_on_until_a_signal(dataset: Path, capsys: pytest.CaptureFixture[str]) -> None:
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.getsignal(number) for number in numbers]

    def stop_when_serving() -> None:
        while signal.getsignal(signal.SIGTERM) == before[-1]:
            time.sleep(0.01)
        time.sleep(0.5)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=stop_when_serving, daemon=True).start()
    try:
        serve(dataset, "127.0.0.1", 0)
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)
    assert "Allegata answers at http://127.0.0.1:" in capsys.readouterr().out
    assert not logging.getLogger("waitress.queue").isEnabledFor(logging.WARNING)
