"""Dates as OFAC prints them, in the Extended Date/Time Format: https://www.loc.gov/standards/datetime/."""

import re
from calendar import monthrange
from datetime import date
from typing import Final

from graph.importers.ofac.entry import Dated

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

DATE: Final = r"(?:\d{1,2} )?(?:[A-Z][a-z]{2,8} )?\d{4}"
"""A day, a month or a year as printed, such as ``10 Dec 1948``."""

_ONE: Final = re.compile(r"(?:(?:(\d{1,2}) )?([A-Z][a-z]{2,8}) )?(\d{4})")
_SLASHED: Final = re.compile(r"(\d{2})/(\d{2})/(\d{4})")
_SPAN: Final = re.compile(rf"(?P<circa>circa )?(?P<first>{DATE})(?:(?: to |-)(?P<last>{DATE}))?")


def edtf(text: str) -> str | None:
    """Write a date in EDTF, or return None if it is none that OFAC prints.

    >>> edtf("circa 1963"), edtf("1960 to 1962"), edtf("Feb 1970"), edtf("31 Feb 1970")
    ('1963~', '1960/1962', '1970-02', None)
    """
    span = _SPAN.fullmatch(text)
    if span is None:
        return None
    mark = "~" if span["circa"] else ""
    ends = [_single(end) for end in (span["first"], span["last"]) if end]
    return "/".join(f"{end}{mark}" for end in ends if end) if all(ends) else None


def dated(text: str, alternative: bool = False) -> Dated:
    """Keep a date as printed, with its EDTF form beside it."""
    return Dated(text, edtf(text), alternative)


def day(text: str) -> date | None:
    """Read the day of publication of the XML layout, ``MM/DD/YYYY``; None if it is none."""
    match = _SLASHED.fullmatch(text)
    if match is None:
        return None
    month, number, year = (int(part) for part in match.groups())
    return date(year, month, number) if _exists(year, month, number) else None


def _single(text: str) -> str | None:
    match = _ONE.fullmatch(text)
    if match is None:
        return None
    number, name, year = match.groups()
    if name is None:
        return str(year)
    if name[:3].lower() not in _MONTHS:
        return None
    month = _MONTHS.index(name[:3].lower()) + 1
    return _joined(int(year), month, int(number) if number else None)


def _joined(year: int, month: int, number: int | None) -> str | None:
    if number is None:
        return f"{year:04}-{month:02}"
    return f"{year:04}-{month:02}-{number:02}" if _exists(year, month, number) else None


def _exists(year: int, month: int, number: int) -> bool:
    return year >= 1 and 1 <= month <= 12 and 1 <= number <= monthrange(year, month)[1]
