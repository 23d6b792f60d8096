"""States brought into a store: in whatever order, as often as one likes, and wholly or not at all."""

import gzip
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from graph.errors import RequestError, StoreError
from graph.generations import publish
from graph.importers.ofac.archive import read_archive
from graph.importers.ofac.errors import RowError
from graph.importers.ofac.importing import Options, import_states
from graph.importers.ofac.reading import read_rows
from graph.importers.ofac.sources import group
from graph.namespaces import ALG
from tests.importers.ofac.imported import NAMING, STATES, Silent, ask, bring, built, dump

ORDERS = st.permutations(STATES).flatmap(lambda files: st.integers(1, len(files)).map(lambda n: files[:n]))


def brought(batches: Iterable[Iterable[Path]]) -> Store:
    store = built()
    for batch in batches:
        bring(store, batch)
    return store


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ORDERS, st.data())
def test_the_graph_depends_on_the_set_of_states_alone(order: list[Path], data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(order)))
    again = data.draw(st.lists(st.sampled_from(order), max_size=2))
    by_steps = brought([order[:cut], *([each] for each in order[cut:]), *([each] for each in again)])
    assert dump(by_steps) == dump(brought([sorted(order)]))


def test_a_state_twice_changes_nothing(tmp_path: Path) -> None:
    store = brought([STATES])
    packed = tmp_path / "again-2021-12-02.csv.gz"
    packed.write_bytes(gzip.compress((STATES[0].parent / "sdn-2021-12-02.csv").read_bytes()))
    found = bring(store, [packed, *STATES])
    assert (found.states, len(found.delta)) == (0, 0)


def test_a_further_state_touches_only_what_it_changes() -> None:
    store = brought([STATES[:3]])
    found = bring(store, STATES[3:4])
    assert found.entries < 5
    assert all("11440" not in str(quad) for quad in found.delta.added)


def test_a_state_between_two_others_narrows_what_happened_between_them() -> None:
    first, middle, last = STATES[0], STATES[1], STATES[2]
    store = brought([[first, last]])
    query = """SELECT ?edtf WHERE {
      designation:ofac-1572-cuba alg:event ?event . ?event a alg:Ending ; alg:at/alg:edtf ?edtf
    }"""
    assert ask(store, query) == [("[2021-08-18..2022-01-05]",)]
    bring(store, [middle])
    assert ask(store, query) == [("[2021-12-02..2022-01-05]",)]


def test_another_state_of_the_same_day_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "sdn-2021-08-18.csv"
    other.write_bytes(b"".join(STATES[0].read_bytes().splitlines(keepends=True)[1:]))
    with pytest.raises(RequestError, match="another state of 2021-08-18 is there already"):
        bring(brought([STATES[:1]]), [other])


def broken(folder: Path) -> Path:
    path = folder / "sdn-2022-12-02.csv"
    path.write_bytes(STATES[0].read_bytes() + b'99999,"HALF A ROW"\r\n')
    return path


def test_a_broken_row_is_told_with_file_and_line_and_nothing_is_written(tmp_path: Path) -> None:
    path = broken(tmp_path)
    store = brought([STATES[:1]])
    before = dump(store)
    with pytest.raises(RowError, match=rf"{path}:13: "):
        bring(store, [path])
    assert dump(store) == before


def test_a_broken_row_is_passed_over_if_that_is_asked(tmp_path: Path) -> None:
    found = bring(brought([STATES[:1]]), [broken(tmp_path)], Options(lenient=True))
    assert found.states == 1
    assert [told.split(": ")[0] for told in found.skipped] == [f"{tmp_path / 'sdn-2022-12-02.csv'}:13"]


def test_each_state_is_a_document_with_its_day_and_digest() -> None:
    query = """SELECT ?day ?layout WHERE {
      ?state a alg:ListState ; alg:stateOf source:ofac-sdn ; alg:publishedAt/alg:edtf ?day ;
        alg:listLayout ?layout ; alg:sha256 ?digest
    } ORDER BY ?day"""
    days = [path.stem.removeprefix("sdn-") for path in STATES]
    assert ask(brought([STATES]), query) == [(day, "json" if day[:4] == "2026" else "csv") for day in days]


def test_every_row_of_every_state_can_be_told_from_what_is_kept() -> None:
    archive = read_archive(brought([STATES]), NAMING)
    for state, path in zip(archive.states.all, STATES, strict=True):
        day = state.date.isoformat()
        contents = {number: kept.at(state.layout, day) for number, kept in archive.histories.items()}
        told = {number: content.digest for number, content in contents.items() if content}
        assert told == {row.number: row.digest for row in read_rows(path)}


def test_the_default_graph_loses_what_no_graph_says_any_more() -> None:
    store = brought([[STATES[0], STATES[2]]])
    event = NamedNode(f"{NAMING.base}id/event/ofac-1572-cuba-left-2022-01-05")
    wide = Literal("[2021-08-18..2022-01-05]")
    edtf = NamedNode(ALG + "edtf")
    instant = NamedNode(event.value.replace("/event/", "/instant/"))
    assert Quad(instant, edtf, wide, DefaultGraph()) in store
    bring(store, [STATES[1]])
    assert not any(store.quads_for_pattern(instant, edtf, wide))


def test_files_of_a_day_are_one_state() -> None:
    names = ["sdn-2024-05-03.csv", "alt-2024-05-03.csv", "add-2024-05-03.csv", "sdn-2022-01-05.csv"]
    sources = {each.path.name: each.companions for each in group([Path(name) for name in names])}
    assert sources["sdn-2022-01-05.csv"].paths() == {}
    assert {*sources["sdn-2024-05-03.csv"].paths()} == {"alt", "add"}


def test_a_companion_without_its_list_is_refused() -> None:
    with pytest.raises(RequestError, match="completes a list that is not there"):
        group([Path("alt.csv"), Path("sdn-2022-01-05.csv"), Path("sdn-2024-05-03.csv")])


def test_an_import_is_committed_as_a_generation(tmp_path: Path) -> None:
    store = tmp_path / "store"
    store.mkdir()
    quads = [quad for quad in built() if "default" not in str(quad.graph_name).lower()]
    (store / "dataset.nq").write_text("".join(sorted(f"{quad} .\n" for quad in quads)))
    publish(store / "dataset.nq").close()
    made = import_states(store, STATES, Options(), Silent())
    opened = Store.read_only(str(made.generation.store))
    assert dump(opened) == dump(brought([STATES]))
    assert import_states(store, STATES, Options(), Silent()).generation.name == made.generation.name
    shutil.rmtree(store)


def test_there_is_no_import_without_a_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no built store"):
        import_states(tmp_path, STATES, Options(), Silent())


def test_a_state_of_another_layout_touches_only_what_it_changes(tmp_path: Path) -> None:
    store = brought([STATES])
    later = tmp_path / "sdn-2026-09-03.csv"
    later.write_bytes((STATES[0].parent / "sdn-2024-05-03.csv").read_bytes())
    found = bring(store, [later])
    gone = {"49756", "55025", "11440"}
    assert {number for number in gone if f"ofac-{number}" in str(sorted(map(str, found.delta.added)))} == gone
    assert found.entries < 5
