"""Updates of a built store that would turn what is derived into assertions, and that they are refused."""

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from graph.namespaces import ALG, BASE
from graph.store import load_store
from server.config import Config
from server.errors import RefusedGraphError
from server.gate.protected import refuse_graph
from server.gate.updates import check_update
from server.update import UpdateRequest
from tests.served import ARTICLE, CONTENT, INFERRED, read_quads

CONFIG = Config()
META = f"{BASE}graph/meta"
PREFIXES = f"PREFIX g: <{BASE}graph/> PREFIX a: <{BASE}graph/article/> PREFIX : <urn:x:> "


def check(text: str, config: Config = CONFIG) -> str:
    return check_update(UpdateRequest(PREFIXES + text), config)


def derived(store: Store) -> set[Quad]:
    """Return what is made by each write: the default graph, and the graphs of inferences and roles."""
    made = (DefaultGraph(), NamedNode(INFERRED), NamedNode(META))
    return {quad for quad in store if quad.graph_name in made}


WRITES = {
    "data": "INSERT DATA { :claim a :Claim }",
    "data beside a graph": "INSERT DATA { GRAPH a:x { :a a :b } . :claim a :Claim }",
    "data before a graph": "INSERT DATA { :claim a :Claim GRAPH a:x { :a a :b } }",
    "a bracket": "INSERT DATA { [] a :Claim }",
    "an annotation": "INSERT DATA { :claim a :Claim {| :saidBy :a |} }",
    "data to be deleted": f"DELETE DATA {{ <{BASE}id/claim/leavitt-head> a <{ALG}Allegation> }}",
    "a pattern to be deleted": "DELETE WHERE { ?s ?p ?o }",
    "a template": "INSERT { ?s a :Claim } WHERE { GRAPH ?g { ?s ?p ?o } }",
    "a template to be deleted": "DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "the second template": "DELETE { GRAPH a:x { ?s ?p ?o } } INSERT { ?s a :Claim } WHERE { ?s ?p ?o }",
    "behind another operation": "INSERT DATA { GRAPH a:x { :a a :b } } ; INSERT DATA { :claim a :Claim }",
    "with graphs for its pattern": "INSERT { ?s a :Claim } USING a:press-briefing WHERE { ?s ?p ?o }",
    "clearing": "CLEAR DEFAULT",
    "silent clearing": "CLEAR SILENT ALL",
    "clearing of what is named": "CLEAR NAMED",
    "dropping": "DROP ALL",
    "copying to it": "COPY g:actors TO DEFAULT",
    "moving to it": "MOVE g:actors TO DEFAULT",
    "adding to it": "ADD GRAPH a:press-briefing TO DEFAULT ; DROP GRAPH g:actors ; CLEAR ALL",
    "the inferences": "CLEAR GRAPH g:inferred",
    "the inferences by IRI": f"INSERT DATA {{ GRAPH <{INFERRED}> {{ :claim a :Claim }} }}",
    "the inferences by a relative IRI": f"BASE <{BASE}> DROP GRAPH <graph/inferred>",
    "the inferences by a relative prefix": f"BASE <{BASE}> PREFIX h: <graph/> DROP GRAPH h:inferred",
    "the inferences by dots": f"BASE <{BASE}id/x/> DROP GRAPH <../../graph/inferred>",
    "the inferences by an escape": f"DROP GRAPH <{BASE}graph/\\u0069nferred>",
    "the inferences by an escaped name": f"PREFIX b: <{BASE}> DROP GRAPH b:graph\\/inferred",
    "the inferences by a second prefix": f"PREFIX h: <x:> PREFIX h: <{BASE}graph/> DROP GRAPH h:inferred",
    "the inferences glued": "INSERT DATA { GRAPHg:inferred { :claim a :Claim } }",
    "the inferences after a triple": "WITH g:actors INSERT { :a a :b GRAPHg:inferred { :a a :c } }WHERE{}",
    "the inferences as WITH": "WITH g:inferred DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "the inferences by COPY": "COPY g:actors TO g:inferred",
    "the roles": "INSERT { GRAPH g:meta { ?s a :Claim } } WHERE { GRAPH g:actors { ?s ?p ?o } }",
    "the roles deleted": "DELETE WHERE { GRAPH g:meta { ?s ?p ?o } }",
}  # fmt: skip
"""Updates that change what is derived, if they are run as they are."""


@pytest.mark.parametrize("text", WRITES.values(), ids=WRITES)
def test_what_is_derived_would_be_changed_and_is_not(text: str) -> None:
    store = load_store(read_quads())
    before = derived(store)
    store.update(PREFIXES + text, base_iri=BASE)
    assert derived(store) != before
    with pytest.raises(RefusedGraphError, match=f"{BASE}graph/article/"):
        check(text)


READS = {
    "COPY": "COPY DEFAULT TO a:x",
    "the inferences copied": "COPY g:inferred TO a:x",
    "the inferences added": "ADD GRAPH g:inferred TO GRAPH a:x",
    "USING": "INSERT { GRAPH a:x { ?s ?p ?o } } USING g:inferred WHERE { ?s ?p ?o }",
    "USING NAMED": "INSERT { GRAPH a:x { ?s ?p ?o } } USING NAMED g:inferred WHERE { GRAPH ?g { ?s ?p ?o } }",
    "GRAPH": "INSERT { GRAPH a:x { ?s ?p ?o } } WHERE { GRAPH g:inferred { ?s ?p ?o } }",
    "GRAPH in a group": "INSERT { GRAPH a:x { ?s ?p ?o } } WHERE { { { GRAPH g:inferred { ?s ?p ?o } } } }",
    "GRAPH glued": "INSERT { GRAPH a:x { ?s ?p ?o } } WHERE { GRAPHg:inferred { ?s ?p ?o } }",
}  # fmt: skip
"""Updates that make assertions of what is inferred, if they are run as they are."""


@pytest.mark.parametrize("text", READS.values(), ids=READS)
def test_inferences_would_be_asserted_and_are_not(text: str) -> None:
    store = load_store(read_quads())
    inferred = {quad.triple for quad in store.quads_for_pattern(None, None, None, NamedNode(INFERRED))}
    store.update(PREFIXES + text, base_iri=BASE)
    asserted = store.quads_for_pattern(None, None, None, NamedNode(f"{BASE}graph/article/x"))
    assert inferred <= {quad.triple for quad in asserted}
    with pytest.raises(RefusedGraphError):
        check(text)


@pytest.mark.parametrize(
    "graphs", [((INFERRED,), ()), ((), (META,)), ((ARTICLE, f"{BASE}graph/default"), ())]
)
def test_the_request_may_not_name_protected_graphs_either(
    graphs: tuple[tuple[str, ...], tuple[str, ...]],
) -> None:
    text = f"INSERT {{ GRAPH <{ARTICLE}> {{ ?s a ?o }} }} WHERE {{ ?s a ?o }}"
    check_update(UpdateRequest(text, (ARTICLE,), (CONTENT,)), CONFIG)
    with pytest.raises(RefusedGraphError, match="graph/"):
        check_update(UpdateRequest(text, *graphs), CONFIG)


ALLOWED = {
    "data": "INSERT DATA { GRAPH a:x { :claim a :Claim } . GRAPH g:actors { :a a :b } . }",
    "nothing": "INSERT DATA {}",
    "a graph's own": "WITH a:press-briefing DELETE { ?s ?p ?o } INSERT { ?s ?p :x } WHERE { ?s ?p ?o }",
    "a proposition": "DROP GRAPH <https://w3id.org/allegata/graph/proposition/heads-cartel>",
    "from what the default graph shows": "INSERT { GRAPH a:x { ?s a :x } } WHERE { ?s a ?o }",
    "a graph that a variable names": "DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o , :x } }",
    "another base": "BASE <https://example.org/> CREATE GRAPH <graph/inferred>",
    "an undeclared prefix": "CREATE GRAPH other:inferred",
    "a name like GRAPH": "PREFIX graph: <urn:x:> INSERT DATA { GRAPH a:x { graph:inferred a graph:meta } }",
    "copying": "COPY g:actors TO a:x ; MOVE a:x TO g:links",
}  # fmt: skip


@pytest.mark.parametrize("text", ALLOWED.values(), ids=ALLOWED)
def test_named_graphs_may_be_written(text: str) -> None:
    assert check(text) == PREFIXES + text


@pytest.mark.parametrize("text", [*WRITES.values(), *READS.values()], ids=[*WRITES, *READS])
def test_in_a_blank_store_everything_may_be_written(text: str) -> None:
    blank = Config(is_blank=True)
    assert check(text, blank) == PREFIXES + text


def test_another_base_protects_other_graphs() -> None:
    moved = Config(base="https://example.org/allegata/")
    refuse_graph(INFERRED, moved)
    with pytest.raises(RefusedGraphError):
        refuse_graph("https://example.org/allegata/graph/inferred", moved)


def test_the_graphs_that_are_protected_are_those_of_the_data() -> None:
    for name in ("inferred", "meta", "default"):
        with pytest.raises(RefusedGraphError, match=f"<{BASE}graph/{name}>"):
            refuse_graph(f"{BASE}graph/{name}", CONFIG)
    for iri in (ARTICLE, CONTENT, f"{BASE}graph/actors", "urn:x:inferred"):
        refuse_graph(iri, CONFIG)
