"""Readers over several generations, and what is written out of them."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, parse

from graph.changes import Scope, Target
from graph.generations import Generation, create_blank
from server.config import Limits
from server.errors import GenerationGoneError, NotAcceptableError, NotFoundError
from server.formats import JSON, Kind
from server.in_process import InProcessService
from server.readers.pool import Pool
from server.readers.pooled import pooled
from server.service import Dataset, Dump, Job, Service
from tests.served import ARTICLE, GENERATION, make_service, read_quads
from tests.served.stores import publish_in
from tests.test_pool import EITHER, SHORT
from tests.test_pool_streams import over

SAID = Quad(
    NamedNode(f"{ARTICLE}/claim"),
    NamedNode("http://www.w3.org/2000/01/rdf-schema#label"),
    Literal("fugitive head of this cartel"),
    NamedNode(ARTICLE),
)
COUNT = Job("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", {Kind.SOLUTIONS: "text/csv"})
DATASET = Target(Scope.DATASET)


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Generation, Generation]]:
    """An earlier and a later generation of one store, which has a triple more."""
    folder = tmp_path_factory.mktemp("editions")
    quads = read_quads()
    with publish_in(folder, quads) as first, publish_in(folder, [*quads, SAID]) as second:
        assert first.generation.name != second.generation.name
        yield first.generation, second.generation


def counted(body: bytes) -> int:
    return int(body.split()[1])


def test_after_a_flip_the_new_generation_is_answered_from(editions: tuple[Generation, Generation]) -> None:
    async def flip(pool: Pool) -> tuple[int, int, list[str]]:
        before = await pool.answer(COUNT)
        await pool.flip(editions[1])
        after = await pool.answer(COUNT)
        assert pool.generation == editions[1].name
        return counted(before.body), counted(after.body), [before.generation, after.generation]

    before, after, names = over(editions[0], flip)
    assert after == before + 1
    assert names == [edition.name for edition in editions]


def test_a_flip_starts_no_reader_anew(editions: tuple[Generation, Generation]) -> None:
    async def flip(pool: Pool) -> int:
        for edition in (*editions, *editions):
            await pool.flip(edition)
            assert (await pool.answer(COUNT)).generation == edition.name
        return pool.state().restarts

    assert over(editions[0], flip) == 0


def test_readers_let_an_old_generation_go_when_they_have_nothing_to_do(tmp_path: Path) -> None:
    quads = read_quads()
    first = publish_in(tmp_path, quads)
    first.close()

    async def flip(pool: Pool) -> None:
        with publish_in(tmp_path, [*quads, SAID]) as second:
            await pool.flip(second.generation)
            async with asyncio.timeout(5):
                while is_held(first.generation):
                    await asyncio.sleep(0.01)
            assert counted((await pool.answer(COUNT)).body) == len(quads) + 1

    over(first.generation, flip)


def is_held(generation: Generation) -> bool:
    """Tell whether a process holds a generation."""
    record = (generation.folder / "generation.json").stat()
    held = f"{record.st_dev >> 8:02x}:{record.st_dev & 0xFF:02x}:{record.st_ino} "
    return held in Path("/proc/locks").read_text("ascii")


def test_what_runs_goes_on_over_the_generation_it_began_with(editions: tuple[Generation, Generation]) -> None:
    many = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } GRAPH ?h { ?a ?b ?c } GRAPH ?i { ?d ?e ?f } }"

    async def flip(pool: Pool) -> tuple[int, str]:
        running = asyncio.create_task(pool.answer(Job(many, COUNT.media_types)))
        while not pool.running():
            await asyncio.sleep(0)
        await pool.flip(editions[1])
        answer = await running
        return counted(answer.body), answer.generation

    count, name = over(editions[0], flip)
    assert name == editions[0].name
    assert round(count ** (1 / 3)) == len(read_quads())


def test_a_kept_generation_can_be_asked(editions: tuple[Generation, Generation]) -> None:
    earlier = Job(COUNT.text, COUNT.media_types, generation=editions[0].name)

    async def ask(pool: Pool) -> list[tuple[int, str]]:
        answers = [await pool.answer(job) for job in (earlier, COUNT, earlier, COUNT)]
        return [(counted(answer.body), answer.generation) for answer in answers]

    (n, old), (m, new), *again = over(editions[1], ask)
    assert (m - n, old, new) == (1, editions[0].name, editions[1].name)
    assert again == [(n, old), (m, new)]


@pytest.mark.parametrize("name", ["000000000000", "..", "../generations", "/etc", ".live", "current"])
def test_a_generation_that_is_not_kept_is_gone(editions: tuple[Generation, Generation], name: str) -> None:
    async def ask(pool: Pool) -> None:
        with pytest.raises(GenerationGoneError, match=editions[1].name):
            await pool.answer(Job(SHORT.text, EITHER, generation=name))
        assert pool.state().restarts == 0

    over(editions[1], ask)


def test_a_generation_that_goes_before_it_is_opened_is_gone(tmp_path: Path) -> None:
    with publish_in(tmp_path, read_quads()) as first, publish_in(tmp_path, [*read_quads(), SAID]) as second:

        async def ask(pool: Pool) -> None:
            (first.generation.folder / "generation.json").rename(tmp_path / "removed")
            await pool.flip(first.generation)
            with pytest.raises(GenerationGoneError):
                await pool.answer(SHORT)
            await pool.flip(second.generation)
            assert (await pool.answer(SHORT)).generation == second.generation.name

        over(second.generation, ask)


def test_in_this_process_another_generation_is_gone() -> None:
    with pytest.raises(GenerationGoneError):
        make_service().answer(Job(SHORT.text, EITHER, generation="second-edition"))
    assert make_service().answer(Job(SHORT.text, EITHER, generation=GENERATION)).generation == GENERATION


def test_in_a_blank_store_there_are_no_inferences_to_leave_out(tmp_path: Path) -> None:
    with create_blank(tmp_path) as lease:
        asked = Job("ASK { ?s ?p ?o }", EITHER, Dataset(inferred=False))
        readers = over(lease.generation, lambda pool: pool.answer(asked))
        store = Store()
        store.add(Quad(SAID.subject, SAID.predicate, SAID.object))
        blank = InProcessService(store, GENERATION, lease.generation.base, is_blank=True)
        assert b"false" in readers.body
        assert b"true" in blank.answer(asked).body


@pytest.fixture(params=["in process", "readers"])
def dumped(request: pytest.FixtureRequest, editions: tuple[Generation, Generation]) -> Iterator[Service]:
    if request.param == "in process":
        yield make_service()
        return
    with pooled(editions[0], Limits(readers=1)) as service:
        yield service


def quads_of(service: Service, dump: Dump) -> set[Quad]:
    answer = service.answer(dump)
    assert answer.kind is Kind.GRAPH
    return set(parse(answer.body, format=RdfFormat.from_media_type(dump.media_type)))


@pytest.mark.parametrize("media_type", ["application/trig", "application/n-quads", "application/ld+json"])
def test_a_dataset_is_written_without_what_is_derived(dumped: Service, media_type: str) -> None:
    found = quads_of(dumped, Dump(DATASET, media_type))
    assert found == set(read_quads())


def test_a_graph_is_written_as_triples(dumped: Service) -> None:
    found = quads_of(dumped, Dump(Target(Scope.NAMED, ARTICLE), "text/turtle"))
    here = [quad for quad in read_quads() if quad.graph_name == NamedNode(ARTICLE)]
    assert here
    assert found == {Quad(q.subject, q.predicate, q.object) for q in here}


def test_the_default_graph_is_written_as_it_is(dumped: Service) -> None:
    found = quads_of(dumped, Dump(Target(Scope.DEFAULT), "application/n-triples"))
    shown = dumped.answer(Job("CONSTRUCT WHERE { ?s ?p ?o }", {Kind.GRAPH: "application/n-triples"}))
    assert found == set(parse(shown.body, format=RdfFormat.N_TRIPLES))
    assert {quad.graph_name for quad in found} == {DefaultGraph()}


def test_a_graph_that_is_not_there_cannot_be_written(dumped: Service) -> None:
    with pytest.raises(NotFoundError, match="proposition/nobody"):
        dumped.answer(
            Dump(Target(Scope.NAMED, "https://w3id.org/allegata/proposition/nobody"), "text/turtle")
        )


def test_a_graph_that_is_empty_is_there() -> None:
    store = Store()
    store.add_graph(NamedNode(ARTICLE))
    service = InProcessService(store, GENERATION, "https://w3id.org/allegata/", is_blank=True)
    assert service.answer(Dump(Target(Scope.NAMED, ARTICLE), "application/n-triples")).body == b""


def test_a_blank_store_is_written_with_its_default_graph() -> None:
    store = Store()
    store.extend([SAID, Quad(SAID.subject, SAID.predicate, SAID.object)])
    service = InProcessService(store, GENERATION, "https://w3id.org/allegata/", is_blank=True)
    assert quads_of(service, Dump(DATASET, "application/n-quads")) == set(store)


@pytest.mark.parametrize(
    ("target", "media_type"),
    [(DATASET, "text/turtle"), (DATASET, JSON.media_type), (Target(Scope.DEFAULT), "text/csv")],
    ids=["no datasets", "no graphs", "nothing"],
)
def test_what_a_format_cannot_hold_is_not_written(dumped: Service, target: Target, media_type: str) -> None:
    with pytest.raises(NotAcceptableError) as refused:
        dumped.answer(Dump(target, media_type))
    assert "application/trig" in refused.value.available
