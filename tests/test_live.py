"""A blank store: the semantics of SPARQL 1.1 Update and the Graph Store Protocol, committed or not at all."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store

from graph.changes import Change, GraphChange, Scope, Target, Update, Verb, Write
from graph.commit import KEPT, Claim
from graph.errors import (
    AbsentGraphError,
    BodySyntaxError,
    ChangeError,
    ConditionError,
    StoreError,
    UpdateSyntaxError,
)
from graph.generations import create_blank
from graph.lease import current_generation, kept_names
from graph.live import BlankForm, LiveStore
from tests.served.stores import committed

ACTOR = "https://example.org/id/actor/"
PRESS = "https://example.org/graph/press"
REPLY = "https://example.org/graph/reply"
DEFAULT = Target(Scope.DEFAULT)
DATASET = Target(Scope.DATASET)
TURTLE, TRIG, NQUADS = "text/turtle", "application/trig", "application/n-quads"
SAYS = NamedNode("https://example.org/says")


def named(graph: str = PRESS) -> Target:
    return Target(Scope.NAMED, graph)


def said(words: str, graph: str | None = None) -> Quad:
    place = DefaultGraph() if graph is None else NamedNode(graph)
    return Quad(NamedNode(f"{ACTOR}leavitt"), SAYS, Literal(words), place)


def insert(words: str, graph: str | None = None) -> Update:
    block = f"<{ACTOR}leavitt> <{SAYS.value}> '{words}'"
    return Update(f"INSERT DATA {{ {block if graph is None else f'GRAPH <{graph}> {{ {block} }}'} }}")


def put(target: Target, words: str, verb: Verb = Verb.PUT, media_type: str = TURTLE) -> GraphChange:
    body = f"<leavitt> <{SAYS.value}> '{words}' ."
    return GraphChange(verb, target, media_type, body.encode(), ACTOR)


def delete(target: Target) -> GraphChange:
    return GraphChange(Verb.DELETE, target)


class Desk:
    """A blank store, its claim, and one who writes to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        create_blank(folder).close()
        self.claim = Claim(folder)
        self.live = LiveStore(folder, BlankForm())
        self.count = 0

    def write(self, change: Change, if_generation: tuple[str, ...] | None = None) -> bool:
        """Make a change and return whether the graph was new."""
        self.count += 1
        written = self.live.apply(Write(change, f"key-{self.count}", if_generation))
        assert written.generation == self.live.generation.name
        self.live.tidy()
        return written.created

    def committed(self) -> set[Quad]:
        """Return what anybody who opens the newest generation sees."""
        return committed(self.folder)

    def graphs(self) -> set[str]:
        current = current_generation(self.folder)
        assert current is not None
        return {str(graph.value) for graph in Store.read_only(str(current.store)).named_graphs()}

    def refused(self, change: Change, error: type[ChangeError]) -> ChangeError:
        """Check that a change is refused and leaves everything as it was."""
        before, name = self.committed(), self.live.generation.name
        with pytest.raises(error) as refused:
            self.write(change)
        self.live.tidy()
        assert (self.committed(), self.live.generation.name) == (before, name)
        self.write(insert("afterwards", PRESS))
        assert self.committed() == before | {said("afterwards", PRESS)}
        return refused.value


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    with made.claim:
        yield made


def test_an_update_is_seen_by_who_opens_the_newest_generation(desk: Desk) -> None:
    assert desk.write(insert("a fugitive head")) is False
    desk.write(insert("not so", REPLY))
    assert desk.committed() == {said("a fugitive head"), said("not so", REPLY)}


def test_the_where_of_an_update_reads_the_plain_default_graph(desk: Desk) -> None:
    desk.write(insert("not so", REPLY))
    desk.write(Update(f"INSERT {{ GRAPH <{PRESS}> {{ ?s ?p ?o }} }} WHERE {{ ?s ?p ?o }}"))
    assert desk.committed() == {said("not so", REPLY)}


def test_relative_iris_of_an_update_begin_with_its_base(desk: Desk) -> None:
    desk.write(Update(f"INSERT DATA {{ <leavitt> <{SAYS.value}> 'so' }}", ACTOR))
    assert desk.committed() == {said("so")}


def test_an_update_that_fails_in_its_second_operation_changes_nothing(desk: Desk) -> None:
    desk.write(Update(f"CREATE GRAPH <{PRESS}>"))
    half = Update(f"{insert('a fugitive head').text} ; CREATE GRAPH <{PRESS}>")
    assert "already exists" in desk.refused(half, ChangeError).found


def test_an_update_that_is_no_sparql_is_refused_with_the_place(desk: Desk) -> None:
    error = desk.refused(Update("INSERT DATA {\n  <urn:a> says }"), UpdateSyntaxError)
    assert (error.place.line, error.found[:8]) == (2, "expected")


@pytest.mark.parametrize("target", [DEFAULT, named(), DATASET], ids=["default", "named", "dataset"])
def test_put_replaces_post_adds_and_delete_removes(desk: Desk, target: Target) -> None:
    graph = target.graph or None
    desk.write(put(target, "first"))
    desk.write(put(target, "second"))
    assert desk.committed() == {said("second", graph)}
    desk.write(put(target, "third", Verb.POST))
    assert desk.committed() == {said("second", graph), said("third", graph)}
    assert desk.write(delete(target)) is False
    assert desk.committed() == set()


def test_only_a_named_graph_that_was_not_there_is_new(desk: Desk) -> None:
    assert [desk.write(put(target, "so")) for target in (DEFAULT, named(), named(), DATASET)] == [
        False,
        True,
        False,
        False,
    ]
    assert desk.write(put(named(REPLY), "not so", Verb.POST)) is True
    assert desk.write(put(named(REPLY), "so", Verb.POST)) is False


def test_a_put_of_one_graph_leaves_the_others(desk: Desk) -> None:
    desk.write(put(named(REPLY), "not so"))
    desk.write(put(DEFAULT, "so"))
    desk.write(put(named(), "so"))
    desk.write(delete(DEFAULT))
    assert desk.committed() == {said("not so", REPLY), said("so", PRESS)}


def test_an_empty_graph_that_is_put_is_there(desk: Desk) -> None:
    assert desk.write(GraphChange(Verb.PUT, named(), TURTLE)) is True
    assert desk.graphs() == {PRESS}
    assert desk.write(put(named(), "so", Verb.POST)) is False
    desk.write(GraphChange(Verb.PUT, named(), TURTLE))
    assert (desk.graphs(), desk.committed()) == ({PRESS}, set())


def test_a_graph_that_is_not_there_cannot_be_removed(desk: Desk) -> None:
    assert REPLY in desk.refused(delete(named(REPLY)), AbsentGraphError).found


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        (TRIG, f"<{REPLY}> {{ <leavitt> <{SAYS.value}> 'so' }}"),
        (NQUADS, f'<{ACTOR}leavitt> <{SAYS.value}> "so" <{REPLY}> .'),
        (
            "application/ld+json",
            f'{{"@id": "{REPLY}", "@graph": {{"@id": "leavitt", "{SAYS.value}": "so"}}}}',
        ),
    ],
    ids=["TriG", "N-Quads", "JSON-LD"],
)
def test_a_dataset_is_put_whole_but_not_into_a_graph(desk: Desk, media_type: str, body: str) -> None:
    desk.write(put(DEFAULT, "before"))
    whole = GraphChange(Verb.PUT, DATASET, media_type, body.encode(), ACTOR)
    desk.write(whole)
    assert desk.committed() == {said("so", REPLY)}
    into_one = GraphChange(Verb.PUT, named(), media_type, body.encode(), ACTOR)
    assert "is to go into one graph" in desk.refused(into_one, BodySyntaxError).found


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("application/n-triples", f'<{ACTOR}leavitt> <{SAYS.value}> "so" .'),
        ("application/rdf+xml", "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:e='https://"
        "example.org/'><rdf:Description rdf:about='leavitt'><e:says>so</e:says></rdf:Description></rdf:RDF>"),
        ("application/ld+json", f'{{"@id": "leavitt", "{SAYS.value}": "so"}}'),
        (TRIG, f"<leavitt> <{SAYS.value}> 'so' ."),
    ],
    ids=["N-Triples", "RDF/XML", "JSON-LD", "TriG"],
)  # fmt: skip
def test_a_graph_is_read_in_every_format(desk: Desk, media_type: str, body: str) -> None:
    desk.write(GraphChange(Verb.PUT, named(), media_type, body.encode(), ACTOR))
    assert desk.committed() == {said("so", PRESS)}


@pytest.mark.parametrize("target", [DEFAULT, named(), DATASET], ids=["default", "named", "dataset"])
def test_a_body_that_is_no_rdf_is_refused_with_the_place(desk: Desk, target: Target) -> None:
    desk.write(put(target, "before"))
    broken = GraphChange(
        Verb.PUT, target, TURTLE, f"<leavitt> <{SAYS.value}> 'so' .\n<> says".encode(), ACTOR
    )
    error = desk.refused(broken, BodySyntaxError)
    assert error.place.line == 2


def test_a_body_in_no_format_of_rdf_is_refused(desk: Desk) -> None:
    assert (
        "image/png is no format"
        in desk.refused(put(DEFAULT, "so", media_type="image/png"), BodySyntaxError).found
    )


def test_a_base_that_is_no_iri_is_refused(desk: Desk) -> None:
    assert "Invalid base IRI" in desk.refused(Update("CLEAR ALL", "no base"), ChangeError).found
    body = GraphChange(Verb.PUT, DEFAULT, TURTLE, b"", "no base")
    with pytest.raises(BodySyntaxError, match="Invalid base IRI"):
        desk.write(body)


def test_blank_nodes_of_two_bodies_are_two_nodes(desk: Desk) -> None:
    body = f"_:speaker <{SAYS.value}> 'so' .".encode()
    for _ in range(2):
        desk.write(GraphChange(Verb.POST, named(), TURTLE, body))
    assert len({quad.subject for quad in desk.committed() if isinstance(quad.subject, BlankNode)}) == 2


def test_a_large_body_is_put_at_once(desk: Desk) -> None:
    lines = (f"<{ACTOR}leavitt> <{SAYS.value}> {number} ." for number in range(50_001))
    desk.write(GraphChange(Verb.PUT, named(), TURTLE, "\n".join(lines).encode()))
    assert len(desk.committed()) == 50_001


def test_a_write_under_a_condition_is_made_of_that_state_only(desk: Desk) -> None:
    desk.write(insert("so"))
    first = desk.live.generation.name
    desk.write(insert("not so"), (first,))
    before = desk.committed()
    with pytest.raises(ConditionError):
        desk.write(insert("so it was"), (first,))
    with pytest.raises(ConditionError):
        desk.write(insert("so it was"), ())
    assert desk.committed() == before


def test_the_condition_of_a_graph_is_the_generation_since_which_it_is_so(desk: Desk) -> None:
    desk.write(put(named(), "so"))
    press = desk.live.generation.name
    desk.write(put(named(REPLY), "not so"))
    assert desk.live.generation.changed_in(PRESS) == press
    desk.write(put(named(), "so it was"), (press,))
    with pytest.raises(ConditionError):
        desk.write(put(named(), "or not"), (press,))


def test_after_an_update_every_graph_may_have_changed(desk: Desk) -> None:
    desk.write(put(named(), "so"))
    desk.write(insert("not so", REPLY))
    generation = desk.live.generation
    assert {generation.changed_in(graph) for graph in ("", PRESS, REPLY)} == {generation.name}


def test_so_many_graphs_are_told_apart_and_no_more(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.live._MAX_TOLD_GRAPHS", 1)
    desk.write(put(named(), "so"))
    desk.write(put(named(REPLY), "not so"))
    generation = desk.live.generation
    assert {generation.changed_in(graph) for graph in (PRESS, REPLY, "")} == {generation.name}


def test_a_generation_tells_the_write_that_made_it(desk: Desk) -> None:
    desk.write(insert("so"))
    current = current_generation(desk.folder)
    assert current is not None
    assert (current.key, current.number, current.blank) == ("key-1", 2, True)
    assert current.store_id


def test_the_last_generations_are_kept(desk: Desk) -> None:
    for number in range(KEPT + 1):
        desk.write(insert(str(number)))
    folders = {path.parent.name for path in desk.folder.glob("generations/[!.]*/generation.json")}
    assert folders == set(kept_names(desk.folder))
    assert len(folders) == KEPT


def test_writes_may_follow_at_once(desk: Desk) -> None:
    for words in ("so", "not so"):
        desk.live.apply(Write(insert(words), words))
    assert desk.committed() == {said("so"), said("not so")}


def test_there_is_nothing_to_write_to_without_a_store(tmp_path: Path) -> None:
    with Claim(tmp_path), pytest.raises(StoreError, match="there is no store"):
        LiveStore(tmp_path, BlankForm())


WORDS = st.sampled_from(["so", "not so", "so it was"])
TARGETS = st.sampled_from([DEFAULT, named(), named(REPLY)])
CHANGES = st.one_of(
    st.builds(put, TARGETS, WORDS, st.sampled_from([Verb.PUT, Verb.POST])),
    st.builds(delete, TARGETS),
    st.builds(insert, WORDS, st.sampled_from([None, PRESS])),
    st.just(Update("INSERT DATA {")),
)


def expect(change: Change, quads: set[Quad], graphs: set[str]) -> None:
    """Do to sets what a change does to a store."""
    if isinstance(change, Update):
        words = change.text.split("'")[1]
        graph = PRESS if PRESS in change.text else None
        graphs.update({graph} if graph else ())
        quads.add(said(words, graph))
        return
    graph = change.target.graph or None
    if change.verb is not Verb.POST:
        quads -= {quad for quad in quads if quad.graph_name == said("", graph).graph_name}
    if change.verb is Verb.DELETE:
        graphs.discard(change.target.graph)
        return
    graphs.update({graph} if graph else ())
    quads.add(said(change.body.decode().split("'")[1], graph))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(CHANGES, max_size=5))
def test_the_newest_generation_has_what_was_acknowledged(
    changes: list[Change], tmp_path_factory: pytest.TempPathFactory
) -> None:
    desk, quads, graphs = Desk(tmp_path_factory.mktemp("desk")), set[Quad](), set[str]()
    with desk.claim:
        for change in changes:
            try:
                desk.write(change)
            except (UpdateSyntaxError, AbsentGraphError):
                continue
            expect(change, quads, graphs)
    assert (desk.committed(), desk.graphs()) == (quads, graphs)
