"""Aliases that a list hides from itself are found, and those that aren't there are not: on the whole list."""

import pytest

from graph.matching.index import Index
from tests.matching.labelled import LIST, best, curve, is_shorter, is_spelling, make_labelled, precision_at

LABELS = 60


@pytest.mark.skipif(not LIST.is_file(), reason="the lists are absent: set ALLEGATA_SHARED")
def test_hidden_aliases_are_found_among_all_entries() -> None:
    made = make_labelled(LABELS)
    index = Index(made.entries)
    points = curve([best(label, index) for label in made.labels])
    point = precision_at(points, 0.9)
    assert (len(made.labels), sum(label.is_there for label in made.labels)) == (2 * LABELS, LABELS)
    assert point.precision >= 0.93


@pytest.mark.skipif(not LIST.is_file(), reason="the lists are absent: set ALLEGATA_SHARED")
def test_labels_are_the_same_each_time_and_hidden() -> None:
    made = make_labelled(LABELS)
    assert made == make_labelled(LABELS)
    names = {entry.iri: entry.names for entry in made.entries}
    assert all(label.alias not in names.get(label.entry.iri, ()) for label in made.labels)
    assert {label.entry.iri in names for label in made.labels if not label.is_there} == {False}


@pytest.mark.parametrize(
    ("one", "other", "spelled", "shorter"),
    [
        ("EL AISSAMI, Tareck", "EL AISSAMI, Tarek", True, False),
        ("MADURO, Nicolas", "MADURO MOROS, Nicolas", False, True),
        ("CARTEL OF THE SUNS", "CARTEL DE LOS SOLES", False, False),
    ],
    ids=["spelling", "shorter", "translation"],
)
def test_a_label_is_told_by_plain_letters(one: str, other: str, spelled: bool, shorter: bool) -> None:
    assert (is_spelling(one, other), is_shorter(one, other)) == (spelled, shorter)
