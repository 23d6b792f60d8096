import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from server.config import Config
from server.endpoint import Asker, plan_query
from server.gate.plain import plain_words
from server.gate.queries import check
from server.protocol import QueryRequest

CONFIG = Config()
PIECES = [
    "ASK", "SELECT", "{", "}", "(", ")", "[", "]", "<", ">", "<<", ">>", "!", "?holder", "a", "alg:Claim",
    " ", "\n", "#", "'", '"', "'''", "SERVICE", "service", "\\u0053", "FROM", "NOW", "RAND()", "DESCRIBE",
    "/", "*", "+", "<http://x/>", "1", "é", ".", ";", ",", "@en", "^^", "||", "&&", "=", "_:b", "graph:x",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=400).map("".join))
@example("{" * 64)
@example("FILTERNOW()")
def test_what_is_called_plain_passes_the_gate_with_all_its_keywords(text: str) -> None:
    words = plain_words(text, CONFIG)
    if words is not None:
        keywords = check(text, CONFIG)
        assert {word for word in keywords if word.isalpha()} <= words
        assert not keywords & {"FROM", "SERVICE"}


@pytest.mark.parametrize(
    "text",
    [
        "ASK { ?s ?p 'évidence' }", "ASK { SERVICE ?s {} }", "ask { service ?s {} }", "ASK FROM <a:b> {}",
        "ASK { \\u0053ERVICE ?s {} }", "ASK " + "{" * 65 + "}" * 65, "ASK {}" + "#" * 1_000,
    ],
)  # fmt: skip
def test_what_is_not_plain_is_left_to_the_gate(text: str) -> None:
    assert plain_words(text, CONFIG) is None


@pytest.mark.parametrize(
    "config",
    [
        Config(max_query_bytes=20),
        Config(max_tokens=20),
        Config(max_operators=20),
        Config(max_nesting_levels=1),
    ],
)
def test_nothing_is_plain_beyond_a_limit(config: Config) -> None:
    assert plain_words("ASK { ?claim a { } . ?claim a ?class }", config) is None


@pytest.mark.parametrize(
    ("text", "is_lasting"),
    [
        ("ASK { ?known ?brand 'NOW' }", False), ("ASK { ?snow ?brand ?uuid }", False),
        ("ASK { ?claim ?p ?o }", True), ("ASK { FILTERNOW() }", False), ("ASK { FILTER(now ()) }", False),
        ("ASK { ?knownAs a ?x }", True), ("ASK { FILTER(struuid() = ?é) }", False),
        ("ASK { ?é a ?now }", True), ("ASK { BIND(BNODE() AS ?é) }", False),
    ],
)  # fmt: skip
def test_a_query_that_calls_what_differs_each_time_is_not_lasting(text: str, is_lasting: bool) -> None:
    assert plan_query(QueryRequest(text), None, Asker(), CONFIG).is_lasting is is_lasting
