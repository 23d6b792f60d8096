"""Dates as FollowTheMoney has them, without a zone, as instants."""

import re
from calendar import monthrange
from collections.abc import Iterator
from typing import Final

from graph.importers.ofac.terms import LABEL, TYPE, alg, english, literal, moment

_DAY: Final = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_HOW: Final = literal(
    "The dataset gives the date and no zone: the moments are those of the zones farthest off."
)


def instant_lines(node: str, label: str, date: str) -> Iterator[str]:
    """Yield what is known of an instant on a date: ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``.

    Hours are left out. The zones farthest off: +14:00 and -12:00.
    """
    found = _DAY.match(date)
    about = [(TYPE, alg("Instant")), (LABEL, english(label)), (alg("textualDate"), literal(date))]
    if found and found[1] != "0000":
        first, last = _bounds(found)
        about += [
            (alg("edtf"), literal(found[0])),
            (alg("earliest"), moment(f"{first}T00:00:00+14:00")),
            (alg("latest"), moment(f"{last}T23:59:59-12:00")),
            (alg("resolvedBy"), _HOW),
        ]
    yield from (f"{node} {predicate} {value} .\n" for predicate, value in about)


def _bounds(found: re.Match[str]) -> tuple[str, str]:
    year, first, last = found[1], found[2] or "01", found[2] or "12"
    end = f"{monthrange(int(year), int(last))[1]}"
    return f"{year}-{first}-{found[3] or '01'}", f"{year}-{last}-{found[3] or end}"
