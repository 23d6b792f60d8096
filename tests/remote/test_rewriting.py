import pytest
from pyoxigraph import Store

from graph.namespaces import BASE
from server.errors import UnsupportedFunctionError
from server.page_queries import read_queries
from server.remote.engines import OTHER, engine_named
from server.remote.rewriting import asks_graphs, names_dataset, rewrite, with_dataset

DATASET = "FROM <urn:d> FROM NAMED <urn:n>"
THING = f"{BASE}id/actor/nicolas-maduro"


def rewritten(text: str, **bindings: str) -> str:
    return rewrite(text, BASE, bindings, OTHER).removeprefix(f"BASE <{BASE}>\n").strip()


def test_a_variable_that_is_bound_becomes_its_iri_and_stays_in_the_answer() -> None:
    text = rewritten("SELECT ?x (COUNT(?y) AS ?n) { ?x ?p ?y } GROUP BY ?x", x="urn:a")
    assert text == "SELECT ?x (COUNT(?y) AS ?n) { <urn:a> ?p ?y  BIND(<urn:a> AS ?x) } GROUP BY ?x"


@pytest.mark.parametrize("name", read_queries())
def test_every_query_of_the_pages_is_one_with_its_variables_bound(name: str) -> None:
    names = {"thing", "document", "graph", "module", "proposition"}
    text = read_queries()[name].text
    bound = rewrite(text, BASE, {key: THING for key in names if f"?{key}" in text.split("{")[0]}, OTHER)
    Store().query(with_dataset(bound, [f"{BASE}graph/default"], [f"{BASE}graph/meta"]))


def test_words_in_quotes_are_no_variables_and_no_brackets() -> None:
    assert rewritten("SELECT * { ?s ?p '?x }' }", x="urn:a").startswith("SELECT * { ?s ?p '?x }' ")


def test_escapes_that_another_parser_could_read_first_are_written_out() -> None:
    assert rewritten(r"ASK { ?s ?p 'a\u0027b\u005C\u000A\u00e9' }") == r"ASK { ?s ?p 'a\'b\\\né' }"
    assert rewritten(r"ASK { <urn:\u0061> ?p '\\u0041' }") == r"ASK { <urn:a> ?p '\\u0041' }"


@pytest.mark.parametrize("iri", ["<bif:>", "<SQL:f>", r"<\u0062if:>"])
def test_the_functions_of_a_machine_are_refused_by_name(iri: str) -> None:
    with pytest.raises(UnsupportedFunctionError):
        rewrite(f"PREFIX f: {iri} ASK {{ ?s ?p ?o }}", BASE, {}, engine_named("Virtuoso"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ASK { ?s ?p ?o }", "ASK  {} { ?s ?p ?o }"),
        ("SELECT * WHERE { { ?s ?p ?o } }", "SELECT *  {} WHERE { { ?s ?p ?o } }"),
        ("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", "CONSTRUCT { ?s ?p ?o }  {} { ?s ?p ?o }"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "CONSTRUCT  {} WHERE { ?s ?p ?o }"),
        ("DESCRIBE <urn:a>", "DESCRIBE <urn:a> {} "),
        ("ASK FROM <urn:x> FROM NAMED x:y { ?s ?p 1 }", "ASK    {} { ?s ?p 1 }"),
        ("SELECT * { { SELECT ?s { ?s ?p 'FROM' } } }", "SELECT *  {} { { SELECT ?s { ?s ?p 'FROM' } } }"),
    ],
)
def test_the_dataset_is_named_where_it_may_stand(text: str, expected: str) -> None:
    assert with_dataset(text, ["urn:d"], ["urn:n"]) == expected.replace("{}", DATASET)


def test_a_query_whose_dataset_is_the_servers_own_stays_as_it_is() -> None:
    assert with_dataset("ASK FROM <urn:x> {}", [], []) == "ASK FROM <urn:x> {}"


def test_words_and_names_are_told_apart_from_keywords() -> None:
    assert names_dataset("SELECT * from <urn:a> { ?s ?p ?o }")
    assert not names_dataset("SELECT ?from { ?from <urn:from> 'FROM' } # FROM")
    assert asks_graphs("ASK { graph ?g {} }")
    assert not asks_graphs("PREFIX graph: <urn:graph> ASK { graph:a ?graph 'GRAPH' }")
