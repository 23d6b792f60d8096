"""Attacks on the engine, and that the gate refuses them before the engine sees them."""

import pytest
from pyoxigraph import Store

from server.config import Config
from server.errors import ComplexityError, QueryTooLongError, RefusedServiceError
from server.gate.queries import check
from tests.engine import run_engine

CONFIG = Config()

# An address that the engine refuses to fetch when it is told to: it has no server, and harms nobody.
TARGET = "<http://127.0.0.1:9/>"
PREFIXES = f"PREFIX : {TARGET} PREFIX ex: {TARGET} PREFIX service: <http://127.0.0.1:1/> "


KILLERS = {
    "groups": "ASK " + "{" * 20_000 + "}" * 20_000,
    "parentheses": "ASK { FILTER(" + "(" * 30_000 + "1" + ")" * 30_000 + ") }",
    "negations": "ASK { FILTER(" + "!" * 60_000 + "true) }",
    "paths": "ASK { ?s " + "(" * 40_000 + "<a:b>" + ")" * 40_000 + " ?o }",
    "existence": "ASK " + "{FILTER EXISTS" * 3_000 + "{}" + "}" * 3_000,
    "sums": "ASK { FILTER(1" + "+1" * 30_000 + ") }",
    "unions": "ASK { {}" + "UNION{}" * 12_000 + " }",
    "options": "ASK { " + "OPTIONAL{}" * 9_000 + " }",
    "bindings": "ASK { " + "".join(f"BIND(1 AS ?v{i})" for i in range(5_000)) + " }",
    "descriptions": "DESCRIBE " + "<a:b> " * 15_000,
    "conditions": "SELECT (1 AS ?x) {} GROUP BY ?a HAVING " + "(1)" * 30_000,
    "triples": "SELECT * { " + "<a:b> <a:b> 1 . " * 2_900 + "}",
    "objects": "SELECT * { <a:b> <a:b> 1" + ",1" * 5_000 + " }",
    "properties": "SELECT * { <a:b> " + "<a:b> 1 ; " * 2_900 + "}",
    "brackets": "SELECT * { <a:b> <a:b> [],[]" + ",[]" * 2_900 + "}",
    "a list": "SELECT * { <a:b> <a:b> (" + "1 " * 11_000 + ") }",
}
"""Queries below the byte limit that end the process when the engine parses or plans them."""


@pytest.mark.parametrize("name", KILLERS)
def test_a_query_that_exhausts_the_stack_is_refused(name: str) -> None:
    with pytest.raises(ComplexityError):
        check(KILLERS[name], CONFIG)


@pytest.mark.parametrize("name", ["groups", "negations", "sums", "triples"])
def test_the_engine_dies_of_such_a_query(name: str) -> None:
    assert len(KILLERS[name]) <= CONFIG.max_query_bytes
    assert run_engine("query", KILLERS[name]) < 0


AT_THE_LIMIT = {
    "groups": "ASK " + "{" * 200 + "}" * 200,
    "parentheses": "ASK { FILTER(" + "(" * 198 + "1" + ")" * 198 + ") }",
    "negations": "ASK { FILTER(" + "!" * 198 + "true) }",
    "paths": "ASK { ?s " + "(" * 199 + "<a:b>" + ")" * 199 + " ?o }",
    "existence": "ASK " + "{FILTER EXISTS" * 199 + "{}" + "}" * 199,
    "sums": "ASK { FILTER(1" + "+1" * 900 + ") }",
}


@pytest.mark.parametrize("name", AT_THE_LIMIT)
def test_the_engine_survives_what_the_gate_lets_through(name: str) -> None:
    check(AT_THE_LIMIT[name], CONFIG)
    assert run_engine("query", AT_THE_LIMIT[name]) == 0


HIDDEN_DEPTH = {
    "behind less-than": "ASK { FILTER(" + "(?a<(#>)\n" * 300,
    "inside what could be an IRI": "ASK { FILTER(?a<" + "(" * 300 + ">1) }",
    "chained inside what could be an IRI": "ASK { FILTER(?a<1" + "+1" * 2_000 + ">2) }",
    "after a group": "ASK { FILTER(EXISTS{}<(#>)\n1)) }",
}


@pytest.mark.parametrize("name", HIDDEN_DEPTH)
def test_brackets_cannot_be_hidden_in_what_reads_as_an_iri(name: str) -> None:
    with pytest.raises(ComplexityError, match="space after"):
        check(HIDDEN_DEPTH[name], CONFIG)


FETCHES = {
    "plain": f"ASK {{ SERVICE {TARGET} {{}} }}",
    "lower case": f"ASK {{ service {TARGET} {{}} }}",
    "without spaces": f"ASK{{SERVICE{TARGET}{{}}}}",
    "after a comment": f"ASK {{ # ask\r SERVICE {TARGET} {{}} }}",
    "before a comment": f"ASK {{ SERVICE # ask\n {TARGET} {{}} }}",
    "a name glued to it": "ASK { SERVICEex: {} }",
    "an empty prefix glued to it": "ASK { SERVICE:x {} }",
    "behind less-than": f"ASK {{ FILTER(?a<?b).SERVICE#>\n{TARGET}{{}} }}",
    "behind a comparison with an IRI": f"ASK {{ FILTER(1<<a:b#>) SERVICE {TARGET} {{}} }}",
    "behind an escaped quote": f"ASK {{ FILTER('\\'' != ex:a\\'b) SERVICE {TARGET} {{}} }}",
    "behind a long string": f"ASK {{ FILTER('''a'b''c''' != '') SERVICE {TARGET} {{}} }}",
}  # fmt: skip


SILENT_FETCHES = {
    "silent": f"ASK {{ SERVICE SILENT {TARGET} {{}} }}",
    "inside EXISTS": f"ASK {{ FILTER EXISTS {{ SERVICE {TARGET} {{}} }} }}",
    "silent, a name glued to it": "ASK { SERVICESILENTex:x {} }",
}
"""Queries that fetch, and pass over that it failed."""


@pytest.mark.parametrize("name", FETCHES)
def test_the_engine_would_fetch(name: str) -> None:
    with pytest.raises(OSError, match="port 9"):
        Store().query(PREFIXES + FETCHES[name])


@pytest.mark.parametrize("name", FETCHES | SILENT_FETCHES)
def test_a_query_that_would_fetch_is_refused(name: str) -> None:
    with pytest.raises((RefusedServiceError, ComplexityError)):
        check(PREFIXES + (FETCHES | SILENT_FETCHES)[name], CONFIG)


@pytest.mark.parametrize("glued", ["trueSERVICE", "1SERVICE", "1.SERVICE", "1e5SERVICE"])
def test_the_keyword_is_seen_behind_a_literal(glued: str) -> None:
    with pytest.raises(RefusedServiceError):
        check(f"ASK {{ ?s ?p {glued} {TARGET} {{}} }}", CONFIG)


HARMLESS = {
    "a variable": "ASK { ?service ?SERVICE $Service }",
    "an IRI": "ASK { ?s <http://x/SERVICE> <SERVICE#> }",
    "a string": 'ASK { ?s ?p \'SERVICE <http://x/> {}\' , """SERVICE "<http://x/>" {}""" }',
    "a comment": "ASK { ?s ?p ?o } # SERVICE <http://x/> {}",
    "a local name": "ASK { ?s ex:SERVICE ex:secret.service }",
    "a prefix": "ASK { ?s service:of service:x }",
    "a prefix of a graph": "ASK { GRAPH service:x { ?s ?p ?o } }",
    "a prefix of a dataset": "SELECT * FROM service:x { ?s ?p ?o }",
    "a language": "ASK { ?s ?p 'x'@service }",
    "a blank node": "ASK { _:service ?p ?o }",
    "IRIs with parentheses": "ASK { ?s <a:b(c)> <http://x/Cartel_(group)#it> }",
    "a comparison": "ASK { ?s ?p ?o FILTER(?o < 3 && ?o<4 && ?o <= <http://x/#(>) }",
    "a value": "SELECT * { VALUES (?a ?b) { (<http://x/#a> <http://x/#b>) (<urn:x:1> <>) (ex:a <b>) } }",
    "an annotation": "ASK { <<?s ?p ?o>> ex:saidBy ?who . <<( ?s ?p ?o )>> ex:p ?x }",
}


@pytest.mark.parametrize("name", HARMLESS)
def test_what_only_looks_like_an_attack_is_let_through(name: str) -> None:
    check(PREFIXES + HARMLESS[name], CONFIG)


def test_the_refusal_says_what_was_found() -> None:
    with pytest.raises(RefusedServiceError, match="“SERVICE”"):
        check(FETCHES["plain"], CONFIG)


def test_a_query_over_the_byte_limit_is_refused() -> None:
    config = Config(max_query_bytes=20)
    assert check("ASK { ?s ?p 'é' }", config) == {"ASK"}
    with pytest.raises(QueryTooLongError, match="20"):
        check("ASK { ?s ?p 'éééé' }", config)


def test_keywords_are_returned_in_capitals() -> None:
    assert check("select * from ex:graph { ?from a ex:where }", CONFIG) == {"SELECT", "FROM", "A"}


def test_a_long_list_of_values_is_let_through() -> None:
    check("SELECT * { VALUES ?claim { " + "claim:c " * 3_000 + "} }", CONFIG)


def test_a_long_table_and_a_long_comparison_are_let_through() -> None:
    rows = "(claim:c actor:a) " * 2_900
    check(f"SELECT * {{ VALUES (?claim ?holder) {{ {rows} }} ?claim a alg:Claim . }}", CONFIG)
    check("SELECT * { ?claim a alg:Claim FILTER(?claim IN (" + "claim:c, " * 5_000 + "claim:d)) }", CONFIG)


def test_a_closing_bracket_of_another_kind_closes_nothing() -> None:
    with pytest.raises(ComplexityError):
        check("ASK { FILTER(" + "(}" * 201, CONFIG)


def test_a_query_with_too_many_terms_is_refused() -> None:
    with pytest.raises(ComplexityError, match="12,000"):
        check("SELECT * { VALUES ?n { " + "1 " * 12_000 + "} }", CONFIG)


def test_a_query_with_too_many_operators_is_refused() -> None:
    with pytest.raises(ComplexityError, match="keywords and operators"):
        check("ASK { FILTER(1" + "+1" * 1_100 + ") }", CONFIG)
