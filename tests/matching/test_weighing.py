"""Candidates: every reason is told, and kinds that contradict rule an entry out."""

from dataclasses import replace

from graph.matching.index import Index
from graph.matching.named import Name, Named
from graph.matching.weighing import candidates

PAGE = "https://sanctionssearch.ofac.treas.gov/Details.aspx?id=22790"


def entry(number: str, kind: str, *names: str, weak: str = "") -> Named:
    given = [Name(text, "alg:listAlias" if place else "alg:listName") for place, text in enumerate(names)]
    weakly = [Name(weak, "alg:listWeakAlias")] if weak else []
    return Named(f"entry:ofac-{number}", names[0], kind, (*given, *weakly))


def actor(text: str, kind: str | None) -> Named:
    return Named("actor:one", text, kind, (Name(text, "rdfs:label"),))


MADURO = replace(entry("22790", "individual", "MADURO MOROS, Nicolas"), births=frozenset({"1962-11-23"}))
GUERRA = entry("22792", "individual", "MADURO GUERRA, Nicolas Ernesto", weak="NICOLASITO")
SOLES = entry("55025", "entity", "CARTEL DE LOS SOLES", "CARTEL OF THE SUNS")
SHIP = entry("15036", "vessel", "NICOLAS MADURO MOROS")
INDEX = Index([MADURO, GUERRA, SOLES, SHIP])


def found(wanted: Named) -> list[str]:
    return [each.entry.iri for each in candidates(wanted, INDEX)]


def told(wanted: Named) -> str:
    return str(candidates(wanted, INDEX)[0])


def test_the_likeliest_entry_comes_first() -> None:
    assert found(actor("Nicolás Maduro Moros", "individual"))[0] == MADURO.iri


def test_an_individual_is_no_vessel_and_a_cartel_no_individual() -> None:
    assert SHIP.iri not in found(actor("Nicolas Maduro Moros", "individual"))
    assert SOLES.iri not in found(actor("Cartel de los Soles", "individual"))


def test_where_the_kind_is_not_settled_any_kind_may_be_meant() -> None:
    assert found(actor("Cartel de los Soles", None))[0] == SOLES.iri


def test_the_names_that_agree_are_told() -> None:
    assert "“Cartel of the Suns” and the alias “CARTEL OF THE SUNS” agree to 100%" in told(
        actor("Cartel of the Suns", "entity")
    )


def test_a_weak_alias_counts_less() -> None:
    weak = candidates(actor("Nicolasito", "individual"), INDEX)[0]
    assert [part.odds for part in weak.parts[1:]] == [-1.0]
    assert "weak" in str(weak)


def test_births_that_contradict_count_against_and_those_that_agree_for() -> None:
    wanted = actor("Nicolas Maduro Moros", "individual")
    by_birth = {
        birth: candidates(replace(wanted, births=frozenset({birth})), INDEX)[0].probability
        for birth in ("1962", "1990-06-21")
    }
    assert by_birth["1990-06-21"] < candidates(wanted, INDEX)[0].probability < by_birth["1962"]
    contradicting = candidates(replace(wanted, births=frozenset({"1990-06-21"})), INDEX)
    assert any("a contradiction" in str(each) for each in contradicting)


def test_a_date_that_is_only_about_so_contradicts_nothing() -> None:
    wanted = replace(actor("Nicolas Maduro Moros", "individual"), births=frozenset({"1965~"}))
    assert "contradiction" not in told(wanted)


def test_an_identifier_that_both_have_decides_where_names_do_not() -> None:
    index = Index([replace(MADURO, identifiers=frozenset({PAGE})), GUERRA])
    wanted = replace(actor("the head of the regime", "individual"), identifiers=frozenset({PAGE}))
    (first, *_) = candidates(wanted, index)
    assert first.entry.iri == MADURO.iri
    assert first.probability > 0.99
    assert f"both have {PAGE}" in str(first)
