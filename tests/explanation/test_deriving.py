"""The rules that derive are read as rules over facts, and nothing else is taken for one."""

from pathlib import Path

import pytest

from graph.errors import RuleError
from graph.explanation.deriving import read_deriving
from graph.explanation.explaining import explain
from tests.explanation.knowing import LAYOUT, fact, facts, know

GIVEN = """
link:reason alg:fromClaim claim:one ; alg:toDesignation designation:sdgt ;
  alg:relation alg:givenAsReasonFor ; alg:assertedBy actor:dave-decamp .
"""
REPORTED = fact("designation:sdgt alg:reportedReason claim:one")


def test_every_rule_that_derives_can_be_explained() -> None:
    rules = read_deriving(LAYOUT.derive_files())
    assert {rule.name for rule in rules} == {path.stem for path in LAYOUT.derive_files()}
    assert all(rule.head and rule.body and rule.words.endswith(".") for rule in rules)


def test_its_conditions_are_premises() -> None:
    known = know(GIVEN)
    proof = explain(REPORTED, known.rules, known.grounds)
    assert proof is not None
    assert proof.rule is not None
    assert proof.rule.name == "derive_reported_reason"
    assert set(proof.leaves) == facts(
        "link:reason alg:relation alg:givenAsReasonFor",
        "link:reason alg:toDesignation designation:sdgt",
        "link:reason alg:fromClaim claim:one",
        "link:reason alg:assertedBy actor:dave-decamp",
    )


def test_it_does_not_fire_where_something_must_not_stand_there() -> None:
    known = know(GIVEN + "designation:sdgt alg:authority actor:dave-decamp .")
    assert explain(REPORTED, known.rules, known.grounds) is None
    assert (
        explain(fact("designation:sdgt alg:statedReason claim:one"), known.rules, known.grounds) is not None
    )


def test_its_premises_may_follow() -> None:
    known = know(
        "alg:reason rdfs:subPropertyOf alg:fromClaim .\n" + GIVEN.replace("alg:fromClaim", "alg:reason")
    )
    proof = explain(REPORTED, known.rules, known.grounds)
    assert proof is not None
    assert proof.depth == 2


@pytest.mark.parametrize(
    "text",
    [
        "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(?s != ?o) }",
        "CONSTRUCT { ?s ?p ?o } WHERE { OPTIONAL { ?s ?p ?o } }",
        "SELECT * WHERE { ?s ?p ?o }",
    ],
)
def test_what_has_other_conditions_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "derive_something.rq"
    path.write_text(text, "utf-8")
    with pytest.raises(RuleError) as caught:
        read_deriving([path])
    assert caught.value.place.path == path
