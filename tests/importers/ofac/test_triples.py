"""What the graph says of entries, designations and their events."""

import re

import pytest
from pyoxigraph import BlankNode, Store

from graph.importers.ofac.programs import key_of, program
from graph.importers.ofac.terms import literal
from graph.importers.ofac.washington import begin, end
from graph.namespaces import ALG, XSD
from tests.importers.ofac.imported import NAMING, STATES, ask, bring, built


@pytest.fixture(scope="module")
def store() -> Store:
    store = built()
    bring(store, STATES)
    return store


def events(store: Store, act: str) -> list[tuple[str, ...]]:
    """Return class, EDTF and label of the events of a designation that the list tells of."""
    query = """SELECT ?kind ?edtf WHERE {
      GRAPH <%s> { <https://w3id.org/allegata/id/designation/%s> alg:event ?event . ?event a ?kind }
      ?event alg:at/alg:edtf ?edtf
    } ORDER BY ?edtf ?kind"""
    rows = ask(store, query % (NAMING.shown.value, act))
    return [(kind.removeprefix(ALG), edtf) for kind, edtf in rows]


def test_what_stands_in_the_first_state_began_by_its_day(store: Store) -> None:
    assert events(store, "ofac-36-cuba") == [("EntryIntoForce", "[..2021-08-18]")]


def test_what_left_the_list_ended_between_two_states(store: Store) -> None:
    assert events(store, "ofac-1572-cuba") == [
        ("EntryIntoForce", "[..2021-08-18]"),
        ("Ending", "[2021-12-02..2022-01-05]"),
    ]


def test_an_amendment_names_the_property_and_the_values_that_came_and_went(store: Store) -> None:
    query = """SELECT ?property ?added ?removed WHERE {
      ?event a alg:Amendment ; alg:amendedProperty ?property ;
        alg:addedValue ?added ; alg:removedValue ?removed .
      designation:sinaloa-cartel-sdntk alg:event ?event
    } ORDER BY ?added ?removed"""
    assert ask(store, query) == [
        (f"{ALG}listAlias", "GUADALAJARA CARTEL", "ALLIANCE"),
        (f"{ALG}listAlias", "GUADALAJARA CARTEL", "FEDERATION"),
        (f"{ALG}listAlias", "MEXICAN FEDERATION", "ALLIANCE"),
        (f"{ALG}listAlias", "MEXICAN FEDERATION", "FEDERATION"),
    ]


def test_a_designation_that_is_kept_by_hand_has_no_twin(store: Store) -> None:
    query = "SELECT ?act WHERE { ?act alg:target entry:ofac-22790 } ORDER BY ?act"
    acts = [act.rpartition("/")[2] for (act,) in ask(store, query)]
    assert acts == ["nicolas-maduro-iran-con-arms-eo", "nicolas-maduro-venezuela"]


def test_an_entry_into_force_whose_day_is_known_is_the_one_that_the_list_shows(store: Store) -> None:
    query = """SELECT ?event ?latest WHERE {
      designation:tren-de-aragua-fto alg:event ?event .
      ?event a alg:EntryIntoForce ; alg:at/alg:latest ?latest ; alg:attestedBy source:ofac-sdn-2026-08-20
    }"""
    ((event, latest),) = ask(store, query)
    assert (event.rpartition("/")[2], latest[:10]) == ("tren-de-aragua-fto-in-force", "2025-02-20")


def test_nothing_that_is_to_have_one_value_has_two(store: Store) -> None:
    names = [
        "listName",
        "listedAs",
        "listId",
        "inList",
        "authority",
        "publishedAt",
        "earliest",
        "latest",
        "edtf",
    ]
    for name in names:
        query = f"SELECT ?s WHERE {{ ?s alg:{name} ?value }} GROUP BY ?s HAVING (COUNT(?value) > 1)"
        assert ask(store, query) == [], name


def test_what_a_state_does_not_speak_of_is_not_lost(store: Store) -> None:
    query = (
        "SELECT ?born ?cedula WHERE { entry:ofac-22790 alg:listBirthDate ?born ; alg:listIdentifier ?cedula }"
    )
    assert ask(store, query) == [("1962-11-23", "Cedula No. 5892464 (Venezuela)")]


def test_there_are_no_blank_nodes_and_no_bare_dates(store: Store) -> None:
    quads = list(store.quads_for_pattern(None, None, None, NAMING.shown))
    terms = [term for quad in quads for term in (quad.subject, quad.object)]
    assert not [term for term in terms if isinstance(term, BlankNode)]
    assert {getattr(term, "datatype", None) and term.datatype.value for term in terms} <= {  # type: ignore[union-attr]
        None, f"{XSD}dateTime", f"{XSD}string", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString",
    }  # fmt: skip


def test_what_a_list_says_is_no_fact_about_an_actor(store: Store) -> None:
    subjects = {str(quad.subject) for quad in store.quads_for_pattern(None, None, None, NAMING.shown)}
    kinds = {re.sub(r".*/id/([a-z]+)/.*", r"\1", subject) for subject in subjects}
    assert kinds == {"designation", "document", "entry", "event", "instant", "source"}


def test_the_history_is_hidden(store: Store) -> None:
    assert ask(store, "SELECT ?entry WHERE { ?entry alg:history ?kept }") == []


def test_a_program_that_names_an_executive_order_rests_on_it() -> None:
    named = {code: program(code).basis for code in ("RUSSIA-EO14024", "FTO", "CUBA")}
    keys = {code: basis and basis.key for code, basis in named.items()}
    assert keys == {"RUSSIA-EO14024": "executive-order-14024", "FTO": "ina-section-219", "CUBA": None}


def test_the_law_has_the_secretary_of_state_designate_terrorist_organizations() -> None:
    assert [program(code).authority for code in ("FTO", "SDNTK")] == ["us-state", "us-treasury"]


def test_a_key_has_small_letters_digits_and_hyphens_alone() -> None:
    assert key_of("CAATSA - RUSSIA") == "caatsa-russia"


def test_a_text_is_escaped() -> None:
    assert literal('"A"\\B\n') == '"\\u0022A\\u0022\\u005CB\\u000A"'


@pytest.mark.parametrize(
    ("day", "moment"),
    [
        ("2022-03-13", "2022-03-13T00:00:00-05:00"),
        ("2022-03-14", "2022-03-14T00:00:00-04:00"),
        ("2022-11-06", "2022-11-06T00:00:00-04:00"),
        ("2022-11-07", "2022-11-07T00:00:00-05:00"),
    ],
)
def test_a_day_begins_in_the_zone_of_washington(day: str, moment: str) -> None:
    assert begin(day) == moment


def test_a_day_ends_in_the_zone_that_it_ends_with() -> None:
    assert end("2022-03-13") == "2022-03-13T23:59:59-04:00"
