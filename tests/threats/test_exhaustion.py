"""Queries that would take all stack, time or memory: they are refused or stopped, and nobody else notices."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.engine import run_engine
from tests.threats.asking import ask, is_well

DEEP = {
    "braces": "ASK " + "{" * 20_000 + "}" * 20_000,
    "parentheses": "ASK { FILTER(" + "(" * 30_000 + "1" + ")" * 30_000 + ") }",
    "paths": "ASK { ?s " + "(" * 40_000 + "<a:b>" + ")" * 40_000 + " ?o }",
    "triple terms": "ASK { ?s ?p " + "<<(" * 16_000 + "<a:b> <a:b> 1" + ")>>" * 16_000 + " }",
    "reified triples": "ASK { " + "<<" * 9_000 + "?a ?b ?c" + ">> ?p ?o" * 9_000 + " }",
    "annotations": "ASK { ?s ?p ?o " + "{| ?p ?o " * 9_000 + "|}" * 9_000 + " }",
    "collections": "ASK { ?s ?p " + "(" * 40_000 + ")" * 40_000 + " }",
    "blank nodes": "ASK { " + "[ ?p " * 15_000 + "1" + "]" * 15_000 + " }",
    "a path of many steps": "ASK { ?s <a:b>" + "/<a:b>" * 15_000 + " ?o }",
    "negated sets": "ASK { ?s !(<a:b>" + "|<a:b>" * 14_000 + ") ?o }",
    "alternatives": "ASK { ?s <a:b>" + "|<a:b>" * 14_000 + " ?o }",
    "inverses": "ASK { ?s " + "^" * 90_000 + "<a:b> ?o }",
    "minus": "ASK { " + "MINUS{}" * 13_000 + " }",
    "functions": "ASK { FILTER(" + "ABS(" * 19_000 + "1" + ")" * 19_000 + ") }",
}
"""Texts below the limit of a query's bytes."""


@pytest.mark.parametrize("name", ["braces", "parentheses", "paths", "functions", "a path of many steps"])
def test_the_engine_alone_dies_of_depth(name: str) -> None:
    assert run_engine("query", DEEP[name]) < 0


@pytest.mark.parametrize("name", DEEP)
def test_depth_is_refused_before_any_reader_sees_it(server: str, name: str) -> None:
    assert len(DEEP[name]) <= 100_000
    reply = ask(server, DEEP[name])
    assert reply.status == 400, reply.text
    assert reply.seconds < 2
    assert is_well(server)


NUMBERS = " ".join(map(str, range(1_000)))
ALL = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
MORE = f"{ALL} . ?j ?k ?l"
ANY = "(!<a:b>)*"
SLOW = {
    "a cross product of patterns": f"SELECT (COUNT(*) AS ?n) {{ {MORE} . ?m ?o ?p }}",
    "a cross product of values": "SELECT (COUNT(*) AS ?n) {"
    + "".join(f" VALUES ?{name} {{ {NUMBERS} }}" for name in "abcde")
    + " }",
    "paths of any length": f"ASK {{ ?a {ANY} ?b . ?c {ANY} ?d . ?e {ANY} ?f . ?g {ANY} ?h FILTER(?a = 1) }}",
    "a path of 900 steps": "ASK { ?s <a:b>" + "/<a:b>" * 900 + " ?o }",
    "900 blank nodes in a row": "ASK { " + "[] ?p [] . " * 900 + " }",
    "190 blank nodes in each other": "ASK { " + "[ ?p " * 190 + "1" + "]" * 190 + " ?q ?r }",
    "900 optional patterns": "SELECT * { "
    + "".join(f"OPTIONAL {{ ?s ?p{i} ?o }} " for i in range(900))
    + "}",
    "a cross product under EXISTS": f"ASK {{ ?x ?y ?z FILTER NOT EXISTS {{ {MORE} FILTER(?x != ?x) }} }}",
    "a regular expression on all": f"SELECT (COUNT(*) AS ?n) {{ {ALL} "
    "FILTER REGEX(CONCAT(STR(?a), STR(?d), STR(?g)), '(a+)+$') }",
}
"""Queries that take longer than they may, or less than that: then they are answered."""

GREEDY = {
    "a sort": f"SELECT * {{ {ALL} }} ORDER BY STR(?c) STR(?f) ?i",
    "GROUP_CONCAT": "SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?e), STR(?i)); separator='"
    + "x" * 5_000
    + f"') AS ?all) {{ {ALL} }}",
    "DISTINCT": f"SELECT DISTINCT * {{ {MORE} }}",
    "groups": f"SELECT ?a ?d ?g ?j (COUNT(*) AS ?n) {{ {MORE} }} GROUP BY ?a ?d ?g ?j ?l",
    "doubling": "SELECT (STRLEN(?z) AS ?n) { BIND('"
    + "x" * 1_000
    + "' AS ?a0) "
    + "".join(f"BIND(CONCAT(?a{i}, ?a{i}) AS ?a{i + 1}) " for i in range(30))
    + "BIND(?a30 AS ?z) }",
    "REPLACE": "SELECT (STRLEN(?c) AS ?n) { BIND(REPLACE('"
    + "x" * 5_000
    + "', 'x', '"
    + "y" * 5_000
    + "') AS ?b) BIND(REPLACE(?b, 'y', '"
    + "z" * 5_000
    + "') AS ?c) }",
}
"""Queries that take more memory or time than they may, whichever comes first."""

RUN = """
import resource, sys, pyoxigraph
resource.setrlimit(resource.RLIMIT_AS, (1 << 29, 1 << 29))
resource.setrlimit(resource.RLIMIT_CPU, (2, 2))
store = pyoxigraph.Store()
for number in range(300):
    iri = pyoxigraph.NamedNode(f"https://w3id.org/allegata/id/claim/{number}")
    store.add(pyoxigraph.Quad(iri, pyoxigraph.NamedNode("https://w3id.org/allegata/ontology#exact"), iri))
store.query(sys.stdin.read()).serialize(format=pyoxigraph.QueryResultsFormat.JSON)
"""


@pytest.mark.parametrize("name", ["a sort", "GROUP_CONCAT", "doubling"])
def test_the_engine_alone_dies_of_greed(name: str) -> None:
    run = subprocess.run([sys.executable, "-c", RUN], input=GREEDY[name], text=True, capture_output=True)
    assert run.returncode < 0, run.stderr


@pytest.mark.parametrize("name", GREEDY | SLOW)
def test_what_takes_too_much_is_stopped(server: str, name: str) -> None:
    reply = ask(server, (GREEDY | SLOW)[name])
    assert reply.status in (200, 400, 503), reply.text
    assert reply.seconds < 3
    assert is_well(server)


@pytest.mark.parametrize("name", ["a cross product of values", "a sort", "doubling"])
def test_who_took_too_much_is_told_so(server: str, name: str) -> None:
    reply = ask(server, (GREEDY | SLOW)[name])
    assert reply.status == 503
    assert reply.headers["content-type"] == "application/problem+json"
    assert "stopped after" in reply.text or "memory" in reply.text


def test_an_answer_that_takes_too_long_is_broken_off_and_never_ended_as_if_whole(server: str) -> None:
    reply = ask(server, GREEDY["DISTINCT"])
    assert (reply.status, reply.is_broken) == (200, True)


def test_many_at_once_leave_the_server_answering(server: str) -> None:
    with ThreadPoolExecutor(20) as attackers:
        attacks = [attackers.submit(ask, server, query) for query in (*SLOW.values(), *GREEDY.values()) * 2]
        honest = [is_well(server) for _ in range(20)]
        statuses = {attack.result().status for attack in attacks}
    assert statuses <= {200, 400, 503}
    assert all(honest)
    assert is_well(server)
