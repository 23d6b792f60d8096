"""Searches in queries: where they may stand, and what stands there before the engine sees the query."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Store

from server.errors import MalformedQueryError
from server.gate.search_reading import find_patterns
from server.gate.searching import MAX_SEARCHES, SEARCH, Search, rewrite

PREFIX = f"PREFIX search: <{SEARCH}> PREFIX alg: <https://w3id.org/allegata/ontology#>\n"
BASE = "https://example.org/"


def values(search: Search) -> str:
    """Return what stands for what is found: just the words."""
    row, variables = f'"{search.words}"', search.thing
    if search.score:
        row, variables = f"{row} 0.5", f"{variables} {search.score}"
    return f"VALUES ({variables}) {{ ({row}) }}"


def rewritten(text: str) -> str:
    """Return the query as the engine gets it, blanks drawn together; it has as many lines as before."""
    query = PREFIX + text
    written = rewrite(query, find_patterns(query, BASE), values)
    Store().query(written, base_iri=BASE)
    assert written.count("\n") == query.count("\n")
    return " ".join(written.partition("\n")[2].split())


FOUND = 'VALUES (?who) { ("maduro") }'


@pytest.mark.parametrize(
    ("query", "evaluated"),
    [
        ('SELECT * { ?who search:matches "maduro" }', f"SELECT * {{ {FOUND} }}"),
        ('SELECT * { ?who search:matches "maduro" . }', f"SELECT * {{ {FOUND} . }}"),
        ("SELECT * { ?who search:matches 'maduro' ; }", f"SELECT * {{ {FOUND} }}"),
        (f'SELECT * {{ ?who <{SEARCH}matches> "maduro" }}', f"SELECT * {{ {FOUND} }}"),
        ('BASE <https://w3id.org/allegata/> ASK { ?who <search#matches> "maduro" }',
         f"BASE <https://w3id.org/allegata/> ASK {{ {FOUND} }}"),
        ('SELECT * { ?who search:matches "m\\u0061duro" }', f"SELECT * {{ {FOUND} }}"),
        (
            'SELECT * { (?who ?score) search:matches "maduro" . ?who a alg:Person }',
            'SELECT * { VALUES (?who ?score) { ("maduro" 0.5) } . ?who a alg:Person }',
        ),
        (
            'SELECT * { ?who a alg:Person ; search:matches "maduro" ; alg:holder ?x , ?y }',
            f"SELECT * {{ {FOUND} ?who a alg:Person ; ; alg:holder ?x , ?y }}",
        ),
        (
            'SELECT * { ?who search:matches "maduro" ;; alg:holder ?x }',
            f"SELECT * {{ {FOUND} ?who alg:holder ?x }}",
        ),
        (
            'SELECT * { ?who search:matches "maduro" ; search:matches "moros" ; a alg:Person }',
            f'SELECT * {{ {FOUND} VALUES (?who) {{ ("moros") }} ?who a alg:Person }}',
        ),
        (
            'SELECT * { ?x a ?who FILTER (?x != 1) ?who search:matches "maduro" OPTIONAL { ?x a ?c } }',
            f"SELECT * {{ ?x a ?who FILTER (?x != 1) {FOUND} OPTIONAL {{ ?x a ?c }} }}",
        ),
        (
            'SELECT * { ?who alg:about [ alg:holder ?x ] , ( 1 2 ) ; search:matches "maduro" . ?x a ?c }',
            f"SELECT * {{ {FOUND} ?who alg:about [ alg:holder ?x ] , ( 1 2 ) ; . ?x a ?c }}",
        ),
        (
            'SELECT * { { SELECT ?who { ?who search:matches "maduro" } LIMIT 3 } UNION { ?who a ?c } }',
            f"SELECT * {{ {{ SELECT ?who {{ {FOUND} }} LIMIT 3 }} UNION {{ ?who a ?c }} }}",
        ),
        (
            'ASK { GRAPH ?g { ?who a ?c } FILTER NOT EXISTS { ?who search:matches "maduro" } ?who a true }',
            f"ASK {{ GRAPH ?g {{ ?who a ?c }} FILTER NOT EXISTS {{ {FOUND} }} ?who a true }}",
        ),
        (
            'CONSTRUCT { ?who a alg:Actor } FROM alg:g WHERE { ?who search:matches "maduro" }',
            f"CONSTRUCT {{ ?who a alg:Actor }} FROM alg:g WHERE {{ {FOUND} }}",
        ),
        ('DESCRIBE ?who { ?who search:matches "maduro" }', f"DESCRIBE ?who {{ {FOUND} }}"),
        (
            'SELECT * { VALUES ?x { 1 } ?who search:matches # whom?\n "maduro"\n ; alg:about / ^a ?x }',
            f"SELECT * {{ VALUES ?x {{ 1 }} {FOUND} ?who alg:about / ^a ?x }}",
        ),
    ],
)  # fmt: skip
def test_a_search_is_what_it_finds_wherever_a_triple_may_stand(query: str, evaluated: str) -> None:
    assert rewritten(query) == evaluated


@pytest.mark.parametrize(
    ("query", "column", "reason"),
    [
        ("SELECT * { ?who search:matches ?text }", 17, "one text that is written out"),
        ('SELECT * { ?who search:matches "maduro"@es }', 17, "one text that is written out"),
        ('SELECT * { ?who search:matches "maduro"^^alg:t }', 17, "one text that is written out"),
        ('SELECT * { ?who search:matches "maduro" , "moros" }', 17, "one text that is written out"),
        ('SELECT * { ?who search:matches+ "maduro" }', 17, "one text that is written out"),
        ('SELECT * { ?who search:matches/alg:about "maduro" }', 17, "one text that is written out"),
        ('SELECT * { ?who alg:about/search:matches "maduro" }', 27, "no property that can stand here"),
        ('SELECT * { "maduro" ^search:matches ?who }', 22, "no property that can stand here"),
        ('SELECT * { ?who !search:matches "maduro" }', 18, "no property that can stand here"),
        ('SELECT * { ?who (search:matches|a) "maduro" }', 18, "no property that can stand here"),
        ('SELECT * { ?x alg:about [ search:matches "maduro" ] }', 27, "no property that can stand here"),
        ("SELECT * { ?who ?how search:matches }", 22, "no property that can stand here"),
        ("SELECT * { ?who ?how ?x FILTER (?how = search:matches) }", 40, "no property that can stand here"),
        ('CONSTRUCT { ?x search:matches "maduro" } WHERE { ?x a ?c }', 16, "no property that can stand here"),
        ('CONSTRUCT WHERE { ?who search:matches "maduro" }', 24, "no property that can stand here"),
        ('SELECT * { << ?who search:matches "maduro" >> a ?c }', 20, "no property that can stand here"),
        ('SELECT * { <x> search:matches "maduro" }', 12, "has to be a variable"),
        ('SELECT * { [] search:matches "maduro" }', 12, "has to be a variable"),
        ('SELECT * { (?who ?who) search:matches "maduro" }', 12, "has to be a variable"),
        ('SELECT * { (?a ?b ?c) search:matches "maduro" }', 12, "has to be a variable"),
        ('SELECT * { (?who ?score) search:matches "maduro" ; a ?c }', 52, "no other properties"),
        (f'SELECT * {{ ?who search:matches "{"m" * 201}" }}', 32, "at most 200 characters"),
    ],
)
def test_elsewhere_it_is_refused_at_its_place(query: str, column: int, reason: str) -> None:
    with pytest.raises(MalformedQueryError, match=reason) as refused:
        find_patterns(PREFIX + query, BASE)
    assert (refused.value.line, refused.value.column) == (2, column)


def test_a_query_searches_so_often_and_no_more() -> None:
    searches = ' . ?who search:matches "maduro"'
    assert len(find_patterns(f"{PREFIX}ASK {{ ?a a ?b {searches * MAX_SEARCHES} }}", BASE)) == MAX_SEARCHES
    with pytest.raises(MalformedQueryError, match=f"at most {MAX_SEARCHES} searches"):
        find_patterns(f"{PREFIX}ASK {{ ?a a ?b {searches * (MAX_SEARCHES + 1)} }}", BASE)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "}",
        "{{{{",
        "PREFIX",
        "PREFIX search:",
        "BASE",
        "ASK { ?who search:matches",
        ")))",
        "ASK { ; ; . }",
    ],
)
def test_what_is_no_query_is_left_to_the_parser(text: str) -> None:
    query = f"# search#\n{text}"
    assert rewrite(query, find_patterns(query, BASE), values) == query


PIECES = st.sampled_from(
    ["?who", "?x", "a", "alg:about", "search:matches", '"maduro"', "1", ".", ";", ",", "{", "}", "(", ")",
     "[", "]", "^", "/", "|", "OPTIONAL", "FILTER", "NOT EXISTS", "BIND", "AS", "VALUES", "UNION", "GRAPH",
     "MINUS", "SELECT *", "WHERE", "CONSTRUCT", "ASK", '?who search:matches "maduro"', "?x a ?who", "; a ?x"]
)  # fmt: skip
GROUPS = st.recursive(
    st.sampled_from(
        ['?who search:matches "maduro" .', '?who a ?x ; search:matches "moros" .', "?x alg:about+ ?who .",
         "?x alg:about [ a ?y ] , (1 2) .", '(?who ?score) search:matches "maduro" .', "FILTER (?x = 1)",
         '?who search:matches "m" ; ; a ?x .', "VALUES (?x ?y) { (1 2) }", 'FILTER regex(?x, "a")',
         "BIND (1 AS ?z)"]
    ),
    lambda group: st.one_of(
        st.lists(group, max_size=3).map(" ".join),
        st.tuples(st.sampled_from(["", "OPTIONAL", "MINUS", "GRAPH ?g", "FILTER EXISTS"]), group).map(
            lambda pair: f"{pair[0]} {{ {pair[1]} }}"
        ),
        st.tuples(group, group).map(lambda pair: f"{{ {pair[0]} }} UNION {{ {pair[1]} }}"),
        group.map(lambda inner: f"{{ SELECT * {{ {inner} }} }}"),
    ),
    max_leaves=6,
)  # fmt: skip


def is_well_formed(text: str) -> bool:
    try:
        Store().query(text, base_iri=BASE)
    except SyntaxError:
        return False
    return True


@settings(max_examples=150, deadline=None)
@given(
    group=GROUPS, form=st.sampled_from(["SELECT *", "ASK", "CONSTRUCT { ?who a ?x } WHERE", "DESCRIBE ?who"])
)
def test_in_any_well_formed_query_it_leaves_a_well_formed_one(group: str, form: str) -> None:
    query = f"{PREFIX}{form} {{ {group} }}"
    written = rewrite(query, find_patterns(query, BASE), values)
    assert "search:matches" not in written
    assert is_well_formed(written) or not is_well_formed(query)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=14).map(" ".join))
def test_in_any_text_it_is_refused_or_leaves_what_is_well_formed(text: str) -> None:
    query = f"{PREFIX}SELECT * {{ {text} }}"
    try:
        written = rewrite(query, find_patterns(query, BASE), values)
    except MalformedQueryError:
        return
    assert is_well_formed(written) or not is_well_formed(query)
