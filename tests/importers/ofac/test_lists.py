"""The whole lists: 36 states from August 2021 to August 2026."""

import gzip
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.importers.ofac.entry import Entry, Layout
from graph.importers.ofac.reading import parse_row, read_rows, read_state
from graph.importers.ofac.splitting import split
from tests.importers.ofac.listed import ALL, entries, lost, pieces

NEWEST, LATEST = ALL / "sdn-2024-05-03.csv", ALL / "sdn-2026-08-20.json"
STATES = (*sorted((ALL / "monthly").glob("*.csv.gz")), NEWEST, LATEST)
# By hand all of them, which takes half a minute: ALLEGATA_ALL_STATES=1
SOME = STATES if os.environ.get("ALLEGATA_ALL_STATES") else (STATES[0], STATES[17], NEWEST, LATEST)

pytestmark = [
    pytest.mark.skipif(not NEWEST.exists(), reason="the lists are absent: set ALLEGATA_SHARED"),
    pytest.mark.no_cover,
]


@pytest.fixture(scope="module")
def newest() -> dict[str, Entry]:
    return entries(NEWEST)


@pytest.fixture(scope="module")
def latest() -> dict[str, Entry]:
    return entries(LATEST)


def test_every_row_is_an_entry(newest: dict[str, Entry], latest: dict[str, Entry]) -> None:
    assert (len(newest), len(latest)) == (14_965, 19_249)
    assert sum(len(entry.names) - 1 for entry in latest.values()) == 20_194


def test_every_piece_is_typed_or_rest_and_few_are_rest(newest: dict[str, Entry]) -> None:
    written = typed_or_rest = rest = 0
    for entry in newest.values():
        written += sum(bool(piece.text.strip()) for piece in split(entry.remarks))
        typed_or_rest += pieces(entry)
        rest += len(entry.rest)
    assert typed_or_rest == written > 60_000
    assert rest < written / 500


def test_no_word_of_the_remarks_is_lost(newest: dict[str, Entry]) -> None:
    assert [text for entry in newest.values() for text in lost(entry)] == []


def test_every_date_of_the_list_has_edtf(newest: dict[str, Entry]) -> None:
    assert not [
        each for entry in newest.values() for each in entry.birth_dates + entry.established if not each.edtf
    ]


def test_the_entries_of_the_article(newest: dict[str, Entry], latest: dict[str, Entry]) -> None:
    assert newest["22790"].name == latest["22790"].name == "MADURO MOROS, Nicolas"
    assert newest["11440"].programs == ("SDNTK", "ILLICIT-DRUGS-EO14059")
    assert latest["11440"].programs == ("SDNTK", "FTO", "SDGT", "ILLICIT-DRUGS-EO14059")
    assert {"49756", "55025"}.isdisjoint(newest)
    assert latest["49756"].programs == ("FTO", "SDGT", "TCO")
    assert latest["55025"].programs == ("FTO", "SDGT")
    excerpt = entries(ALL / "sdn-raw-excerpt-2026-04-23.csv")
    assert [name.text for name in excerpt["49756"].names] == ["TREN DE ARAGUA", "ARAGUA TRAIN"]
    assert excerpt["49756"].programs == ("FTO", "SDGT", "TCO")
    assert [note.kind for note in excerpt["55025"].notes] == [
        "secondary-sanctions",
        "organization-type",
        "target-type",
    ]


def rows_of(path: Path) -> Iterator[tuple[str, str]]:
    return ((row.number, row.digest) for row in read_rows(path))


def test_most_rows_of_a_month_are_known_from_the_month_before() -> None:
    before, after = (set(rows_of(path)) for path in STATES[-4:-2])
    assert len(after - before) < len(after) / 10


def count_rows(path: Path) -> int:
    """Count the lines that begin with a number; the JSON has no such lines, and 19,249 entries."""
    if path == LATEST:
        return 19_249
    text = path.read_bytes() if path.suffix == ".csv" else gzip.decompress(path.read_bytes())
    return sum(line[:1].isdigit() for line in text.splitlines())


def test_states_are_told_by_their_files() -> None:
    states = [read_state(path) for path in STATES]
    assert [state.date for state in states] == sorted(state.date for state in states)
    assert [state.layout for state in states] == [Layout.CSV] * 35 + [Layout.JSON]


def test_states_are_read_without_a_broken_row() -> None:
    known: set[str] = set()
    rows = 0
    for path in SOME:
        for row in read_rows(path):
            rows += 1
            if row.digest not in known:
                known.add(row.digest)
                assert parse_row(row).programs
    assert rows == sum(map(count_rows, SOME))
    assert len(known) < rows
