"""The worlds of the three documents contradict each other where a reader finds that they do.

Read were the seeds. The proclamation of 15 March 2025 presupposes the Cartel de los Soles as an enterprise of
the Maduro regime, and the designation that the article tells of treats it as one; the article says that it
"doesn't actually exist as an organization". The proclamation has Tren de Aragua act "at the direction" of the
regime; the memo of 7 April 2025 finds it "unlikely" that the government cooperates with it or directs it. To
direct hostile actions of a gang is to direct the gang, which the editor says and no axiom does. What the memo
says without "probably", that the regime does not direct the gang's movement and operations, nobody affirms.
"""

from functools import cache

import pytest

from graph.namespaces import ALG
from graph.viewpoints.choosing import CERTAINTIES, choose
from graph.viewpoints.clashing import Contradiction
from graph.viewpoints.sharing import Comparison, Viewpoints
from tests.viewpoints.saying import actor, of_repository

TRUMP, DECAMP, ODNI = actor("donald-trump"), actor("dave-decamp"), actor("odni")
ADMINISTRATION = actor("trump-administration")
ORGANIZATION = "cartel-de-los-soles-as-organization"
DIRECTION = "government-tda-direction"

Told = tuple[str, str]

EXPECTED: dict[tuple[str, ...], dict[Told, set[str]]] = {
    (): {},
    ("probable",): {},
    ("analysis",): {},
    ("presupposes",): {(DECAMP, TRUMP): {ORGANIZATION}, (DECAMP, ADMINISTRATION): {ORGANIZATION}},
    ("probable", "analysis"): {(TRUMP, ODNI): {DIRECTION}},
    ("probable", "analysis", "presupposes"): {
        (DECAMP, TRUMP): {ORGANIZATION},
        (DECAMP, ADMINISTRATION): {ORGANIZATION},
        (TRUMP, ODNI): {DIRECTION},
    },
}


@pytest.fixture(scope="module")
def viewpoints() -> Viewpoints:
    return of_repository()


def propositions(found: Contradiction) -> set[str]:
    return {part.proposition.rpartition("/")[2] for part in found.parts}


def clashing(viewpoints: Viewpoints, *include: str) -> list[Comparison]:
    return [each for each in viewpoints.compare_all(choose(include)) if each.contradictions]


@pytest.mark.parametrize(("include", "expected"), EXPECTED.items(), ids=map(",".join, EXPECTED))
def test_all_pairs_of_holders_contradict_each_other_where_a_reader_finds_it(
    viewpoints: Viewpoints, include: tuple[str, ...], expected: dict[Told, set[str]]
) -> None:
    found = {
        (each.one.world.holder, each.other.world.holder): set[str]().union(
            *map(propositions, each.contradictions)
        )
        for each in clashing(viewpoints, *include)
    }
    assert found == expected


@pytest.mark.parametrize("include", [(), ("probable", "possible", "presupposes", "analysis")], ids=",".join)
def test_nobody_contradicts_themselves(viewpoints: Viewpoints, include: tuple[str, ...]) -> None:
    worlds = [viewpoints.viewpoint(holder, choose(include)) for holder in viewpoints.claims.holders]
    assert all(world.is_consistent for world in worlds)
    assert sum(len(world.world.so) for world in worlds) > 300


def test_claims_lead_to_the_contradiction_across_documents(viewpoints: Viewpoints) -> None:
    (found,) = viewpoints.compare(DECAMP, TRUMP, choose(["presupposes"])).contradictions
    claims = {part.claim.iri.rpartition("/")[2] for part in found.parts}
    documents = {document.rpartition("/")[2] for part in found.parts for document in part.claim.documents}
    assert claims == {"aea-s03-5", "aea-s11-3", "udv-s10-12"}
    assert documents == {"alien-enemies-act-proclamation", "us-destroyers-venezuela"}
    assert found.clash.rule.names == ("prp-npa1",)


def test_what_holders_contradict_is_what_their_claims_contradict(viewpoints: Viewpoints) -> None:
    """Two ways to the same: the content of propositions here, the editor's relations between them there.

    What is asked, demanded or doubted contradicts nothing there, and what is promised counts.
    """
    choice = choose([*CERTAINTIES, "commits", "presupposes", "analysis"])
    by_content = {
        frozenset((each.one.world.holder, each.other.world.holder))
        for each in viewpoints.compare_all(choice)
        if each.contradictions
    }
    by_relation = {
        frozenset((one.holder, other.holder))
        for one in viewpoints.claims.all
        for other in viewpoints.claims.all
        if one.side == "affirms" and other.proposition in related(viewpoints, one.proposition, other.side)
    }
    assert by_content == by_relation
    assert by_content


@cache
def related(viewpoints: Viewpoints, proposition: str, side: str) -> set[str]:
    """Return the propositions that cannot be taken on that side by who affirms this one."""
    entailed, queue = {proposition}, [proposition]
    while queue:
        new = set(viewpoints.claims.related(queue.pop(), "entails")) - entailed
        entailed |= new
        queue += new
    if side == "rejects":
        return entailed
    excluded = {each for one in entailed for each in viewpoints.claims.related(one, "excludes")}
    return excluded if side == "affirms" else set()


def test_what_is_rejected_of_evidence_is_left_at_that(viewpoints: Viewpoints) -> None:
    world = viewpoints.viewpoint(actor("claudia-sheinbaum")).world
    left = {claim.proposition.rpartition("/")[2] for claim in world.unnegated}
    assert left == {"maduro-sinaloa-evidence", "mexico-proof-of-ties"}
    assert [str(fact[1]).rsplit("#", 1)[-1] for fact in world.not_so] == ["investigates>"]


def test_nothing_about_the_graph_itself_is_in_a_world(viewpoints: Viewpoints) -> None:
    for holder in viewpoints.claims.holders:
        world = viewpoints.viewpoint(holder).world
        assert not any(str(fact[1]).startswith(f"<{ALG}") for fact in (*world.so, *world.not_so))


def test_the_day_is_that_of_the_newest_document(viewpoints: Viewpoints) -> None:
    assert viewpoints.viewpoint(TRUMP).world.day == "2025-03-15"
    assert viewpoints.viewpoint(actor("adrienne-watson")).world.day == "2024-07-11"
    assert viewpoints.viewpoint(DECAMP).world.day == "2025-08-19"
