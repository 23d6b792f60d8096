"""The file of a world: an ontology of its own, which says of each assertion whose claim it is."""

import owlready2
import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from graph.namespaces import CONTENT, OWL, PREFIXES, RDF
from graph.viewpoints.choosing import choose
from graph.viewpoints.exporting import write_dataset, write_owl, write_turtle
from graph.viewpoints.sharing import Viewpoints
from graph.viewpoints.world import World
from tests.viewpoints.saying import actor, affirm, hear, load, of_repository, reject
from tests.viewpoints.test_contradictions import A_LEADS

SAYINGS = [
    affirm("us", A_LEADS),
    affirm("us", "event:e said:quantity 3 ."),
    reject("us", "event:e said:quantity 4 ."),
    reject("us", "actor:maduro said:supports actor:cartel ."),
    reject("us", "event:e a said:Threat ."),
]
IRI = "https://w3id.org/allegata/export/viewpoint/us"


@pytest.fixture
def viewpoints() -> Viewpoints:
    return hear("", *SAYINGS)


@pytest.fixture
def world(viewpoints: Viewpoints) -> World:
    return viewpoints.viewpoint(actor("us")).world


def store(document: bytes, format_: RdfFormat = RdfFormat.TURTLE) -> Store:
    read = Store()
    read.extend(Quad(*quad.triple) for quad in parse(document, format_))
    return read


def ask(read: Store, where: str) -> bool:
    return bool(read.query(f"ASK {{ {where} }}", prefixes=PREFIXES))


@pytest.mark.parametrize(
    "where",
    [
        f"<{IRI}> a owl:Ontology ; owl:imports <{CONTENT}> ; dct:subject actor:us",
        'FILTER EXISTS { ?o dct:title "The world according to actor:us"@en }',
        "actor:maduro said:leads actor:cartel",
        "[] a owl:Axiom ; owl:annotatedSource actor:maduro ; owl:annotatedProperty said:leads ;"
        " owl:annotatedTarget actor:cartel ; dct:source claim:c1",
        "[] a owl:NegativePropertyAssertion ; owl:sourceIndividual event:e ;"
        " owl:assertionProperty said:quantity ; owl:targetValue 4 ; dct:source claim:c3",
        "[] a owl:NegativePropertyAssertion ; owl:sourceIndividual actor:maduro ;"
        " owl:assertionProperty said:supports ; owl:targetIndividual actor:cartel ; dct:source claim:c4",
        f"event:e a <{IRI}/not-Threat> . <{IRI}/not-Threat> owl:complementOf said:Threat",
        "[] a owl:Axiom ; owl:annotatedSource event:e ; owl:annotatedProperty rdf:type ; dct:source claim:c5",
        "actor:cartel a owl:NamedIndividual",
    ],
)
def test_the_file_says_what_is_so_and_what_is_not_and_by_which_claim(
    viewpoints: Viewpoints, world: World, where: str
) -> None:
    assert ask(store(write_turtle([world], viewpoints.claims)), where)


def test_the_file_says_nothing_that_is_rejected(viewpoints: Viewpoints, world: World) -> None:
    read = store(write_turtle([world], viewpoints.claims))
    assert not ask(read, "actor:maduro said:supports ?any")
    assert not ask(read, "event:e a said:Threat")
    assert not ask(read, "event:e said:quantity 4")


def test_the_whole_file_has_the_ontology_and_one_header() -> None:
    viewpoints = hear(f"<{CONTENT}> a owl:Ontology ; owl:imports <urn:other> .", *SAYINGS)
    world = viewpoints.viewpoint(actor("us")).world
    read = store(write_owl([world], viewpoints.claims), RdfFormat.RDF_XML)
    headers = read.quads_for_pattern(None, NamedNode(RDF + "type"), NamedNode(OWL + "Ontology"))
    assert [quad.subject for quad in headers] == [NamedNode(IRI)]
    assert ask(read, "said:leads a owl:ObjectProperty")
    assert not ask(read, "?any owl:imports ?other")


@pytest.mark.parametrize("format_", [RdfFormat.TRIG, RdfFormat.N_QUADS, RdfFormat.JSON_LD])
def test_in_a_dataset_all_stands_in_a_graph_of_the_world_s_own(
    viewpoints: Viewpoints, world: World, format_: RdfFormat
) -> None:
    quads = list(parse(write_dataset([world], viewpoints.claims, format_), format_))
    assert {quad.graph_name for quad in quads} == {NamedNode(IRI)}
    assert len(quads) == len(list(parse(write_turtle([world], viewpoints.claims), RdfFormat.TURTLE)))


def test_the_iri_tells_apart_what_is_drawn_from_other_claims(viewpoints: Viewpoints) -> None:
    names = [(), ("possible",), ("probable", "possible")]
    choices = [*map(choose, names), choose((), viewpoints.find_document("memo"))]
    iris = [viewpoints.viewpoint(actor("us"), choice).world.iri for choice in choices]
    assert iris == [IRI, f"{IRI}/with/possible", f"{IRI}/with/possible+probable", f"{IRI}/in/memo"]


def test_the_iri_begins_as_asked_for() -> None:
    viewpoints = Viewpoints(load("", SAYINGS), "https://example.org/")
    assert viewpoints.viewpoint(actor("us")).world.iri == "https://example.org/export/viewpoint/us"


def test_equal_data_give_equal_bytes() -> None:
    one, other = hear("", *SAYINGS), hear("", *SAYINGS)
    files = [write_owl([each.viewpoint(actor("us")).world], each.claims) for each in (one, other)]
    assert files[0] == files[1]


def test_owlready2_opens_the_file_of_a_holder_of_the_documents(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    viewpoints = of_repository()
    path = tmp_path_factory.mktemp("worlds") / "odni.owl"
    path.write_bytes(write_owl([viewpoints.viewpoint(actor("odni")).world], viewpoints.claims))
    ontology = owlready2.World().get_ontology(path.as_uri()).load()
    titles = [str(title) for title in ontology.metadata.title]
    assert titles == [
        "The world according to Office of the Director of National Intelligence, as of 2025-08-19"
    ]
    assert len(list(ontology.classes())) > 20
