import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest

from graph.cli import main
from graph.errors import StoreError
from graph.lease import current_generation
from graph.namespaces import BASE
from server.assembly import make_config
from server.config import Config, Limits
from server.errors import ServeError
from server.listening import address_of, listen
from server.run import serve
from server.settings import Settings
from tests.kernel import descendants, is_running
from tests.served.command import get, read_address, send, serving
from tests.served.stores import write_dataset

ASK = f"/sparql?query={quote('ASK { ?s ?p ?o }')}"
SLOW = "/sparql?query=" + quote(
    "SELECT (COUNT(*) AS ?n) {" + ".".join(f"?s{n} ?p{n} ?o{n}" for n in range(6)) + "}"
)
BEARER = "the-ministry-said-so"

linux = pytest.mark.skipif(sys.platform != "linux", reason="it looks at processes through /proc")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return write_dataset(tmp_path).parent


@pytest.fixture
def server(store: Path) -> Iterator[subprocess.Popen[str]]:
    with serving("--store", str(store), "--readers", "2") as process:
        yield process


def test_the_first_answer_comes_within_five_seconds(store: Path) -> None:
    started = time.monotonic()
    with serving("--store", str(store)) as process:
        assert get(read_address(process), ASK)[0] == 200
        assert time.monotonic() - started < 5


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_server_in_order(server: subprocess.Popen[str], number: signal.Signals) -> None:
    address = read_address(server)
    assert get(address, "/-/ready")[0] == 200
    os.kill(server.pid, number)
    _, errors = server.communicate(timeout=10)
    assert server.returncode == 0
    assert errors == ""


def test_an_answer_that_is_on_its_way_is_finished_before_the_end(server: subprocess.Popen[str]) -> None:
    address = read_address(server)
    query = quote("SELECT (COUNT(*) AS ?n) {" + ".".join(f"?s{n} ?p{n} ?o{n}" for n in range(3)) + "}")
    answers: list[tuple[int, bytes]] = []
    asking = threading.Thread(target=lambda: answers.append(get(address, f"/sparql?query={query}")))
    asking.start()
    time.sleep(0.1)
    os.kill(server.pid, signal.SIGTERM)
    asking.join(timeout=20)
    server.communicate(timeout=20)
    assert [status for status, _ in answers] == [200]
    assert server.returncode == 0


@pytest.mark.parametrize("again", [False, True], ids=["after the time for it", "at a second signal"])
def test_a_query_that_goes_on_is_ended(store: Path, again: bool) -> None:
    with serving("--store", str(store), "--shutdown-s", "30" if again else "0.3") as process:
        address = read_address(process)
        answers: list[object] = []

        def ask() -> None:
            try:
                answers.append(get(address, SLOW)[0])
            except OSError as error:
                answers.append(type(error))

        asking = threading.Thread(target=ask)
        asking.start()
        time.sleep(0.3)
        started = time.monotonic()
        process.send_signal(signal.SIGTERM)
        time.sleep(0.2)
        if again:
            process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=10)
        assert time.monotonic() - started < 8
        asking.join(timeout=10)
        assert 200 not in answers
        assert (process.returncode, errors) == (0, "")


def test_a_connection_that_says_nothing_does_not_hold_up_the_end(server: subprocess.Popen[str]) -> None:
    address = read_address(server)
    host, _, port = address.removeprefix("http://").rstrip("/").partition(":")
    with socket.create_connection((host, int(port))) as silent:
        silent.sendall(b"GET /sp")
        time.sleep(0.1)
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=5)
    assert server.returncode == 0


@linux
def test_the_kill_of_the_front_leaves_no_reader(server: subprocess.Popen[str]) -> None:
    read_address(server)
    started = descendants(server.pid)
    assert len(started) >= 3
    server.kill()
    server.wait()
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and any(map(is_running, started)):
        time.sleep(0.02)
    assert not any(map(is_running, started))


def test_a_hostile_query_leaves_the_server_answering(store: Path) -> None:
    with serving("--store", str(store), "--timeout-s", "0.5") as process:
        address = read_address(process)
        status, body = get(address, SLOW)
        assert (status, b"0.5 seconds" in body) == (503, True)
        assert get(address, "/-/health")[0] == 200
        process.terminate()
        assert process.communicate(timeout=10)[1] == ""


def test_a_blank_store_is_made_written_and_continued(tmp_path: Path) -> None:
    words = ["--empty", "--store", str(tmp_path / "press")]
    update = quote("INSERT DATA { <a:b> <a:c> 'He is a fugitive head of this cartel' }").encode()
    for written in (False, True):
        with serving(*words, environment={"ALLEGATA_TOKEN": BEARER}) as process:
            address = read_address(process)
            assert (b"fugitive" in get(address, "/graphs?default")[1]) is written
            headers = {
                "Content_Type": "application/x-www-form-urlencoded",
                "Authorization": f"Bearer {BEARER}",
            }
            assert send(address, "POST", "/update", b"update=" + update, **headers)[0] == 204
            assert b"fugitive" in get(address, f"/sparql?query={quote('SELECT * { ?s ?p ?o }')}")[1]
            process.terminate()
            assert process.communicate(timeout=10)[1] == ""


def test_what_is_kept_goes_when_the_data_change(tmp_path: Path) -> None:
    with serving("--empty", "--store", "memory:", "--token", BEARER) as process:
        address = read_address(process)
        count = f"/sparql?query={quote('SELECT (COUNT(*) AS ?n) { ?s ?p ?o }')}&format=csv"
        headers = {"Content_Type": "application/sparql-update", "Authorization": f"Bearer {BEARER}"}
        for number in range(3):
            assert get(address, count)[1].split() == [b"n", str(number).encode()]
            assert get(address, count)[1].split() == [b"n", str(number).encode()]
            assert (
                send(address, "POST", "/update", b"INSERT DATA { <a:b> <a:c> %d }" % number, **headers)[0]
                == 204
            )


def test_a_blank_store_is_not_made_over_another_store(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving("--store", str(store)) as process:
        read_address(process)
    assert main(["serve", "--empty", "--store", str(store), "--port", "0"]) == 4
    assert "the store has a built dataset" in capsys.readouterr().err


def test_a_store_that_was_not_built_is_not_served(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--store", str(tmp_path), "--port", "0"]) == 4
    assert "allegata build" in capsys.readouterr().err


def test_a_dataset_that_is_no_dataset_is_refused(tmp_path: Path) -> None:
    (tmp_path / "dataset.nq").write_text("Sinaola")
    with pytest.raises(StoreError, match="not N-Quads"):
        serve(Settings(store=str(tmp_path)), listen("127.0.0.1", 0))


def test_a_store_in_memory_has_what_was_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StoreError, match="nothing to serve"):
        serve(Settings(store="memory:"), listen("127.0.0.1", 0))


@contextmanager
def visitor(visit: Callable[[str], None], listening: socket.socket) -> Iterator[None]:
    """Visit a server that this thread is to run, and end it."""
    seen: list[BaseException] = []

    def run() -> None:
        try:
            visit(address_of("127.0.0.1", listening))
        except BaseException as error:
            seen.append(error)
        finally:
            os.kill(os.getpid(), signal.SIGTERM)

    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        thread.join(timeout=20)
        for number, handler in zip((signal.SIGINT, signal.SIGTERM), before, strict=True):
            signal.signal(number, handler)
    assert seen == []


def test_a_server_that_takes_writes_is_served_until_a_signal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "queries.jsonl"
    config = Config(token=BEARER, service_allowed=("https://query.wikidata.org/",))
    settings = Settings(
        store="memory:", empty=True, query_log=str(log), limits=Limits(readers=2), config=config
    )
    headers = {"Content_Type": "application/sparql-update", "Authorization": f"Bearer {BEARER}"}

    def visit(address: str) -> None:
        assert send(address, "POST", "/update", b"INSERT DATA { <a:b> <a:c> 1 }", **headers)[0] == 204
        assert b"true" in get(address, f"/sparql?query={quote('ASK { <a:b> <a:c> 1 }')}")[1]
        assert b"allegata_generation_number 2" in get(address, "/-/metrics")[1]

    listening = listen("127.0.0.1", 0)
    with visitor(visit, listening):
        serve(settings, listening)
    assert "Allegata answers at http://127.0.0.1:" in capsys.readouterr().out
    assert '"outcome": "answered"' in log.read_text()
    assert BEARER not in log.read_text()


def test_a_built_store_is_served_until_a_signal(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Settings, "store", str(store))

    def visit(address: str) -> None:
        assert b"true" in get(address, ASK)[1]

    listening = listen("127.0.0.1", 0)
    with visitor(visit, listening):
        serve(Settings(store="memory:", limits=Limits(readers=2)), listening)
    assert not (store / "generations").exists()


def test_a_server_whose_writer_does_not_start_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.writer.process._START_SECONDS", 0.001)
    settings = Settings(store=str(tmp_path), empty=True, config=Config(token=BEARER))
    with pytest.raises(ServeError, match="the writer does not start"):
        serve(settings, listen("127.0.0.1", 0))


def test_a_port_in_use_is_refused_with_a_cure() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(ServeError) as refused:
        listen("127.0.0.1", taken.getsockname()[1])
    assert "the port is in use" in str(refused.value)
    assert "--port" in refused.value.cure
    assert refused.value.exit_code == 2


@pytest.mark.parametrize(
    ("host", "port"),
    [("127.0.0.1", 70_000), ("host.invalid", 0), ("::ffff:ffff", 0)],
    ids=["port", "name", "address"],
)
def test_an_address_that_cannot_be_had_is_refused(host: str, port: int) -> None:
    with pytest.raises(ServeError, match="cannot listen at"):
        listen(host, port)


@pytest.mark.parametrize(("host", "begin"), [("127.0.0.1", "http://127.0.0.1:"), ("::1", "http://[::1]:")])
def test_the_address_is_shown_as_a_client_writes_it(host: str, begin: str) -> None:
    with listen(host, 0) as listening:
        assert address_of(host, listening) == f"{begin}{listening.getsockname()[1]}/"


def test_a_server_over_a_store_knows_its_base_and_the_installed_questions(store: Path) -> None:
    with serving("--store", str(store)) as process:
        read_address(process)
    generation = current_generation(store)
    assert generation is not None
    config = make_config(generation, Config(max_table_rows=7))
    assert (config.base, config.store_id, config.max_table_rows) == (BASE, generation.store_id, 7)
    assert not config.is_blank
    assert len(config.questions) > 10
