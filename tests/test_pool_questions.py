"""Explanations and viewpoints by readers: the same as in process, and within the limits of queries."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import pytest

from graph.generations import Generation
from graph.namespaces import BASE
from server.config import Limits
from server.errors import MalformedRequestError, NotFoundError, QueryTimeoutError, ThrottledError
from server.in_process import InProcessService
from server.readers.pool import Pool
from server.readers.pooled import PooledService, pooled
from server.service import Answer, Outlook, Task, Why
from tests.explanation.knowing import inferred, quads, store
from tests.served.stores import publish_in
from tests.test_pool_streams import over

pytestmark = pytest.mark.xdist_group("built")

CONTRADICTION: Final = Why(("claim:udv-s10-12", "alg:contradicts", "claim:udv-s10-8"), "text/plain")
ODNI: Final = Outlook(("odni",), "application/json")
ONE: Final = Limits(readers=1)


@pytest.fixture(scope="module")
def generation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generation]:
    with publish_in(tmp_path_factory.mktemp("repository"), quads()) as lease:
        yield lease.generation


@pytest.fixture(scope="module")
def service(generation: Generation) -> Iterator[PooledService]:
    with pooled(generation, ONE) as over_readers:
        yield over_readers


@pytest.mark.parametrize(
    "task",
    [
        CONTRADICTION,
        replace(CONTRADICTION, media_type="application/json", takes_all=True),
        replace(CONTRADICTION, media_type="text/vnd.mermaid"),
        Why(("claim:udv-s00-1", "alg:contradicts", "claim:udv-s10-12"), "application/json"),
        ODNI,
        Outlook(("odni", "donald-trump"), "application/json", ("possible",)),
    ],
    ids=["text", "data", "flowchart", "missing", "world", "two worlds"],
)
def test_a_reader_answers_as_a_service_in_this_process_does(service: PooledService, task: Task) -> None:
    told = InProcessService(store(), "", BASE).answer(task).body
    answer = service.answer(task)
    assert json_or_text(answer.body) == json_or_text(told)
    assert answer.generation == service.generation


def json_or_text(body: bytes) -> object:
    return json.loads(body) if body.startswith(b"{") else body.decode()


def test_every_inference_has_a_proof_that_a_reader_finds(service: PooledService) -> None:
    for each in inferred()[::40]:
        subject, predicate, object_ = map(str, each)
        assert service.answer(Why((subject, predicate, object_), "text/turtle")).body


@pytest.mark.parametrize(
    ("task", "error"),
    [
        (Why(("claim:one", "", ""), "text/plain"), MalformedRequestError),
        (Why(("claim:udv-s00-1", "alg:contradicts", "claim:udv-s10-12"), "text/plain"), NotFoundError),
        (replace(ODNI, holders=("nobody",)), NotFoundError),
        (replace(ODNI, include=("rumours",)), MalformedRequestError),
    ],
    ids=["no triple", "no proof", "no holder", "nothing to include"],
)
def test_errors_come_from_the_reader(service: PooledService, task: Task, error: type[Exception]) -> None:
    with pytest.raises(error):
        service.answer(task)
    assert service.answer(CONTRADICTION).body


@pytest.mark.parametrize("task", [CONTRADICTION, ODNI], ids=["why", "world"])
def test_what_takes_too_long_is_ended(generation: Generation, task: Task) -> None:
    with pooled(generation, replace(ONE, timeout_s=0.02)) as service, pytest.raises(QueryTimeoutError):
        service.answer(task)


def test_they_are_charged_to_the_client(generation: Generation) -> None:
    limits = replace(ONE, client_query_s=0.01, client_query_s_per_minute=0.0)
    mine = replace(CONTRADICTION, client="press")
    with pooled(generation, limits) as service:
        service.answer(mine)
        with pytest.raises(ThrottledError):
            service.answer(replace(ODNI, client="press"))


def test_a_new_generation_is_explained_by_its_own_data(
    generation: Generation, tmp_path_factory: pytest.TempPathFactory
) -> None:
    without = [quad for quad in quads() if not str(quad.subject).endswith("/claim/udv-s10-12>")]

    asked = (replace(CONTRADICTION, media_type="application/json"), replace(ODNI, holders=("dave-decamp",)))

    async def flip(pool: Pool) -> list[Answer]:
        before = [await pool.answer(task) for task in asked]
        with publish_in(tmp_path_factory.mktemp("later"), without) as later:
            await pool.flip(later.generation)
            return [*before, *[await pool.answer(task) for task in asked]]

    why, world, later_why, later_world = (json.loads(each.body) for each in over(generation, flip))
    assert (len(why["proofs"]), later_why["proofs"]) == (1, [])
    claims = [each["viewpoints"][0]["claims"] for each in (world, later_world)]
    assert claims[1] == claims[0] - 1
