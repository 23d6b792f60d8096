"""What is inferred after many writes is what a build of the same data would infer."""

from pyoxigraph import DefaultGraph, NamedNode

from graph.changes import Update
from graph.errors import ChangeError, InvalidChangeError, ProtectedGraphError
from graph.reason import infer_triples
from graph.roles import shown_triples
from graph.store import load_store
from tests.test_revision import INFERRED, PREFIX, Desk, desk, graph, in_actors, put

__all__ = ["desk"]

REJECTS = "claim:no-organization alg:rejects proposition:soles-exists-as-organization"
ARTICLE = "GRAPH graph:article\\/cartel-de-los-soles"


def test_after_every_write_there_is_what_a_build_would_make(desk: Desk) -> None:
    for text in (
        f"INSERT DATA {{ {ARTICLE} {{ claim:no-organization alg:speaker actor:antiwar }} }}",
        f"DELETE DATA {{ {ARTICLE} {{ {REJECTS} }} }}",
        f"DELETE {{ {ARTICLE} {{ ?c alg:speaker ?s }} }} WHERE {{ {ARTICLE} {{ ?c alg:speaker ?s }} }}",
        f"INSERT DATA {{ {ARTICLE} {{ {REJECTS} . claim:no-organization a alg:ContradictedClaim }} }}",
        f"DELETE DATA {{ {ARTICLE} {{ claim:no-organization a alg:ContradictedClaim }} }}",
        in_actors("rdfs:label 'Hegseth'@en"),
        "INSERT DATA { GRAPH graph:ontology { alg:Claim rdfs:seeAlso <https://example.org/claim> } }",
    ):
        require_built(desk, text)


def test_what_is_refused_leaves_nothing_behind(desk: Desk) -> None:
    refusals: tuple[tuple[str, type[ChangeError]], ...] = (
        (in_actors("a alg:Person , alg:Passage"), InvalidChangeError),
        ("INSERT DATA { claim:no-organization a alg:ContradictedClaim }", ProtectedGraphError),
        ("INSERT { ?c a alg:Passage } WHERE { ?c a alg:Claim }", ProtectedGraphError),
        (f"INSERT DATA {{ {ARTICLE} {{ {REJECTS} . actor:hegseth a alg:Claim }} }}", InvalidChangeError),
        ("DROP GRAPH graph:proposition\\/soles-exists-as-organization", InvalidChangeError),
    )
    for text, error in refusals:
        desk.refused(Update(PREFIX + text), error)
        require_built(desk, in_actors(f"rdfs:label '{error.__name__} {len(text)}'@en"))
    desk.refused(put("actor:hegseth a alg:Claim ."), InvalidChangeError)
    require_built(desk, f"DELETE DATA {{ {ARTICLE} {{ {REJECTS} }} }}")


def require_built(desk: Desk, text: str) -> None:
    """Write, and compare all with what a build makes of what is asserted then."""
    quads = desk.update(text)
    asserted = [quad for quad in quads if quad.graph_name not in (DefaultGraph(), NamedNode(INFERRED))]
    again = infer_triples(shown_triples(asserted), desk.layout.derive_files(), desk.live.generation.base)
    assert graph(quads, INFERRED) == set(again), text
    assert quads == set(load_store([quad for quad in quads if quad.graph_name != DefaultGraph()])), text
