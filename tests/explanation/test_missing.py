"""What is missing for a fact to follow."""

import pytest

from graph.explanation.missing import Gap, find_gaps
from tests.explanation.knowing import fact, facts, know, repository
from tests.explanation.test_deriving import GIVEN

CHALLENGED = """
[ owl:intersectionOf ( alg:Claim [ owl:onProperty alg:linkedBy ; owl:someValuesFrom alg:Challenge ] ) ]
  rdfs:subClassOf alg:ChallengedClaim .
alg:linkedBy owl:inverseOf alg:toTarget .
claim:one a alg:Claim .
"""


def gap(told: str, turtle: str) -> Gap:
    known = know(turtle)
    (found,) = find_gaps(fact(told), known.rules, known.grounds)
    return found


def told(gap: Gap) -> list[str]:
    return [" ".join(str(slot).rpartition("#")[2].rstrip(">") for slot in each.slots) for each in gap.missing]


def test_the_premise_that_is_not_there_is_named() -> None:
    found = gap("claim:one a alg:ChallengedClaim", CHALLENGED + "link:l alg:toTarget claim:one .")
    assert set(found.present) == facts("claim:one a alg:Claim", "claim:one alg:linkedBy link:l")
    assert [pattern.slots for pattern in found.missing] == [fact("link:l a alg:Challenge")]


def test_a_variable_stands_for_what_could_be_anything() -> None:
    found = gap("claim:one a alg:ChallengedClaim", CHALLENGED)
    assert set(found.present) == facts("claim:one a alg:Claim")
    assert told(found) == ["?x linkedBy ?v", "?v type Challenge"] or len(found.missing) == 2
    assert all(pattern.variables for pattern in found.missing)


def test_what_is_missing_behind_it_is_told_too() -> None:
    known = repository()
    found = find_gaps(
        fact("designation:maduro-us-indictment a alg:DesignationOnContradictedGrounds"),
        known.rules,
        known.grounds,
    )
    (behind,) = found[0].why
    assert behind.fact[2] == fact("claim:udv-s00-1 a alg:ContradictedClaim")[2]
    assert behind.present
    assert behind.missing


def test_what_stands_against_it_is_named() -> None:
    known = know(GIVEN + "designation:sdgt alg:authority actor:dave-decamp .")
    wanted = fact("designation:sdgt alg:reportedReason claim:one")
    (found,) = find_gaps(wanted, known.rules, known.grounds)
    assert found.missing == ()
    assert set(found.against) == facts("designation:sdgt alg:authority actor:dave-decamp")


def test_the_nearest_rule_lacks_least() -> None:
    known = repository()
    wanted = fact("claim:udv-s00-1 alg:contradicts claim:udv-s00-2")
    found = find_gaps(wanted, known.rules, known.grounds, 3)
    assert [len(each.missing) for each in found] == sorted(len(each.missing) for each in found)
    (missing,) = found[0].missing
    assert missing.slots == fact(
        "proposition:article-authorship alg:excludes proposition:us-destroyer-deployment"
    )


@pytest.mark.parametrize(
    "wanted",
    ["claim:one rdfs:label claim:two", "actor:nicolas-maduro said:headOf putative:cartel-de-los-soles"],
)
def test_nothing_is_missing_where_no_rule_could_lead_there(wanted: str) -> None:
    known = repository()
    assert find_gaps(fact(wanted), known.rules, known.grounds, 3) == ()


def test_it_is_never_missing_that_somebody_says_so() -> None:
    known = repository()
    for wanted in ("actor:dave-decamp a alg:Organization", "actor:dave-decamp a said:Cartel"):
        for found in find_gaps(fact(wanted), known.rules, known.grounds, 20):
            assert "content#" not in " ".join(map(str, found.missing))
