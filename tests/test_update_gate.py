"""Attacks on the engine by updates, and that the gate refuses them before the engine sees them."""

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Store

from server.config import Config
from server.errors import (
    ComplexityError,
    MalformedUpdateError,
    PayloadTooLargeError,
    QueryTooLongError,
    RefusedLoadError,
    RefusedServiceError,
    RequestError,
)
from server.gate.lexer import Sort, marks, skip_terms, tokens
from server.gate.updates import check_update
from server.update import UpdateRequest
from tests.engine import run_engine
from tests.served.another import another_endpoint, reply

CONFIG = Config(is_blank=True)
TRIPLE = reply(b"<urn:x:c> a <urn:x:Claim> .", "text/turtle")


def check(text: str, config: Config = CONFIG) -> str:
    return check_update(UpdateRequest(text), config)


LOADS = {
    "plain": "LOAD <{0}/>",
    "lower case": "load <{0}/>",
    "without spaces": "LOAD<{0}/>INTO GRAPH<urn:x:g>",
    "after a comment": "# load\rLOAD #\n<{0}/>",
    "a prefixed name": "PREFIX ex: <{0}/> LOAD ex:a",
    "a relative IRI": "BASE <{0}/> LOAD <a>",
    "a name glued to it": "PREFIX ex: <{0}/> LOADex:a",
    "an empty prefix glued to it": "PREFIX : <{0}/> LOAD:a",
    "second": "CLEAR ALL ; LOAD <{0}/>",
}


@pytest.mark.parametrize("load", LOADS.values(), ids=LOADS)
def test_the_engine_would_fetch_and_is_not_told_to(load: str) -> None:
    with another_endpoint(TRIPLE) as another:
        text = load.format(another.address)
        Store().update(text)
        assert len(another.heard) == 1
        with pytest.raises(RefusedLoadError, match="/graphs"):
            check(text)


SILENT_LOADS = {
    "glued": "LOADSILENT<{0}/>",
    "a name glued to it": "PREFIX ex: <{0}/> LOADSILENTex:a",
}


@pytest.mark.parametrize("load", SILENT_LOADS.values(), ids=SILENT_LOADS)
def test_the_engine_would_fetch_silently_and_is_not_told_to(load: str) -> None:
    with another_endpoint(TRIPLE) as another:
        text = load.format(another.address)
        Store().update(text)
        assert len(another.heard) == 1
        with pytest.raises(RefusedLoadError):
            check(text)


def test_a_silent_load_fetches_nothing() -> None:
    with another_endpoint(TRIPLE) as another:
        text = f"LOAD SILENT <{another.address}/> ; LOAD SILENT <{another.address}/> INTO GRAPH <urn:x:g>"
        Store().update(text)
        assert len(another.heard) == 2
        Store().update(check(text))
        assert len(another.heard) == 2


HARMLESS = {
    "a variable": "INSERT {} WHERE { ?load ?LOAD $Load }",
    "an IRI": "INSERT DATA { <urn:x:LOAD> a <LOAD> }",
    "a string": """INSERT DATA { :c :says '; LOAD <http://127.0.0.1:9/>' , \"\"\" } ; LOAD \"\"\" }""",
    "a comment": "CLEAR ALL # ; LOAD <http://127.0.0.1:9/>",
    "a prefix": "PREFIX load: <> INSERT DATA { load:a load:b load:c . GRAPH load:g { load:a a load:c } }",
    "a prefix like GRAPH": "PREFIX graph: <> INSERT DATA { graph:a a graph:b . GRAPH graph:g { :a a :b } }",
    "an annotation": "INSERT DATA { :c a :Claim {| :saidBy :a |} . GRAPH :g {} }",
    "triple terms": "INSERT DATA { :c :says <<( :c a :Claim )>> . << :c a :Claim >> :saidBy 1 }",
    "management": "CREATE GRAPH :g ; ADD SILENT GRAPH :g TO :h ; MOVE SILENT :g TO :h ; COPY DEFAULT TO :g",
    "removal": "DROP SILENT GRAPH :h ; CLEAR NAMED ; CLEAR DEFAULT ; DROP ALL ;",
    "deletion": "DELETE DATA { :a a :b } ; DELETE WHERE { :a a ?b . GRAPH ?g { ?s ?p ?o } }",
    "a change": "WITH :g DELETE { ?a ?b ?c } INSERT { GRAPH ?a { ?b ?b ?c } } USING :g USING NAMED :h"
    " WHERE { ?a ?b ?c FILTER(?c < 3) } ; INSERT { :a a :b } WHERE {}",
    "a version and a base": "VERSION '1.2' BASE <urn:x:> PREFIX : <y:> DELETE { :a a <b> } WHERE {}",
}  # fmt: skip


@pytest.mark.parametrize("text", HARMLESS.values(), ids=HARMLESS)
def test_what_only_looks_like_an_attack_is_let_through(text: str) -> None:
    Store().update(check(f"PREFIX : <urn:x:> {text}"), base_iri="urn:x:")


KILLERS = {
    "brackets": "INSERT DATA { <a:b> <a:b> " + "[<a:b> " * 9_000 + "1" + "]" * 9_000 + " }",
    "annotations": "INSERT DATA { <a:b> <a:b> 1" + "{| <a:b> 1 " * 9_000 + "|}" * 9_000 + " }",
    "annotations in a template": "INSERT { ?a ?b 1" + "{| ?a 1 " * 9_000 + "|}" * 9_000 + " } WHERE {}",
    "triples to be deleted": "DELETE WHERE { " + "<a:b> <a:b> 1 . " * 20_000 + "}",
    "graphs to be deleted": "DELETE WHERE { " + "GRAPH <a:b> { <a:b> <a:b> 1 } " * 10_000 + "}",
    "triples to be found": "INSERT {} WHERE { " + "<a:b> <a:b> 1 . " * 20_000 + "}",
    "groups": "INSERT {} WHERE " + "{" * 20_000 + "}" * 20_000,
    "groups behind operations": "CLEAR ALL ; " * 50 + "INSERT {} WHERE " + "{" * 20_000 + "}" * 20_000,
    "sums": "INSERT {} WHERE { FILTER(1" + "+1" * 30_000 + ") }",
}  # fmt: skip


@pytest.mark.parametrize("name", KILLERS)
def test_an_update_that_exhausts_the_stack_is_refused(name: str) -> None:
    with pytest.raises((ComplexityError, QueryTooLongError)):
        check(KILLERS[name])


@pytest.mark.parametrize("name", ["brackets", "annotations", "triples to be deleted", "groups"])
def test_the_engine_dies_of_such_an_update(name: str) -> None:
    assert run_engine("update", KILLERS[name]) < 0


AT_THE_LIMIT = {
    "brackets": "INSERT DATA { <a:b> <a:b> " + "[<a:b> " * 199 + "1" + "]" * 199 + " }",
    "annotations": "INSERT DATA { <a:b> <a:b> 1" + "{| <a:b> 1 " * 199 + "|}" * 199 + " }",
    "triple terms": "INSERT DATA { <a:b> <a:b> " + "<<( <a:b> <a:b> " * 99 + "1" + " )>>" * 99 + " }",
    "triples to be deleted": "DELETE WHERE { " + "<a:b> <a:b> 1 . " * 1_900 + "}",
    "graphs to be deleted": "DELETE WHERE { " + "GRAPH <a:b> { <a:b> <a:b> 1 } " * 990 + "}",
    "groups": "INSERT {} WHERE " + "{" * 200 + "}" * 200,
}


@pytest.mark.parametrize("name", AT_THE_LIMIT)
def test_the_engine_survives_what_the_gate_lets_through(name: str) -> None:
    assert run_engine("update", check(AT_THE_LIMIT[name])) == 0


def test_much_data_is_let_through() -> None:
    claim = (
        "<urn:x:c> a <urn:x:Claim> ; <urn:x:at> \"2025-11-24\"^^<urn:x:date> , 'señor'@es , -1.5e0 , true .\n"
    )
    text = f"INSERT DATA {{ GRAPH <urn:x:g> {{ {claim * 10_000} }} }} ;" + "CLEAR DEFAULT ;" * 1_000
    assert check(text) == text
    assert run_engine("update", text) == 0


def test_the_time_grows_with_the_length_only() -> None:
    def seconds(triples: int) -> float:
        text = "INSERT DATA { " + "<urn:x:c> <urn:x:is> [ a <urn:x:Claim> ] . " * triples + "}"
        started = time.process_time()
        check(text)
        return time.process_time() - started

    seconds(100)
    assert seconds(10_000) < 40 * seconds(1_000)


def test_an_update_over_the_byte_limit_is_refused() -> None:
    config = Config(is_blank=True, max_upload_bytes=30)
    check("INSERT DATA { <a:b> a 'é' }", config)
    with pytest.raises(PayloadTooLargeError, match="30"):
        check("INSERT DATA { <a:b> a 'ééé' }", config)


def test_a_pattern_is_as_long_as_a_query_at_most() -> None:
    config = Config(is_blank=True, max_query_bytes=60)
    long = "<urn:x:the-ministry> <urn:x:said> <urn:x:so> . "
    check(f"INSERT DATA {{ {long * 9} }}", config)
    for text in (f"DELETE WHERE {{ {long * 2} }}", f"INSERT {{}} WHERE {{ {long * 2} }}"):
        with pytest.raises(QueryTooLongError, match="60"):
            check(text, config)


@pytest.mark.parametrize(
    "service", ["SERVICE <http://127.0.0.1:9/> {}", "service silent ex:a {}", "SERVICEex:a {}"]
)
def test_no_pattern_may_ask_another_server(service: str) -> None:
    allowing = Config(is_blank=True, service_allowed=("http://127.0.0.1:9/",))
    for config in (CONFIG, allowing):
        with pytest.raises(RefusedServiceError):
            check(f"PREFIX ex: <urn:x:> INSERT {{}} WHERE {{ {service} }}", config)


def test_what_can_be_read_in_two_ways_is_refused() -> None:
    with pytest.raises(ComplexityError, match="space after"):
        check("INSERT {} WHERE { FILTER((?a<b#> ) } ; CLEAR ALL #\n1)) }")
    check("INSERT {} WHERE { FILTER(?a < 3 && (?b<4)) }")


MALFORMED = {
    "glued": "INSERTDATA { <a:b> a 1 }",
    "glued to a name": "PREFIX ex: <urn:x:> COPYDEFAULTTOex:a",
    "glued in the middle": "COPY DEFAULT TODEFAULT",
    "glued to a graph": "PREFIX ex: <urn:x:> CLEAR GRAPHex:a",
    "a name like a keyword": "PREFIX CLEARGRAPHex: <urn:x:> CLEARGRAPHex:a",
    "braces in data": "INSERT DATA { { <a:b> a 1 } }",
    "a word before braces in data": "INSERT DATA { <a:b> a trueGRAPH <urn:x:g> { <a:b> a 1 } }",
    "no semicolon": "CLEAR ALL CLEAR ALL",
    "nothing to clear": "CLEAR",
    "a query": "SELECT * { ?s ?p ?o }",
    "a wrong word": "CLEAR XYZ",
    "no end": "INSERT DATA { <a:b> a 1",
    "no end of a pattern": "INSERT {} WHERE { ?s ?p ?o",
    "no data": "INSERT DATA",
    "no prefix": "PREFIX <urn:x:> CLEAR ALL",
    "no version": "VERSION 1.2",
    "no base": "BASE ex:a",
    "a variable as a graph": "WITH ?g INSERT {} WHERE {}",
    "LOAD without an address": "LOAD ;",
    "LOAD into nothing": "LOAD <urn:x:a> INTO <urn:x:g>",
}


@pytest.mark.parametrize("text", MALFORMED.values(), ids=MALFORMED)
def test_what_departs_from_the_grammar_is_refused(text: str) -> None:
    with pytest.raises(MalformedUpdateError):
        check(text)


def test_the_refusal_says_where_and_what_could_stand_there() -> None:
    with pytest.raises(MalformedUpdateError) as refused:
        check("CLEAR DEFAULT ;\n  COPY DEFAULT FROM <urn:x:g>")
    assert (refused.value.line, refused.value.column) == (2, 16)
    assert refused.value.excerpt == "  COPY DEFAULT FROM <urn:x:g>"
    assert refused.value.detail.endswith("“FROM” is not expected here; there could be TO.")


def test_a_line_too_long_to_be_shown_is_not_shown() -> None:
    with pytest.raises(MalformedUpdateError) as refused:
        check("INSERT DATA { " + "<urn:x:c> a <urn:x:Claim> . " * 5_000 + "} CLEAR")
    assert refused.value.excerpt == ""
    assert refused.value.line == 1


PARTS = st.sampled_from([
    "<http://x/a>", "<b#c>", '"a"', '""', '"""a"b"""', "'x'", "''", r'"a\"b"', " ", "\n", "# c <x> ' \n",
    ".", ";", ",", "^^", "@en", "@en--ltr", "@en-US", "ex:a", "ex:b.c", r"ex:b\-c", ":x", "_:b", "a", "true",
    "GRAPH", "graph:x", "Graphs", "1", "1.5", "1e6", "-", "<<", "<<(", ")>>", ">>", "{", "}", "[", "]", "(",
    ")", "?x", "$y", "<", "|", "é", "x" * 120, "x" * 120 + ":y", "·", '"', "'", "\\", "%", "1ex:a", "_", "‿",
])  # fmt: skip


@given(st.lists(PARTS, max_size=14))
def test_tokens_are_cut_alike_whether_terms_are_passed_over_or_not(parts: list[str]) -> None:
    text = "".join(parts)
    found = list(tokens(text))
    place = skip_terms(text, 0)
    assert list(tokens(text, place)) == [token for token in found if token.start >= place]
    passed = [token for token in found if token.start < place]
    assert all(token.sort is not Sort.MARK or token.text in ".,;^" for token in passed)
    brackets = [token for token in found if token.text in ("{", "}", "[", "]", "(", ")", "<<", ">>")]
    assert [token for token in marks(text) if token in brackets] == brackets


OPENINGS = st.sampled_from(
    ["INSERT DATA {", "WHERE {", "DELETE {", "INSERT {", "WITH", "COPY", "TO", "USING"]
)


@given(st.lists(st.one_of(PARTS, OPENINGS)))
def test_any_text_is_left_as_it_is_or_refused(parts: list[str]) -> None:
    text = " ".join(parts)
    with suppress(RequestError):
        assert check(text) == text
