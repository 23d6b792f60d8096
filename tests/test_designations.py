"""Designations over HTTP, day by day: rows of real states of the list, and no more than these tell."""

import json
from functools import cache
from html import unescape

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from graph.namespaces import BASE
from server.app import create_app
from server.config import Config
from server.in_process import InProcessService
from tests.importers.ofac.imported import STATES, bring, built
from tests.served import GENERATION

STATE = f"{BASE}id/source/ofac-sdn-"
STATE_DEPARTMENT = f"{BASE}id/source/us-state-terrorist-designations-2025-02-20"

Shown = tuple[str, str | None, str | None, tuple[str | None, str | None] | None]


@cache
def client() -> FlaskClient:
    store = built()
    bring(store, STATES)
    return create_app(InProcessService(store, GENERATION, BASE), Config()).test_client()


@cache
def hand_kept() -> FlaskClient:
    return create_app(InProcessService(built(), GENERATION, BASE), Config()).test_client()


def ask(on: str, target: str = "", asked: FlaskClient | None = None, **others: str) -> TestResponse:
    return (asked or client()).get("/designations", query_string={"on": on, "target": target, **others})


def shown(response: TestResponse) -> dict[str, Shown]:
    """Return what is told of each program: status, since when at the earliest and latest, and until when."""
    assert response.status_code == 200, response.text
    told: dict[str, Shown] = {}
    for row in json.loads(response.data)["rows"]:
        until = (row["until"]["earliest"], row["until"]["latest"]) if row["until"] else None
        told[row["program"]] = row["status"], row["since"]["earliest"], row["since"]["latest"], until
    return told


def status(on: str, target: str, program: str) -> str:
    return shown(ask(on, target, all="1"))[program][0]


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2021-08-17", "possibly-in-force"),
        ("2021-08-18", "in-force"),
        ("2021-10-01", "in-force"),
        ("2021-12-02", "in-force"),
        ("2021-12-03", "possibly-in-force"),
        ("2022-01-04", "possibly-in-force"),
        ("2022-01-05", "not-in-force"),
        ("2026-08-20", "not-in-force"),
    ],
)
def test_an_entry_that_left_is_in_force_until_the_last_state_with_it(on: str, expected: str) -> None:
    assert status(on, "entry:ofac-1572", "CUBA") == expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2021-08-18", "not-in-force"),
        ("2022-01-05", "not-in-force"),
        ("2022-01-06", "possibly-in-force"),
        ("2022-05-05", "possibly-in-force"),
        ("2022-05-06", "in-force"),
        ("2024-05-03", "in-force"),
    ],
)
def test_an_entry_that_came_is_in_force_from_the_first_state_with_it(on: str, expected: str) -> None:
    assert status(on, "18784", "RUSSIA-EO14024") == expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2024-05-03", "in-force"),
        ("2024-05-04", "in-force"),
        ("2025-08-19", "in-force"),
        ("2026-08-20", "in-force"),
        ("2028-08-22", "in-force"),
    ],
)
def test_what_two_states_have_stands_between_them_and_after_them(on: str, expected: str) -> None:
    assert status(on, "22790", "VENEZUELA") == expected


def test_one_row_has_all_that_is_known_of_it() -> None:
    (row,) = json.loads(ask("2022-07-01", "15980", all="1").data)["rows"][:1]
    assert row == {
        "designation": f"{BASE}id/designation/ofac-15980-ifsr",
        "label": "listing of MERHEJ, Rodrigue Elias under IFSR",
        "listId": "15980",
        "target": f"{BASE}id/entry/ofac-15980",
        "targetLabel": "OFAC list entry 15980, MERHEJ, Rodrigue Elias",
        "program": "IFSR",
        "programIri": f"{BASE}id/source/ofac-program-ifsr",
        "status": "possibly-in-force",
        "since": {"earliest": None, "latest": "2021-08-18"},
        "until": {"earliest": "2022-05-06", "latest": "2022-07-06"},
        "source": f"{STATE}2021-08-18",
        "sources": [f"{STATE}2021-08-18"],
    }


def test_a_program_that_is_renamed_ends_under_one_name_and_begins_under_the_other() -> None:
    assert shown(ask("2022-08-01", "actor:sinaloa-cartel", all="1")) == {
        "ILLICIT-DRUGS-EO": ("possibly-in-force", "2021-12-02", "2022-01-05", ("2022-07-06", "2022-10-03")),
        "ILLICIT-DRUGS-EO14059": ("possibly-in-force", "2022-07-06", "2022-10-03", None),
        "SDNTK": ("in-force", None, "2021-08-18", None),
        "FTO": ("not-in-force", "2025-02-20", "2025-02-20", None),
        "SDGT": ("not-in-force", "2025-02-20", "2025-02-20", None),
    }


def test_a_document_narrows_what_states_leave_open_and_a_list_alone_does_not() -> None:
    response = ask("2025-08-19", "tren-de-aragua")
    assert shown(response) == {
        "FTO": ("in-force", "2025-02-20", "2025-02-20", None),
        "SDGT": ("in-force", "2025-02-20", "2025-02-20", None),
        "TCO": ("possibly-in-force", "2024-05-03", "2026-08-20", None),
    }
    sources = {row["program"]: row["source"] for row in json.loads(response.data)["rows"]}
    assert sources == {"FTO": STATE_DEPARTMENT, "SDGT": STATE_DEPARTMENT, "TCO": f"{STATE}2026-08-20"}


@pytest.mark.parametrize(
    ("on", "expected"),
    [("2025-02-19", "not-in-force"), ("2025-02-20", "in-force"), ("2025-02-21", "in-force")],
)
def test_the_day_of_an_entry_into_force_is_its_first_one(on: str, expected: str) -> None:
    assert status(on, "49756", "FTO") == expected


def test_what_is_not_in_force_is_told_of_only_if_that_is_asked() -> None:
    assert {*shown(ask("2025-08-19", "putative:cartel-de-los-soles"))} == {"SDGT"}
    told = shown(ask("2025-08-19", "putative:cartel-de-los-soles", all="1"))
    assert {program: row[0] for program, row in told.items()} == {"SDGT": "in-force", "FTO": "not-in-force"}


def test_a_designation_without_events_stands_on_the_days_of_the_states_that_attest_it() -> None:
    found = {
        on: shown(ask(on, "nicolas-maduro", hand_kept()))["VENEZUELA"]
        for on in ("2024-05-02", "2024-05-03", "2025-08-19", "2026-08-20")
    }
    since = (None, "2024-05-03", None)
    assert found == {
        "2024-05-02": ("possibly-in-force", *since),
        "2024-05-03": ("in-force", *since),
        "2025-08-19": ("in-force", *since),
        "2026-08-20": ("in-force", *since),
    }


@pytest.mark.parametrize(
    "target",
    [
        "nicolas-maduro",
        "actor:nicolas-maduro",
        f"{BASE}id/actor/nicolas-maduro",
        f"<{BASE}id/actor/nicolas-maduro>",
        "22790",
        "ofac-22790",
        "entry:ofac-22790",
    ],
)
def test_a_target_has_several_names(target: str) -> None:
    rows = json.loads(ask("2022-10-03", target).data)["rows"]
    assert {"IRAN-CON-ARMS-EO", "VENEZUELA"} <= {row["program"] for row in rows}


def test_without_a_target_all_are_told_of_page_by_page() -> None:
    found: list[str] = []
    offset: int | None = 0
    while offset is not None:
        page = json.loads(ask("2022-10-03", all="1", limit="7", offset=str(offset)).data)
        found += [row["designation"] for row in page["rows"]]
        assert len(page["rows"]) <= 7
        offset = page["next"]
    assert len(found) == len({*found}) > 30
    assert f"{BASE}id/designation/ofac-1572-cuba" in found


@pytest.mark.parametrize(
    ("asked", "cure"),
    [
        ({}, "No day is named. Say by on which day is meant"),
        ({"on": "2025-02-30"}, "“2025-02-30” is no day. Say by on which day"),
        ({"on": "20250219"}, "like 2025-08-19"),
        ({"on": "2025-02-19T00:00:00Z"}, "like 2025-08-19"),
        ({"on": "0001-01-01"}, "from 1776 to 2999"),
        ({"on": "9999-12-31"}, "from 1776 to 2999"),
        ({"on": "2025-02-19", "target": "nicolas maduro"}, "like actor:nicolas-maduro"),
        ({"on": "2025-02-19", "target": "https://example.org/<"}, "names no target"),
        ({"on": "2025-02-19", "limit": "0"}, "By limit a number from 1 to 1,000 is meant"),
        ({"on": "2025-02-19", "offset": "-1"}, "By offset a number from 0"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_would_be_right(asked: dict[str, str], cure: str) -> None:
    response = client().get("/designations", query_string=asked)
    assert response.status_code == 400
    assert response.content_type.startswith("application/problem+json")
    assert cure in json.loads(response.data)["detail"]


def test_a_target_of_which_nothing_is_known_is_not_found() -> None:
    response = ask("2025-08-19", "entry:ofac-1")
    assert response.status_code == 404
    assert "Nothing is known of" in json.loads(response.data)["detail"]


def test_who_has_the_answer_is_told_so() -> None:
    first = ask("2025-08-19", "tren-de-aragua")
    headers = {"If-None-Match": first.headers["ETag"]}
    again = client().get("/designations?on=2025-08-19&target=tren-de-aragua", headers=headers)
    assert again.status_code == 304


def test_a_page_shows_the_rows_without_scripts() -> None:
    response = ask("2025-08-19", "tren-de-aragua", format="html")
    text = unescape(response.text)
    assert response.content_type == "text/html; charset=utf-8"
    assert "<h1>Designations on 2025-08-19</h1>" in text
    assert '<a href="/id/designation/tren-de-aragua-fto">listing of Tren de Aragua under FTO</a>' in text
    assert "<td>2025-02-20</td>" in text
    assert "<td>2024-05-03 to 2026-08-20</td>" in text
    assert "<script" not in text


def test_a_page_without_a_day_asks_for_one() -> None:
    response = client().get("/designations", headers={"Accept": "text/html"})
    assert response.status_code == 200
    assert '<input name="on" type="date" value="" required>' in response.text
    assert "<table>" not in response.text


def test_a_page_of_many_leads_to_the_next_one() -> None:
    text = unescape(ask("2022-10-03", format="html", limit="5").text)
    assert 'href="/designations?on=2022-10-03&limit=5&offset=5&format=html">The next ones</a>' in text


def test_a_page_of_nobody_in_force_says_so() -> None:
    text = ask("2022-10-03", "1572", format="html").text
    assert "None is known that is in force on that day." in text
