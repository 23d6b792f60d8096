"""Entries of the JSON layout, made of rows."""

from graph.importers.ofac.entry import Entry, Kind, Name, Row, Strength


def parse_json(row: Row) -> Entry:
    """Make an entry of a row: its names, kind and programs are all that the layout holds.

    The category of an alias is not said; they are the strong ones, from OFAC's file of aliases.
    """
    _, number, name, kind = row.fields[0]
    aliases = (Name(text, Strength.STRONG) for tag, text in row.fields[1:] if tag == "alternate")
    return Entry(
        number=number,
        digest=row.digest,
        kind=Kind(kind),
        names=(Name(name, Strength.PRIMARY), *aliases),
        programs=tuple(text for tag, text in row.fields[1:] if tag == "program"),
    )
