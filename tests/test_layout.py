"""Each hand-kept file has one named graph; what has none is refused."""

from pathlib import Path

import pytest

from graph.errors import LayoutError
from graph.layout import Layout, default_root
from graph.namespaces import BASE
from tests.conftest import REPOSITORY, SLUG


@pytest.mark.parametrize(
    ("file", "graph"),
    [
        ("actors.ttl", "actors"),
        ("analysis.ttl", "analysis"),
        ("links.ttl", "links"),
        ("sameas.ttl", "sameas"),
        ("context/reuters.ttl", "context/reuters"),
        ("lists/ofac.ttl", "lists/ofac"),
        ("articles/us-destroyers-venezuela/claims.ttl", "article/us-destroyers-venezuela"),
        ("articles/us-destroyers-venezuela/propositions.trig", "article/us-destroyers-venezuela"),
    ],
)
def test_a_file_goes_to_the_graph_of_its_place(tmp_path: Path, file: str, graph: str) -> None:
    path = tmp_path / "graph" / file
    path.parent.mkdir(parents=True)
    path.touch()
    (found,) = Layout(tmp_path).data_files()
    assert (found.path, found.graph) == (path, f"{BASE}graph/{graph}")


@pytest.mark.parametrize("file", ["memo.ttl", "actors.trig", "lists/ofac/sdn.ttl", "articles/claims.ttl"])
def test_a_file_in_no_known_place_is_refused(tmp_path: Path, file: str) -> None:
    path = tmp_path / "graph" / file
    path.parent.mkdir(parents=True)
    path.touch()
    with pytest.raises(LayoutError, match="no named graph") as refused:
        Layout(tmp_path).data_files()
    assert refused.value.place.path == path


def test_files_are_sorted(tmp_path: Path) -> None:
    for name in ("links", "actors", "analysis"):
        (tmp_path / "graph").mkdir(exist_ok=True)
        (tmp_path / "graph" / f"{name}.ttl").touch()
    assert [file.path.stem for file in Layout(tmp_path).data_files()] == ["actors", "analysis", "links"]


def test_a_missing_ontology_is_named_with_its_cure(tmp_path: Path) -> None:
    with pytest.raises(LayoutError, match="--root") as refused:
        Layout(tmp_path).ontology_files()
    assert refused.value.place.path == tmp_path / "ontology" / "allegata.ttl"


def test_slugs_are_those_of_seeds_descriptions_and_triples(layout: Layout) -> None:
    (layout.root / "seeds" / "chevron.txt").touch()
    (layout.root / "seeds" / "militia.toml").touch()
    (layout.root / "graph" / "articles" / "memo").mkdir()
    (layout.root / "graph" / "articles" / "memo" / "claims.ttl").touch()
    assert layout.slugs() == (SLUG, "chevron", "memo", "militia")


def test_shapes_of_the_ontology_are_not_for_the_default_graph(layout: Layout) -> None:
    (layout.root / "shapes" / "ontology_style.ttl").touch()
    assert [path.name for path in layout.shape_files()] == ["claim.ttl"]


def test_rules_that_check_and_rules_that_derive_are_told_apart(layout: Layout) -> None:
    assert [path.name for path in layout.check_files()] == ["check_content.rq", "check_quotation.rq"]
    assert [path.name for path in layout.derive_files()] == ["derive_reported.rq"]


def test_inputs_are_all_that_a_build_reads(layout: Layout) -> None:
    found = {path.relative_to(layout.root).as_posix() for path in layout.inputs()}
    on_disk = {path.relative_to(layout.root).as_posix() for path in layout.root.rglob("*") if path.is_file()}
    assert found == on_disk


def test_the_default_root_is_the_repository_of_an_editable_install() -> None:
    assert default_root() == REPOSITORY
