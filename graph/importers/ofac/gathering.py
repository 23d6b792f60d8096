"""The readings of an entry's remarks, gathered into the fields of an Entry."""

from collections.abc import Iterable
from typing import TypedDict, cast

from graph.importers.ofac.entry import Contact, Dated, Identifier, Name, Note, Stated, Wallet
from graph.importers.ofac.labels import Field
from graph.importers.ofac.piece_values import Value
from graph.importers.ofac.remarks import Reading, read_piece
from graph.importers.ofac.splitting import is_cut, split


class Details(TypedDict, total=False):
    """The fields of Entry that remarks fill; weak aliases are apart, as they follow other names."""

    identifiers: tuple[Identifier, ...]
    birth_dates: tuple[Dated, ...]
    birth_places: tuple[Stated, ...]
    nationalities: tuple[Stated, ...]
    citizenships: tuple[Stated, ...]
    genders: tuple[Stated, ...]
    contacts: tuple[Contact, ...]
    wallets: tuple[Wallet, ...]
    established: tuple[Dated, ...]
    linked_to: tuple[Stated, ...]
    notes: tuple[Note, ...]
    rest: tuple[str, ...]


def read_remarks(remarks: str, title: str) -> list[Reading]:
    """Type the pieces of remarks: each is typed, or rest.

    A piece that is one of the title's is a title. What is cut at the column's limit is rest, as it stands.
    """
    titles = {piece.text.strip() for piece in split(title)} if title else set()
    pieces = split(remarks)
    cut = pieces[-1].text if pieces and not pieces[-1].end and is_cut(remarks) else ""
    told = (piece.text.strip() for piece in (pieces[:-1] if cut else pieces))
    readings = [_reading(text, titles) for text in told if text]
    return [*readings, Reading(Field.REST, cut)] if cut else readings


def gather(readings: Iterable[Reading]) -> tuple[tuple[Name, ...], Details]:
    """Sort readings by their field: aliases, and the rest of what an entry says."""
    sorted_by_field: dict[Field, list[Value]] = {}
    for reading in readings:
        sorted_by_field.setdefault(reading.field, []).append(reading.value)
    aliases = sorted_by_field.pop(Field.NAME, [])
    # Trust the grammar that each field holds its own kind of values: a test looks after it.
    details = {field: tuple(values) for field, values in sorted_by_field.items()}
    return cast("tuple[Name, ...]", tuple(aliases)), cast("Details", details)


def _reading(piece: str, titles: set[str]) -> Reading:
    if piece in titles:
        return Reading(Field.NOTE, Note("title", piece))
    return read_piece(piece)
