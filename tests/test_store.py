"""A built dataset opens with its default graph, or says what to do."""

from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode

from graph.build import Built
from graph.errors import RequestError, StoreError
from graph.namespaces import ALG, BASE
from graph.query import answer
from graph.store import load_store, read_built

CONTRADICTED = "SELECT ?claim WHERE { ?claim a alg:ContradictedClaim } ORDER BY ?claim"


def test_the_default_graph_is_the_union_of_the_visible_graphs(built: Built) -> None:
    store = load_store(read_built(built.dataset))
    shown = {quad.triple for quad in store.quads_for_pattern(None, None, None, DefaultGraph())}
    hidden = ("/graph/meta", "/graph/proposition/soles-exists-as-organization")
    graphs = [graph for graph in store.named_graphs() if not str(graph.value).endswith(hidden)]
    assert shown == {
        quad.triple for graph in graphs for quad in store.quads_for_pattern(None, None, None, graph)
    }
    assert len(graphs) == 4


def test_content_of_a_proposition_is_seen_by_its_graph_only(built: Built) -> None:
    putative = NamedNode(f"{BASE}id/putative/cartel-de-los-soles")
    (quad,) = load_store(read_built(built.dataset)).quads_for_pattern(putative, None, None, None)
    assert quad.graph_name == NamedNode(f"{BASE}graph/proposition/soles-exists-as-organization")


def test_a_missing_dataset_is_named_with_its_cure(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="allegata build") as refused:
        load_store(read_built(tmp_path / "dataset.nq"))
    assert (refused.value.place.path, refused.value.exit_code) == (tmp_path / "dataset.nq", 4)


def test_a_damaged_dataset_is_named_with_its_line(built: Built, tmp_path: Path) -> None:
    half = built.dataset.read_bytes()[:-40]
    (tmp_path / "dataset.nq").write_bytes(half)
    with pytest.raises(StoreError, match="--force") as refused:
        load_store(read_built(tmp_path / "dataset.nq"))
    assert refused.value.place.line == half.count(b"\n") + 1


def test_an_answer_is_a_table_with_prefixed_iris(built: Built) -> None:
    told = answer(read_built(built.dataset), CONTRADICTED, None).decode()
    assert told == "claim\n-----\nclaim:designated-as-organization\nclaim:no-organization\n"


def test_an_answer_without_inference_sees_only_what_is_asserted(built: Built) -> None:
    quads = read_built(built.dataset)
    assert answer(quads, CONTRADICTED, "csv", inferred=False) == b"claim\r\n"
    held = answer(quads, "ASK { ?claim alg:holder ?holder }", None, inferred=False)
    assert held == b"true\n"


def test_a_table_shows_literals_bare_and_unbound_cells_empty(built: Built) -> None:
    query = "SELECT ?n ?none ?text WHERE { VALUES (?n ?text) { (4 'said\\nso'@en) } }"
    told = answer(read_built(built.dataset), query, "table").decode()
    assert told == "n  none  text\n-  ----  ----\n4        said so\n"


@pytest.mark.parametrize(
    ("query", "format_", "begin"),
    [
        (CONTRADICTED, "json", b'{"head":'),
        (CONTRADICTED, "xml", b"<?xml"),
        (CONTRADICTED, "tsv", b"?claim\n<"),
        ("ASK {}", "json", b'{"head":{},"boolean":true}'),
        ("CONSTRUCT { ?s a alg:Claim } WHERE { ?s a alg:Claim }", None, b"@prefix"),
        ("CONSTRUCT { ?s a alg:Claim } WHERE { ?s a alg:Claim }", "nt", b"<https"),
        ("DESCRIBE claim:no-organization", "rdf", b"<?xml"),
        ("DESCRIBE claim:no-organization", "jsonld", b"[{"),
    ],
)
def test_an_answer_comes_in_the_format_asked_for(
    built: Built, query: str, format_: str | None, begin: bytes
) -> None:
    assert answer(read_built(built.dataset), query, format_).startswith(begin)


@pytest.mark.parametrize(
    ("query", "format_", "cure"),
    [
        (CONTRADICTED, "ttl", "table, json, xml, csv, tsv"),
        ("ASK {}", "csv", "table, json, xml."),
        ("DESCRIBE claim:no-organization", "csv", "ttl, nt, rdf, jsonld"),
        ("SELECT ?claim WHERE {", None, "sparql11-query"),
        ("SELECT (<urn:polarity>(1) AS ?p) WHERE {}", None, "sparql11-query"),
    ],
    ids=["bindings", "a truth value", "a graph", "malformed", "an unknown function"],
)
def test_an_answer_that_cannot_be_given_says_what_can(
    built: Built, query: str, format_: str | None, cure: str
) -> None:
    with pytest.raises(RequestError) as refused:
        answer(read_built(built.dataset), query, format_)
    assert cure in refused.value.cure


def test_terms_of_the_project_need_no_prefix_declaration(built: Built) -> None:
    told = answer(
        read_built(built.dataset), "SELECT * WHERE { claim:no-organization alg:stance ?stance }", "csv"
    )
    assert told == f"stance\r\n{ALG}disputes\r\n".encode()
