"""Links from proposal to graph: nothing without a person's decision, and never that two are the same."""

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from graph.cli import main
from graph.errors import RequestError, StoreError
from graph.layout import Layout
from graph.lease import current_generation
from graph.matching.decisions import Decision, Verdict
from graph.matching.linking import DECISIONS, apply_links, propose_links
from graph.matching.review import review
from graph.matching.sssom import COLUMNS, read_sssom, to_sssom, write_sssom
from graph.namespaces import ALG, BASE, OWL
from tests.conftest import edit

MADURO, SOLES = f"{BASE}id/entry/ofac-22790", f"{BASE}id/entry/ofac-55025"
LINKS = NamedNode(f"{BASE}graph/links")
Monkeypatch = pytest.MonkeyPatch
Capture = pytest.CaptureFixture[str]


def quads(store: Path) -> set[Quad]:
    generation = current_generation(store)
    assert generation
    return set(Store.read_only(str(generation.store)))


def links(store: Path) -> set[tuple[str, str, str]]:
    found = ((q.subject, q.predicate, q.object) for q in quads(store) if q.graph_name == LINKS)
    return {(str(s), p.value, o.value) for s, p, o in found if isinstance(o, NamedNode)}


def decide(path: Path, entry: str, verdict: str) -> None:
    edit(path, f"\n\tentry:{entry}\t", f"\n{verdict}\tentry:{entry}\t")


@pytest.fixture
def proposals(store: Path, tmp_path: Path) -> Path:
    path = tmp_path / "proposals.sssom.tsv"
    assert main(["link", "--store", str(store), "--out", str(path)]) == 0
    return path


def apply(store: Path, listing: Layout, path: Path) -> int:
    told = ["--by", "allegata-editors", "--on", "2026-09-01"]
    return main(["link", "--store", str(store), "--root", str(listing.root), "--apply", str(path), *told])


def test_actors_with_a_name_of_their_own_are_proposed_with_reasons(store: Path) -> None:
    found = {each.entry: each for each in propose_links(store)}
    assert {entry: each.actor.rpartition("/")[2] for entry, each in found.items()} == {
        MADURO: "nicolas-maduro",
        SOLES: "cartel-of-the-suns",
    }
    assert "agree to 100%" in found[MADURO].told
    assert found[MADURO].justification == "semapv:LexicalSimilarityThresholdMatching"


def test_proposals_change_nothing(store: Path, proposals: Path) -> None:
    assert proposals.is_file()
    assert not links(store)


def test_what_is_accepted_is_written_with_who_decided_and_on_what_grounds(
    store: Path, listing: Layout, proposals: Path
) -> None:
    decide(proposals, "ofac-22790", "accept")
    assert apply(store, listing, proposals) == 0
    assert links(store) == {
        (f"<{MADURO}>", f"{ALG}identifiedAs", f"{BASE}id/actor/nicolas-maduro"),
        (f"<{MADURO}>", f"{ALG}reviewedBy", f"{BASE}id/actor/allegata-editors"),
    }
    (note,) = {
        q.object.value for q in quads(store) if q.graph_name == LINKS and isinstance(q.object, Literal)
    }
    assert note.startswith(
        "Taken to mean Nicolas Maduro Moros, decided on 2026-09-01: “Nicolas Maduro Moros”"
    )


def test_nothing_ever_becomes_the_same(store: Path, listing: Layout, proposals: Path) -> None:
    decide(proposals, "ofac-22790", "accept")
    decide(proposals, "ofac-55025", "accept")
    assert apply(store, listing, proposals) == 0
    assert len(links(store)) == 4
    assert NamedNode(f"{OWL}sameAs") not in {quad.predicate for quad in quads(store)}


def test_another_predicate_is_refused_with_its_line(store: Path, listing: Layout, proposals: Path) -> None:
    decide(proposals, "ofac-22790", "accept")
    text = proposals.read_text("utf-8").replace("alg:identifiedAs", "owl:sameAs")
    proposals.write_text(text, "utf-8")
    with pytest.raises(RequestError, match="'owl:sameAs' is not proposed here") as caught:
        read_sssom(proposals, BASE)
    assert "sameAs" in text.splitlines()[(caught.value.place.line or 0) - 1]
    assert apply(store, listing, proposals) == RequestError("").exit_code
    assert not links(store)


def test_to_apply_again_changes_nothing(store: Path, listing: Layout, proposals: Path) -> None:
    decide(proposals, "ofac-22790", "accept")
    decide(proposals, "ofac-55025", "reject")
    apply(store, listing, proposals)
    before, generation, kept = quads(store), current_generation(store), (store / DECISIONS).read_bytes()
    apply(store, listing, proposals)
    assert (quads(store), current_generation(store), (store / DECISIONS).read_bytes()) == (
        before,
        generation,
        kept,
    )


def test_what_was_decided_is_not_proposed_again(store: Path, listing: Layout, proposals: Path) -> None:
    decide(proposals, "ofac-22790", "accept")
    decide(proposals, "ofac-55025", "reject")
    apply(store, listing, proposals)
    assert propose_links(store) == []
    (rejected,) = (
        row for row in (store / DECISIONS).read_text("utf-8").splitlines() if row.startswith("reject")
    )
    assert dict(zip(COLUMNS, rejected.split("\t"), strict=True))["predicate_modifier"] == "Not"


def test_an_entry_that_would_mean_two_actors_is_refused_whole(store: Path, listing: Layout) -> None:
    two = [
        Decision(MADURO, f"{BASE}id/actor/{key}", verdict=Verdict.ACCEPT)
        for key in ("nicolas-maduro", "dave-decamp")
    ]
    with pytest.raises(RequestError, match="can't mean"):
        apply_links(store, two, listing, "allegata-editors")
    assert not links(store)


def test_new_proposals_keep_what_was_decided_in_the_file(store: Path, proposals: Path) -> None:
    decide(proposals, "ofac-55025", "reject")
    assert main(["link", "--store", str(store), "--out", str(proposals)]) == 0
    found = {each.entry: each.verdict for each in read_sssom(proposals, BASE)}
    assert found == {SOLES: Verdict.REJECT, MADURO: Verdict.OPEN}


def test_decisions_are_read_as_they_were_written(store: Path, tmp_path: Path) -> None:
    made = propose_links(store)
    write_sssom(made, tmp_path / "made.sssom.tsv", BASE)
    assert read_sssom(tmp_path / "made.sssom.tsv", BASE) == made


def test_a_word_that_is_no_decision_is_refused(proposals: Path) -> None:
    decide(proposals, "ofac-55025", "perhaps")
    with pytest.raises(RequestError, match="'perhaps' is no decision"):
        read_sssom(proposals, BASE)


def test_the_header_has_what_a_mapping_set_needs(proposals: Path) -> None:
    header = [line for line in proposals.read_text("utf-8").splitlines() if line.startswith("#")]
    slots = {line[1:].split(":")[0] for line in header if line[1] != " "}
    assert {"mapping_set_id", "license", "curie_map", "sssom_version", "extension_definitions"} <= slots


def test_a_review_is_kept_after_every_answer_and_goes_on_where_it_stopped(
    store: Path, proposals: Path, monkeypatch: Monkeypatch
) -> None:
    for answers in (["y", "q"], ["what?", "n"]):
        left = iter(answers)
        monkeypatch.setattr("builtins.input", lambda _, left=left: next(left))
        assert main(["link", "--store", str(store), "--review", str(proposals)]) == 0
        assert next(left, None) is None
    assert {each.verdict for each in read_sssom(proposals, BASE)} == {Verdict.ACCEPT, Verdict.REJECT}


def test_a_review_ends_where_nobody_answers(store: Path) -> None:
    def silent(_: str) -> str:
        raise EOFError

    assert list(review(propose_links(store), silent)) == []


def test_what_is_skipped_stays_open(store: Path) -> None:
    assert list(review(propose_links(store), lambda _: "s")) == []


def test_without_a_built_store_the_cure_is_told(tmp_path: Path, capsys: Capture) -> None:
    assert main(["link", "--store", str(tmp_path)]) == StoreError("").exit_code
    assert "allegata build" in capsys.readouterr().err


def test_proposals_go_to_standard_output(store: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["link", "--store", str(store)]) == 0
    assert capfdbinary.readouterr().out.decode() == to_sssom(propose_links(store), BASE)
