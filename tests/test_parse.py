"""Files are refused with line, column and cure; terms must be declared."""

from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from graph.dataset import read_triples
from graph.errors import ParseError, UnknownTermError
from graph.layout import Layout
from graph.namespaces import ALG, BASE
from graph.parse import parse_file
from graph.terms import check_query_terms, check_terms, declared_terms
from tests.conftest import claims_file, edit

ACTORS = f"{BASE}graph/actors"
PREFIX = f"@prefix alg: <{ALG}> .\n@prefix actor: <{BASE}id/actor/> .\n"


def write(folder: Path, text: str, name: str = "actors.ttl") -> Path:
    path = folder / name
    path.write_bytes((PREFIX + text).encode())
    return path


def test_parse_file_puts_the_default_part_into_its_graph(tmp_path: Path) -> None:
    (quad,) = parse_file(write(tmp_path, "actor:leavitt a alg:Person ."), ACTORS)
    assert quad.graph_name == NamedNode(ACTORS)


def test_parse_file_leaves_a_content_graph_where_it_is(layout: Layout) -> None:
    graphs = {quad.graph_name.value for quad in parse_file(claims_file(layout), ACTORS)}  # type: ignore[union-attr]
    assert graphs == {ACTORS, f"{BASE}graph/proposition/soles-exists-as-organization"}


def test_parse_file_gives_line_and_column_of_a_syntax_error(tmp_path: Path) -> None:
    path = write(tmp_path, "actor:leavitt a alg:Person .\nactor:barr is alg:Person .\n")
    with pytest.raises(ParseError, match="is not a valid predicate") as refused:
        parse_file(path, ACTORS)
    place = refused.value.place
    assert (place.path, place.line, place.column) == (path, 4, 12)
    assert str(refused.value).startswith(f"{path}:4:12: ")


def test_parse_file_gives_the_line_of_a_byte_that_is_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "actors.ttl"
    path.write_bytes(b'<http://example.org/barr> <http://example.org/name> "\xff" .')
    with pytest.raises(ParseError, match="UTF-8") as refused:
        parse_file(path, ACTORS)
    assert refused.value.place.line == 1


def test_parse_file_refuses_a_relative_iri(tmp_path: Path) -> None:
    with pytest.raises(ParseError):
        parse_file(write(tmp_path, "<leavitt> a alg:Person ."), ACTORS)


def test_parse_file_refuses_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ParseError, match="No such file"):
        parse_file(tmp_path / "actors.ttl", ACTORS)


def test_parse_file_refuses_an_unknown_kind_of_file(tmp_path: Path) -> None:
    with pytest.raises(ParseError, match="no kind of RDF"):
        parse_file(write(tmp_path, "", "actors.docx"), ACTORS)


@pytest.mark.parametrize(
    "triple", ["[] a alg:Person .", "actor:leavitt alg:about [] ."], ids=["subject", "object"]
)
def test_parse_file_refuses_a_blank_node_in_data(tmp_path: Path, triple: str) -> None:
    with pytest.raises(ParseError, match="blank node") as refused:
        parse_file(write(tmp_path, triple), ACTORS)
    assert refused.value.place.path == tmp_path / "actors.ttl"


def test_parse_file_keeps_blank_nodes_of_two_files_apart(tmp_path: Path) -> None:
    one, two = write(tmp_path, "_:claim a alg:Claim ."), write(tmp_path, "_:claim a alg:Claim .", "b.ttl")
    subjects = {parse_file(path, ACTORS, blank_nodes=True)[0].subject for path in (one, two)}
    assert len(subjects) == 2


@pytest.mark.parametrize("graph", ["graph/actors", "graph/proposition/a/b", "graph/meta", "id/proposition/a"])
def test_parse_file_refuses_a_graph_block_of_anything_but_a_proposition(tmp_path: Path, graph: str) -> None:
    path = write(tmp_path, f"GRAPH <{BASE}{graph}> {{ actor:leavitt a alg:Person }}", "claims.trig")
    with pytest.raises(ParseError, match="may not be filled"):
        parse_file(path, ACTORS)


def test_check_terms_gives_the_line_and_the_closest_declared_term(tmp_path: Path) -> None:
    path = write(tmp_path, "actor:leavitt a alg:Person .\n\nactor:barr a alg:Persn .\n")
    with pytest.raises(UnknownTermError, match="alg:Persn is not declared") as refused:
        check_terms(parse_file(path), path, frozenset({ALG + "Person", ALG + "Place"}))
    assert (refused.value.term, refused.value.closest) == (ALG + "Persn", ALG + "Person")
    assert refused.value.place.line == 5
    assert "Did you mean alg:Person?" in refused.value.cure


def test_check_terms_finds_the_line_of_a_term_written_in_full(tmp_path: Path) -> None:
    path = write(tmp_path, f"actor:leavitt a <{ALG}Speaker> .")
    with pytest.raises(UnknownTermError) as refused:
        check_terms(parse_file(path), path, frozenset())
    assert (refused.value.place.line, refused.value.closest) == (3, None)


def test_check_terms_names_the_first_of_several(tmp_path: Path) -> None:
    path = write(tmp_path, "actor:leavitt a alg:Spokesman .\nactor:barr a alg:Attorney .")
    with pytest.raises(UnknownTermError, match="alg:Spokesman"):
        check_terms(parse_file(path), path, frozenset())


def test_check_terms_names_a_term_whose_line_it_cannot_find(tmp_path: Path) -> None:
    path = write(tmp_path, f"@prefix a: <{ALG}> .\nactor:leavitt a a:Speaker .")
    with pytest.raises(UnknownTermError) as refused:
        check_terms(parse_file(path), path, frozenset())
    assert refused.value.place.line is None


@pytest.mark.parametrize("folder", ["ontology/allegata.ttl", "shapes/claim.ttl"])
def test_an_unknown_term_in_ontology_or_shapes_is_refused(layout: Layout, folder: str) -> None:
    edit(layout.root / folder, "alg:holder", "alg:holdr")
    if folder.startswith("ontology"):
        edit(layout.root / folder, "\nalg:holdr\n", "\nalg:holder\n")
    with pytest.raises(UnknownTermError, match="alg:holdr"):
        read_triples(layout)


def test_an_unknown_term_in_a_rule_is_refused_with_its_line(layout: Layout) -> None:
    rule = layout.root / "graph" / "rules" / "check_quotation.rq"
    edit(rule, "alg:exact", "alg:exakt")
    with pytest.raises(UnknownTermError, match="alg:exakt") as refused:
        read_triples(layout)
    assert refused.value.place.line == 7


def test_check_query_terms_accepts_what_is_declared(tmp_path: Path) -> None:
    path = write(tmp_path, "SELECT * { ?claim alg:holder ?holder }", "q.rq")
    check_query_terms(path.read_text(), path, frozenset({ALG + "holder"}))


def test_declared_terms_are_those_of_the_vocabulary_with_a_type(tmp_path: Path) -> None:
    path = write(
        tmp_path, "alg:holder a alg:Claim . alg:speaker alg:about alg:holder . actor:barr a alg:Person ."
    )
    assert declared_terms(parse_file(path)) == {ALG + "holder"}
