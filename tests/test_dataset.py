"""The asserted dataset: named graphs, documents as their bytes are, canonical N-Quads, another base."""

from pathlib import Path

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple
from rdflib.compare import isomorphic

from graph.base import check_base
from graph.dataset import canonical_nquads, document_facts, parse_nquads, read_dataset, read_sources
from graph.errors import RequestError, StoreError
from graph.layout import Layout
from graph.namespaces import ALG, BASE, PREFIXES
from graph.parse import parse_file
from graph.rdflib_terms import oxigraph_term, rdflib_term
from graph.rebase import rebase
from graph.roles import data_base, graph_roles, shown_triples, visible_graphs
from graph.source import Source
from tests.conftest import REPOSITORY, SLUG

WORDS = "\N{MATHEMATICAL SCRIPT CAPITAL Q} Maduro\N{RIGHT SINGLE QUOTATION MARK}s"
OTHER = "https://example.org/allegata/"
CLAIM = NamedNode(f"{BASE}id/claim/no-organization")
TEXT = NamedNode(ALG + "text")
DOCUMENT = NamedNode(f"{BASE}id/document/{SLUG}")


@pytest.fixture(scope="module")
def asserted(shared_layout: Layout) -> list[Quad]:
    return read_dataset(shared_layout, read_sources(shared_layout), BASE)


def test_every_graph_has_one_role(asserted: list[Quad]) -> None:
    roles = {
        (str(quad.subject).split("/graph/")[1][:-1], str(quad.object).partition("#")[2][:-1])
        for quad in asserted
        if quad.predicate.value == ALG + "graphRole"
    }
    assert roles == {
        ("actors", "actorsRole"),
        ("article/cartel-de-los-soles", "articleRole"),
        ("inferred", "inferredRole"),
        ("meta", "metaRole"),
        ("ontology", "ontologyRole"),
        ("proposition/soles-exists-as-organization", "propositionRole"),
    }


def test_a_graph_without_a_known_role_is_refused() -> None:
    quad = Quad(CLAIM, TEXT, Literal("so"), NamedNode(f"{BASE}graph/rumours"))
    with pytest.raises(StoreError, match="graph/rumours"):
        graph_roles([quad], BASE)


def test_the_default_graph_shows_no_content_of_a_proposition(asserted: list[Quad]) -> None:
    shown = shown_triples(asserted)
    assert not [triple for triple in shown if triple.subject.value == f"{BASE}id/putative/{SLUG}"]  # type: ignore[union-attr]
    assert any(triple.subject == CLAIM for triple in shown)


def test_a_graph_without_a_role_is_hidden(asserted: list[Quad]) -> None:
    rumour = Quad(CLAIM, TEXT, Literal("so"), NamedNode(f"{BASE}graph/rumours"))
    assert rumour.triple not in shown_triples([*asserted, rumour])


def test_visible_graphs_without_inference_leave_out_the_inferred_one(asserted: list[Quad]) -> None:
    inferred = NamedNode(f"{BASE}graph/inferred")
    assert visible_graphs(asserted) - visible_graphs(asserted, inferred=False) == {inferred}


def test_a_role_that_a_graph_gives_itself_does_not_show_it(asserted: list[Quad]) -> None:
    rumours = NamedNode(f"{BASE}graph/rumours")
    claimed = Quad(rumours, NamedNode(ALG + "graphRole"), NamedNode(ALG + "articleRole"), rumours)
    assert rumours not in visible_graphs([*asserted, claimed])


def test_data_base_needs_one_graph_of_roles(asserted: list[Quad]) -> None:
    assert data_base(asserted) == BASE
    with pytest.raises(StoreError, match="0 graphs"):
        data_base([])


def test_document_facts_count_code_points() -> None:
    source = Source(WORDS, "memo")
    facts = {quad.predicate.value: quad.object for quad in document_facts(source)}
    assert facts[ALG + "text"] == Literal(WORDS)
    assert facts[ALG + "length"] == Literal(10)
    assert facts[ALG + "sha256"] == Literal(source.sha256)
    assert len(facts) == 3


def test_a_described_document_has_its_title(asserted: list[Quad]) -> None:
    title = NamedNode(PREFIXES["dct"] + "title")
    (found,) = [quad for quad in asserted if quad.subject == DOCUMENT and quad.predicate == title]
    assert found.object == Literal("Two sentences on Cartel de los Soles", language="en")
    assert found.graph_name == NamedNode(f"{BASE}graph/article/{SLUG}")


def test_canonical_nquads_do_not_depend_on_order_or_labels(asserted: list[Quad]) -> None:
    def relabelled(quad: Quad) -> Quad:
        def label(term: object) -> object:
            return BlankNode(f"x{term.value}") if isinstance(term, BlankNode) else term

        return Quad(label(quad.subject), quad.predicate, label(quad.object), quad.graph_name)  # type: ignore[arg-type]

    assert canonical_nquads(asserted) == canonical_nquads(map(relabelled, reversed(asserted)))


def test_canonical_nquads_are_sorted_lines_that_read_back(asserted: list[Quad]) -> None:
    data = canonical_nquads(asserted)
    lines = data.decode().splitlines()
    assert lines == sorted(set(lines))
    assert data.endswith(b" .\n")
    assert canonical_nquads(parse_nquads(data)) == data


@given(st.text())
def test_canonical_nquads_keep_any_text(text: str) -> None:
    quad = Quad(DOCUMENT, TEXT, Literal(text), NamedNode(f"{BASE}graph/actors"))
    data = canonical_nquads([quad])
    assert parse_nquads(data) == [quad]
    assert data.count(b"\n") == 1


def test_rebase_moves_data_and_leaves_the_vocabulary(asserted: list[Quad]) -> None:
    moved = rebase(asserted, OTHER)
    data = canonical_nquads(moved).decode()
    assert not [line for line in data.splitlines() if f"<{BASE}id/" in line or f"<{BASE}graph/" in line]
    assert f"<{OTHER}id/claim/no-organization>" in data
    assert f"<{ALG}Claim>" in data
    assert rebase(moved, BASE) == moved


def test_rebase_leaves_texts_alone() -> None:
    quad = Quad(CLAIM, TEXT, Literal(f"{BASE}id/claim/x"), NamedNode(f"{BASE}graph/actors"))
    (moved,) = rebase([quad], OTHER)
    assert moved.object == quad.object


def test_rebase_keeps_blank_nodes_and_the_default_graph() -> None:
    quad = Quad(BlankNode("a"), TEXT, BlankNode("b"))
    assert rebase([quad], OTHER) == [quad]


@pytest.mark.parametrize(
    "base", ["https://example.org", "example.org/", "ftp://example.org/", "https://a b/", "/"]
)
def test_check_base_refuses_what_data_cannot_begin_with(base: str) -> None:
    with pytest.raises(RequestError, match="ends in a slash"):
        check_base(base)


def hand_kept() -> list[Path]:
    layout = Layout(REPOSITORY)
    return [file.path for file in (*layout.ontology_files(), *layout.data_files())]


@pytest.mark.parametrize("path", hand_kept(), ids=lambda path: path.relative_to(REPOSITORY).as_posix())
@pytest.mark.no_cover  # rdflib works, and takes twice as long while coverage is measured
def test_rdflib_and_pyoxigraph_read_the_same_triples(path: Path) -> None:
    expected, found = rdflib.Dataset(), rdflib.Dataset()
    expected.parse(path, format="trig")
    found.parse(data=canonical_nquads(parse_file(path, blank_nodes=True)), format="nquads")
    graphs = {graph.identifier: graph for graph in found.graphs()}
    assert graphs.keys() == {graph.identifier for graph in expected.graphs()}
    assert all(isomorphic(graph, graphs[graph.identifier]) for graph in expected.graphs())


@pytest.mark.parametrize(
    "term",
    [
        CLAIM,
        BlankNode("b"),
        Literal(WORDS),
        Literal("memo", language="en"),
        Literal("01", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
        Literal("2025-08-19T00:00:00Z", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#dateTime")),
    ],
    ids=str,
)
def test_terms_come_back_from_rdflib_unchanged(term: NamedNode | BlankNode | Literal) -> None:
    assert oxigraph_term(rdflib_term(term)) == term


def test_what_rdflib_has_no_term_for_is_refused() -> None:
    with pytest.raises(TypeError, match="no triple terms"):
        rdflib_term(Triple(CLAIM, TEXT, Literal("so")))
    with pytest.raises(TypeError, match="no RDF term"):
        oxigraph_term(None)
