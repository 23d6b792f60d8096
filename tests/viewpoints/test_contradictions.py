"""Small cases, each with the contradiction that a person expects between two holders, or none."""

import pytest
from pyoxigraph import NamedNode

from graph.namespaces import ALG
from graph.viewpoints.choosing import choose
from graph.viewpoints.clashing import Contradiction
from graph.viewpoints.sharing import Viewpoints
from tests.viewpoints.saying import Saying, actor, affirm, hear, load, reject

A_LEADS = "actor:maduro said:leads actor:cartel ."
IN_AXIOMS = "said:leads rdfs:subPropertyOf said:supports ."
DIFFERENT = "[] a owl:AllDifferent ; owl:distinctMembers ( actor:maduro actor:flores ) ."

INTEGER_AND_DECIMAL = "an integer that is a decimal"

CASES: dict[str, tuple[str, tuple[Saying, ...], str]] = {
    "one affirms what the other rejects": ("", (affirm("us", A_LEADS), reject("odni", A_LEADS)), "prp-npa1"),
    "both affirm it": ("", (affirm("us", A_LEADS), affirm("odni", A_LEADS)), ""),
    "both reject it": ("", (reject("us", A_LEADS), reject("odni", A_LEADS)), ""),
    "one affirms a kind of what the other rejects": (
        IN_AXIOMS,
        (affirm("us", A_LEADS), reject("odni", "actor:maduro said:supports actor:cartel .")),
        "prp-npa1",
    ),
    "one affirms what is wider than what the other rejects": (
        IN_AXIOMS,
        (affirm("us", "actor:maduro said:supports actor:cartel ."), reject("odni", A_LEADS)),
        "",
    ),
    "what follows from what both say is rejected by one": (
        "said:supports owl:propertyChainAxiom ( said:joins said:leads ) .",
        (
            affirm("us", "actor:flores said:joins actor:maduro ."),
            affirm("odni", A_LEADS),
            reject("odni", "actor:flores said:supports actor:cartel ."),
        ),
        "prp-npa1",
    ),
    "a value": (
        "",
        (affirm("us", "event:e said:quantity 3 ."), reject("odni", "event:e said:quantity 3 .")),
        "prp-npa2",
    ),
    "a value that is spelled in another way": (
        "",
        (affirm("us", "event:e said:quantity 3 ."), reject("odni", "event:e said:quantity 03 .")),
        "prp-npa2",
    ),
    INTEGER_AND_DECIMAL: (
        "",
        (affirm("us", "event:e said:quantity 3 ."), reject("odni", "event:e said:quantity 3.0 .")),
        "prp-npa2",
    ),
    "another value": (
        "",
        (affirm("us", "event:e said:quantity 3 ."), reject("odni", "event:e said:quantity 4 .")),
        "",
    ),
    "a class that the other denies": (
        "",
        (affirm("us", "event:e a said:Threat ."), reject("odni", "event:e a said:Threat .")),
        "cls-com",
    ),
    "a class below one that the other denies": (
        "said:Flow rdfs:subClassOf said:Threat .",
        (affirm("us", "event:e a said:Flow ."), reject("odni", "event:e a said:Threat .")),
        "cls-com",
    ),
    "a class above one that the other denies": (
        "said:Flow rdfs:subClassOf said:Threat .",
        (affirm("us", "event:e a said:Threat ."), reject("odni", "event:e a said:Flow .")),
        "",
    ),
    "another thing of the class": (
        "",
        (affirm("us", "event:e a said:Threat ."), reject("odni", "event:f a said:Threat .")),
        "",
    ),
    "disjoint classes": (
        "[] a owl:AllDisjointClasses ; owl:members ( said:Threat said:Flow ) .",
        (affirm("us", "event:e a said:Threat ."), affirm("odni", "event:e a said:Flow .")),
        "cax-adc",
    ),
    "two values of a functional property, which are different": (
        f"said:leads a owl:InverseFunctionalProperty . {DIFFERENT}",
        (affirm("us", A_LEADS), affirm("odni", "actor:flores said:leads actor:cartel .")),
        "eq-diff3",
    ),
    "two values of a functional property, which may be the same": (
        "said:leads a owl:InverseFunctionalProperty .",
        (affirm("us", A_LEADS), affirm("odni", "actor:flores said:leads actor:cartel .")),
        "",
    ),
    "an asymmetric property both ways": (
        "said:leads a owl:AsymmetricProperty .",
        (affirm("us", "actor:a said:leads actor:b ."), affirm("odni", "actor:b said:leads actor:a .")),
        "prp-asyp",
    ),
    "disjoint properties": (
        "said:leads owl:propertyDisjointWith said:joins .",
        (affirm("us", A_LEADS), affirm("odni", "actor:maduro said:joins actor:cartel .")),
        "prp-pdw",
    ),
    "background that the other rejects": (
        "",
        (affirm("us", f"event:e a said:Threat . {A_LEADS}"), reject("odni", A_LEADS)),
        "prp-npa1",
    ),
    "background of what the other rejects": (
        "",
        (affirm("us", A_LEADS), reject("odni", f"event:e a said:Threat . {A_LEADS}")),
        "",
    ),
    "evidence cannot be negated of a named individual": (
        "",
        (
            affirm("us", "proposition:p9 said:hasStatus said:evidenced ."),
            reject("odni", "proposition:p9 said:hasStatus said:evidenced ."),
        ),
        "",
    ),
}


def between(viewpoints: Viewpoints, *include: str) -> tuple[Contradiction, ...]:
    return viewpoints.compare(actor("odni"), actor("us"), choose(include)).contradictions


@pytest.mark.parametrize(("axioms", "sayings", "rule"), CASES.values(), ids=CASES)
def test_two_worlds_contradict_each_other_as_a_person_expects(
    axioms: str, sayings: tuple[Saying, ...], rule: str
) -> None:
    viewpoints = hear(axioms, *sayings)
    found = between(viewpoints)
    assert [each.clash.rule.names[0] for each in found] == ([rule] if rule else [])
    assert viewpoints.viewpoint(actor("us")).is_consistent
    assert viewpoints.viewpoint(actor("odni")).is_consistent


def test_a_contradiction_names_the_claim_of_each_holder_and_the_axiom() -> None:
    axioms, sayings, _ = CASES["one affirms a kind of what the other rejects"]
    (found,) = between(hear(axioms, *sayings))
    assert {(part.claim.iri[-2:], part.holds) for part in found.parts} == {("c1", True), ("c2", False)}
    steps = [step.rule for proof in found.proofs for step in proof.steps() if step.rule]
    assert [rule.name for rule in steps] == ["prp-spo1"]
    assert [str(axiom[1]).rsplit("#", 1)[-1] for axiom in steps[0].axioms] == ["subPropertyOf>"]


def test_background_is_told_from_the_head() -> None:
    axioms, sayings, _ = CASES["background that the other rejects"]
    (found,) = between(hear(axioms, *sayings))
    assert {(part.holder, part.is_head) for part in found.parts} == {
        (actor("us"), False),
        (actor("odni"), True),
    }


def test_a_rejected_proposition_without_a_head_is_left_at_that() -> None:
    store = load("", [reject("us", A_LEADS)])
    heads = NamedNode(f"{ALG}headSubject")
    for quad in list(store.quads_for_pattern(None, heads, None)):
        store.remove(quad)
    world = Viewpoints(store).viewpoint(actor("us")).world
    assert world.not_so == {}
    assert len(world.unnegated) == 1


def test_who_contradicts_themselves_is_heard_and_reported() -> None:
    viewpoints = hear("", affirm("us", A_LEADS), reject("us", A_LEADS), affirm("odni", A_LEADS))
    (inner,) = viewpoints.viewpoint(actor("us")).contradictions
    assert {part.claim.iri[-2:] for part in inner.parts} == {"c1", "c2"}
    assert viewpoints.viewpoint(actor("odni")).is_consistent
    (between_them,) = between(viewpoints)
    assert between_them.is_between(actor("odni"), actor("us"))


def test_what_contradicts_in_one_world_alone_is_not_between_two() -> None:
    viewpoints = hear(
        "", affirm("us", A_LEADS), reject("us", A_LEADS), affirm("odni", "event:e a said:Flow .")
    )
    assert viewpoints.viewpoint(actor("us")).contradictions
    assert between(viewpoints) == ()


def test_what_both_say_and_cannot_be_is_not_between_them() -> None:
    itself = "actor:maduro said:leads actor:maduro ."
    viewpoints = hear("said:leads a owl:IrreflexiveProperty .", affirm("us", itself), affirm("odni", itself))
    assert viewpoints.viewpoint(actor("us")).contradictions
    assert viewpoints.viewpoint(actor("odni")).contradictions
    assert between(viewpoints) == ()


def test_what_rests_on_the_same_claims_is_told_once() -> None:
    axioms = """said:Flow rdfs:subClassOf said:Event . said:Event a owl:Class ; owl:disjointWith said:Threat .
        [] a owl:AllDisjointClasses ; owl:members ( said:Threat said:Flow ) ."""
    sayings = (affirm("us", "event:e a said:Threat ."), affirm("odni", "event:e a said:Flow ."))
    assert len(between(hear(axioms, *sayings))) == 1


def test_a_longer_way_counts_where_the_shortest_is_all_of_one_holder() -> None:
    """What is rejected is affirmed by the same holder outright; the other affirms a kind of it."""
    supports = "actor:maduro said:supports actor:cartel ."
    viewpoints = hear(IN_AXIOMS, affirm("us", supports), reject("us", supports), affirm("odni", A_LEADS))
    (found,) = between(viewpoints)
    assert {part.claim.iri[-2:] for part in found.parts} == {"c2", "c3"}


@pytest.mark.parametrize(
    ("include", "more"),
    [
        ("probable", {"certainty": "probable"}),
        ("possible", {"certainty": "possible"}),
        ("presupposes", {"stance": "presupposes"}),
        ("commits", {"stance": "commits"}),
    ],
)
def test_what_is_not_held_with_certainty_stays_out_unless_asked_for(
    include: str, more: dict[str, str]
) -> None:
    viewpoints = hear("", affirm("us", A_LEADS, **more), reject("odni", A_LEADS))
    assert between(viewpoints) == ()
    assert viewpoints.viewpoint(actor("us")).world.left_out
    (found,) = between(viewpoints, include)
    assert found.is_weak == (include == "possible")


@pytest.mark.parametrize(("stance", "holds"), [("asks", True), ("demands", True), ("doubts", False)])
def test_what_is_open_counts_if_asked_for_by_the_way_it_is_put(stance: str, holds: bool) -> None:
    viewpoints = hear("", Saying("us", "raises", A_LEADS, stance))
    world = viewpoints.viewpoint(actor("us"), choose([stance])).world
    assert (bool(world.so), bool(world.not_so)) == (holds, not holds)
    assert viewpoints.viewpoint(actor("us")).world.claims == ()


def test_who_speaks_for_another_is_heard_as_that_one_only_if_asked_for() -> None:
    viewpoints = hear("", affirm("leavitt", A_LEADS, on_behalf_of="us"), reject("odni", A_LEADS))
    assert between(viewpoints) == ()
    (found,) = between(viewpoints, "represented")
    assert {part.claim.holder for part in found.parts} == {actor("leavitt"), actor("odni")}


def test_the_editor_s_analysis_counts_only_if_asked_for() -> None:
    sayings = (affirm("us", "event:e a said:Threat ."), reject("odni", A_LEADS))
    analysis = "proposition:p1 alg:entails proposition:p3 . proposition:p3 alg:entails proposition:p2 ."
    viewpoints = hear("", *sayings, affirm("reuters", "event:e a said:Flow ."), analysis=analysis)
    assert between(viewpoints) == ()
    (found,) = between(viewpoints, "analysis")
    assert {part.is_by_analysis for part in found.parts if part.holds} == {True}


def test_what_excludes_contradicts_by_analysis() -> None:
    sayings = (affirm("us", "event:e a said:Threat ."), affirm("odni", A_LEADS))
    viewpoints = hear("", *sayings, analysis="proposition:p1 alg:excludes proposition:p2 .")
    assert between(viewpoints) == ()
    assert len(between(viewpoints, "analysis")) == 1


def test_one_document_is_heard_alone() -> None:
    viewpoints = hear("", affirm("us", A_LEADS, document="order"), reject("odni", A_LEADS))
    choice = choose((), viewpoints.find_document("memo"))
    assert viewpoints.viewpoint(actor("us"), choice).world.so == {}
    assert viewpoints.viewpoint(actor("odni"), choice).world.not_so


def test_what_is_not_worded_in_claimed_content_is_no_part_of_a_world() -> None:
    own = "said:leads rdfs:subPropertyOf said:supports . claim:c1 alg:stance alg:denies ."
    world = hear("", affirm("us", f"{A_LEADS} {own}")).viewpoint(actor("us")).world
    assert [str(fact[1]).rsplit("#", 1)[-1] for fact in world.so] == ["leads>"]


def test_the_content_of_a_graph_that_is_not_of_a_proposition_is_not_read() -> None:
    store = load("", [affirm("us", A_LEADS)])
    store.update(
        "PREFIX alg: <https://w3id.org/allegata/ontology#>"
        " DELETE { ?p alg:contentGraph ?g } INSERT { ?p alg:contentGraph <urn:elsewhere> }"
        " WHERE { ?p alg:contentGraph ?g } ;"
        " INSERT { GRAPH <urn:elsewhere> { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o }"
        " FILTER (STRENDS(STR(?g), 'graph/proposition/p1')) }"
    )
    assert Viewpoints(store).viewpoint(actor("us")).world.so == {}


def test_a_world_is_worked_out_once() -> None:
    viewpoints = hear("", affirm("us", A_LEADS), reject("odni", A_LEADS))
    assert viewpoints.viewpoint(actor("us")) is viewpoints.viewpoint(actor("us"))
    one, other = (viewpoints.compare(actor("odni"), actor("us")) for _ in range(2))
    assert one is other


def test_no_more_worlds_are_kept_than_there_is_room_for() -> None:
    viewpoints = Viewpoints(load("", [affirm("us", A_LEADS), reject("odni", A_LEADS)]), max_kept=1)
    first = viewpoints.viewpoint(actor("us"))
    viewpoints.viewpoint(actor("odni"))
    again = viewpoints.viewpoint(actor("us"))
    assert again is not first
    assert again == first
