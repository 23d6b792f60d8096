"""Streams brought into a store: what a dataset says stays with its entries, wholly or not at all."""

import gzip
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Quad, Store

from graph.errors import Place, RequestError
from graph.importers.examining import Examiner
from graph.importers.ftm.importing import LICENCE, read_options
from graph.importers.ftm.naming import Naming, stable
from graph.importers.ofac.errors import ListError, RowError
from graph.layout import Layout
from graph.namespaces import ALG, BASE
from tests.conftest import REPOSITORY
from tests.importers.ftm.streams import (
    CLOSED,
    DAY,
    OPEN,
    PLAIN,
    STREAM,
    bring,
    built,
    read,
    said,
    with_library,
    write,
)
from tests.importers.ofac.imported import Silent, ask, dump

pytestmark = with_library

NAMING = Naming(BASE, PLAIN.dataset)
MADURO = f"<{BASE}id/entry/ftm-us-ofac-sdn-ofac-22790>"
PERSON = {"id": "ofac-22790", "schema": "Person", "properties": {"name": ["MADURO MOROS, Nicolas"]}}


@pytest.fixture(scope="module")
def store() -> Store:
    store = built()
    bring(store, STREAM)
    return store


def test_a_dataset_breaks_no_shape_and_no_rule() -> None:
    store = built()
    delta = bring(store, STREAM).delta
    gone = Examiner(Layout(REPOSITORY), BASE, Silent()).follow(store, delta).removed
    assert not gone


def test_people_organisations_vessels_and_aircraft_are_list_entries(store: Store) -> None:
    query = """SELECT ?id ?kind WHERE {
      ?entry a alg:ListEntry ; alg:inList source:ftm-us-ofac-sdn ; alg:listId ?id ; alg:listedAs ?kind
    } ORDER BY ?id"""
    assert [(number, kind.removeprefix(ALG)) for number, kind in ask(store, query)] == [
        ("NK-nitc", "entity"),
        ("ofac-11440", "entity"),
        ("ofac-15036", "vessel"),
        ("ofac-20250", "individual"),
        ("ofac-22790", "individual"),
        ("ofac-27197", "aircraft"),
    ]


def test_what_a_dataset_says_is_no_fact_about_an_actor(store: Store) -> None:
    about = [
        quad
        for quad in store.quads_for_pattern(None, None, None, NAMING.shown)
        if "/actor/" in str(quad.subject)
    ]
    told = {quad.predicate.value.rpartition("#")[2] for quad in about}
    assert told == {"type", "label", "listId", "editorNote"}
    assert {str(quad.object)[1:-1].removeprefix(ALG) for quad in about if "#type" in str(quad.predicate)} == {
        "Office", "UnspecifiedGroup",
    }  # fmt: skip


def test_a_sanction_is_a_designation_for_each_program_by_the_known_authority(store: Store) -> None:
    query = f"""SELECT ?program ?authority ?id WHERE {{
      ?act a alg:SanctionsListing ; alg:target {MADURO} ; alg:program/rdfs:label ?program ;
        alg:authority ?authority ; alg:listId ?id
    }} ORDER BY ?program"""
    treasury = f"{BASE}id/actor/us-treasury"
    assert ask(store, query) == [
        ("IRAN-CON-ARMS-EO (sanctions program)", treasury, "22790"),
        ("VENEZUELA (sanctions program)", treasury, "22790"),
    ]


def test_a_dataset_is_no_official_document(store: Store) -> None:
    query = "ASK { source:ftm-us-ofac-sdn a alg:OfficialDocument }"
    assert not store.query(query, prefixes={"alg": ALG, "source": f"{BASE}id/source/"})


def test_an_event_is_dated_as_widely_as_a_date_without_zone_allows(store: Store) -> None:
    query = """SELECT ?kind ?edtf ?earliest ?latest WHERE {
      ?act alg:target entry:ftm-us-ofac-sdn-ofac-20250 ; alg:event ?event . ?event a ?kind ; alg:at ?when .
      ?when alg:edtf ?edtf ; alg:earliest ?earliest ; alg:latest ?latest
    }"""
    assert ask(store, query) == [
        (f"{ALG}EntryIntoForce", "2017-02", "2017-02-01T00:00:00+14:00", "2017-02-28T23:59:59-12:00")
    ]


@pytest.mark.parametrize(
    ("number", "note"),
    [
        ("ofac-11440", "topics: crime"),
        ("ofac-11440", "Risk risk-11440 topics: crime.terror"),
        ("ofac-22790", "Sanction ofac-22790-venezuela reason: Listed under the program VENEZUELA."),
        ("ofac-20250", "Occupancy occ-20250 post: governor-aragua"),
    ],
    ids=["topic", "risk", "reason", "holding"],
)
def test_topics_risks_reasons_and_holdings_stay_with_the_entry(store: Store, number: str, note: str) -> None:
    query = f'SELECT ?entry WHERE {{ ?entry alg:listNote "{note}" }}'
    assert ask(store, query) == [(f"{BASE}id/entry/ftm-us-ofac-sdn-{number}",)]


def test_a_position_is_an_office_and_its_holder_has_it_as_a_listed_title(store: Store) -> None:
    query = """SELECT ?title WHERE {
      entry:ftm-us-ofac-sdn-ofac-20250 alg:listTitle ?title .
      ?office a alg:Office ; alg:listId "governor-aragua"
    }"""
    assert ask(store, query) == [("Governor of Aragua State",)]


def test_every_entity_is_taken_or_counted_as_left_out(tmp_path: Path) -> None:
    ship = {"id": "wallet", "schema": "Security", "properties": {"name": ["Bond of 2012"]}}
    contents = bring(built(), write(tmp_path / "a-2026-08-20.json", [*read(STREAM), ship])).contents
    assert contents.left == {"Security": 1}
    assert contents.taken.total() == len(read(STREAM))


def test_a_stream_twice_changes_nothing(tmp_path: Path) -> None:
    store = built()
    bring(store, STREAM)
    packed = tmp_path / "us-2026-08-20.json.gz"
    packed.write_bytes(gzip.compress(STREAM.read_bytes()))
    assert len(bring(store, packed).delta) == 0


def test_what_a_later_file_does_not_say_goes(tmp_path: Path) -> None:
    store = built()
    bring(store, STREAM)
    bring(store, write(tmp_path / "us-2026-09-01.json", [PERSON]))
    other = built()
    bring(other, tmp_path / "us-2026-09-01.json")
    assert dump(store) == dump(other)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "This is no entity"),
        ('{"id": "a", "schema": "Ship", "properties": {}}', "there is no schema 'Ship'"),
        ('{"id": "a", "schema": "Person", "properties": {}}', "Person needs name"),
        (
            '{"id": "a", "schema": "Person", "properties": {"name": ["A"], "imoNumber": ["9"]}}',
            "no property imoNumber",
        ),
        (
            '{"id": "a", "schema": "Person", "properties": {"name": ["A"], "birthDate": ["soon"]}}',
            "birthDate cannot be",
        ),
        ('{"id": "a b", "schema": "Person", "properties": {"name": ["A"]}}', "no text without spaces"),
        ('{"id": "a", "schema": "Person", "properties": {"name": ["\\ud800"]}}', "surrogates not allowed"),
        ('{"id": "ofac-22790", "schema": "Person", "properties": {"name": ["A"]}}', "is there twice"),
        (
            '{"id": "a", "schema": "Sanction", "properties": {"entity": ["nobody"]}}',
            "nobody is not in the stream",
        ),
    ],
    ids=["json", "schema", "required", "property", "value", "id", "unicode", "twice", "dangling"],
)
def test_a_broken_line_is_told_and_nothing_is_written_unless_it_may_be_passed_over(
    tmp_path: Path, line: str, message: str
) -> None:
    path = write(tmp_path / "us-2026-08-20.json", [PERSON])
    path.write_text(f"{path.read_text('utf-8')}\n{line}\n", "utf-8")
    store = Store()
    with pytest.raises(RowError, match=re.escape(message)) as caught:
        bring(store, path)
    assert (caught.value.place, len(store)) == (Place(path, 3), 0)
    found = bring(built(), path, replace(PLAIN, lenient=True))
    assert [*found.contents.broken] == [3]
    assert found.contents.taken == {"Person": 1}


def test_a_file_without_a_date_is_refused_unless_one_is_given(tmp_path: Path) -> None:
    path = write(tmp_path / "us.json", [PERSON])
    with pytest.raises(ListError, match="holds no date"):
        bring(built(), path)
    assert len(bring(built(), path, replace(PLAIN, as_of=DAY)).delta)


def test_the_licence_stands_in_meta_and_a_new_one_takes_its_place() -> None:
    store = built()
    bring(store, STREAM)
    bring(store, STREAM, replace(PLAIN, licence=CLOSED))
    (told,) = store.quads_for_pattern(NAMING.shown, LICENCE, None, None)
    assert (str(told.object), str(told.graph_name)) == (f"<{CLOSED}>", f"<{BASE}graph/meta>")


@pytest.mark.parametrize("licence", ["", "CC BY", "https://a b"])
def test_an_import_needs_the_address_of_a_licence(licence: str) -> None:
    with pytest.raises(RequestError, match="not the address of a licence"):
        read_options([STREAM], "", licence, None, lenient=False)


def test_a_dataset_without_a_name_is_called_as_its_file() -> None:
    assert read_options([STREAM], "", OPEN, None, lenient=False).dataset == "us-ofac-sdn-2026-08-20"


def test_two_ids_never_have_the_same_address() -> None:
    ids = ["NK-4h", "nk-4h", "NK-4H", "NK 4h", "Ω", "ω", "a" * 50, "a" * 51, "-a", "a"]
    keys = [stable(each) for each in ids]
    assert len({*keys}) == len(ids)
    assert all(re.fullmatch("[a-z0-9-]+", key) for key in keys)


def test_a_designation_under_two_programs_is_two(tmp_path: Path) -> None:
    properties = {"entity": ["ofac-22790"], "program": ["SDGT", "FTO"]}
    act = {"id": "both", "schema": "Sanction", "properties": properties}
    store = built()
    bring(store, write(tmp_path / "us-2026-08-20.json", [PERSON, act]))
    assert len(ask(store, f"SELECT ?act WHERE {{ ?act alg:target {MADURO} }}")) == 2


def test_the_default_graph_shows_what_the_dataset_says(store: Store) -> None:
    shown = store.quads_for_pattern(None, None, None, NAMING.shown)
    assert all(Quad(q.subject, q.predicate, q.object, DefaultGraph()) in store for q in shown)
    assert said(store)


def test_without_the_library_the_command_says_what_is_missing() -> None:
    told = "import sys; sys.modules['followthemoney'] = None; from graph.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", told, "import", "ftm", str(STREAM), "--licence", OPEN]
    done = subprocess.run(command, capture_output=True, text=True, cwd=REPOSITORY, timeout=60, check=False)
    assert done.returncode == 2
    assert "pip install 'allegata[ftm]'" in done.stderr
