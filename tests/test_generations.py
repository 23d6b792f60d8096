import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Quad, RdfFormat, Store, serialize

from graph.errors import StoreError
from graph.generations import KEPT, current_generation, publish, read_generation
from graph.namespaces import ALG, BASE
from graph.store import load_store, read_built
from tests.conftest import REPOSITORY
from tests.served import ARTICLE, read_quads

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
    path = tmp_path / "dataset.nq"
    path.write_bytes(serialize(read_quads(), format=RdfFormat.N_QUADS) or b"")
    return path


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


def test_a_folder_without_a_record_is_no_generation(tmp_path: Path) -> None:
    os.mkdir(tmp_path / "generations")
    with pytest.raises(FileNotFoundError):
        read_generation(tmp_path / "generations")
