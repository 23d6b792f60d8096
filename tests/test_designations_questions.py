"""The questions about the long history of designations, asked of real states of the list."""

import re
import shutil
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import Quad, Store

from graph.dataset import read_triples
from graph.layout import Layout
from graph.namespaces import BASE
from graph.roles import graph_roles
from graph.store import load_store
from tests.conftest import REPOSITORY
from tests.importers.ofac.imported import STATES, bring
from tests.test_competency import FOLDER, Rows, ask

AUTUMN = STATES[0]
"""The state of 2021-08-18."""

NOVIKOMBANK = "listing of JOINT STOCK COMMERCIAL BANK NOVIKOMBANK under "


@cache
def kept() -> tuple[Quad, ...]:
    """Return the ontology, the lists that are kept by hand, their context, and the actors."""
    names = ("actors", "context/", "lists/", "ontology")
    quads = [q for q in read_triples(Layout(REPOSITORY)) if _name(q).startswith(names)]
    return (*quads, *graph_roles(quads, BASE))


def _name(quad: Quad) -> str:
    return str(quad.graph_name).removeprefix(f"<{BASE}graph/")


@cache
def states() -> Store:
    store = load_store(kept())
    bring(store, STATES)
    return store


def put(question: str, parameter: str = "", value: str = "", store: Store | None = None) -> Rows:
    """Ask a question, its parameter's values replaced, and return the rows of the answer."""
    text = (FOLDER / f"{question}.rq").read_text("utf-8")
    if parameter:
        pattern = rf"VALUES {re.escape(parameter)} \{{[^{{}}]*\}}"
        text, found = re.subn(pattern, f"VALUES {parameter} {{ {value} }}", text)
        assert found == 1
    return ask(store or states(), text)[1:]


def within(after: str, until: str) -> Rows:
    return put("new_between_days", "(?after ?until)", f'("{after}"^^xsd:dateTime "{until}"^^xsd:dateTime)')


def test_what_came_between_two_states_is_new_surely_or_possibly() -> None:
    assert [row[:4] for row in within("2021-08-18T23:59:59-04:00", "2022-06-30T23:59:59-04:00")] == [
        ["2021-12-02", "2022-01-05", "yes", "listing of SINALOA CARTEL under ILLICIT-DRUGS-EO"],
        ["2022-01-05", "2022-05-06", "yes", NOVIKOMBANK + "RUSSIA-EO14024"],
        ["2022-01-05", "2022-05-06", "yes", NOVIKOMBANK + "UKRAINE-EO13662"],
        ["2022-05-06", "2022-07-06", "possibly", "listing of FEDERAL SECURITY SERVICE under RUSSIA-EO14024"],
    ]


def test_what_the_first_state_has_may_be_new_before_it() -> None:
    rows = within("2021-01-01T00:00:00-05:00", "2021-08-17T23:59:59-04:00")
    assert {row[2] for row in rows} == {"possibly"}
    assert ["", "2021-08-18", "possibly", "listing of NORIEGA, Manuel Antonio under CUBA"] in [
        row[:4] for row in rows
    ]


@pytest.mark.parametrize(
    ("program", "history"),
    [
        (
            "ofac-program-russia-eo14024",
            [
                ["2022-01-05", "2022-05-06", "entry into force", "18784"],
                ["2022-05-06", "2022-07-06", "entry into force", "21344"],
                ["2022-10-03", "2024-05-03", "entry into force", "22413"],
            ],
        ),
        (
            "ofac-program-cuba",
            [
                ["", "2021-08-18", "entry into force", "36"],
                ["", "2021-08-18", "entry into force", "306"],
                ["", "2021-08-18", "entry into force", "1572"],
                ["2021-12-02", "2022-01-05", "ending", "1572"],
            ],
        ),
    ],
)
def test_a_program_has_a_history_of_who_came_and_went(program: str, history: Rows) -> None:
    rows = put("history_of_a_program", "?scheme", f"source:{program}")
    assert [row[1:5] for row in rows] == history
    assert all(row[6].endswith(f"state of {row[2]}") or "as of" in row[6] for row in rows)


def test_what_ended_is_not_known_to_have_begun_again() -> None:
    rows = put("ended_and_begun_again")
    assert [[row[0], *row[3:]] for row in rows] == [
        ["listing of NORIEGA, Manuel Antonio under CUBA", "2021-12-02", "2022-01-05", "not known", "", ""],
        ["listing of MERHEJ, Rodrigue Elias under IFSR", "2022-05-06", "2022-07-06", "not known", "", ""],
        ["listing of MERHEJ, Rodrigue Elias under SDGT", "2022-05-06", "2022-07-06", "not known", "", ""],
        ["listing of SINALOA CARTEL under ILLICIT-DRUGS-EO", "2022-07-06", "2022-10-03", "not known", "", ""],
    ]


@pytest.fixture(scope="module")
def relisted(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Three states, and the first one again as if it were of 2023: no real entry ever came back."""
    again = tmp_path_factory.mktemp("states") / "sdn-2023-01-05.csv"
    shutil.copy(AUTUMN, again)
    store = load_store(kept())
    bring(store, [AUTUMN, *_of("2022-01-05", "2022-10-03"), again])
    return store


def _of(*days: str) -> list[Path]:
    return [path for path in STATES if path.stem.removeprefix("sdn-") in days]


def test_what_was_delisted_and_relisted_tells_when_it_came_back(relisted: Store) -> None:
    rows = put("ended_and_begun_again", store=relisted)
    found = [row[3:] for row in rows if row[0] == "listing of NORIEGA, Manuel Antonio under CUBA"]
    assert found == [["2021-08-18", "2022-01-05", "yes", "2022-10-03", "2023-01-05"]]


def test_each_time_of_what_was_relisted_has_its_own_length(relisted: Store) -> None:
    rows = put("lengths_of_designations", store=relisted)
    assert [row[1:] for row in rows if row[0] == "listing of NORIEGA, Manuel Antonio under CUBA"] == [
        ["", "2021-08-18", "2021-08-18", "2022-01-05", "yes", "0", ""],
        ["2022-10-03", "2023-01-05", "2026-08-20", "", "not known", "1323", ""],
    ]


def test_a_length_lies_between_what_states_show_and_what_they_leave_open() -> None:
    lengths = {row[0]: row[5:] for row in put("lengths_of_designations")}
    assert lengths["listing of NORIEGA, Manuel Antonio under CUBA"] == ["yes", "106", ""]
    assert lengths["listing of SINALOA CARTEL under ILLICIT-DRUGS-EO"] == ["yes", "182", "305"]
    assert lengths["listing of Tren de Aragua under FTO"] == ["not known", "546", ""]
