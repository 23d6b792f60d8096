"""The index of a generation: kept with it, made of another's where that serves, and made again if lost."""

import fcntl
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from graph.bulk import Delta, commit_bulk
from graph.commit import Claim, remove_old
from graph.generations import Generation
from graph.namespaces import ALG, BASE, RDFS, SKOS
from graph.search.index import NameIndex
from graph.search.keeping import FOLDER, keep_index, open_index
from tests.search.naming import ACTOR, found, quads
from tests.served.stores import publish_in

LABEL = NamedNode(RDFS + "label")
ALIAS = NamedNode(SKOS + "altLabel")
ACTORS = NamedNode(f"{BASE}graph/actors")
ONTOLOGY = NamedNode(f"{BASE}graph/ontology")


@pytest.fixture
def generation(tmp_path: Path) -> Iterator[Generation]:
    with publish_in(tmp_path / "store", quads()) as lease:
        yield lease.generation


def opened(generation: Generation) -> NameIndex:
    return open_index(generation, Store.read_only(str(generation.store)))


def made_at(generation: Generation) -> dict[str, int]:
    """Return when each file of the index was written."""
    return {path.name: path.stat().st_mtime_ns for path in (generation.folder / FOLDER).glob("*.*")}


def alias(actor: str, name: str, graph: NamedNode = ACTORS) -> Quad:
    return Quad(NamedNode(f"{ACTOR}{actor}"), ALIAS, Literal(name), graph)


def changed(before: Generation, delta: Delta) -> Generation:
    """Return the generation that a change leads to."""
    with Claim(before.folder.parent.parent):
        return commit_bulk(before, delta, "key")


def test_it_is_made_once_and_kept_in_the_folder(generation: Generation) -> None:
    keep_index(generation)
    files = made_at(generation)
    assert {"whole.json", "meta.json"} < files.keys()
    assert found(opened(generation), "maduro") == ["nicolas-maduro"]
    assert made_at(generation) == files


@pytest.mark.parametrize("how", ["cut", "flipped", "gone", "sealed by others", "half"])
def test_a_damaged_one_is_made_again(generation: Generation, how: str) -> None:
    opened(generation)
    folder = generation.folder / FOLDER
    terms = next(folder.glob("*.term"))
    content = terms.read_bytes()
    match how:
        case "cut":
            terms.write_bytes(content[:-1])
        case "flipped":
            terms.write_bytes(bytes([content[0] ^ 1]) + content[1:])
        case "gone":
            shutil.rmtree(folder)
        case "sealed by others":
            (folder / "whole.json").write_text("[]")
        case "half":
            folder.rename(folder.with_name("search.unfinished"))
    assert found(opened(generation), "maduro") == ["nicolas-maduro"]
    assert next(folder.glob("*.term")).read_bytes() == content


def test_a_change_is_followed_without_reading_all(
    generation: Generation, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(generation)
    label = Quad(NamedNode(f"{ACTOR}chevron"), LABEL, Literal("Chevron", language="en"), ACTORS)
    after = changed(generation, Delta([alias("nicolas-maduro", "Nicolás Maduro Moros")], [label]))
    monkeypatch.setattr("graph.search.names.Names.all", None)
    index = opened(after)
    assert (found(index, "moros"), found(index, "chevron")) == (["nicolas-maduro"], [])
    assert found(index, "leavitt") == ["karoline-leavitt"]
    assert (found(opened(generation), "moros"), found(opened(generation), "chevron")) == ([], ["chevron"])


def test_a_change_that_names_nothing_takes_the_files_as_they_are(generation: Generation) -> None:
    opened(generation)
    told = Quad(NamedNode(f"{ACTOR}chevron"), NamedNode(RDFS + "seeAlso"), Literal("Chevron"), ACTORS)
    after = changed(generation, Delta([told]))
    assert found(opened(after), "chevron") == ["chevron"]
    stored = [
        {path.read_bytes() for path in (g.folder / FOLDER).glob("*.store")} for g in (generation, after)
    ]
    assert stored[0] == stored[1]


def test_a_changed_ontology_makes_it_anew(generation: Generation) -> None:
    opened(generation)
    person, holder = (NamedNode(ALG + name) for name in ("Person", "Holder"))
    after = changed(generation, Delta([Quad(person, NamedNode(RDFS + "subClassOf"), holder, ONTOLOGY)]))
    assert found(opened(after), "maduro", "Holder") == ["nicolas-maduro"]


def test_where_much_has_changed_it_is_made_anew(
    generation: Generation, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(generation)
    after = changed(generation, Delta([alias("nicolas-maduro", "Nicolás Maduro Moros")]))
    monkeypatch.setattr("graph.search.changes.MAX_TOLD", 3)
    monkeypatch.setattr("graph.search.keeping.change_names", None)
    assert found(opened(after), "moros") == ["nicolas-maduro"]


def test_a_change_of_what_is_claimed_changes_nothing(generation: Generation) -> None:
    opened(generation)
    content = NamedNode(f"{BASE}graph/proposition/heads-cartel")
    after = changed(generation, Delta([alias("nicolas-maduro", "head of the cartel", content)]))
    assert found(opened(after), "cartel") == []


def test_where_the_folder_cannot_be_written_it_is_in_memory(generation: Generation) -> None:
    (generation.folder / "search.lock").mkdir()
    assert found(opened(generation), "maduro") == ["nicolas-maduro"]
    assert not (generation.folder / FOLDER).exists()


def test_who_waits_in_vain_for_another_process_makes_one_in_memory(
    generation: Generation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.search.keeping.WAIT_SECONDS", 0.1)
    with (generation.folder / "search.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert found(opened(generation), "maduro") == ["nicolas-maduro"]
    assert not (generation.folder / FOLDER).exists()


def test_it_goes_with_its_generation(tmp_path: Path) -> None:
    with publish_in(tmp_path / "store", quads()) as lease:
        first = lease.generation
        opened(first)
    later = first
    for number in range(11):
        with publish_in(tmp_path / "store", quads(f'actor:a rdfs:label "Aragua {number}" .')) as lease:
            later = lease.generation
    remove_old(tmp_path / "store")
    assert not first.folder.exists()
    assert found(opened(later), "aragua") == ["a"]
