"""The build writes the same bytes twice, or nothing at all."""

from pathlib import Path

import pytest

from graph.build import Built, build, infer_project
from graph.dataset import canonical_nquads, parse_nquads
from graph.errors import InconsistencyError, ParseError, SourceError, UnknownTermError, ValidationError
from graph.freshness import RECORD, is_fresh, take_fingerprint
from graph.layout import Layout
from graph.namespaces import ALG, BASE, OWL, SAID
from graph.progress import TimedProgress
from graph.store import read_built
from tests.conftest import SLUG, Heard, claims_file, edit


def test_build_tells_every_stage(built: Built, heard: Heard) -> None:
    assert heard.begun == ["read", "parse", "shapes", "reason", "rules", "write"]
    assert heard.ended["read"] == "1 sources, 288 code points"
    assert heard.ended["shapes"] == "3 results"
    assert heard.ended["reason"] == "16 triples inferred"
    assert heard.ended["rules"] == "0 results of 2 rules"
    assert heard.ended.keys() == set(heard.begun)


def test_build_writes_canonical_quads_of_named_graphs(built: Built) -> None:
    data = built.dataset.read_bytes()
    quads = parse_nquads(data)
    assert canonical_nquads(quads) == data
    assert built.quads == len(quads)
    assert all(hasattr(quad.graph_name, "value") for quad in quads)
    assert built.report.conforms


def test_build_leaves_a_record_that_it_is_fresh(built: Built, shared_layout: Layout) -> None:
    assert is_fresh(take_fingerprint(shared_layout, BASE), built.dataset)
    assert sorted(path.name for path in built.dataset.parent.iterdir()) == [RECORD, "dataset.nq"]


def test_two_builds_give_the_same_bytes(built: Built, shared_layout: Layout, tmp_path: Path) -> None:
    again = build(shared_layout, tmp_path, BASE, Heard())
    assert again.dataset.read_bytes() == built.dataset.read_bytes()
    assert (tmp_path / RECORD).read_bytes() == (built.dataset.parent / RECORD).read_bytes()


def test_a_build_on_another_base_differs_in_its_data_iris_only(
    built: Built, shared_layout: Layout, tmp_path: Path
) -> None:
    other = build(shared_layout, tmp_path, "https://example.org/", Heard())
    text = other.dataset.read_text("utf-8")
    assert f"{BASE}id/" not in text
    assert f"{BASE}graph/" not in text
    for kind in ("id", "graph"):
        text = text.replace(f"https://example.org/{kind}/", f"{BASE}{kind}/")
    # Blank nodes are labelled by what stands around them, graph names included.
    assert canonical_nquads(parse_nquads(text.encode())) == built.dataset.read_bytes()


def test_no_word_of_claimed_content_leaves_the_proposition_graphs(built: Built) -> None:
    """The rule above all rules: an allegation is never a fact."""
    for quad in read_built(built.dataset):
        graph = str(getattr(quad.graph_name, "value", "")).removeprefix(f"{BASE}graph/")
        said = any(str(term).startswith(f"<{SAID}") for term in quad.triple)
        if said:
            assert graph == "ontology" or graph.startswith("proposition/")
        if graph.startswith("proposition/"):
            assert not quad.predicate.value.startswith(ALG)


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("alg:holder actor:united-states ;", "", ValidationError),
        ("alg:start 122", "alg:start 121", ValidationError),
        ("said:existsAs said:organization", "alg:about said:organization", ValidationError),
        ("alg:rejects", "alg:regects", UnknownTermError),
        ("alg:rejects", "rejects", ParseError),
    ],
    ids=[
        "a broken shape",
        "a broken rule",
        "an alg: property in a content graph",
        "an unknown term",
        "broken TriG",
    ],
)
def test_a_build_that_fails_leaves_the_former_one(
    layout: Layout, tmp_path: Path, old: str, new: str, error: type[Exception]
) -> None:
    former = tmp_path / "dataset.nq"
    former.write_text("")
    before = sorted(tmp_path.iterdir())
    edit(claims_file(layout), old, new)
    with pytest.raises(error):
        build(layout, tmp_path, BASE, Heard())
    assert former.read_text() == ""
    assert sorted(tmp_path.iterdir()) == before


def test_a_build_that_breaks_a_shape_says_which_and_where(layout: Layout, tmp_path: Path) -> None:
    edit(claims_file(layout), "alg:holder actor:united-states ;", "")
    with pytest.raises(ValidationError, match="A claim has exactly one holder") as refused:
        build(layout, tmp_path / "out", BASE, Heard())
    assert (refused.value.violations, refused.value.exit_code) == (1, 1)
    assert "Violation claim:designated-as-organization" in str(refused.value)
    assert not (tmp_path / "out").exists()


def test_an_inconsistent_build_writes_nothing(layout: Layout, tmp_path: Path) -> None:
    path = claims_file(layout)
    path.write_text(path.read_text("utf-8") + f"claim:no-organization a <{OWL}Nothing> .", "utf-8")
    heard = Heard()
    with pytest.raises(InconsistencyError, match="Nothing"):
        build(layout, tmp_path / "out", BASE, heard)
    assert not (tmp_path / "out").exists()
    assert "reason" not in heard.ended


def test_an_altered_seed_stops_the_build(layout: Layout, tmp_path: Path) -> None:
    edit(layout.seed_text(SLUG), "Cartel", "cartel")
    with pytest.raises(SourceError, match="SHA-256"):
        build(layout, tmp_path / "out", BASE, Heard())


def test_infer_project_gives_what_the_build_infers(built: Built, shared_layout: Layout) -> None:
    inferred = {q.triple for q in read_built(built.dataset) if str(q.graph_name) == f"<{BASE}graph/inferred>"}
    assert set(infer_project(shared_layout, BASE)) == inferred


def test_progress_tells_a_stage_with_its_seconds(capsys: pytest.CaptureFixture[str]) -> None:
    import sys

    progress = TimedProgress(sys.stderr)
    progress.begin("read")
    progress.end("read", "1 sources")
    assert capsys.readouterr().err == "allegata: read    1 sources (0.0 s)\n"
