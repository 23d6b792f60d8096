"""The days of a designation: what a beginning and an end between two days tell of a third one."""

import pytest

from server.designations_days import Standing, Status, Turn, day_of, deciding, standings

SEEN = Turn("2021-12-02", "2022-01-05", frozenset({"state of 2022-01-05"}), is_listed=True)
GONE = Turn("2022-05-06", "2022-07-06", frozenset({"state of 2022-07-06"}), is_listed=True)
NOTICE = Turn("2021-12-15", "2021-12-15", frozenset({"notice of 2021-12-15"}))
AGAIN = Turn("2022-10-03", "2024-05-03", frozenset({"state of 2024-05-03"}), is_listed=True)
REVERSED = Turn("2025-07-21", "2025-07-30", frozenset({"report of 2025-07-30"}))


def statuses(found: list[Standing], *days: str) -> list[str]:
    return [deciding(found, day)[1] for day in days]


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2025-07-25T00:00:00-04:00", "2025-07-25"),
        ("2025-07-25T23:59:59-04:00", "2025-07-25"),
        ("2025-07-26T03:59:59Z", "2025-07-25"),
        ("2025-07-26T04:00:00Z", "2025-07-26"),
        ("2022-01-06T04:59:59Z", "2022-01-05"),
        ("2022-01-06T05:00:00Z", "2022-01-06"),
        ("2022-01-05T23:59:59-05:00", "2022-01-05"),
        ("2021-11-07T03:59:59Z", "2021-11-06"),
        ("2021-11-08T04:30:00Z", "2021-11-07"),
        ("2025-07-25T12:00:00", "2025-07-25"),
        ("0001-01-01T00:00:00Z", None),
        ("-0044-03-15T00:00:00Z", None),
        ("", None),
    ],
)
def test_a_day_begins_at_midnight_in_washington(moment: str, day: str | None) -> None:
    assert day_of(moment) == day


def test_a_document_narrows_what_two_states_leave_open() -> None:
    for begins in ([SEEN, NOTICE], [NOTICE, SEEN]):
        (standing,) = standings(begins, [])
        assert (standing.since.earliest, standing.since.latest) == ("2021-12-15", "2021-12-15")
        assert standing.since.documents == SEEN.documents | NOTICE.documents
        assert statuses([standing], "2021-12-14", "2021-12-15", "2021-12-16") == [
            "not-in-force", "in-force", "in-force"
        ]  # fmt: skip


def test_a_document_narrows_an_end_as_well() -> None:
    (standing,) = standings([SEEN], [GONE, Turn("2022-06-01", "2022-06-01", frozenset({"removal"}))])
    assert standing.until is not None
    assert (standing.until.earliest, standing.until.latest) == ("2022-06-01", "2022-06-01")
    assert statuses([standing], "2022-06-01", "2022-06-02") == ["in-force", "not-in-force"]


def test_what_was_delisted_and_relisted_stands_twice() -> None:
    found = standings([AGAIN, SEEN], [GONE])
    assert [(each.since, each.until) for each in found] == [(SEEN, GONE), (AGAIN, None)]
    days = ("2021-12-02", "2022-03-01", "2022-06-01", "2022-08-01", "2023-01-01", "2024-05-03")
    assert statuses(found, *days) == [
        "not-in-force", "in-force", "possibly-in-force", "not-in-force", "possibly-in-force", "in-force"
    ]  # fmt: skip
    assert deciding(found, "2022-08-01")[0] is found[0]


def test_what_ended_without_a_known_beginning_may_have_been_in_force_before() -> None:
    found = standings([Turn()], [REVERSED])
    assert statuses(found, "2025-07-01", "2025-07-21", "2025-07-30", "2025-07-31") == [
        "possibly-in-force", "possibly-in-force", "possibly-in-force", "not-in-force"
    ]  # fmt: skip


def test_an_end_of_an_unknown_day_leaves_open_what_comes_after_the_beginning() -> None:
    found = standings([NOTICE], [Turn()])
    assert statuses(found, "2021-12-14", "2021-12-15") == ["not-in-force", "possibly-in-force"]


def test_what_states_have_stands_until_one_has_it_not() -> None:
    assert statuses([Standing(SEEN)], "2025-08-19") == [Status.IN_FORCE]
    assert statuses([Standing(SEEN, GONE)], "2022-05-06", "2022-05-07") == [Status.IN_FORCE, Status.POSSIBLY]
