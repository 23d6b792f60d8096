"""Contents through the states of a layout, kept as changes."""

from hypothesis import given
from hypothesis import strategies as st

from graph.importers.ofac.entry import Layout
from graph.importers.ofac.history import Content, History, Track

DAYS = [f"2022-{month:02}-01" for month in range(1, 13)]
CONTENTS = st.sampled_from(
    [None, Content("a", (("name", "FEDERATION"),)), Content("b", (("name", "ALLIANCE"),))]
)


@given(st.permutations(DAYS), st.lists(CONTENTS, min_size=12, max_size=12))
def test_a_track_says_of_each_day_what_was_put_there_in_whatever_order(
    order: list[str], contents: list[Content | None]
) -> None:
    said = dict(zip(DAYS, contents, strict=True))
    track = Track()
    known: list[str] = []
    for day in order:
        track.put(day, said[day], sorted(known))
        known.append(day)
    assert {day: track.at(day) for day in DAYS} == said


@given(st.permutations(DAYS), st.lists(CONTENTS, min_size=12, max_size=12))
def test_a_track_does_not_depend_on_the_order_and_repeats_nothing(
    order: list[str], contents: list[Content | None]
) -> None:
    said = dict(zip(DAYS, contents, strict=True))
    tracks = [Track(), Track()]
    for track, days in zip(tracks, (DAYS, order), strict=True):
        for count, day in enumerate(days):
            track.put(day, said[day], sorted(days[:count]))
    assert tracks[0] == tracks[1]
    assert all(
        one != other for one, other in zip([None, *tracks[0].contents], tracks[0].contents, strict=False)
    )


def test_a_history_is_read_as_it_was_written() -> None:
    history = History("11440")
    history.put(Layout.CSV, "2021-08-18", Content("a", (("sdn", "11440", "“FEDERATION”\n"),)), [])
    history.put(Layout.CSV, "2021-12-02", None, ["2021-08-18"])
    assert History.from_json("11440", history.to_json()) == history
