"""Where a query asks other endpoints, and what becomes of these places."""

import pytest

from server.config import Config
from server.errors import ComplexityError, MalformedQueryError, RefusedServiceError
from server.federation.addresses import read_rules, read_target
from server.federation.calls import Call, Rewritten, find_calls
from server.gate.lexer import tokens
from server.gate.queries import check
from server.gate.syntax import explain

ALLOWED = "https://query.wikidata.org/sparql"
CONFIG = Config(service_allowed=(ALLOWED,))
RELAYED = "http://127.0.0.1:40000/secret/"


def calls_of(text: str) -> tuple[Call, ...]:
    return find_calls(list(tokens(text)), read_rules((ALLOWED,)))


def rewrite(text: str) -> Rewritten:
    calls = calls_of(text)
    return Rewritten(text, calls, tuple(f"{RELAYED}{number}" for number in range(len(calls))))


WRITTEN = {
    "an IRI": f"ASK {{ SERVICE <{ALLOWED}> {{}} }}",
    "silent": f"ASK {{ service silent <{ALLOWED}> {{}} }}",
    "without spaces": f"ASK{{SERVICE<{ALLOWED}>{{}}}}",
    "after comments": f"ASK {{ SERVICE # SERVICE\n SILENT # <http://127.0.0.1/>\n <{ALLOWED}> {{}} }}",
    "a name": "PREFIX wd: <https://query.wikidata.org/> ASK { SERVICE wd:sparql {} }",
    "an empty local name": f"PREFIX wd: <{ALLOWED}> ASK {{ SERVICE wd: {{}} }}",
    "an empty prefix": f"PREFIX : <{ALLOWED}> ASK {{ SERVICE : {{}} }}",
    "an escaped name": "PREFIX wd: <https://query.wikidata.org/> ASK { SERVICE wd:sparql\\?x {} }",
    "an escaped IRI": "ASK { SERVICE <https://query.wikidata.org/sp\\u0061rql> {} }",
    "in a group that ends the query": f"ASK {{ SERVICE <{ALLOWED}> {{",
    "twice": f"ASK {{ SERVICE <{ALLOWED}> {{ ?s ?p ?o }} SERVICE <{ALLOWED}> {{}} }}",
    "where the row is made": f"ASK {{ FILTER EXISTS {{ SERVICE <{ALLOWED}> {{}} }} }}",
}


@pytest.mark.parametrize("name", WRITTEN)
def test_an_allowed_endpoint_is_replaced_wherever_it_stands(name: str) -> None:
    check(WRITTEN[name], CONFIG)
    rewritten = rewrite(WRITTEN[name])
    assert {str(call.target).partition("?")[0] for call in rewritten.calls} == {ALLOWED}
    assert rewritten.text.count(RELAYED) == len(rewritten.calls) >= 1
    assert "wikidata.org/sparql>" not in rewritten.text.partition("ASK")[2]


REFUSED = {
    "another endpoint": "ASK { SERVICE <https://dbpedia.org/sparql> {} }",
    "loopback": "ASK { SERVICE <http://127.0.0.1:7878/update> {} }",
    "one of two": f"ASK {{ SERVICE <{ALLOWED}> {{}} SERVICE <http://127.0.0.1/> {{}} }}",
    "a variable": f"ASK {{ BIND(<{ALLOWED}> AS ?e) SERVICE ?e {{}} }}",
    "a silent variable": "ASK { SERVICE SILENT ?e {} }",
    "nothing": "ASK { SERVICE",
    "a string": f'ASK {{ SERVICE "{ALLOWED}" {{}} }}',
    "one call inside another": f"ASK {{ SERVICE <{ALLOWED}> {{ SERVICE <{ALLOWED}> {{}} }} }}",
    "a keyword glued to a name": f"PREFIX SERVICEwd: <{ALLOWED}> ASK {{ SERVICEwd: {{}} }}",
    "two keywords glued": f"ASK {{ SERVICESILENT<{ALLOWED}> {{}} }}",
    "a keyword glued to a literal": f"ASK {{ ?s ?p trueSERVICE <{ALLOWED}> {{}} }}",
    "a prefix that is not declared": "ASK { SERVICE wd:sparql {} }",
    "a prefix of another place": "PREFIX wd: <http://127.0.0.1/> ASK { SERVICE wd:sparql {} }",
    "a relative IRI": f"BASE <{ALLOWED}> ASK {{ SERVICE <> {{}} }}",
    "an escape of no character": "ASK { SERVICE <https://query.wikidata.org/sparql\\U00110000> {} }",
    "a line break in an escape": "ASK { SERVICE <https://query.wikidata.org/sparql\\u000d\\u000aX:> {} }",
    "a step upwards": f"ASK {{ SERVICE <{ALLOWED}/../admin> {{}} }}",
    "more calls than anybody needs": "ASK { " + f"SERVICE <{ALLOWED}> {{}} " * 21 + "}",
    "behind what could be an IRI": "ASK { FILTER((?a)<b#>)\nSERVICE <http://127.0.0.1/> {} }",
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_may_not_be_asked_is_refused(name: str) -> None:
    with pytest.raises((RefusedServiceError, ComplexityError)):
        check(REFUSED[name], CONFIG)


def test_without_a_list_every_endpoint_is_refused() -> None:
    with pytest.raises(RefusedServiceError, match="does not do"):
        check(WRITTEN["an IRI"], Config())


def test_the_last_declaration_of_a_prefix_counts_as_for_the_engine() -> None:
    prologue = f"PREFIX wd: <http://127.0.0.1/> PREFIX wd: <{ALLOWED}>"
    (call,) = calls_of(f"{prologue} ASK {{ SERVICE wd: {{}} }}")
    assert str(call.target) == ALLOWED


def test_errors_of_the_rewritten_query_are_told_as_errors_of_the_query() -> None:
    text = f"ASK {{\n  SERVICE <{ALLOWED}> {{ ?s ?p ?o }} SERVICE <{ALLOWED}> {{ ?s ?p }} ?x\n}}"
    expected = explain(text, "https://w3id.org/allegata/")
    told = rewrite(text).restore(explain(rewrite(text).text, "https://w3id.org/allegata/"))
    assert told.args == expected.args
    assert (told.line, told.column) == (2, text.split("\n")[1].index("} ?x") + 1)


@pytest.mark.parametrize(
    ("text", "column"),
    [
        (f"ASK {{ ?s ?p }} SERVICE <{ALLOWED}> {{}}", 13),
        (f"ASK {{ FILTER SERVICE <{ALLOWED}> {{}} }}", 14),
        (f"ASK {{ {{}} SERVICE x <{ALLOWED}> }}", 1),
    ],
    ids=["before", "at", "after"],
)
def test_a_place_before_at_or_after_a_call_is_told_in_the_clients_text(text: str, column: int) -> None:
    calls = (Call(text.index("<"), text.index(">") + 1, read_target(ALLOWED)),)
    rewritten = Rewritten(text, calls, (f"{RELAYED}0",))
    told = rewritten.restore(explain(rewritten.text, "https://w3id.org/allegata/"))
    assert told.args == explain(text, "https://w3id.org/allegata/").args
    assert RELAYED not in told.detail + told.excerpt


def test_an_error_at_the_endpoints_name_stands_where_it_begins() -> None:
    text = f"ASK {{ SERVICE <{ALLOWED}> {{}} }}"
    rewritten = rewrite(text)
    error = MalformedQueryError(f"Line 1, column 20: “<{RELAYED}0>” is odd.", 1, 20, rewritten.text)
    told = rewritten.restore(error)
    assert (told.line, told.column, told.excerpt) == (1, text.index("<") + 1, text)
    assert told.detail == f"Line 1, column 15: “<{ALLOWED}>” is odd."
