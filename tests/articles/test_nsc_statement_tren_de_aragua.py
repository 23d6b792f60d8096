"""The statement of July 2024 on Tren de Aragua: what it covers, dates, and shares with other articles."""

import pytest
from pyoxigraph import Store

from graph.namespaces import PREFIXES
from tests.articles.asking import rows
from tests.test_designations_on_a_day import asked

SLUG = "nsc-statement-tren-de-aragua"
OF_THE_STATEMENT = f"?c alg:inDocument document:{SLUG} ; alg:passage/alg:exact ?words"

pytestmark = pytest.mark.xdist_group("built")


def test_what_it_takes_for_granted_of_the_group_is_an_allegation(store: Store) -> None:
    found = rows(
        store,
        f"SELECT ?words WHERE {{ {OF_THE_STATEMENT} ; alg:stance alg:presupposes ; alg:affirms ?p ."
        " ?c a alg:Allegation . ?p alg:headSubject actor:tren-de-aragua } ORDER BY ?words",
    )
    assert found == [
        ["Tren de Aragua and other violent criminal organizations"],
        ["Tren de Aragua, a transnational criminal organization"],
        ["criminal organizations like Tren de Aragua"],
        ["gang members, including members of Tren de Aragua"],
        ["that is involved in violent criminal acts"],
    ]


def test_authority_holds_the_words_of_its_act_and_the_author_does_not(store: Store) -> None:
    holders = (
        "SELECT ?holder WHERE { ?c alg:affirms proposition:tda-as-significant-tco ; alg:holder ?holder }"
    )
    assert rows(store, holders) == [[f"{PREFIXES['actor']}us-treasury"]]


def test_gang_was_one_to_the_statement_before_the_article_of_2025(store: Store) -> None:
    found = rows(
        store,
        "SELECT ?holder ?day WHERE { ?c alg:affirms/alg:entails* proposition:tda-as-gang ;"
        " alg:holder/rdfs:label ?holder ; alg:saidAt/alg:earliest ?from"
        " BIND (SUBSTR(STR(?from), 1, 10) AS ?day) } ORDER BY ?day",
    )
    assert found[0] == ["Adrienne Watson", "2024-07-11"]
    assert ["Dave DeCamp", "2025-08-19"] in found[1:]


@pytest.mark.parametrize(
    ("day", "in_force"), [("2024-07-10", "no"), ("2024-07-11", "possibly"), ("2024-07-12", "yes")]
)
def test_listing_as_criminal_organization_holds_from_the_day_of_the_statement(
    store: Store, day: str, in_force: str
) -> None:
    answer = asked(store, "actor:tren-de-aragua", f"{day}T12:00:00-04:00")
    assert answer["listing of Tren de Aragua under TCO"] == (in_force, "")


def test_reward_is_for_people_who_are_not_named(store: Store) -> None:
    answer = asked(store, "actor:tda-reward-targets", "2024-07-12T12:00:00-04:00")
    assert answer == {"US reward offer with regard to Tren de Aragua": ("yes", "12000000 since 2024-07-11")}


def test_nothing_is_said_of_a_terrorist_designation(store: Store) -> None:
    acts = f"SELECT DISTINCT ?kind WHERE {{ ?act alg:attestedBy ?c ; a ?kind . {OF_THE_STATEMENT} }}"
    kinds = {kind.rpartition("#")[2] for (kind,) in rows(store, acts)}
    assert {"SanctionsListing", "RewardOffer"} <= kinds
    assert "TerroristDesignation" not in kinds
