"""The question which designations are in force, asked with other actors and days than its own."""

import re

import pytest
from pyoxigraph import Store

from graph.store import load_store
from tests.test_competency import FOLDER, ask, whole_graph
from tests.test_designations_questions import states

QUERY = (FOLDER / "designations_on_a_day.rq").read_text("utf-8")

pytestmark = pytest.mark.xdist_group("built")


@pytest.fixture(scope="module")
def store() -> Store:
    return load_store(whole_graph())


def asked(store: Store, actor: str, day: str) -> dict[str, tuple[str, str]]:
    """Return for each designation whether it is in force on the day, and with which sum."""
    values = f'VALUES (?actor ?day) {{ ({actor} "{day}"^^xsd:dateTime) }}'
    query, found = re.subn(r"VALUES \(\?actor \?day\) \{.*?\n  \}", values, QUERY, count=1, flags=re.DOTALL)
    assert found == 1
    names, *rows = ask(store, query)
    shown = [dict(zip(names, row, strict=True)) for row in rows]
    return {row["designation"]: (row["inForce"], amount(row)) for row in shown}


def amount(row: dict[str, str]) -> str:
    return f"{row['amount']} since {row['amountSince']}" if row["amount"] else ""


@pytest.mark.parametrize(
    ("day", "in_force"),
    [
        ("2025-07-24T23:59:59-04:00", "no"),
        ("2025-07-25T12:00:00-04:00", "possibly"),
        ("2025-07-26T00:00:00-04:00", "yes"),
        ("2025-07-26T03:00:00Z", "possibly"),
    ],
    ids=["the day before", "the day itself", "the day after", "the day after in London, not in Washington"],
)
def test_designation_is_in_force_after_the_day_of_its_entry(store: Store, day: str, in_force: str) -> None:
    answer = asked(store, "putative:cartel-de-los-soles", day)
    assert answer["listing of “Cartel de los Soles” under SDGT"] == (in_force, "")


@pytest.mark.parametrize(
    ("day", "in_force"),
    [("2025-07-01", "possibly"), ("2025-07-25", "possibly"), ("2025-07-31", "no")],
    ids=["its beginning is not known", "it may have ended", "it has ended"],
)
def test_ban_that_was_reversed_is_not_in_force(store: Store, day: str, in_force: str) -> None:
    answer = asked(store, "actor:chevron", f"{day}T12:00:00-04:00")
    assert answer == {"US ban on Chevron pumping oil in Venezuela": (in_force, "")}


@pytest.mark.parametrize(
    ("day", "answer"),
    [
        ("2020-03-25", ("no", "")),
        ("2020-03-27", ("yes", "15000000 since 2020-03-26")),
        ("2025-08-08", ("yes", "50000000 since 2025-08-07")),
    ],
)
def test_amount_is_the_last_one_not_after_the_day(store: Store, day: str, answer: tuple[str, str]) -> None:
    designations = asked(store, "actor:nicolas-maduro", f"{day}T12:00:00-04:00")
    assert designations["US reward offer concerning Nicolas Maduro"] == answer


def test_entry_of_a_list_leads_to_the_actor(store: Store) -> None:
    answer = asked(store, "actor:tren-de-aragua", "2025-08-19T12:00:00-04:00")
    assert answer == {
        "listing of Tren de Aragua under FTO": ("yes", ""),
        "listing of Tren de Aragua under SDGT": ("yes", ""),
        "listing of Tren de Aragua under TCO": ("yes", ""),
    }


@pytest.mark.parametrize(
    ("day", "in_force"),
    [("2022-10-03", "yes"), ("2023-08-01", "yes"), ("2025-08-19", "yes")],
    ids=["a day of a state", "between two states", "between two that are years apart"],
)
def test_what_two_states_have_stands_between_them(day: str, in_force: str) -> None:
    answer = asked(states(), "actor:nicolas-maduro", f"{day}T12:00:00-04:00")
    assert answer["listing of Nicolas Maduro under VENEZUELA"] == (in_force, "")
