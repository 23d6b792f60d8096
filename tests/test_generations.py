import fcntl
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Quad, Store

from graph.changes import Update, Write
from graph.commit import KEPT, Claim
from graph.errors import GoneError, StoreError
from graph.generations import create_blank, publish
from graph.lease import Lease, current_generation, hold, kept_names, read_generation
from graph.live import BlankForm, LiveStore
from graph.namespaces import ALG, BASE
from graph.store import load_store, read_built
from tests.conftest import REPOSITORY
from tests.served import ARTICLE
from tests.served.stores import words, write_dataset

CLAIM = "<https://w3id.org/allegata/id/claim/leavitt-head>"
CRASH = """
import os, sys
from pathlib import Path
from graph import generations
os.fsync = lambda descriptor: os._exit(9)
generations.publish(Path(sys.argv[1]))
"""


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    return write_dataset(tmp_path)


def amend(dataset: Path, number: int) -> None:
    """Add a triple to the article's graph."""
    line = f'{CLAIM} <{ALG}note> "{number}" <{ARTICLE}> .'
    dataset.write_text(f"{dataset.read_text('utf-8')}{line}\n", "utf-8")


def names(dataset: Path) -> set[str]:
    return {path.parent.name for path in dataset.parent.glob("generations/*/generation.json")}


def quads(store: Store) -> set[Quad]:
    return set(store)


def test_a_generation_has_the_named_graphs_and_the_derived_default_graph(dataset: Path) -> None:
    with publish(dataset) as lease:
        found = quads(Store.read_only(str(lease.generation.store)))
    assert found == quads(load_store(read_built(dataset)))
    assert DefaultGraph() in {quad.graph_name for quad in found}
    assert lease.generation.base == BASE


def test_the_same_dataset_is_not_made_again(dataset: Path) -> None:
    with publish(dataset) as first:
        made = first.generation.store.stat().st_ctime_ns
    with publish(dataset) as second:
        assert second.generation == first.generation
        assert second.generation.store.stat().st_ctime_ns == made


def test_the_pointer_names_what_was_published_last(dataset: Path) -> None:
    assert current_generation(dataset.parent) is None
    first = publish(dataset)
    assert current_generation(dataset.parent) == first.generation
    amend(dataset, 1)
    with first, publish(dataset) as second:
        assert current_generation(dataset.parent) == second.generation != first.generation
        assert names(dataset) == {first.generation.name, second.generation.name}


def test_old_generations_go_when_nobody_holds_them(dataset: Path) -> None:
    held = publish(dataset)
    amend(dataset, 0)
    with publish(dataset) as lease:
        free = lease.generation
    for number in range(1, KEPT + 1):
        amend(dataset, number)
        publish(dataset).close()
    assert free.name not in names(dataset)
    assert held.generation.name in names(dataset)
    held.close()
    amend(dataset, KEPT + 1)
    publish(dataset).close()
    assert held.generation.name not in names(dataset)
    assert len(names(dataset)) == KEPT


def test_a_crash_leaves_nothing_that_is_used(dataset: Path) -> None:
    crashed = subprocess.run([sys.executable, "-c", CRASH, str(dataset)], cwd=REPOSITORY, check=False)
    assert crashed.returncode == 9
    folder = dataset.parent / "generations"
    assert list(folder.glob(".unfinished-*/store"))
    assert names(dataset) - {path.name for path in folder.glob(".unfinished-*")} == set()
    assert current_generation(dataset.parent) is None
    with publish(dataset) as lease:
        assert quads(Store.read_only(str(lease.generation.store))) == quads(load_store(read_built(dataset)))
    assert not list(folder.glob(".unfinished-*"))


def test_one_process_publishes_at_a_time(dataset: Path) -> None:
    publish(dataset).close()
    amend(dataset, 1)
    command = [sys.executable, "-c", CRASH.replace("os.fsync", "os.unused"), str(dataset)]
    with (dataset.parent / "generations" / "lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        waiting = subprocess.Popen(command, cwd=REPOSITORY)
        with pytest.raises(subprocess.TimeoutExpired):
            waiting.wait(0.5)
    assert waiting.wait(10) == 0


def test_a_dataset_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no dataset"):
        publish(tmp_path / "dataset.nq")


def test_a_dataset_that_is_not_n_quads_leaves_no_generation(dataset: Path) -> None:
    dataset.write_text(f"{CLAIM} alleges .\n", "utf-8")
    with pytest.raises(StoreError, match="not N-Quads") as refused:
        publish(dataset)
    assert refused.value.place.line == 1
    assert names(dataset) == set()
    assert not list((dataset.parent / "generations").glob(".unfinished-*"))


def test_a_folder_that_cannot_be_written_is_refused_with_a_cure(dataset: Path) -> None:
    (dataset.parent / "generations").write_text("not a folder", "utf-8")
    with pytest.raises(StoreError, match="cannot make a generation") as refused:
        publish(dataset)
    assert "--out" in refused.value.cure


def write(store: Path, key: str) -> str:
    """Have a store written to, and return the name of the generation that came of it."""
    with Claim(store):
        return LiveStore(store, BlankForm()).apply(Write(note(key), key)).generation


def note(words: str) -> Update:
    return Update(f"INSERT DATA {{ GRAPH <{ARTICLE}> {{ {CLAIM} <{ALG}note> '{words}' }} }}")


def test_what_was_written_since_the_build_is_served(dataset: Path) -> None:
    publish(dataset).close()
    name = write(dataset.parent, "doubted")
    with publish(dataset) as lease:
        assert lease.generation.name == name
        assert lease.generation.is_written
        assert lease.generation.number == 2


def test_who_had_to_wait_serves_what_was_written_meanwhile(dataset: Path) -> None:
    publish(dataset).close()
    amend(dataset, 1)
    command = [sys.executable, "-c", CRASH.replace("os.fsync", "os.unused"), str(dataset)]
    with Claim(dataset.parent) as claim:
        waiting = subprocess.Popen(command, cwd=REPOSITORY)
        with pytest.raises(subprocess.TimeoutExpired):
            waiting.wait(0.5)
        publish(dataset, claim).close()
        written = LiveStore(dataset.parent, BlankForm()).apply(Write(note("doubted"), "doubted"))
    assert waiting.wait(10) == 0
    assert kept_names(dataset.parent)[0] == written.generation


def test_a_new_build_does_not_replace_what_was_written(dataset: Path) -> None:
    publish(dataset).close()
    name = write(dataset.parent, "doubted")
    amend(dataset, 1)
    with pytest.raises(StoreError, match="and so has the store by writes") as refused:
        publish(dataset)
    assert "--discard-writes" in refused.value.cure
    assert kept_names(dataset.parent)[0] == name


def test_a_new_build_replaces_what_was_written_if_that_is_discarded(dataset: Path) -> None:
    with publish(dataset) as first:
        write(dataset.parent, "doubted")
        amend(dataset, 1)
    with publish(dataset, discard_writes=True) as lease:
        assert not lease.generation.is_written
        assert lease.generation.store_id == first.generation.store_id
        assert lease.generation.number == 3
        assert "1" in words(dataset.parent)


def test_what_was_written_can_be_discarded_without_a_new_build(dataset: Path) -> None:
    publish(dataset).close()
    write(dataset.parent, "doubted")
    with publish(dataset, discard_writes=True) as lease:
        assert not lease.generation.is_written
    assert current_generation(dataset.parent) == lease.generation


def test_the_generation_that_was_built_stays_as_long_as_writes_lead_on_from_it(dataset: Path) -> None:
    with publish(dataset) as lease:
        built = lease.generation.name
    for number in range(KEPT + 2):
        write(dataset.parent, str(number))
    publish(dataset).close()
    with Claim(dataset.parent):
        assert built in names(dataset)
        assert len(names(dataset)) == KEPT + 1


def test_a_blank_store_is_made_once(tmp_path: Path) -> None:
    with create_blank(tmp_path / "store", base="https://example.org/") as lease:
        assert lease.generation.blank
        assert lease.generation.base == "https://example.org/"
        assert quads(Store.read_only(str(lease.generation.store))) == set()
    with create_blank(tmp_path / "store") as again:
        assert again.generation == lease.generation


def test_a_blank_store_and_a_build_do_not_replace_each_other(dataset: Path, tmp_path: Path) -> None:
    publish(dataset).close()
    with pytest.raises(StoreError, match="built dataset"):
        create_blank(dataset.parent)
    create_blank(tmp_path / "blank").close()
    copied = tmp_path / "blank" / "dataset.nq"
    copied.write_bytes(dataset.read_bytes())
    for discard_writes in (False, True):
        with pytest.raises(StoreError, match="a blank one"):
            publish(copied, discard_writes=discard_writes)


def test_a_blank_store_in_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("not a folder", "utf-8")
    with pytest.raises(StoreError, match="cannot make a generation"):
        create_blank(tmp_path / "store")


def test_a_store_is_claimed_once(tmp_path: Path) -> None:
    with Claim(tmp_path):
        with pytest.raises(StoreError, match="another process is changing this store") as refused:
            Claim(tmp_path, wait_s=0)
        assert refused.value.exit_code == 4
    Claim(tmp_path, wait_s=0).close()


def test_a_claim_stays_with_a_process_that_inherits_it(tmp_path: Path) -> None:
    with Claim(tmp_path) as claim:
        heir = subprocess.Popen(["cat"], stdin=subprocess.PIPE, pass_fds=[claim.descriptor])  # noqa: S607
    with pytest.raises(StoreError, match="another process"):
        Claim(tmp_path, wait_s=0)
    heir.communicate()
    Claim(tmp_path, wait_s=0).close()


def test_who_has_the_claim_may_publish(dataset: Path) -> None:
    with Claim(dataset.parent) as claim, publish(dataset, claim) as lease:
        assert current_generation(dataset.parent) == lease.generation


def test_a_claim_removes_what_a_crash_has_left(dataset: Path) -> None:
    publish(dataset).close()
    folder = dataset.parent / "generations"
    kept = names(dataset)
    for left in (".unfinished-aaaaaaaaaaaa", ".live-1", "bbbbbbbbbbbb"):
        (folder / left).mkdir()
        (folder / left / "generation.json").write_text('{"base": ""}', "utf-8")
    Claim(dataset.parent).close()
    assert names(dataset) == kept
    assert not list(folder.glob(".unfinished-*"))
    assert not list(folder.glob(".live-*"))


def test_a_kept_generation_can_be_held_by_its_name(dataset: Path) -> None:
    with publish(dataset) as lease, hold(dataset.parent, lease.generation.name) as held:
        assert held.generation == lease.generation


@pytest.mark.parametrize("name", ["aaaaaaaaaaaa", "../generations", "", "current"])
def test_a_generation_that_is_not_kept_is_gone(dataset: Path, name: str) -> None:
    publish(dataset).close()
    with pytest.raises(GoneError, match="there is no generation"):
        hold(dataset.parent, name)


def test_a_generation_that_goes_while_it_is_taken_is_gone(dataset: Path, tmp_path: Path) -> None:
    with publish(dataset) as lease:
        folder = lease.generation.folder
    with ThreadPoolExecutor(1) as thread, (folder / "generation.json").open("rb") as record:
        fcntl.flock(record, fcntl.LOCK_EX)
        waiting = thread.submit(Lease, folder)
        with pytest.raises(TimeoutError):
            waiting.result(0.3)
        folder.rename(tmp_path / "removed")
        fcntl.flock(record, fcntl.LOCK_UN)
        with pytest.raises(GoneError, match=folder.name):
            waiting.result()


def test_a_disk_that_refuses_is_told(dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", refuse)
    with pytest.raises(StoreError, match="No space left"):
        publish(dataset)
    with pytest.raises(StoreError, match="No space left"):
        create_blank(tmp_path / "blank")
    assert current_generation(dataset.parent) is None


def test_a_record_says_all_that_is_known_of_a_generation(dataset: Path) -> None:
    with publish(dataset) as lease:
        assert lease.generation.changed_in(ARTICLE) == lease.generation.name
        assert lease.generation.record() == (lease.generation.folder / "generation.json").read_text("utf-8")


def test_a_pointer_to_what_is_not_there_is_no_store(dataset: Path) -> None:
    publish(dataset).close()
    (dataset.parent / "generations" / "current").write_text("aaaaaaaaaaaa\n", "utf-8")
    assert current_generation(dataset.parent) is None


def test_a_record_of_an_earlier_version_tells_the_base_alone(tmp_path: Path) -> None:
    folder = tmp_path / "0123456789ab"
    folder.mkdir()
    (folder / "generation.json").write_text('{"base": "https://example.org/"}\n', "utf-8")
    with Lease(folder) as lease:
        assert lease.generation.base == "https://example.org/"
        assert not lease.generation.is_written


def test_a_folder_without_a_record_is_no_generation(tmp_path: Path) -> None:
    os.mkdir(tmp_path / "generations")
    with pytest.raises(FileNotFoundError):
        read_generation(tmp_path / "generations")
