"""What a change is told to do is what it does."""

import time

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from graph.changes import GraphChange, Scope, Target, Update, Verb
from graph.effects import effects
from graph.errors import UpdateSyntaxError
from graph.mutation import mutate

BEGIN = "PREFIX a: <https://example.org/>\nPREFIX g: <https://example.org/graph/>\n"
LEAVITT = NamedNode("https://example.org/leavitt")
SAYS = NamedNode("https://example.org/says")
PRESS = NamedNode("https://example.org/graph/press")


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { a:leavitt a:says 'not so' }",
        "insert data { GRAPH g:press { a:leavitt a:says 'so', '''} ; CLEAR ALL # {''' } a:leavitt a:says 1 }",
        "DELETE DATA { GRAPH g:press { a:leavitt a:says 'so' } } # ; CLEAR ALL",
        "INSERT DATA { a:leavitt a:says '1' } ;\n"
        " DELETE DATA { a:leavitt a:says '1' } ; INSERT DATA { a:leavitt a:says '2' }",
        "DELETE DATA { GRAPH <https://example.org/graph/press> { a:leavitt a:says 'so' } } ;"
        " INSERT DATA { GRAPH g:press { a:leavitt a:says 'so' } }",
        "INSERT DATA { }",
    ],
)
def test_the_effect_of_data_is_that_of_the_update(text: str) -> None:
    stores = [Store(), Store()]
    for store in stores:
        store.add(Quad(LEAVITT, SAYS, Literal("so"), PRESS))
    update = Update(BEGIN + text)
    mutate(stores[0], update)
    known = effects(update)
    assert known is not None
    for effect in known:
        for quad in effect.quads:
            (stores[1].add if effect.is_added else stores[1].remove)(quad)
    assert set(stores[0]) == set(stores[1])


@pytest.mark.parametrize(
    "text",
    [
        "DELETE WHERE { ?s ?p ?o }",
        "INSERT { ?s a:says ?o } WHERE { ?s ?p ?o }",
        "INSERT DATA { a:leavitt a:says 'so' } ; CLEAR ALL",
        "INSERT DATA { a:leavitt a:says 'so' } ; PREFIX b: <https://example.org/> CLEAR ALL",
        "CLEAR ALL ; INSERT DATA { a:leavitt a:says 'so' }",
        "CREATE GRAPH g:press",
    ],
)
def test_what_looks_at_the_store_has_no_effect_of_its_own(text: str) -> None:
    assert effects(Update(BEGIN + text)) is None


def test_a_post_adds_what_is_sent_and_a_put_depends_on_the_graph() -> None:
    body, target = b"<leavitt> <says> 'so' .", Target(Scope.NAMED, PRESS.value)
    post = effects(GraphChange(Verb.POST, target, "text/turtle", body, "https://example.org/"))
    assert post is not None
    assert [each.quads for each in post] == [{Quad(LEAVITT, SAYS, Literal("so"), PRESS)}]
    assert effects(GraphChange(Verb.PUT, target, "text/turtle", body, "https://example.org/")) is None


def test_what_is_wrong_is_told_with_its_place_in_the_whole() -> None:
    text = "INSERT DATA { a:leavitt a:says 'so' } ;\nINSERT DATA { a:leavitt says 'so' }"
    with pytest.raises(UpdateSyntaxError) as refused:
        effects(Update(BEGIN + text))
    assert refused.value.place.line == 4


def test_long_text_that_is_no_update_takes_no_long_time() -> None:
    begin = time.process_time()
    for text in (BEGIN * 5_000 + "INSERT", "INSERT DATA {" + "{ } " * 50_000, "PREFIX" + " " * 100_000):
        assert effects(Update(text)) is None
    assert time.process_time() - begin < 5
