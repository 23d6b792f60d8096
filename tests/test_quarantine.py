"""Writes that contradict, kept apart by setting: whole, bounded, and never in the data."""

import asyncio
import json
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from graph.backup import back_up
from graph.build import Built
from graph.changes import Change, GraphChange, Scope, Target, Update, Verb, Write, Written
from graph.cli import main
from graph.commit import UNFINISHED, Claim
from graph.errors import ContradictionError, QuarantineError, RequestError
from graph.generations import publish
from graph.layout import Layout
from graph.lease import current_generation
from graph.namespaces import ALG, BASE
from graph.quarantine import FOLDER, Quarantine
from server.app import create_app
from server.config import QUARANTINE, REFUSE, Config, Limits
from server.errors import InvalidWriteError, QuarantinedError
from tests.served.stores import committed
from tests.served.writing import AUTHORISED, TOKEN, WritableStore
from tests.test_contradicting_writes import CONTRADICTING, IN_WORDS
from tests.test_revision import PREFIX
from tests.test_writer import Desk
from tests.test_writer import opened as opened_writer

Capture = pytest.CaptureFixture[str]

REFUSED = ContradictionError("contradictions: 1\nViolation graph:ontology", turtle="[] a <urn:report> .")
UPDATE = Update("INSERT DATA { <urn:leavitt> <urn:says> 'señor' }", BASE)
GRAPH = GraphChange(
    Verb.PUT, Target(Scope.NAMED, f"{BASE}graph/actors"), "text/turtle", b"<urn:a> <urn:b> \xc3\xb1 .", BASE
)
CHANGES: dict[str, Change] = {"update": UPDATE, "graph": GRAPH}


@pytest.fixture
def kept(tmp_path: Path) -> Quarantine:
    return Quarantine(tmp_path)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_is_kept_as_it_was_sent_with_its_report(kept: Quarantine, change: Change) -> None:
    name = kept.keep(change, REFUSED).name
    found = kept.find(name)
    assert found.change == change
    assert found.report == REFUSED.turtle
    assert found.told == f"{REFUSED.found}\n"
    assert [each.name for each in kept] == [name]


def test_the_list_says_what_was_sent(kept: Quarantine) -> None:
    assert str(kept.keep(UPDATE, REFUSED)).endswith(f" {len(UPDATE.text.encode())} bytes  update")
    told = str(kept.keep(GRAPH, REFUSED))
    assert told.endswith(f" {len(GRAPH.body)} bytes  PUT <{BASE}graph/actors> text/turtle")


def test_the_same_change_is_kept_once(kept: Quarantine) -> None:
    assert kept.keep(UPDATE, REFUSED).name == kept.keep(UPDATE, REFUSED).name
    assert len(list(kept)) == 1


def test_a_change_that_is_dropped_is_gone(kept: Quarantine, tmp_path: Path) -> None:
    name = kept.keep(UPDATE, REFUSED).name
    kept.drop(name)
    assert list((tmp_path / FOLDER).iterdir()) == []
    with pytest.raises(RequestError, match=f"no write is kept as '{name}'"):
        kept.drop(name)


@pytest.mark.parametrize("name", ["", "..", "../generations", ".unfinished-x"])
def test_a_name_is_never_a_path(kept: Quarantine, name: str) -> None:
    kept.keep(UPDATE, REFUSED)
    with pytest.raises(RequestError):
        kept.find(name)


@pytest.mark.parametrize("bounds", [(1, 1 << 20), (100, 200)], ids=["writes", "bytes"])
def test_only_so_much_is_kept(tmp_path: Path, bounds: tuple[int, int]) -> None:
    bounded = Quarantine(tmp_path, *bounds)
    name = bounded.keep(UPDATE, REFUSED).name
    with pytest.raises(QuarantineError, match="no room"):
        bounded.keep(GRAPH, REFUSED)
    assert bounded.keep(UPDATE, REFUSED).name == name
    bounded.drop(name)
    bounded.keep(GRAPH, REFUSED)


def test_what_a_crash_left_is_not_shown_and_goes(kept: Quarantine, tmp_path: Path) -> None:
    name = kept.keep(UPDATE, REFUSED).name
    (tmp_path / FOLDER / f"{UNFINISHED}0123").mkdir()
    (tmp_path / FOLDER / f"{UNFINISHED}0123" / "change.json").write_text("{")
    assert [each.name for each in kept] == [name]
    kept.clean()
    assert [path.name for path in (tmp_path / FOLDER).iterdir()] == [name]


def test_a_folder_that_cannot_be_written_keeps_nothing(kept: Quarantine, tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("no folder")
    with pytest.raises(QuarantineError, match="cannot be kept"):
        kept.keep(UPDATE, REFUSED)
    assert list(kept) == []


# By the process that writes


@pytest.fixture
def store(built: Built, tmp_path: Path) -> Path:
    folder = tmp_path / "store"
    folder.mkdir()
    shutil.copy(built.dataset, folder)
    publish(folder / built.dataset.name).close()
    return folder


def at_desk(
    store: Path, layout: Layout, work: Callable[[Desk], Awaitable[None]], **limits: str | int
) -> None:
    async def run() -> None:
        async with opened_writer(store, Limits(**limits), layout.root) as desk:  # type: ignore[arg-type]
            await work(desk)

    asyncio.run(run())


BAD = Update(PREFIX + CONTRADICTING)
GOOD = Update(PREFIX + "INSERT DATA { GRAPH graph:actors { actor:hegseth a alg:Person } }")
SHAPELESS = Update(PREFIX + "INSERT DATA { GRAPH graph:actors { actor:hegseth a alg:Claim } }")


def test_a_write_that_contradicts_is_kept_apart_and_nothing_changes(store: Path, layout: Layout) -> None:
    before, newest = committed(store), current_generation(store)

    async def work(desk: Desk) -> None:
        with pytest.raises(QuarantinedError, match="allegata quarantine show") as told:
            await desk.write(BAD, "bad")
        (kept,) = Quarantine(store)
        assert (kept.name, kept.change) == (told.value.name, BAD)
        assert kept.report == told.value.report
        assert IN_WORDS in kept.told
        assert (desk.heard, committed(store), current_generation(store)) == ([], before, newest)
        await desk.write(GOOD, "good")
        assert len(desk.heard) == 1

    at_desk(store, layout, work, contradictions=QUARANTINE)


def test_what_breaks_a_shape_is_refused_and_not_kept(store: Path, layout: Layout) -> None:
    async def work(desk: Desk) -> None:
        with pytest.raises(InvalidWriteError, match="Constraints broken") as told:
            await desk.write(SHAPELESS, "shapeless")
        assert not isinstance(told.value, QuarantinedError)
        assert list(Quarantine(store)) == []

    at_desk(store, layout, work, contradictions=QUARANTINE)


def test_a_write_for_which_there_is_no_room_is_refused(store: Path, layout: Layout) -> None:
    async def work(desk: Desk) -> None:
        with pytest.raises(InvalidWriteError, match="It is not kept: there is no room") as told:
            await desk.write(BAD, "bad")
        assert not isinstance(told.value, QuarantinedError)
        assert "ValidationReport" in told.value.report

    at_desk(store, layout, work, contradictions=QUARANTINE, quarantine_bytes=10)


def test_a_write_that_contradicts_is_refused_by_default(store: Path, layout: Layout) -> None:
    async def work(desk: Desk) -> None:
        with pytest.raises(InvalidWriteError) as told:
            await desk.write(BAD, "bad")
        assert not isinstance(told.value, QuarantinedError)
        assert not (store / FOLDER).exists()

    assert Limits().contradictions == REFUSE
    at_desk(store, layout, work)


# By commands


@pytest.fixture
def name(store: Path, layout: Layout) -> str:
    """The name of a contradicting write that is kept."""
    return Quarantine(store).keep(BAD, REFUSED).name


def run(action: str, *arguments: str, store: Path, layout: Layout) -> int:
    return main(["quarantine", action, *arguments, "--store", str(store), "--root", str(layout.root)])


def test_what_is_kept_can_be_looked_at(name: str, store: Path, layout: Layout, capsys: Capture) -> None:
    assert main(["quarantine", "--store", str(store)]) == 0
    assert capsys.readouterr().out.startswith(name)
    assert run("show", name, store=store, layout=layout) == 0
    told = capsys.readouterr().out
    assert "contradictions: 1" in told
    assert str(store / FOLDER / name / "body") in told


def test_what_is_dropped_is_forgotten(name: str, store: Path, layout: Layout) -> None:
    with Claim(store):
        assert run("drop", name, store=store, layout=layout) == 4
    assert [kept.name for kept in Quarantine(store)] == [name]
    assert run("drop", name, store=store, layout=layout) == 0
    assert list(Quarantine(store)) == []


@pytest.mark.parametrize("action", ["show", "drop", "release"])
def test_a_name_is_needed_that_is_known(action: str, store: Path, layout: Layout, capsys: Capture) -> None:
    assert run(action, store=store, layout=layout) == 2
    assert "which write is meant?" in capsys.readouterr().err
    assert run(action, "0123", store=store, layout=layout) == 2
    assert "no write is kept as '0123'" in capsys.readouterr().err


def test_what_still_contradicts_is_not_released(
    name: str, store: Path, layout: Layout, capsys: Capture
) -> None:
    before = committed(store)
    assert run("release", name, store=store, layout=layout) == 1
    assert IN_WORDS in capsys.readouterr().err
    assert [kept.name for kept in Quarantine(store)] == [name]
    assert committed(store) == before


def test_what_does_not_contradict_any_more_is_made(store: Path, layout: Layout, capsys: Capture) -> None:
    name = Quarantine(store).keep(GOOD, REFUSED).name
    before = committed(store)
    assert run("release", name, store=store, layout=layout) == 0
    current = current_generation(store)
    assert current is not None
    assert f"{name} is made; generation {current.name} has it" in capsys.readouterr().err
    assert {str(quad.object) for quad in committed(store) - before} >= {f"<{ALG}Person>"}
    assert list(Quarantine(store)) == []


def test_a_release_that_was_cut_off_is_not_made_twice(store: Path, layout: Layout) -> None:
    name = Quarantine(store).keep(GOOD, REFUSED).name
    assert run("release", name, store=store, layout=layout) == 0
    made = current_generation(store)
    Quarantine(store).keep(GOOD, REFUSED)
    assert run("release", name, store=store, layout=layout) == 0
    assert current_generation(store) == made
    assert list(Quarantine(store)) == []


def test_a_backup_has_nothing_of_it(name: str, store: Path, tmp_path: Path) -> None:
    back_up(store, tmp_path / "backup")
    assert not [path for path in (tmp_path / "backup").rglob("*") if name in str(path) or FOLDER in str(path)]


# Over HTTP


class Keeping(WritableStore):
    """A store that keeps every write apart."""

    def write(self, write: Write) -> Written:
        raise QuarantinedError("Contradictions: 1. It is kept.", "", "0123456789ab")


def test_a_write_that_is_kept_apart_is_accepted_and_told_under_which_name() -> None:
    store = Keeping()
    client = create_app(store, Config(is_blank=True, token=TOKEN), store).test_client()
    answer = client.post("/update", data={"update": "CLEAR ALL"}, headers=AUTHORISED)
    assert (answer.status_code, answer.mimetype) == (202, "application/problem+json")
    told = json.loads(answer.data)
    assert (told["title"], told["quarantine"]) == ("The write is kept apart", "0123456789ab")
    assert answer.headers["Allegata-Generation"] == "edition-0"
    page = client.post("/update", data={"update": "CLEAR ALL"}, headers=AUTHORISED | {"Accept": "text/html"})
    assert (page.status_code, "It is kept." in page.text) == (202, True)
