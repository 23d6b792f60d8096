"""What a request of the Graph Store Protocol is about, and of which state of the data."""

import pytest

from graph.changes import Scope, Target, Verb
from graph.namespaces import BASE
from server.config import Config
from server.errors import MalformedRequestError, PreconditionFailedError, RefusedGraphError
from server.formats import JSON_LD, N_TRIPLES, TRIG, TURTLE
from server.graph_store import Place, is_new_graph, plan_change, read_target, refuse_target
from server.preconditions import Preconditions
from server.protocol import read_fields
from server.uploads import Upload
from tests.served import ARTICLE, INFERRED

STORE = "https://example.org/graphs"
DATASET, DEFAULT = Target(Scope.DATASET), Target(Scope.DEFAULT)

TARGETS = {
    "": DATASET,
    "format=ttl": DATASET,
    "default": DEFAULT,
    "default=": DEFAULT,
    "graph=urn:x:claims": Target(Scope.NAMED, "urn:x:claims"),
    "graph=https%3A%2F%2Fexample.org%2Fcaf%C3%A9": Target(Scope.NAMED, "https://example.org/café"),
    "graph=https://example.org/%31": Target(Scope.NAMED, "https://example.org/1"),
    "graph=https://example.org/%2531": Target(Scope.NAMED, "https://example.org/%31"),
    "graph=https://example.org/a%26default": Target(Scope.NAMED, "https://example.org/a&default"),
}


@pytest.mark.parametrize("query_string", TARGETS)
def test_the_fields_of_the_address_name_a_graph(query_string: str) -> None:
    fields = read_fields(query_string.encode())
    assert read_target(fields, Place(STORE)) == TARGETS[query_string]


@pytest.mark.parametrize(
    ("path", "iri"),
    [
        ("claims", f"{STORE}/claims"),
        ("person/1.ttl", f"{STORE}/person/1.ttl"),
        ("%31", f"{STORE}/%2531"),
        ("café", f"{STORE}/caf%C3%A9"),
        ("a b?c#d", f"{STORE}/a%20b%3Fc%23d"),
        ("../../etc/passwd", f"{STORE}/../../etc/passwd"),
        ("<>\r\n", f"{STORE}/%3C%3E%0D%0A"),
    ],
)
def test_an_address_below_the_store_is_the_name_of_a_graph(path: str, iri: str) -> None:
    assert read_target({}, Place(STORE, path)) == Target(Scope.NAMED, iri)


@pytest.mark.parametrize(
    "query_string",
    ["default&graph=urn:x:g", "default=1", "graph=", "graph=g", "graph=/g", "graph=urn:x:a%20b",
     "graph=urn:x:a&graph=urn:x:b", "default&default"],
)  # fmt: skip
def test_what_names_no_graph_or_two_is_refused(query_string: str) -> None:
    with pytest.raises(MalformedRequestError):
        read_target(read_fields(query_string.encode()), Place(STORE))


@pytest.mark.parametrize("query_string", ["default", "graph=urn:x:g"])
def test_an_address_that_names_a_graph_takes_no_other(query_string: str) -> None:
    with pytest.raises(MalformedRequestError, match=f"{STORE}/claims"):
        read_target(read_fields(query_string.encode()), Place(STORE, "claims"))


@pytest.mark.parametrize("target", [DATASET, DEFAULT, Target(Scope.NAMED, INFERRED)])
def test_what_is_derived_is_no_target_in_a_built_store(target: Target) -> None:
    refuse_target(target, Config(is_blank=True))
    with pytest.raises(RefusedGraphError, match=f"{BASE}graph/article/"):
        refuse_target(target, Config())
    refuse_target(Target(Scope.NAMED, ARTICLE), Config())


def test_a_change_has_what_was_sent() -> None:
    change = plan_change(Verb.PUT, DEFAULT, Upload(TURTLE, b"<#c> a <#d> ."), STORE)
    assert (change.verb, change.target, change.base) == (Verb.PUT, DEFAULT, STORE)
    assert (change.media_type, change.body) == ("text/turtle", b"<#c> a <#d> .")
    removal = plan_change(Verb.DELETE, DEFAULT, None, STORE)
    assert (removal.media_type, removal.body) == ("", b"")


def test_triples_posted_to_the_dataset_get_a_graph_of_their_own() -> None:
    assert is_new_graph(Verb.POST, DATASET, Upload(TURTLE, b""))
    assert is_new_graph(Verb.POST, DATASET, Upload(N_TRIPLES, b""))
    assert not is_new_graph(Verb.POST, DATASET, Upload(TRIG, b""))
    assert not is_new_graph(Verb.POST, DATASET, Upload(JSON_LD, b""))
    assert not is_new_graph(Verb.PUT, DATASET, Upload(TURTLE, b""))
    assert not is_new_graph(Verb.POST, DEFAULT, Upload(TURTLE, b""))
    assert not is_new_graph(Verb.DELETE, DATASET, None)


def generations(preconditions: Preconditions, *, is_there: bool = True) -> tuple[str, ...] | None:
    return preconditions.generations("store", "second-edition", lambda: is_there)


HOLDING = {
    "none": (Preconditions(), None),
    "the newest": (Preconditions('"store-second-edition-ttl-gzip"'), ("second-edition",)),
    "another format": (Preconditions('"store-second-edition-nq-identity"'), ("second-edition",)),
    "one of two": (
        Preconditions('"store-first-edition-ttl-gzip", "store-second-edition-ttl-gzip"'),
        ("first-edition", "second-edition"),
    ),
    "any": (Preconditions(" * "), ("second-edition",)),
    "not an old one": (Preconditions(None, '"store-first-edition-ttl-gzip"'), ("second-edition",)),
    "not another store's": (Preconditions(None, '"other-second-edition-ttl-gzip"'), ("second-edition",)),
    "both": (Preconditions("*", '"store-first-edition-ttl-gzip"'), ("second-edition",)),
}


@pytest.mark.parametrize(("preconditions", "wanted"), HOLDING.values(), ids=HOLDING)
def test_a_condition_that_holds_tells_the_generations(
    preconditions: Preconditions, wanted: tuple[str, ...] | None
) -> None:
    assert generations(preconditions) == wanted


def test_a_graph_that_is_not_there_may_be_made_on_condition_that_it_is_not() -> None:
    assert generations(Preconditions(None, "*"), is_there=False) == ("second-edition",)


FAILING = {
    "an old one": Preconditions('"store-first-edition-ttl-gzip"'),
    "another store's": Preconditions('"other-second-edition-ttl-gzip"'),
    "a weak one": Preconditions('W/"store-second-edition-ttl-gzip"'),
    "no tag": Preconditions("store-second-edition-ttl-gzip"),
    "too short a tag": Preconditions('"store-second"'),
    "nothing": Preconditions(""),
    "not the newest": Preconditions(None, '"store-second-edition-ttl-gzip"'),
    "not the newest, weakly": Preconditions(None, 'W/"store-second-edition-ttl-gzip"'),
    "not if it is there": Preconditions(None, "*"),
}


@pytest.mark.parametrize("preconditions", FAILING.values(), ids=FAILING)
def test_a_condition_that_does_not_hold_is_told(preconditions: Preconditions) -> None:
    with pytest.raises(PreconditionFailedError, match="Nothing was changed"):
        generations(preconditions)


def test_any_state_of_a_graph_is_none_where_it_is_not_there() -> None:
    with pytest.raises(PreconditionFailedError, match="second-edition"):
        generations(Preconditions("*"), is_there=False)
