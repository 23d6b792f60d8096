"""What shapes look at: paths followed either way, patterns of queries, and sources of triples."""

from collections.abc import Callable

import pytest
import rdflib
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store, Triple
from rdflib import SH
from rdflib.term import Node

from graph.shacl.paths import (
    HERE,
    Chain,
    Choice,
    Path,
    Repeat,
    Step,
    follow,
    inverted,
    joined,
    read_path,
    steps,
)
from graph.shacl.patterns import derive_reads
from graph.shacl.reads import Along, Anything, Statements
from graph.shacl.source import Altered, IndexedSource, Source, StoreSource, triples_of


def name(local: str) -> NamedNode:
    return NamedNode(f"urn:{local}")


def triple(subject: str, predicate: str, object_: str) -> Triple:
    return Triple(name(subject), name(predicate), name(object_))


REPORTS = (
    triple("leavitt", "reportedIn", "author"),
    triple("author", "reportedIn", "article"),
    triple("rubio", "reportedIn", "author"),
    triple("article", "narrator", "decamp"),
)
REPORTED, NARRATOR = Step(name("reportedIn")), Step(name("narrator"))


def in_store(triples: tuple[Triple, ...], graph: NamedNode | DefaultGraph) -> Store:
    store = Store()
    store.extend(Quad(each.subject, each.predicate, each.object, graph) for each in triples)
    return store


def named_source() -> Source:
    """The same triples in a named graph that is looked at, and one more in another that is not."""
    store = in_store(REPORTS, name("article-graph"))
    store.add(Quad(name("leavitt"), name("reportedIn"), name("rumour"), name("hidden-graph")))
    return StoreSource(store, [name("article-graph")])


SOURCES: dict[str, Callable[[], Source]] = {
    "index": lambda: IndexedSource(REPORTS),
    "store": lambda: StoreSource(in_store(REPORTS, DefaultGraph())),
    "named graph": named_source,
    "more": lambda: Altered(IndexedSource(REPORTS[:2]), more=REPORTS[2:]),
    "without": lambda: Altered(
        IndexedSource((*REPORTS, triple("decamp", "narrator", "decamp"))),
        without=[triple("decamp", "narrator", "decamp")],
    ),
}


@pytest.mark.parametrize("kind", SOURCES)
def test_a_source_is_looked_up_from_all_sides(kind: str) -> None:
    source = SOURCES[kind]()
    assert set(source.objects(name("leavitt"), name("reportedIn"))) == {name("author")}
    assert set(source.subjects(name("reportedIn"), name("author"))) == {name("leavitt"), name("rubio")}
    assert set(source.pairs(name("narrator"))) == {(name("article"), name("decamp"))}
    assert set(source.statements(name("article"))) == {(name("narrator"), name("decamp"))}
    assert set(triples_of(source)) == set(REPORTS)
    assert not source.objects(Literal("Tuesday"), name("reportedIn"))
    assert not list(source.statements(Literal("Tuesday")))
    assert not source.objects(name("leavitt"), name("denies"))


@pytest.mark.parametrize(
    ("path", "start", "ends"),
    [
        (HERE, "leavitt", ["leavitt"]),
        (REPORTED, "leavitt", ["author"]),
        (inverted(REPORTED), "author", ["leavitt", "rubio"]),
        (Chain((REPORTED, REPORTED)), "rubio", ["article"]),
        (Choice((REPORTED, NARRATOR)), "article", ["decamp"]),
        (Repeat(REPORTED, 0, True), "leavitt", ["leavitt", "author", "article"]),
        (Repeat(REPORTED, 1, True), "leavitt", ["author", "article"]),
        (Repeat(REPORTED, 0, False), "leavitt", ["leavitt", "author"]),
        (inverted(Chain((Repeat(REPORTED, 1, True), NARRATOR))), "decamp", ["leavitt", "author", "rubio"]),
    ],
)
def test_a_path_is_followed_there_and_back(path: Path, start: str, ends: list[str]) -> None:
    source = IndexedSource(REPORTS)
    assert set(follow(path, name(start), source)) == set(map(name, ends))
    assert all(name(start) in follow(inverted(path), name(end), source) for end in ends)


def test_a_cycle_is_followed_once() -> None:
    source = IndexedSource([triple("a", "reportedIn", "b"), triple("b", "reportedIn", "a")])
    assert set(follow(Repeat(REPORTED, 1, True), name("a"), source)) == {name("a"), name("b")}


def test_the_steps_of_a_path_begin_wherever_it_can_have_led() -> None:
    again = Repeat(REPORTED, 0, True)
    path = Chain((again, inverted(NARRATOR)))
    assert list(steps(path)) == [(again, REPORTED), (again, Step(name("narrator"), True))]


def test_to_stay_and_then_to_go_is_to_go() -> None:
    assert joined(HERE, REPORTED) == joined(REPORTED, HERE) == REPORTED
    assert joined(HERE, HERE) == HERE


def parsed(path: str) -> tuple[rdflib.Graph, Node]:
    graph = rdflib.Graph()
    graph.parse(data=f"@prefix sh: <{SH}> . <urn:shape> sh:path {path} .")
    return graph, next(graph.objects(None, SH.path))


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("<urn:reportedIn>", REPORTED),
        ("[ sh:inversePath ( <urn:reportedIn> <urn:narrator> ) ]", inverted(Chain((REPORTED, NARRATOR)))),
        ("[ sh:oneOrMorePath <urn:reportedIn> ]", Repeat(REPORTED, 1, True)),
        ("[ sh:zeroOrOnePath <urn:reportedIn> ]", Repeat(REPORTED, 0, False)),
        ("[ sh:alternativePath ( <urn:reportedIn> <urn:narrator> ) ]", Choice((REPORTED, NARRATOR))),
    ],
)
def test_a_path_is_read_from_a_graph_of_shapes(text: str, path: Path) -> None:
    assert read_path(*parsed(text)) == path


def test_what_is_no_path_is_refused() -> None:
    with pytest.raises(ValueError, match="no property path"):
        read_path(*parsed("[ <urn:narrator> 1 ]"))


def test_a_query_looks_at_what_is_tied_to_its_focus_node_by_the_shortest_way() -> None:
    query = """SELECT $this WHERE {
      ?claim <urn:inDocument> $this ; <urn:start> ?start .
      FILTER NOT EXISTS { ?other <urn:start> ?start ; <urn:inDocument> $this }
      OPTIONAL { ?claim <urn:reportedIn>+ ?author }
    }"""
    back = Step(name("inDocument"), True)
    again = joined(back, Repeat(REPORTED, 0, True))
    assert set(derive_reads(query)) == {
        Along(HERE, back),
        Along(back, Step(name("start"))),
        Along(again, REPORTED),
    }


@pytest.mark.parametrize(
    "group",
    [
        "?claim <urn:narrator> <urn:decamp>",
        "$this <urn:reportedIn> ?claim . FILTER EXISTS { ?other <urn:narrator> ?claims }",
        "?claim ?says $this",
        "{ $this <urn:narrator> ?who } UNION { ?who <urn:reportedIn> ?claim }",
    ],
    ids=["no tie", "other variables", "any predicate", "other branch"],
)
def test_a_query_with_a_pattern_that_nothing_ties_looks_at_anything(group: str) -> None:
    assert Anything(HERE) in derive_reads(f"SELECT $this WHERE {{ {group} }}")


def test_a_variable_that_an_inner_group_does_not_share_ties_nothing_there() -> None:
    inner = "{ $this <urn:reportedIn> ?b FILTER NOT EXISTS { ?c <urn:narrator> ?a } }"
    assert Anything(HERE) in derive_reads(f"SELECT $this WHERE {{ $this <urn:narrator> ?a . {inner} }}")


def test_a_query_for_any_predicate_looks_at_all_statements() -> None:
    assert derive_reads("SELECT $this WHERE { $this ?says ?what }") == (Statements(HERE),)


@pytest.mark.parametrize(
    "group",
    [
        "$this <urn:says> ?a . MINUS { $this <urn:denies> ?a }",
        "$this <urn:says> ?a . VALUES ?a { <urn:b> }",
        "$this <urn:says> ?a . SERVICE <urn:s> { ?a ?b ?c }",
        "{ SELECT $this WHERE { $this <urn:says> ?a } }",
        "BIND ($this AS ?that) ?that <urn:says> ?a",
        "GRAPH <urn:g> { $this <urn:says> ?a }",
        "$this !<urn:says> ?a",
    ],
)
def test_a_query_of_another_form_is_left_to_the_reference(group: str) -> None:
    with pytest.raises(ValueError, match=r"a query with|compared where"):
        derive_reads(f"SELECT $this WHERE {{ {group} }}")
