"""HermiT finds the files of worlds consistent just where no contradiction was found."""

import os
from itertools import combinations

import pytest

from graph.viewpoints.choosing import Choice, choose
from graph.viewpoints.exporting import write_functional, write_owl
from graph.viewpoints.sharing import Viewpoints
from tests.owl.owl_api import check_profile, is_the_same, left_over, load
from tests.owl.tableau import Tableau
from tests.viewpoints.saying import Saying, actor, affirm, hear, of_repository, reject
from tests.viewpoints.test_contradictions import A_LEADS, CASES, INTEGER_AND_DECIMAL

# Almost all the time goes to libraries, which take twice as long while coverage is measured.
pytestmark = [pytest.mark.java, pytest.mark.no_cover, pytest.mark.xdist_group("java")]

ALL = bool(os.environ.get("ALLEGATA_ALL_VIEWPOINTS"))
"""Whether all worlds are looked at, and all pairs that say something, not only a few."""

ODNI, DECAMP, TRUMP = actor("odni"), actor("dave-decamp"), actor("donald-trump")
USUAL = choose(())
WHOLE = choose(["probable", "possible", "presupposes", "commits", "analysis"])


def is_consistent(viewpoints: Viewpoints, choice: Choice, *holders: str) -> bool:
    worlds = [viewpoints.viewpoint(holder, choice).world for holder in holders]
    return Tableau(load(write_owl(worlds, viewpoints.claims))).is_consistent()


def speakers() -> list[str]:
    """Return those of the three documents who hold three claims or more."""
    claims = of_repository().claims
    return [holder for holder in claims.holders if sum(c.holder == holder for c in claims.all) >= 3]


MISSED = {INTEGER_AND_DECIMAL: "HermiT 1.3.8 takes 3 and 3.0 for two values; in OWL 2 they are one"}


@pytest.mark.parametrize(
    ("axioms", "sayings", "rule"),
    [
        pytest.param(
            *case,
            id=name,
            marks=[pytest.mark.xfail(reason=MISSED[name], strict=True)] if name in MISSED else [],
        )
        for name, case in CASES.items()
    ],
)
def test_hermit_finds_the_contradictions_of_the_small_cases(
    axioms: str, sayings: tuple[Saying, ...], rule: str
) -> None:
    assert is_consistent(hear(axioms, *sayings), USUAL, ODNI, actor("us")) == (not rule)


def test_hermit_finds_who_contradicts_themselves() -> None:
    viewpoints = hear("", affirm("us", A_LEADS), reject("us", A_LEADS))
    assert not is_consistent(viewpoints, USUAL, actor("us"))


@pytest.mark.parametrize("holder", speakers() if ALL else [ODNI, actor("karoline-leavitt")])
def test_hermit_agrees_on_the_worlds_of_the_documents(holder: str) -> None:
    viewpoints = of_repository()
    for choice in (USUAL, WHOLE) if ALL else (WHOLE,):
        assert is_consistent(viewpoints, choice, holder) == viewpoints.viewpoint(holder, choice).is_consistent


@pytest.mark.parametrize(
    ("one", "other"), list(combinations(speakers(), 2)) if ALL else [(DECAMP, TRUMP), (ODNI, DECAMP)]
)
def test_hermit_agrees_on_two_worlds_of_the_documents_together(one: str, other: str) -> None:
    viewpoints = of_repository()
    found = viewpoints.compare(one, other, WHOLE).contradictions
    assert is_consistent(viewpoints, WHOLE, one, other) == (not found)


@pytest.mark.parametrize("holder", speakers() if ALL else [ODNI])
def test_the_file_of_a_world_is_in_owl_2_dl_and_wholly_understood(holder: str) -> None:
    viewpoints = of_repository()
    document = write_owl([viewpoints.viewpoint(holder, WHOLE).world], viewpoints.claims)
    assert left_over(load(document)) == ()
    assert check_profile(document, "OWL2DL", {}).violations == ()


@pytest.mark.parametrize("holder", speakers() if ALL else [ODNI, actor("claudia-sheinbaum")])
def test_both_syntaxes_say_the_same_of_a_world_and_whose_claims_it_rests_on(holder: str) -> None:
    viewpoints = of_repository()
    worlds = [viewpoints.viewpoint(holder, WHOLE).world]
    written = write_functional(worlds, viewpoints.claims)
    assert b"NegativeObjectPropertyAssertion(Annotation(dct:source claim:" in written
    functional = load(written)
    assert left_over(functional) == ()
    assert is_the_same(functional, load(write_owl(worlds, viewpoints.claims)))
