"""Claims as pages show them: who takes which stance to what, in which words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from graph.namespaces import ALG
from server.iris import link, shorten

_LETTERS: Final = {
    "asserts": "A", "alleges": "L", "denies": "D", "disputes": "Q", "doubts": "Q", "asks": "?",
    "demands": "!", "commits": "C", "presupposes": "p",
}  # fmt: skip
"""The mark of each stance in lists, so that colour never stands alone."""


@dataclass(frozen=True)
class Quote:
    """A passage: offsets are code points from 0, ``end`` exclusive."""

    start: int
    end: int
    exact: str


@dataclass(frozen=True)
class Voice:
    """A claim: ``relation`` is affirms, rejects or raises; ``what`` the proposition's that-clause."""

    key: str
    href: str | None
    holder: str
    holder_href: str | None
    stance: str
    letter: str
    relation: str
    what: str
    what_href: str | None
    qualifiers: tuple[str, ...]
    quotes: tuple[Quote, ...]


def read_voices(rows: Iterable[Mapping[str, str]], base: str) -> tuple[Voice, ...]:
    """Return the claims in the order of their first row; each row is a claim with one of its passages."""
    grouped: dict[str, list[Mapping[str, str]]] = {}
    for row in rows:
        grouped.setdefault(row["claim"], []).append(row)
    return tuple(_voice(claim, same, base) for claim, same in grouped.items())


def _voice(claim: str, rows: Sequence[Mapping[str, str]], base: str) -> Voice:
    row = rows[0]
    stance, proposition = row["stance"].removeprefix(ALG), row.get("proposition", "")
    spans = sorted({(int(r["start"]), int(r["end"]), r["exact"]) for r in rows if _has_place(r)})
    return Voice(
        key=shorten(claim, base).partition(":")[2],
        href=link(claim, base),
        holder=row.get("holderLabel") or shorten(row["holder"], base),
        holder_href=link(row["holder"], base),
        stance=stance,
        letter=_LETTERS.get(stance, "·"),
        relation=row["relation"].removeprefix(ALG),
        what=row.get("propositionLabel") or shorten(proposition, base),
        what_href=link(proposition, base),
        qualifiers=_qualifiers(row),
        quotes=tuple(Quote(*span) for span in spans),
    )


def _has_place(row: Mapping[str, str]) -> bool:
    """Tell whether a passage has offsets: in a store that nobody validates it may have anything."""
    return row["start"].isdecimal() and row["end"].isdecimal()


def _qualifiers(row: Mapping[str, str]) -> tuple[str, ...]:
    values = (row.get(name, "").removeprefix(ALG) for name in ("quotationKind", "certainty"))
    return tuple(value for value in values if value not in ("", "unspecified"))
