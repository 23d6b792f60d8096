import json
import time
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from graph.generations import Generation
from server.app import create_app
from server.config import Config
from server.operator import Operator
from server.readers.pool_state import PoolState
from server.shell.cache import Cache
from server.shell.metrics import Levels, Metrics
from server.shell.outcome import Outcome
from tests.served import GENERATION, make_service
from tests.served.command import get, send
from tests.served.live import listening_front

BEARER = "the-ministry-said-so"
AUTHORISED = {"Authorization": f"Bearer {BEARER}"}
IDLE = PoolState(idle=3, quick=0, slow=0, paused=0, waiting=0, restarts=0, done=0, broken_off={})


class Desk:
    """An operator's view of a server with one query."""

    def __init__(self, ready: bool = True) -> None:
        self._ready = ready
        self.running = [7]

    def is_ready(self) -> bool:
        return self._ready

    def metrics(self) -> str:
        return "allegata_readers 3\n"

    def queries(self) -> list[dict[str, object]]:
        return [{"id": number, "text": "ASK {}"} for number in self.running]

    def kill(self, number: int) -> bool:
        found = number in self.running
        self.running = [other for other in self.running if other != number]
        return found


def client(operator: Operator | None = None) -> FlaskClient:
    return create_app(make_service(), Config(token=BEARER), None, operator).test_client()


def test_health_and_version_are_told_without_a_query() -> None:
    assert client().get("/-/health").json == {"status": "ok", "generation": GENERATION}
    version = client().get("/-/version").json
    assert version == {"name": "allegata", "version": "unreleased", "generation": GENERATION}


@pytest.mark.parametrize(("operator", "status"), [(None, 200), (Desk(), 200), (Desk(ready=False), 503)])
def test_a_server_is_ready_when_its_readers_are(operator: Operator | None, status: int) -> None:
    response = client(operator).get("/-/ready")
    assert response.status_code == status
    assert ("Retry-After" in response.headers) is (status == 503)
    assert response.headers["Cache-Control"] == "no-store"


def test_counts_are_text() -> None:
    response = client(Desk()).get("/-/metrics")
    assert response.content_type == "text/plain; version=0.0.4; charset=utf-8"
    assert response.text == "allegata_readers 3\n"


def test_queries_are_listed_and_ended_with_the_token() -> None:
    listed = client(Desk())
    assert listed.get("/-/queries", headers=AUTHORISED).json == [{"id": 7, "text": "ASK {}"}]
    assert listed.delete("/-/queries/7", headers=AUTHORISED).status_code == 204
    assert listed.delete("/-/queries/7", headers=AUTHORISED).status_code == 404


@pytest.mark.parametrize(("headers", "status"), [({}, 401), ({"Authorization": "Bearer guess"}, 403)])
@pytest.mark.parametrize(("method", "path"), [("GET", "/-/queries"), ("DELETE", "/-/queries/7")])
def test_queries_are_for_the_operator_alone(
    method: str, path: str, headers: dict[str, str], status: int
) -> None:
    desk = Desk()
    response = client(desk).open(path, method=method, headers=headers)
    assert response.status_code == status
    assert ("WWW-Authenticate" in response.headers) is (status == 401)
    assert desk.running == [7]


@pytest.mark.parametrize("path", ["/-/metrics", "/-/queries"])
def test_a_server_without_readers_has_nothing_to_count(path: str) -> None:
    assert client().get(path, headers=AUTHORISED).status_code == 404


def samples(text: str) -> dict[str, float]:
    lines = (line.rpartition(" ") for line in text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, _, value in lines}


def test_queries_are_counted_by_what_became_of_them() -> None:
    metrics = Metrics(Cache(1_000))
    for result, seconds in (
        ("answered", 0.004),
        ("answered", 0.2),
        ("cached", 0.0001),
        ("QueryTimeout", 60.0),
    ):
        metrics(Outcome(200, result, seconds, 100))
    found = samples(metrics.write(Levels(5, IDLE, 2)))
    assert found['allegata_queries_total{result="answered"}'] == 2
    assert found['allegata_queries_total{result="QueryTimeout"}'] == 1
    assert found['allegata_query_seconds_bucket{le="0.001"}'] == 1
    assert found['allegata_query_seconds_bucket{le="0.005"}'] == 2
    assert found['allegata_query_seconds_bucket{le="0.5"}'] == 3
    assert found['allegata_query_seconds_bucket{le="30.0"}'] == 3
    assert found['allegata_query_seconds_bucket{le="+Inf"}'] == found["allegata_query_seconds_count"] == 4
    assert found["allegata_query_seconds_sum"] == pytest.approx(60.2041)
    assert found["allegata_answer_bytes_total"] == 400
    assert found["allegata_generation_number"] == 5
    assert found["allegata_active_requests"] == 2
    assert found['allegata_readers{state="idle"}'] == 3


def test_every_count_says_what_it_is() -> None:
    text = Metrics(Cache(1_000)).write(Levels(1, IDLE, 0))
    families = {line.split()[2]: line.split()[3] for line in text.splitlines() if line.startswith("# TYPE")}
    for name in samples(text):
        family = name.partition("{")[0]
        assert any(family.removesuffix(end) in families for end in ("", "_bucket", "_sum", "_count"))
    assert text.count("# HELP") == len(families)
    assert all(name.endswith("_total") for name, kind in families.items() if kind == "counter")


@pytest.fixture(scope="module")
def live(generation: Generation) -> Iterator[str]:
    with listening_front(generation, Config(token=BEARER)) as address:
        yield address


SLOW = "SELECT+(COUNT(*)+AS+?n)+{" + "+.+".join(f"?s{n}+?p{n}+?o{n}" for n in range(6)) + "}"


def test_a_running_query_is_listed_and_ended(live: str) -> None:
    from threading import Thread

    answers: list[tuple[int, bytes]] = []
    asking = Thread(target=lambda: answers.append(get(live, f"/sparql?query={SLOW}")))
    asking.start()
    try:
        deadline = time.monotonic() + 5
        while not (listed := json.loads(get(live, "/-/queries", **AUTHORISED)[1])):
            assert time.monotonic() < deadline
        (query,) = listed
        assert query["text"].startswith("SELECT (COUNT(*)")
        assert query["seconds"] >= 0
        assert query["client"] != ""
    finally:
        assert send(live, "DELETE", f"/-/queries/{query['id']}", **AUTHORISED)[0] == 204
        asking.join(timeout=10)
    ((status, body),) = answers
    assert (status, b"ended by the operator" in body) == (503, True)


def test_a_live_server_is_ready_and_counts(live: str) -> None:
    assert get(live, "/-/ready")[0] == 200
    before = samples(get(live, "/-/metrics")[1].decode())
    for _ in range(3):
        assert get(live, "/sparql?query=ASK+{+?claim+?p+?o+}")[0] == 200
    assert get(live, "/sparql?query=ASK+{")[0] == 400
    found = samples(get(live, "/-/metrics")[1].decode())
    assert found['allegata_queries_total{result="cached"}'] == 2
    assert found['allegata_queries_total{result="MalformedQuery"}'] == 1
    assert found["allegata_query_seconds_count"] == before["allegata_query_seconds_count"] + 4
    assert found["allegata_cache_bytes"] > 0
