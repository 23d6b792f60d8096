import pytest
from pyoxigraph import Store

from graph.namespaces import BASE
from server.errors import MalformedQueryError
from server.gate.syntax import _read_report, explain, explain_update
from tests.served.another import another_endpoint

ALG = "PREFIX alg: <https://w3id.org/allegata/ontology#>\n"

CASES = [
    ("a missing semicolon", ALG + "ASK {\n  ?c alg:holder ?h\n    alg:stance ?s\n}", 4, 5, "“alg:stance”"),
    ("a missing object", "SELECT * WHERE {\n ?claim ?p\n }", 3, 2, "“}” is not expected here"),
    ("a missing bracket", "ASK { FILTER(STR(?o) = 'x' }", 1, 28, "“}” is not expected here"),
    ("a bracket too many", "ASK { ?claim ?p ?o } }", 1, 22, "“}” is not expected here."),
    ("a word misspelt at the start", "SELEC * { ?s ?p ?o }", 1, 1, "“SELEC”"),
    ("a word misspelt inside", "ASK { ?s ?p ?o FILTR(?o > 1) }", 1, 16, "“FILTR”"),
    ("a prefix without colon", "PREFIX alg <https://w3id.org/> ASK {}", 1, 8, "there could be :"),
    ("an undeclared prefix", "ASK { ?claim alg:holder ?holder }", 1, 14, "the prefix “alg:” is not declared"),
    ("an undeclared empty prefix", "ASK { :claim ?p ?holder }", 1, 7, "the prefix “:” is not declared"),
    ("an IRI with a space", "ASK { ?s a <http://x/Cartel de los Soles> }", 1, 12, "IRI parsing failed"),
    ("a limit that is no number", "SELECT * { ?s ?p ?o } LIMIT many", 1, 29, "“many”"),
    ("letters beyond ASCII before it", "ASK { 'Nicolás' ?é 'Soles' ?p }", 1, 28, "“?p”"),
    ("a line that ends in CR LF", "ASK {\r\n ?s ?p }\r\n", 2, 8, "“}”"),
    ("an end too early", "ASK { ?claim ?p ?o ", 1, 19, "the query ends too early; there could be , or"),
    ("an aggregate without GROUP BY", "SELECT ?s (COUNT(?o) AS ?n) { ?s ?p ?o }", 1, 41, "The SELECT"),
    ("an expression for a variable in use", "SELECT ?s (1 AS ?s) { ?s ?p ?o }", 1, 33, "overrides"),
    ("an empty query", "", 1, 1, "the query is empty"),
    ("only a comment", "# nothing yet", 1, 1, "the query is empty"),
    ("an update", "INSERT DATA { <a:b> <a:b> <a:b> }", 1, 1, "begins an update"),
    ("an annotation that is cut", "ASK { ?s ?p 'x'@ }", 1, 16, "“@”"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "line", "column", "told"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_the_place_of_an_error_is_found(query: str, line: int, column: int, told: str) -> None:
    with pytest.raises(SyntaxError):
        Store().query(query)
    error = explain(query, BASE)
    assert (error.line, error.column) == (line, column)
    assert error.detail.startswith(f"Line {line}, column {column}: ")
    assert told in error.detail


def test_the_offending_line_is_shown_with_a_caret_below_the_place() -> None:
    error = explain("ASK {\r\n\t?claim alg:holder ?h }\r\n", BASE)
    assert error.excerpt == "\t?claim alg:holder ?h }"
    assert error.pointer == "\t       ^"


def test_advice_is_short() -> None:
    error = explain("ASK { ?s ?p COUNT(?o) }", BASE)
    assert error.detail.endswith(", or others.")
    assert len(error.detail) < 120


def test_an_unknown_function_before_the_error_does_not_end_the_search() -> None:
    error = explain("ASK { FILTER(<http://x/f>(1)) } } {", BASE)
    assert error.column == 33


def test_a_long_query_is_searched_in_a_bounded_time() -> None:
    query = "ASK { " + "?claim ?p 'Leavitt' . " * 2_000 + " ?claim }"
    error = explain(query, BASE)
    assert isinstance(error, MalformedQueryError)
    assert error.line == 1


def test_a_report_of_another_form_is_passed_on() -> None:
    assert _read_report("ASK", "something else").expected == "something else"


UPDATES = {
    "a variable": ("INSERT DATA { ?claim a <urn:x:C> }", 34, "Variables are not allowed in INSERT DATA."),
    "a blank node": ("DELETE WHERE { _:claim a ?kind }", 32, "Blank nodes are not allowed in DELETE WHERE."),
    "a prefix": ("INSERT DATA { claim:c a claim:Claim }", 15, "the prefix “claim:” is not declared."),
    "a word": ("INSERT WHERE { ?s ?p ?o }", 8, "“WHERE” is not expected here"),
    "the end": ("INSERT DATA { <urn:x:c> a <urn:x:C>", 36, "the update as a whole is not well-formed."),
    "nothing": ("", 1, "the update is empty."),
}


@pytest.mark.parametrize(("text", "column", "reason"), UPDATES.values(), ids=UPDATES)
def test_a_malformed_update_is_explained(text: str, column: int, reason: str) -> None:
    error = explain_update(text, BASE)
    assert (error.line, error.column) == (1, column)
    assert error.detail.startswith(f"Line 1, column {column}: {reason}")


def test_an_update_is_not_carried_out_to_be_explained() -> None:
    with another_endpoint(b"") as another:
        explain_update(f"LOAD <{another.address}/> ; CLEAR XYZ", BASE)
        explain_update(f"LOAD <{another.address}/>", BASE)
        assert another.heard == []
