"""The proclamation of March 2025: what it covers, what it states beside a memo, and what it does."""

import pytest
from pyoxigraph import Store

from graph.namespaces import PREFIXES
from tests.articles.asking import column, rows

SLUG = "alien-enemies-act-proclamation"
FIRST = "us-destroyers-venezuela"

pytestmark = pytest.mark.xdist_group("built")


def test_its_author_tells_the_views_of_seven_others(store: Store) -> None:
    told = (
        f"?c alg:inDocument document:{SLUG} ; alg:reportedIn/alg:holder actor:donald-trump ; alg:holder ?who"
    )
    assert column(store, f"SELECT DISTINCT ?who WHERE {{ {told} }} ORDER BY ?who") == [
        "interpol-washington",
        "maduro-government",
        "nicolas-maduro",
        "secretary-of-state-in-2025",
        "tren-de-aragua",
        "united-states",
        "us-treasury",
    ]


def test_direction_that_it_finds_is_what_the_later_memo_calls_unlikely(store: Store) -> None:
    found = rows(
        store,
        "SELECT ?sure ?day ?otherSure ?otherDay WHERE {"
        f" ?c alg:inDocument document:{SLUG} ; alg:contradicts ?o . ?o alg:holder actor:odni ."
        " ?c alg:certainty/rdfs:label ?sure ; alg:saidAt/alg:edtf ?day ."
        " ?o alg:certainty/rdfs:label ?otherSure ; alg:saidAt/alg:edtf ?otherDay }",
    )
    assert found == [["unspecified", "2025-03-14", "probable", "2025-04-07"]] * 2


def test_ban_rests_on_findings_that_its_own_authority_states(store: Store) -> None:
    reasons = column(
        store, "SELECT ?c WHERE { designation:alien-enemies-ban alg:statedReason ?c } ORDER BY ?c"
    )
    findings = ["aea-s20-1", "aea-s20-2", "aea-s20-3", "aea-s21-1", "aea-s21-2", "aea-s21-3", "aea-s21-4"]
    assert reasons == ["aea-s18-3", "aea-s18-4", *findings]
    assert column(store, "SELECT ?d WHERE { ?d a alg:DesignationOnContradictedGrounds }") == [
        "alien-enemies-ban"
    ]


def test_ban_is_recorded_and_charges_that_it_tells_are_only_reported(store: Store) -> None:
    recorded = column(store, "SELECT ?d WHERE { ?d a alg:RecordedAct }")
    reported = column(store, "SELECT ?d WHERE { ?d a alg:ReportedAct }")
    assert "alien-enemies-ban" in recorded
    assert {"el-aissami-us-indictment", "maduro-government-members-us-indictment"} <= set(reported) - set(
        recorded
    )


def test_it_shares_propositions_with_the_first_article(store: Store) -> None:
    shared = column(
        store,
        "SELECT DISTINCT ?p WHERE {"
        f" ?c alg:proposition ?p ; alg:inDocument document:{SLUG} ."
        f" ?o alg:proposition ?p ; alg:inDocument document:{FIRST} }} ORDER BY ?p",
    )
    assert shared == [
        "cartel-de-los-soles-as-organization",
        "indictment-ground-narco-terrorism",
        "maduro-indictment-in-us",
        "maduro-narco-terrorism",
        "maduro-presidency",
        "trump-presidency",
    ]


def test_evidence_that_it_speaks_of_is_not_named(store: Store) -> None:
    named = "?c alg:evidenceDocument|alg:evidenceNote ?evidence"
    told = f"?c alg:inDocument document:{SLUG} ; alg:affirms/alg:headObject said:evidenced"
    assert len(rows(store, f"SELECT ?c WHERE {{ {told} FILTER NOT EXISTS {{ {named} }} }}")) == 6
    assert rows(store, f"SELECT ?c WHERE {{ {told} . {named} }}") == []


def test_directions_raise_what_they_ask_for_and_prohibitions_reject_a_permission(store: Store) -> None:
    here = f"?c alg:inDocument document:{SLUG}"
    sides = rows(
        store, f"SELECT DISTINCT ?side WHERE {{ {here} ; alg:stance alg:demands ; alg:polarity ?side }}"
    )
    assert sides == [[f"{PREFIXES['alg']}open"]]
    verbs = rows(store, f"SELECT DISTINCT ?verb WHERE {{ {here} ; alg:rejects/alg:headPredicate ?verb }}")
    assert verbs == [[f"{PREFIXES['said']}isAllowed"]]
