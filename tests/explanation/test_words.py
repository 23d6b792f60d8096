"""Explanations in words, as flowcharts, and as RDF."""

import json
import re

import pytest
from pyoxigraph import BlankNode, NamedNode, RdfFormat, parse

from graph.errors import RequestError
from graph.explanation.asking import Explanation, ask, read_fact, write
from graph.namespaces import ALG, BASE, RDF
from tests.explanation.knowing import fact, know, repository

CONTRADICTION = "claim:udv-s10-12 alg:contradicts claim:udv-s10-8"
ARTICLE = f"{BASE}graph/article/us-destroyers-venezuela"
EXACT = "doesn\u2019t actually exist as an organization"
PROV = "http://www.w3.org/ns/prov#"


def why(told: str, limit: int = 1) -> Explanation:
    return ask(fact(told), repository(), limit)


def text(told: str) -> str:
    return write(why(told), "text").decode()


def test_the_text_is_a_tree_down_to_the_words_of_the_article() -> None:
    lines = text(CONTRADICTION).splitlines()
    assert lines[0] == "claim:udv-s10-12 “contradicts” claim:udv-s10-8"
    assert "  because: A symmetric relation holds both ways. [prp-symp]" in lines
    assert "       axiom: “affirms”, then “rejected by”, makes “contradicts”." in lines
    assert lines[-3].endswith("└─ claim:udv-s10-12 “rejects” proposition:cartel-de-los-soles-as-organization")
    assert lines[-2].strip() == "asserted in graph:article/us-destroyers-venezuela"
    offsets = "(document:us-destroyers-venezuela, 2014\u20132055, Dave DeCamp disputes)"
    assert lines[-1].strip() == f"“{EXACT}” {offsets}"


def test_terms_come_with_their_definitions_once() -> None:
    told = text("claim:udv-s10-12 a alg:ContradictedClaim")
    definition = "Relates two claims that cannot both be right."
    assert told.count(definition) == 1


def test_a_contradiction_comes_with_order_certainty_and_voices() -> None:
    (told,) = why(CONTRADICTION).told
    assert told.remarks == (
        "claim:udv-s10-12: Dave DeCamp disputes",
        "claim:udv-s10-8: Trump administration presupposes",
        "Certainty as worded: unspecified and unspecified.",
        "claim:udv-s10-8 was said first.",
    )


WEAK = """
claim:one alg:contradicts claim:two ; alg:certainty alg:possible ; alg:saidAt instant:b .
claim:two alg:certainty alg:certain ; alg:saidAt instant:a .
instant:a alg:latest "2025-08-18T00:00:00Z"^^xsd:dateTime .
instant:b alg:earliest "2025-08-18T06:00:00+01:00"^^xsd:dateTime .
"""


def test_a_clash_with_what_is_only_possible_is_weak() -> None:
    (told,) = ask(fact("claim:one alg:contradicts claim:two"), know(WEAK)).told
    assert told.remarks == (
        "Certainty as worded: alg:possible and alg:certain.",
        "claim:two was said first.",
        "The clash is weak: one of them says only what is possible.",
    )


def test_the_order_of_claims_may_be_unknown() -> None:
    (told,) = ask(
        fact("claim:one alg:contradicts claim:two"), know("claim:one alg:contradicts claim:two .")
    ).told
    assert told.remarks == ("Which was said first is not known.",)


@pytest.mark.parametrize(
    ("axiom", "told"),
    [
        ("alg:A rdfs:subClassOf alg:B", "Whatever is “alg:A” is “alg:B”."),
        ("[ owl:unionOf ( alg:A alg:B ) ] rdfs:subClassOf alg:C", "Whatever is “alg:A or alg:B” is “alg:C”."),
        (
            "[ owl:onProperty alg:p ; owl:someValuesFrom [ owl:complementOf alg:A ] ] rdfs:subClassOf alg:C",
            "Whatever is “alg:p some (not alg:A)” is “alg:C”.",
        ),
        (
            "alg:C rdfs:subClassOf [ owl:onProperty [ owl:inverseOf alg:p ] ; owl:allValuesFrom alg:D ]",
            "Whatever is “alg:C” is “(the other way round of alg:p) only alg:D”.",
        ),
        ("alg:C owl:hasKey ( alg:p alg:q )", "“alg:p” and “alg:q” are the key of “alg:C”."),
        ("alg:p owl:propertyChainAxiom ( alg:q alg:r )", "“alg:q”, then “alg:r”, makes “alg:p”."),
        ("alg:p a owl:TransitiveProperty", "“alg:p” is transitive."),
        ("alg:C owl:intersectionOf ( alg:A alg:B )", "“alg:C” is “alg:A and alg:B”."),
    ],
)
def test_axioms_are_told_in_words(axiom: str, told: str) -> None:
    known = know(axiom + " .")
    teller = ask(fact("alg:A a alg:B"), known).teller
    sentences = {teller.say(each) + "." for each in known.rules.ontology.facts}
    assert told in sentences


def test_what_is_missing_is_told_as_text() -> None:
    told = why("designation:maduro-us-indictment a alg:DesignationOnContradictedGrounds").missing
    assert told.startswith(
        "designation:maduro-us-indictment is “designation on contradicted grounds”: this does not follow."
    )
    assert re.search(r"^  missing: claim:\S+ is “contradicted claim”$", told, re.MULTILINE)


def test_a_rule_that_derives_says_what_must_not_be_there() -> None:
    told = text("designation:maduro-us-indictment alg:reportedReason claim:udv-s09-6")
    assert "and nothing says: designation:maduro-us-indictment “authority” actor:karoline-leavitt" in told


def test_a_flowchart_has_each_fact_once() -> None:
    chart = write(why(CONTRADICTION), "mermaid").decode()
    assert chart.startswith("flowchart TD\n")
    boxes = re.findall(r'^  (f\d+)\["(.*)"\]$', chart, re.MULTILINE)
    assert len({label for _, label in boxes}) == len(boxes) == 5
    assert "  f5 --> r4" in chart.splitlines()


def test_a_flowchart_escapes_what_mermaid_would_read() -> None:
    known = know(
        'claim:one a alg:Denial ; alg:says "a \\"quoted\\" <b>; #1" . alg:says rdfs:subPropertyOf alg:tells .'
    )
    chart = write(ask(fact('claim:one alg:tells "a \\"quoted\\" <b>; #1"'), known), "mermaid").decode()
    for label in re.findall(r'\["(.*)"\]', chart):
        assert not set('"<>`').intersection(label.replace("<br>", ""))


@pytest.mark.parametrize(("name", "format_"), [("turtle", RdfFormat.TURTLE), ("jsonld", RdfFormat.JSON_LD)])
def test_a_proof_is_provenance(name: str, format_: RdfFormat) -> None:
    triples = {quad.triple for quad in parse(write(why(CONTRADICTION), name), format_)}
    used = [each for each in triples if each.predicate == NamedNode(PROV + "used")]
    generated = [each for each in triples if each.predicate == NamedNode(PROV + "wasGeneratedBy")]
    assert (len(generated), len(used)) == (3, 4 + 3)
    sources = {each.object for each in triples if each.predicate == NamedNode(PROV + "hadPrimarySource")}
    assert NamedNode(ARTICLE) in sources
    assert EXACT in {
        getattr(each.object, "value", "") for each in triples if each.predicate == NamedNode(ALG + "exact")
    }


def test_provenance_asserts_nothing_about_what_it_explains() -> None:
    triples = parse(write(why(CONTRADICTION), "turtle"), RdfFormat.TURTLE)
    asserted = {
        each.predicate.value.removeprefix(ALG) for each in triples if each.predicate.value.startswith(ALG)
    }
    assert asserted == {"ofDocument", "start", "end", "exact"}


def test_several_proofs_stand_in_one_graph() -> None:
    told = "designation:maduro-us-indictment a alg:DesignationOnChallengedGrounds"
    explanation = why(told, 3)
    written = json.loads(write(explanation, "jsonld"))
    subjects = {node["@id"] for node in written}
    assert {f"_:proof{number}fact1" for number in (1, 2, 3)} <= subjects
    assert len(explanation.proofs) == 3


@pytest.mark.parametrize(
    "terms",
    [
        ("claim:one", "a", ""),
        ("claim:one", "a", "alg:Claim , alg:Denial"),
        ("claim:one", "a", "alg:Claim . claim:two a alg:Claim"),
        ("_:one", "a", "alg:Claim"),
        ("claim:one", "a", "[]"),
        ('"one"', "a", "alg:Claim"),
        ("nonesuch:one", "a", "alg:Claim"),
        ("<one>", "a", "alg:Claim"),
    ],
)
def test_what_is_no_triple_of_names_is_refused(terms: tuple[str, str, str]) -> None:
    with pytest.raises(RequestError):
        read_fact(*terms)


def test_terms_may_be_written_as_in_n_triples() -> None:
    iri = f"<{BASE}id/claim/one>"
    assert read_fact(iri, f"<{RDF}type>", f"<{ALG}Claim>") == fact("claim:one a alg:Claim")


def test_nothing_shown_is_a_blank_node_alone() -> None:
    (told,) = why("claim:udv-s10-12 a alg:ContradictedClaim").told
    assert not any("_:" in axiom for axiom in told.axioms)
    assert not any(isinstance(term, BlankNode) for term in told.fact)
