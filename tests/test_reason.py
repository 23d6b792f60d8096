"""What follows from the visible graphs is published; what is worthless or claimed is not."""

import pickle

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from graph.dataset import read_dataset, read_sources
from graph.errors import InconsistencyError
from graph.layout import Layout
from graph.namespaces import ALG, BASE, OWL, RDF, SAID
from graph.reason import infer
from tests.conftest import claims_file, edit
from tests.reasoning.reference import differences, find_as_it_is, read_shown

TYPE = RDF + "type"
Told = tuple[str, str, str]


def asserted(layout: Layout) -> list[Quad]:
    return read_dataset(layout, read_sources(layout), BASE)


def tell(quads: list[Quad]) -> set[Told]:
    def short(term: object) -> str:
        return str(term)[1:-1].removeprefix(f"{BASE}id/").removeprefix(ALG)

    return {(short(quad.subject), short(quad.predicate), short(quad.object)) for quad in quads}


@pytest.fixture(scope="module")
def inferred(shared_layout: Layout) -> list[Quad]:
    return infer(asserted(shared_layout), shared_layout.derive_files())


def test_infer_finds_the_contradiction_that_nobody_typed_in(inferred: list[Quad]) -> None:
    told = tell(inferred)
    one, two = "claim/designated-as-organization", "claim/no-organization"
    proposition = "proposition/soles-exists-as-organization"
    assert {(one, "contradicts", two), (two, "contradicts", one)} <= told
    assert {(one, TYPE, "ContradictedClaim"), (two, TYPE, "ContradictedClaim")} <= told
    assert (proposition, TYPE, "ContestedProposition") in told
    assert {(one, "polarity", "positive"), (two, "polarity", "negative")} <= told


def test_rules_run_on_what_was_inferred_until_nothing_is_new(layout: Layout) -> None:
    reports = "claim:article-republished\n\ta alg:Claim ;\n"
    edit(claims_file(layout), reports, f"{reports}\talg:reportedIn claim:no-organization ;\n")
    told = tell(infer(asserted(layout), layout.derive_files()))
    claims = ("claim/designated-as-organization", "claim/designation-reported", "claim/no-organization")
    assert {
        (claims[0], "reportedIn", "claim/article-republished"),
        (claims[0], "reportedIn", claims[2]),
    } <= told
    assert (claims[1], "reportedIn", claims[2]) in told


def test_inferences_stand_in_their_graph_and_are_sorted(inferred: list[Quad]) -> None:
    assert {quad.graph_name for quad in inferred} == {NamedNode(f"{BASE}graph/inferred")}
    assert inferred == sorted(set(inferred), key=lambda quad: str(quad.triple))


def test_what_is_asserted_is_not_inferred(shared_layout: Layout, inferred: list[Quad]) -> None:
    shown = {quad.triple for quad in asserted(shared_layout) if "/proposition/" not in str(quad.graph_name)}
    assert not shown & {quad.triple for quad in inferred}


def test_only_individuals_properties_and_types_of_the_ontology_are_published(inferred: list[Quad]) -> None:
    for quad in inferred:
        assert isinstance(quad.subject, NamedNode)
        assert quad.subject.value.startswith(f"{BASE}id/")
        assert isinstance(quad.object, NamedNode | Literal)
        vocabulary = quad.object if quad.predicate.value == TYPE else quad.predicate
        assert str(vocabulary).startswith(f"<{ALG}")
    assert SAID not in str(inferred)


def test_infer_does_not_see_hidden_graphs(layout: Layout) -> None:
    edit(
        claims_file(layout),
        "said:existsAs said:organization",
        "said:existsAs said:organization ; a alg:Person",
    )
    told = tell(infer(asserted(layout)))
    assert not [triple for triple in told if "putative" in triple[0]]


def test_infer_keeps_lexical_forms(layout: Layout) -> None:
    edit(claims_file(layout), "alg:start 122", 'alg:start "0122"^^<http://www.w3.org/2001/XMLSchema#integer>')
    told = tell(infer(asserted(layout)))
    assert not [triple for triple in told if triple[1] == "start"]


@pytest.mark.parametrize(
    ("axiom", "clash"),
    [
        ("alg:Claim <{OWL}disjointWith> alg:Passage . passage:designated a alg:Claim .", "isjoint"),
        ("alg:affirms <{OWL}sameAs> alg:affirms . alg:asserts <{OWL}sameAs> alg:denies .", "all different"),
        ("claim:no-organization a <{OWL}Nothing> .", "Nothing"),
        ("claim:no-organization <{OWL}differentFrom> claim:no-organization .", "different from itself"),
    ],
    ids=["disjoint classes", "members of an owl:AllDifferent", "owl:Nothing", "eq-ref"],
)
def test_infer_refuses_a_contradiction_in_the_reasoners_words(layout: Layout, axiom: str, clash: str) -> None:
    path = claims_file(layout)
    path.write_text(path.read_text() + axiom.replace("{OWL}", OWL))
    with pytest.raises(InconsistencyError) as refused:
        infer(asserted(layout))
    assert any(clash in told.words for told in refused.value.clashes)
    assert refused.value.exit_code == 3
    returned = pickle.loads(pickle.dumps(refused.value))  # noqa: S301 -- as between the build's processes
    assert returned.clashes == refused.value.clashes


@pytest.mark.no_cover
def test_infer_finds_all_that_owlrl_finds_as_it_is(shared_layout: Layout, inferred: list[Quad]) -> None:
    by_rule = NamedNode(ALG + "reportedIn")
    found = [quad.triple for quad in inferred if quad.predicate != by_rule]
    assert len(found) > 10
    assert not differences(found, find_as_it_is, read_shown(shared_layout))
