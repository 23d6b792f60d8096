"""What the protocol makes of an update: its text, and the graphs that its patterns see."""

from urllib.parse import quote, urlencode

import pytest
from pyoxigraph import NamedNode, Quad, Store

from server.config import Config
from server.errors import MalformedRequestError, PayloadTooLargeError, UnsupportedMediaTypeError
from server.gate.updates import check_update
from server.protocol import FORM, Message
from server.update import DIRECT, MAX_FORM_BYTES, UpdateRequest, read_update

CLAIM = "PREFIX claim: <https://w3id.org/allegata/id/claim/> INSERT DATA { claim:c a claim:Claim }"
FIRST, SECOND = "https://example.org/press-briefing", "https://example.org/interview"
BLANK = Config(is_blank=True)


def form(**fields: str | list[str]) -> Message:
    return Message("POST", content_type=FORM, body=urlencode(fields, doseq=True).encode())


def direct(text: str, query_string: str = "", content_type: str = DIRECT) -> Message:
    return Message("POST", query_string.encode(), content_type, text.encode())


MESSAGES = {
    "form": form(update=CLAIM),
    "direct": direct(CLAIM),
    "with a charset": direct(CLAIM, content_type="application/sparql-update; charset=UTF-8"),
    "with a quoted charset": direct(CLAIM, content_type='Application/SPARQL-Update;charset="utf-8"'),
}


@pytest.mark.parametrize("message", MESSAGES.values(), ids=MESSAGES)
def test_an_update_comes_by_form_and_directly(message: Message) -> None:
    assert read_update(message) == UpdateRequest(CLAIM)


def test_letters_beyond_ascii_arrive() -> None:
    text = "INSERT DATA { <urn:x:ministro> <urn:x:dice> 'señor ☃' }"
    assert read_update(form(update=text)).text == read_update(direct(text)).text == text


def test_graphs_come_in_the_form_or_in_the_address_of_a_direct_update() -> None:
    wanted = UpdateRequest(CLAIM, (FIRST, SECOND), (SECOND,))
    fields = {"using-graph-uri": [FIRST, SECOND], "using-named-graph-uri": [SECOND]}
    assert read_update(form(update=CLAIM, **fields)) == wanted
    assert read_update(direct(CLAIM, urlencode(fields, doseq=True))) == wanted


MALFORMED = {
    "a query": form(query="ASK {}"),
    "a query too": form(query="ASK {}", update=CLAIM),
    "no update": form(),
    "two updates": form(update=["CLEAR NAMED", "CLEAR DEFAULT"]),
    "an update in the address of a form": Message("POST", b"update=CLEAR+ALL", FORM, b"update=CLEAR+ALL"),
    "an update in the address": direct(CLAIM, "update=CLEAR+ALL"),
    "a query in the address": direct(CLAIM, "query=ASK+%7B%7D"),
    "graphs in the address of a form": Message(
        "POST", f"using-graph-uri={quote(FIRST)}".encode(), FORM, b"update=CLEAR+ALL"
    ),
    "a relative graph": form(update=CLAIM, **{"using-graph-uri": "press-briefing"}),
    "not UTF-8": Message("POST", b"", DIRECT, "CLEAR NAMED".encode("utf-16")),
}


@pytest.mark.parametrize("message", MALFORMED.values(), ids=MALFORMED)
def test_what_the_protocol_does_not_allow_is_refused(message: Message) -> None:
    with pytest.raises(MalformedRequestError):
        read_update(message)


@pytest.mark.parametrize(
    ("content_type", "coding"),
    [
        ("", ""),
        ("text/plain", ""),
        ("application/sparql-query", ""),
        ("application/sparql-update; charset=UTF-16", ""),
        ("application/sparql-update; charset=latin1", ""),
        (DIRECT, "gzip"),
    ],
)
def test_another_body_is_refused_with_those_that_are_read(content_type: str, coding: str) -> None:
    with pytest.raises(UnsupportedMediaTypeError) as refused:
        read_update(Message("POST", b"", content_type, b"CLEAR NAMED", coding))
    assert all(available.startswith((DIRECT, FORM)) for available in refused.value.available)


def test_a_long_update_comes_directly_and_not_in_a_form() -> None:
    text = CLAIM.ljust(MAX_FORM_BYTES)
    assert read_update(direct(text)).text == text
    with pytest.raises(PayloadTooLargeError, match=DIRECT):
        read_update(form(update=text))


def graph(name: str) -> NamedNode:
    return NamedNode(name)


def run(text: str, default: tuple[str, ...] = (), named: tuple[str, ...] = ()) -> set[Quad]:
    """Return what an update adds to two graphs, each with a claim that its name tells."""
    store = Store()
    for name in (FIRST, SECOND):
        store.update(f"INSERT DATA {{ GRAPH <{name}> {{ <{name}#claim> a <urn:x:Claim> }} }}")
    before = set(store)
    store.update(check_update(UpdateRequest(text, default, named), BLANK))
    return set(store) - before


def found(*names: str) -> set[Quad]:
    told = graph("urn:x:told")
    return {Quad(graph(f"{n}#claim"), graph("urn:x:is"), graph("urn:x:found"), told) for n in names}


TOLD = "GRAPH <urn:x:told> { ?claim <urn:x:is> <urn:x:found> }"
BY_DEFAULT = f"INSERT {{ {TOLD} }} WHERE {{ ?claim a <urn:x:Claim> }}"
BY_NAME = f"INSERT {{ {TOLD} }} WHERE {{ GRAPH ?graph {{ ?claim a <urn:x:Claim> }} }}"


def test_patterns_see_the_graphs_that_the_request_names() -> None:
    assert run(BY_DEFAULT) == set()
    assert run(BY_DEFAULT, (FIRST,)) == found(FIRST)
    assert run(BY_DEFAULT, (FIRST, SECOND)) == found(FIRST, SECOND)
    assert run(BY_DEFAULT, (), (FIRST,)) == set()
    assert run(BY_NAME) == found(FIRST, SECOND)
    assert run(BY_NAME, (), (SECOND,)) == found(SECOND)
    assert run(BY_NAME, (FIRST,)) == set()


def test_the_graphs_are_those_of_each_operation() -> None:
    nothing = "DELETE { ?s ?p ?o } INSERT {} WHERE { ?s ?p ?o }"
    text = f"# WHERE\n{nothing} ; CLEAR SILENT GRAPH <urn:x:told> ;\n{BY_DEFAULT} ;"
    assert run(text, (SECOND,)) == found(SECOND)


def test_delete_where_sees_the_graphs_and_deletes_from_the_default_one() -> None:
    store = Store()
    store.update(
        f"INSERT DATA {{ <urn:x:c> a <urn:x:Claim> . GRAPH <{FIRST}> {{ <urn:x:d> a <urn:x:Claim> }} }}"
    )
    request = UpdateRequest("DELETE WHERE { ?claim a <urn:x:Claim> }", (FIRST,))
    store.update(check_update(request, BLANK))
    assert len(store) == 2
    store.update(f"INSERT DATA {{ GRAPH <{FIRST}> {{ <urn:x:c> a <urn:x:Claim> }} }}")
    store.update(check_update(request, BLANK))
    assert {str(quad.graph_name) for quad in store} == {f"<{FIRST}>"}


@pytest.mark.parametrize(
    "clause",
    ["WITH <urn:x:g> INSERT {} WHERE {}", "INSERT {} USING <urn:x:g> WHERE {}",
     "DELETE {} INSERT {} USING NAMED <urn:x:g> WHERE {}",
     "CLEAR DEFAULT ; INSERT {} using <urn:x:g> WHERE {}"],
)  # fmt: skip
@pytest.mark.parametrize("graphs", [((FIRST,), ()), ((), (FIRST,))])
def test_an_update_that_names_graphs_itself_may_not_get_others(
    clause: str, graphs: tuple[tuple[str, ...], tuple[str, ...]]
) -> None:
    with pytest.raises(MalformedRequestError, match="names graphs"):
        check_update(UpdateRequest(clause, *graphs), BLANK)


def test_load_silent_succeeds_and_loads_nothing() -> None:
    address = "<http://127.0.0.1:9/>"
    text = f"LOAD SILENT {address} ;\nload\nsilent {address}\nINTO GRAPH <urn:x:g> ;\nCLEAR DEFAULT"
    written = check_update(UpdateRequest(text), BLANK)
    assert "load" not in written.lower()
    assert written.split("\n")[-1] == "CLEAR DEFAULT"
    assert written.count("\n") == text.count("\n")
    assert run(written) == set()


@pytest.mark.parametrize("load", ["LOAD SILENT<>", "LOAD SILENT :x", "LOAD  SILENT  ex:a INTO GRAPH ex:b"])
def test_the_shortest_load_has_room_for_what_takes_its_place(load: str) -> None:
    text = f"PREFIX : <urn:x:> PREFIX ex: <urn:x:> {load};{BY_DEFAULT}"
    written = check_update(UpdateRequest(text), BLANK)
    assert len(written) == len(text)
    assert run(written) == set()


def test_an_update_that_names_no_graphs_is_left_as_it_is() -> None:
    assert check_update(UpdateRequest(CLAIM), BLANK) == CLAIM
