"""What came, changed and went of an entry, and no more than the states tell."""

from graph.importers.ofac.entry import ALL_PARTS, Entry, Kind, Name, Part, Strength
from graph.importers.ofac.lifecycle import Amended, Between, Life, Sight, Standing, live

MAIN = frozenset({Part.MAIN})
DAYS = ("2021-08-18", "2021-12-02", "2022-01-05", "2022-05-06")


def entry(*programs: str, title: str = "", alias: str = "") -> Entry:
    names = (Name("SINALOA CARTEL", Strength.PRIMARY), *([Name(alias, Strength.WEAK)] if alias else []))
    return Entry("11440", "", Kind.ENTITY, names, programs, title=title)


def life_of(*seen: Entry | None, parts: tuple[frozenset[Part], ...] = (ALL_PARTS,) * 4) -> Life:
    return live("11440", [Sight(*told) for told in zip(DAYS, parts, seen, strict=False)])


def test_what_the_first_state_has_may_have_stood_there_for_any_time() -> None:
    life = life_of(entry("SDNTK"))
    assert life.standings == {"SDNTK": (Standing(Between("", "2021-08-18"), None),)}


def test_an_entry_comes_between_the_last_state_without_it_and_the_first_with_it() -> None:
    (standing,) = life_of(None, None, entry("SDNTK"), entry("SDNTK")).standings["SDNTK"]
    assert standing == Standing(Between("2021-12-02", "2022-01-05"), None)


def test_an_entry_goes_between_the_last_state_with_it_and_the_first_without_it() -> None:
    (standing,) = life_of(entry("SDNTK"), entry("SDNTK"), None, None).standings["SDNTK"]
    assert standing.left == Between("2021-12-02", "2022-01-05")


def test_an_entry_that_comes_back_stands_twice() -> None:
    first, second = life_of(entry("SDNTK"), None, entry("SDNTK")).standings["SDNTK"]
    assert first == Standing(Between("", "2021-08-18"), Between("2021-08-18", "2021-12-02"))
    assert second == Standing(Between("2021-12-02", "2022-01-05"), None)


def test_each_program_has_a_life_of_its_own() -> None:
    life = life_of(entry("SDNTK"), entry("SDNTK", "ILLICIT-DRUGS-EO"), entry("ILLICIT-DRUGS-EO"))
    assert life.standings["SDNTK"][0].left == Between("2021-12-02", "2022-01-05")
    assert life.standings["ILLICIT-DRUGS-EO"] == (Standing(Between("2021-08-18", "2021-12-02"), None),)


def test_an_amendment_tells_what_was_added_and_what_removed() -> None:
    life = life_of(entry("SDNTK", alias="FEDERATION"), entry("SDNTK", alias="MEXICAN FEDERATION"))
    between = Between("2021-08-18", "2021-12-02")
    assert life.amended == (Amended(between, "listAlias", ("MEXICAN FEDERATION",), ("FEDERATION",)),)


def test_silence_about_a_part_is_no_change() -> None:
    titled = entry("SDNTK", title="Cartel")
    assert life_of(titled, entry("SDNTK"), parts=(ALL_PARTS, MAIN)).amended == ()


def test_a_change_of_a_part_lies_between_the_states_that_speak_of_it() -> None:
    seen = (entry("SDNTK", title="Cartel"), entry("SDNTK"), entry("SDNTK", title="Gang"))
    (amended,) = life_of(*seen, parts=(ALL_PARTS, MAIN, ALL_PARTS)).amended
    assert amended.when == Between("2021-08-18", "2022-01-05")


def test_who_comes_back_with_another_title_was_not_amended_while_away() -> None:
    assert life_of(entry("SDNTK", title="Cartel"), None, entry("SDNTK", title="Gang")).amended == ()


def test_of_each_part_the_newest_word_counts_even_of_an_entry_that_is_gone() -> None:
    old, new = entry("SDNTK", title="Cartel"), entry("SDNTK")
    life = life_of(old, new, None, parts=(ALL_PARTS, MAIN, ALL_PARTS))
    assert life.newest[Part.DETAILS] is old
    assert life.newest[Part.MAIN] is new
