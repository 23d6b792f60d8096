"""Writes to a built store: what they may touch, what they must not break, and what follows from them."""

import errno
import shutil
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, QueryBoolean, RdfFormat, Store, Triple

from graph.article_form import ArticleForm
from graph.build import Built
from graph.changes import Change, GraphChange, Scope, Target, Update, Verb, Write
from graph.commit import Claim
from graph.consequences import MOST_KEPT
from graph.errors import ChangeError, InvalidChangeError, ProtectedGraphError
from graph.generations import publish
from graph.layout import Layout
from graph.lease import Generation
from graph.live import LiveStore
from graph.namespaces import ALG, BASE, PREFIXES, SH
from graph.reason import infer_triples
from graph.roles import shown_triples
from graph.store import load_store
from tests.conftest import REPOSITORY
from tests.served.stores import committed

PREFIX = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
ACTORS = f"{BASE}graph/actors"
ARTICLE = f"{BASE}graph/article/cartel-de-los-soles"
CONTENT = f"{BASE}graph/proposition/soles-exists-as-organization"
INFERRED = f"{BASE}graph/inferred"
META = f"{BASE}graph/meta"
CONTRADICTED = NamedNode(f"{ALG}ContradictedClaim")
HEGSETH = f"{BASE}id/actor/hegseth"


IN_ACTORS = Target(Scope.NAMED, ACTORS)
IS_REPORT = f"""PREFIX sh: <{SH}>
ASK {{
  ?report a sh:ValidationReport ; sh:conforms false ; sh:result [ sh:resultMessage ?why ; sh:focusNode ?at ]
}}"""


class Desk:
    """A built store, its claim, and one who writes to it."""

    def __init__(self, folder: Path, layout: Layout, pool: Executor, most_kept: int = MOST_KEPT) -> None:
        self.folder = folder
        self.layout = layout
        self.pool = pool
        publish(folder / "dataset.nq").close()
        self.claim = Claim(folder)
        self.live = LiveStore(folder, ArticleForm(layout, BASE, pool, most_kept))
        self.count = 0

    def update(self, text: str) -> set[Quad]:
        """Run an update and return the quads of the generation that came of it."""
        self.write(Update(PREFIX + text))
        return self.committed()

    def write(self, change: Change) -> bool:
        self.count += 1
        self.live.tidy()
        return self.live.apply(Write(change, f"key-{self.count}")).created

    def committed(self) -> set[Quad]:
        return committed(self.folder)

    def refused(self, change: Change | str, error: type[ChangeError]) -> ChangeError:
        """Check that a change is refused and leaves everything as it was."""
        before = self.committed()
        with pytest.raises(error) as refused:
            self.write(Update(PREFIX + change) if isinstance(change, str) else change)
        self.live.tidy()
        assert self.committed() == before
        return refused.value


@contextmanager
def opened(built: Built, layout: Layout, folder: Path, most_kept: int) -> Iterator[Desk]:
    shutil.copy(built.dataset, folder)
    for rule in ("proposition_graph_missing", "content_property_outside_propositions"):
        name = f"graph/rules/check_{rule}.rq"
        shutil.copy(REPOSITORY / name, layout.root / name)
    with ThreadPoolExecutor(1) as pool:
        made = Desk(folder, layout, pool, most_kept)
        with made.claim:
            yield made


@pytest.fixture
def desk(built: Built, layout: Layout, tmp_path: Path) -> Iterator[Desk]:
    with opened(built, layout, tmp_path, MOST_KEPT) as made:
        yield made


@pytest.fixture
def large(built: Built, layout: Layout, tmp_path: Path) -> Iterator[Desk]:
    """One that has more than is kept in memory."""
    with opened(built, layout, tmp_path, 0) as made:
        yield made


def graph(quads: set[Quad], name: str) -> set[Triple]:
    place = NamedNode(name) if name else DefaultGraph()
    return {quad.triple for quad in quads if quad.graph_name == place}


def put(body: str, target: Target = IN_ACTORS, verb: Verb = Verb.PUT) -> GraphChange:
    return GraphChange(verb, target, "application/trig", (PREFIX + body).encode(), BASE)


def test_what_is_written_is_in_its_graph_and_in_the_default_graph(desk: Desk) -> None:
    quads = desk.update("INSERT DATA { GRAPH graph:actors { actor:hegseth rdfs:label 'Hegseth'@en } }")
    for name in ("", ACTORS):
        assert HEGSETH in {str(getattr(triple.subject, "value", "")) for triple in graph(quads, name)}


def test_a_generation_is_what_a_build_of_the_same_would_be(desk: Desk) -> None:
    quads = desk.update(
        "INSERT DATA { GRAPH graph:article\\/cartel-de-los-soles {"
        " claim:no-organization alg:speaker actor:antiwar } }"
    )
    asserted = [quad for quad in quads if quad.graph_name not in (DefaultGraph(), NamedNode(INFERRED))]
    again = infer_triples(shown_triples(asserted), desk.layout.derive_files(), BASE)
    assert graph(quads, INFERRED) == set(again)
    assert quads == set(load_store([quad for quad in quads if quad.graph_name != DefaultGraph()]))


def test_what_follows_comes_and_goes_with_what_it_follows_from(desk: Desk) -> None:
    rejects = "claim:no-organization alg:rejects proposition:soles-exists-as-organization"
    data = f"GRAPH graph:article\\/cartel-de-los-soles {{ {rejects} }}"
    before = desk.committed()
    assert CONTRADICTED in {triple.object for triple in graph(before, INFERRED)}
    after = desk.update(f"DELETE DATA {{ {data} }}")
    assert CONTRADICTED not in {triple.object for triple in graph(after, INFERRED)}
    assert desk.update(f"INSERT DATA {{ {data} }}") == before


def test_where_without_graph_reads_what_is_asserted_only(desk: Desk) -> None:
    before = desk.committed()
    inferred = "?claim a alg:ContradictedClaim"
    assert desk.update(f"INSERT {{ GRAPH graph:analysis {{ {inferred} }} }} WHERE {{ {inferred} }}") == before
    assert (
        desk.update(
            "INSERT { GRAPH graph:analysis { ?s ?p ?o } } WHERE { GRAPH graph:inferred { ?s ?p ?o } }"
        )
        == before
    )
    copied = desk.update(
        "INSERT { GRAPH graph:analysis { ?claim a alg:Claim } } WHERE { ?claim a alg:Claim }"
    )
    assert len(graph(copied, f"{BASE}graph/analysis")) == 4


def test_a_write_that_changes_nothing_makes_no_generation(desk: Desk) -> None:
    name = desk.live.generation.name
    desk.update("DELETE DATA { GRAPH graph:actors { actor:hegseth rdfs:label 'Hegseth'@en } }")
    assert desk.live.generation.name == name


@pytest.mark.parametrize(
    "change",
    [
        "INSERT DATA { actor:hegseth rdfs:label 'Hegseth'@en }",
        "DELETE WHERE { actor:united-states ?p ?o }",
        "CLEAR DEFAULT",
        "CLEAR ALL",
        "DROP ALL",
        "DROP NAMED",
        "INSERT DATA { GRAPH graph:inferred { actor:hegseth a alg:Person } }",
        "INSERT DATA { GRAPH graph:default { actor:hegseth a alg:Person } }",
        "INSERT DATA { GRAPH graph:meta { graph:analysis alg:graphRole alg:propositionRole } }",
        "INSERT DATA { GRAPH <https://example.org/graph> { actor:hegseth a alg:Person } }",
        "CREATE GRAPH graph:hearsay",
        "DROP GRAPH graph:meta",
        put("actor:hegseth a alg:Person .", Target(Scope.DEFAULT)),
        put("actor:hegseth a alg:Person .", Target(Scope.DATASET)),
        put("actor:hegseth a alg:Person .", Target(Scope.NAMED, INFERRED)),
        put("actor:hegseth a alg:Person .", Target(Scope.NAMED, "https://example.org/graph")),
        GraphChange(Verb.DELETE, Target(Scope.DATASET)),
        GraphChange(Verb.DELETE, Target(Scope.NAMED, META)),
    ],
    ids=str,
)
def test_a_graph_that_is_made_here_cannot_be_written(desk: Desk, change: Change | str) -> None:
    told = str(desk.refused(change, ProtectedGraphError))
    assert "is not for writes" in told
    assert f"Write to one of {BASE}graph/article/SLUG" in told


def test_a_new_graph_gets_its_role_and_loses_it(desk: Desk) -> None:
    links = f"{BASE}graph/links"
    body = "actor:united-states rdfs:seeAlso <https://example.org/usa> ."
    assert desk.write(put(body, Target(Scope.NAMED, links))) is True
    described = Quad(
        NamedNode(links), NamedNode(f"{ALG}graphRole"), NamedNode(f"{ALG}linksRole"), NamedNode(META)
    )
    assert described in desk.committed()
    assert desk.write(put("", Target(Scope.NAMED, links))) is False
    assert described in desk.committed()
    desk.write(GraphChange(Verb.DELETE, Target(Scope.NAMED, links)))
    assert not {quad for quad in desk.committed() if quad.subject == NamedNode(links)}


def test_the_graphs_that_a_write_changes_are_told(desk: Desk) -> None:
    built = desk.live.generation.name
    desk.update(
        "DELETE DATA { GRAPH graph:article\\/cartel-de-los-soles {"
        " claim:no-organization alg:rejects proposition:soles-exists-as-organization } }"
    )
    generation = desk.live.generation
    assert {generation.changed_in(name) for name in ("", ARTICLE, INFERRED)} == {generation.name}
    assert {generation.changed_in(name) for name in (ACTORS, CONTENT, META)} == {built}


def test_blank_nodes_get_iris(desk: Desk) -> None:
    body = "actor:hegseth rdfs:seeAlso [ rdfs:label 'a page'@en ] ."
    desk.write(put(body, verb=Verb.POST))
    found = {quad for quad in desk.committed() if quad.graph_name == NamedNode(ACTORS)}
    assert not any(isinstance(term, BlankNode) for quad in found for term in (quad.subject, quad.object))
    (page,) = {quad.object for quad in found if quad.predicate == NamedNode(f"{PREFIXES['rdfs']}seeAlso")}
    assert str(getattr(page, "value", "")).startswith(f"{BASE}.well-known/genid/")
    assert page in {quad.subject for quad in found}


def test_the_ontology_keeps_its_blank_nodes(desk: Desk) -> None:
    before = {quad for quad in desk.committed() if isinstance(quad.subject, BlankNode)}
    assert before
    desk.update("INSERT DATA { GRAPH graph:ontology { alg:Claim rdfs:seeAlso <https://example.org/claim> } }")
    assert {quad for quad in desk.committed() if isinstance(quad.subject, BlankNode)} == before


def in_actors(triple: str) -> str:
    return f"INSERT DATA {{ GRAPH graph:actors {{ actor:hegseth {triple} }} }}"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (in_actors("alg:holdr actor:rubio"), "Did you mean alg:holder?"),
        (in_actors("a said:fugitiv"), "said:fugitiv is not declared"),
        (in_actors("rdfs:seeAlso <<( actor:a a alg:Person )>>"), "no triple terms"),
        (in_actors("a alg:Claim"), "A claim has exactly one holder"),
        (in_actors("said:existsAs said:organization"), "a verb of claimed content"),
        (in_actors("a alg:Person , alg:Passage"), "Nothing belongs to two disjoint classes"),
        ("DROP GRAPH graph:proposition\\/soles-exists-as-organization", "graph is missing or empty"),
        ("INSERT DATA { GRAPH graph:proposition\\/soles { actor:a alg:about actor:b } }", "is only claimed"),
    ],
    ids=[
        "term",
        "content term",
        "triple term",
        "shape",
        "content outside",
        "axiom",
        "no content",
        "fact inside",
    ],
)
def test_what_is_not_valid_is_refused_with_a_report(desk: Desk, change: str, told: str) -> None:
    error = desk.refused(change, InvalidChangeError)
    assert told in str(error)
    assert isinstance(error, InvalidChangeError)
    report = Store()
    report.load(error.turtle.encode(), RdfFormat.TURTLE)
    answer = report.query(IS_REPORT)
    assert isinstance(answer, QueryBoolean)
    assert answer


def test_what_is_too_much_to_be_kept_is_examined_as_a_whole(large: Desk) -> None:
    statement = "claim:no-organization alg:rejects proposition:soles-exists-as-organization"
    data = f"DATA {{ GRAPH graph:article\\/cartel-de-los-soles {{ {statement} }} }}"
    before = large.committed()
    large.update(f"DELETE {data}")
    assert large.update(f"INSERT {data}") == before
    error = large.refused(in_actors("a alg:Claim"), InvalidChangeError)
    assert "A claim has exactly one holder" in str(error)
    large.refused(in_actors("a alg:Person , alg:Passage"), InvalidChangeError)


def test_what_readers_are_not_shown_is_not_reasoned_over(large: Desk) -> None:
    """The examiners are gone: a change that needed them would fail."""
    desk = large
    before = desk.committed()
    desk.pool.shutdown()
    statement = "putative:cartel-de-los-soles said:linkedTo actor:united-states"
    after = desk.update(
        f"INSERT DATA {{ GRAPH graph:proposition\\/soles-exists-as-organization {{ {statement} }} }}"
    )
    assert len(after - before) == 1
    assert not before - after
    asserted = [quad for quad in after if quad.graph_name not in (DefaultGraph(), NamedNode(INFERRED))]
    again = infer_triples(shown_triples(asserted), desk.layout.derive_files(), BASE)
    assert graph(after, INFERRED) == set(again)


def test_a_change_that_could_not_be_committed_is_made_when_it_is_sent_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, change = desk.committed(), in_actors("rdfs:label 'Hegseth, once more'@en")

    def full(made: Generation) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr("graph.live.point", full)
        with pytest.raises(OSError, match="No space left"):
            desk.write(Update(PREFIX + change))
    again = desk.update(change)
    assert len(again - before) == 2
    assert graph(again, ACTORS) - graph(before, ACTORS) == graph(again, "") - graph(before, "")
    assert not before - again
