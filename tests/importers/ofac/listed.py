"""The entries of files, for tests."""

import os
import re
from dataclasses import astuple
from pathlib import Path

from graph.importers.ofac.entry import Entry
from graph.importers.ofac.labels import CONTACTS, FIELDS, IDENTIFIERS, NOTES, STATEMENTS
from graph.importers.ofac.legacy import Companions
from graph.importers.ofac.reading import ALONE, parse_row, read_rows
from graph.importers.ofac.remarks import read_piece
from graph.importers.ofac.splitting import split
from tests.conftest import REPOSITORY

DATA = Path(__file__).resolve().parent / "data"
CSV = DATA / "sdn-2024-05-03.csv"
JSON = DATA / "sdn-2026-08-20.json"
XML = DATA / "sdn-2018-12-19.xml"

ALL = Path(os.environ.get("ALLEGATA_SHARED", REPOSITORY.parent / "shared")).resolve() / "data" / "ofac"
"""The whole lists, where they are at hand."""


def entries(path: Path, companions: Companions = ALONE) -> dict[str, Entry]:
    """Read the entries of a file, by number."""
    return {row.number: parse_row(row) for row in read_rows(path, companions)}


def pieces(entry: Entry) -> int:
    """Count what an entry's remarks were made into, rest included."""
    typed = (
        entry.identifiers, entry.birth_dates, entry.birth_places, entry.nationalities, entry.citizenships,
        entry.genders, entry.contacts, entry.wallets, entry.established, entry.linked_to, entry.notes,
    )  # fmt: skip
    weak = sum(name.strength == "weak" for name in entry.names)
    return weak + sum(map(len, typed)) + len(entry.rest)


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


TABLES = (FIELDS, CONTACTS, NOTES, STATEMENTS)
LABELS = words(
    " ".join([*IDENTIFIERS, *(label for table in TABLES for texts in table.values() for label in texts)])
)
BETWEEN = words("alt issued expires to Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec")


def lost(entry: Entry) -> list[str]:
    """Name the pieces of remarks with a word that neither a label has nor what was read of them."""
    return [piece.text for piece in split(entry.remarks) if lost_words(piece.text.strip())]


def lost_words(text: str) -> set[str]:
    value = read_piece(text).value
    told = value if isinstance(value, str) else " ".join(str(part) for part in astuple(value))
    return words(text) - words(told) - LABELS - BETWEEN
