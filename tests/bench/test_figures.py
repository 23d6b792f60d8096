import pytest

from tests.bench.figures import (
    Aim,
    Line,
    Spread,
    at_least,
    at_most,
    combined,
    interleave,
    number,
    quantile,
    ratios,
)


def test_a_spread_has_the_median_and_both_ends() -> None:
    assert Spread.of([3.0, 1.0, 2.0]) == Spread(2.0, 1.0, 3.0)


@pytest.mark.parametrize(
    ("figure", "aim", "is_missed"),
    [
        (3.0, at_least(3), False),
        (2.9, at_least(3), True),
        (1.05, at_most(1.05), False),
        (1.1, at_most(1.05), True),
    ],
)
def test_a_line_tells_whether_its_aim_is_missed(figure: float, aim: Aim, is_missed: bool) -> None:
    line = Line("heavy queries", Spread.of([figure]), "x", aim)
    assert line.is_missed is is_missed
    assert ("MISSED" in str(line)) is is_missed


def test_a_line_without_an_aim_is_never_missed() -> None:
    assert not Line("a reader's 99 %", Spread.of([900.0]), "ms").is_missed


def test_who_begins_alternates_round_by_round() -> None:
    asked: list[str] = []

    def run(name: str, turn: int) -> float:
        asked.append(f"{name} {turn}")
        return float(turn)

    found = interleave({"ours": lambda t: run("ours", t), "theirs": lambda t: run("theirs", t)}, 2)
    assert asked == ["ours 0", "theirs 0", "theirs 1", "ours 1"]
    assert found == {"ours": [0.0, 1.0], "theirs": [0.0, 1.0]}


def test_ratios_are_taken_round_by_round() -> None:
    assert ratios([2.0, 9.0], [1.0, 3.0]) == [2.0, 3.0]


def test_columns_are_combined_by_the_geometric_mean_of_each_round() -> None:
    found = combined([[1.0, 2.0, 3.0], [8.0, 8.0, 8.0]])
    assert found.middle == pytest.approx(4.0)
    assert found.least == pytest.approx(8**0.5)
    assert found.most == pytest.approx(24**0.5)


def test_a_quantile_is_a_value_that_was_met() -> None:
    assert quantile(list(map(float, range(1, 101))), 0.99) == 99.0
    assert quantile([5.0], 0.99) == 5.0


@pytest.mark.parametrize(
    ("value", "written"), [(0.0, "0"), (0.3456, "0.346"), (12.34, "12.3"), (12_345.6, "12,346")]
)
def test_numbers_have_three_digits_that_count(value: float, written: str) -> None:
    assert number(value) == written
