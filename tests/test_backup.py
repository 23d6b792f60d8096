"""Backups: whole, verifiable, and restored as a new generation."""

from pathlib import Path

import pytest
from pyoxigraph import Store

from graph.backup import back_up, restore, verify
from graph.changes import Write
from graph.cli import main
from graph.commit import Claim
from graph.errors import GoneError, StoreError
from graph.generations import publish
from graph.lease import Lease, current_generation, hold, kept_names
from graph.live import BlankForm, LiveStore
from tests.served.stores import insert, make_blank, words
from tests.test_generations import amend, dataset, quads

__all__ = ["dataset"]


def write(store: Path, said: str) -> None:
    with Claim(store):
        LiveStore(store, BlankForm()).apply(Write(insert(said), said))


@pytest.fixture
def store(tmp_path: Path) -> Path:
    store = make_blank(tmp_path / "store")
    write(store, "first")
    return store


def test_what_was_saved_is_restored_after_other_writes(store: Path, tmp_path: Path) -> None:
    saved = back_up(store, tmp_path / "saved")
    write(store, "second")
    made = restore(tmp_path / "saved", store, force=True)
    assert words(store) == ["first"]
    assert made == current_generation(store)
    assert (made.store_id, made.number) == (saved.store_id, 4)
    assert made.name != saved.name
    write(store, "third")
    assert words(store) == ["first", "third"]


def test_another_folder_takes_a_backup(store: Path, tmp_path: Path) -> None:
    saved = back_up(store, tmp_path / "saved")
    made = restore(tmp_path / "saved", tmp_path / "other")
    assert words(tmp_path / "other") == ["first"]
    assert made.store_id == saved.store_id
    assert made.blank


def test_a_backup_of_a_build_is_served_like_the_build(dataset: Path, tmp_path: Path) -> None:
    with publish(dataset) as lease:
        back_up(dataset.parent, tmp_path / "saved")
    assert restore(tmp_path / "saved", dataset.parent, force=True) == lease.generation
    (tmp_path / "other").mkdir()
    copied = tmp_path / "other" / dataset.name
    copied.write_bytes(dataset.read_bytes())
    restore(tmp_path / "saved", copied.parent)
    with publish(copied) as again:
        assert again.generation.name == lease.generation.name
        assert quads(Store.read_only(str(again.generation.store)))


def test_a_kept_generation_can_be_saved_by_its_name(store: Path, tmp_path: Path) -> None:
    name = kept_names(store)[0]
    write(store, "second")
    assert back_up(store, tmp_path / "saved", name).name == name
    restore(tmp_path / "saved", tmp_path / "other")
    assert words(tmp_path / "other") == ["first"]
    with pytest.raises(GoneError, match="aaaaaaaaaaaa"):
        back_up(store, tmp_path / "none", "aaaaaaaaaaaa")


def test_a_store_is_saved_while_it_is_served_and_written_to(store: Path, tmp_path: Path) -> None:
    with Claim(store), hold(store, kept_names(store)[0]):
        back_up(store, tmp_path / "saved")
    assert verify(tmp_path / "saved").key == "first"


def test_tables_are_linked_and_take_no_space(store: Path, tmp_path: Path) -> None:
    saved = back_up(store, tmp_path / "saved")
    tables = [path.name for path in saved.store.glob("*.sst")]
    assert tables
    for name in tables:
        assert (tmp_path / "saved" / "store" / name).samefile(saved.store / name)


def test_tables_are_copied_where_they_cannot_be_linked(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Path) -> None:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr("os.link", refuse)
    back_up(store, tmp_path / "saved")
    restore(tmp_path / "saved", tmp_path / "other")
    assert words(tmp_path / "other") == ["first"]


def test_a_store_with_data_is_not_replaced_unasked(store: Path, tmp_path: Path) -> None:
    back_up(store, tmp_path / "saved")
    write(store, "second")
    with pytest.raises(StoreError, match="the store has data") as refused:
        restore(tmp_path / "saved", store)
    assert "--force" in refused.value.cure
    assert words(store) == ["first", "second"]


def test_a_store_that_a_server_uses_is_not_replaced(store: Path, tmp_path: Path) -> None:
    back_up(store, tmp_path / "saved")
    current = current_generation(store)
    assert current is not None
    with Lease(current.folder), pytest.raises(StoreError, match="a server uses the store"):
        restore(tmp_path / "saved", store, force=True)
    with Claim(store), pytest.raises(StoreError, match="another process is changing"):
        restore(tmp_path / "saved", store, force=True)


def test_a_backup_does_not_replace_a_folder(store: Path, tmp_path: Path) -> None:
    back_up(store, tmp_path / "saved")
    with pytest.raises(StoreError, match="cannot make a backup") as refused:
        back_up(store, tmp_path / "saved")
    assert "not there yet" in refused.value.cure
    assert verify(tmp_path / "saved").key == "first"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["saved", "store"]


def test_there_is_nothing_to_save_without_a_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no store"):
        back_up(tmp_path, tmp_path / "saved")


@pytest.mark.parametrize("name", ["generation.json", "store/CURRENT"])
def test_a_backup_that_was_altered_is_not_restored(store: Path, tmp_path: Path, name: str) -> None:
    back_up(store, tmp_path / "saved")
    path = tmp_path / "saved" / name
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(StoreError, match=f"altered since it was made: {name}"):
        restore(tmp_path / "saved", tmp_path / "other")
    path.unlink()
    with pytest.raises(StoreError, match="no whole backup"):
        verify(tmp_path / "saved")


def test_a_folder_that_is_no_backup_is_not_restored(store: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no whole backup"):
        restore(store, tmp_path / "other")
    assert not (tmp_path / "other").exists()


def test_a_backup_is_restored_where_it_can_be_written_only(store: Path, tmp_path: Path) -> None:
    back_up(store, tmp_path / "saved")
    (tmp_path / "other").write_text("not a folder", "utf-8")
    with pytest.raises(StoreError, match="cannot make a generation"):
        restore(tmp_path / "saved", tmp_path / "other")


def test_the_commands_say_what_they_did(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = kept_names(store)[0]
    assert main(["backup", str(tmp_path / "saved"), "--store", str(store), "--generation", name]) == 0
    assert f"generation {name} is saved in" in capsys.readouterr().err
    assert main(["restore", str(tmp_path / "saved"), "--store", str(store)]) == 4
    assert "the store has data" in capsys.readouterr().err
    assert main(["restore", str(tmp_path / "saved"), "--store", str(store), "--force"]) == 0
    assert "is generation" in capsys.readouterr().err


def test_the_newest_of_a_changed_dataset_is_saved(dataset: Path, tmp_path: Path) -> None:
    publish(dataset).close()
    amend(dataset, 1)
    with publish(dataset) as lease:
        assert back_up(dataset.parent, tmp_path / "saved").name == lease.generation.name
