"""Days in Washington, where the list is published, as moments with their zone."""

from datetime import date, timedelta


def begin(day: str) -> str:
    """Return the first second of a day.

    >>> begin("2024-05-03")
    '2024-05-03T00:00:00-04:00'
    """
    return f"{day}T00:00:00{_offset(date.fromisoformat(day))}"


def end(day: str) -> str:
    """Return the last second of a day.

    >>> end("2021-12-02")
    '2021-12-02T23:59:59-05:00'
    """
    return f"{day}T23:59:59{_offset(date.fromisoformat(day) + timedelta(days=1))}"


def _offset(day: date) -> str:
    """Return the zone as a day begins: 15 U.S.C. 260a, second Sunday of March to first Sunday of November."""
    return "-04:00" if _sunday(day.year, 3, 2) < day <= _sunday(day.year, 11, 1) else "-05:00"


def _sunday(year: int, month: int, number: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(6 - first.weekday()) % 7 + 7 * (number - 1))
