"""Searches by readers: the same as in process, of the generation that is asked, within the limits."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from graph.bulk import Delta, commit_bulk
from graph.commit import Claim
from graph.generations import Generation
from graph.namespaces import BASE, SKOS
from graph.search.keeping import FOLDER
from graph.store import load_store
from server.config import Limits
from server.errors import MalformedQueryError, QueryTimeoutError
from server.formats import CSV, Kind
from server.gate.searching import SEARCH
from server.in_process import InProcessService
from server.readers.pool import Pool
from server.readers.pooled import pooled
from server.service import Answer, Find, Job
from tests.search.naming import ACTOR, quads
from tests.served.stores import publish_in
from tests.test_pool_streams import over

pytestmark = pytest.mark.xdist_group("built")

ONE = Limits(readers=1)
MADURO = Find("madruo")
QUERY = Job(f'SELECT ?who {{ ?who <{SEARCH}matches> "moros" }}', {Kind.SOLUTIONS: CSV.media_type})


@pytest.fixture
def generation(tmp_path: Path) -> Iterator[Generation]:
    with publish_in(tmp_path / "store", quads()) as lease:
        yield lease.generation


def test_a_reader_finds_what_is_found_in_process_and_keeps_the_index(generation: Generation) -> None:
    told = InProcessService(load_store(quads()), "", BASE).answer(MADURO).body
    with pooled(generation, replace(ONE, readers=2)) as service:
        assert [service.answer(MADURO).body for _ in range(4)] == [told] * 4
    assert (generation.folder / FOLDER).is_dir()


def test_each_generation_is_searched_by_its_own_names(generation: Generation) -> None:
    async def flip(pool: Pool) -> list[Answer]:
        before = await pool.answer(QUERY)
        alias = NamedNode(SKOS + "altLabel"), Literal("Nicolás Maduro Moros")
        quad = Quad(NamedNode(f"{ACTOR}nicolas-maduro"), *alias, NamedNode(f"{BASE}graph/actors"))
        with Claim(generation.folder.parent.parent):
            await pool.flip(commit_bulk(generation, Delta([quad]), "key"))
        return [before, await pool.answer(QUERY), await pool.answer(Find("moros"))]

    before, after, found = over(generation, flip)
    assert before.body.split() == [b"who"]
    assert after.body.split() == [b"who", f"{ACTOR}nicolas-maduro".encode()]
    assert [hit["name"] for hit in json.loads(found.body)["hits"]] == ["Nicolás Maduro Moros"]


def test_what_takes_too_long_is_ended(generation: Generation) -> None:
    with pooled(generation, replace(ONE, timeout_s=0.001)) as service, pytest.raises(QueryTimeoutError):
        service.answer(MADURO)


def test_a_refusal_comes_from_the_reader(generation: Generation) -> None:
    wrong = replace(QUERY, text=f"SELECT * {{ ?who <{SEARCH}matches> ?text }}")
    with pooled(generation, ONE) as service:
        with pytest.raises(MalformedQueryError, match="Line 1, column 17"):
            service.answer(wrong)
        assert service.answer(QUERY).body.split() == [b"who"]
