"""Quotations: the one place where words stand in a source, in Unicode code points."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NoReturn

from graph.closest import closest_wording
from graph.errors import QuotationError
from graph.source import Source

CONTEXT_CODE_POINTS = 32
"""How much of the text before and after a quotation is kept with it, at most."""


@dataclass(frozen=True)
class Quotation:
    """Words and where they stand: ``text[start:end] == exact``, between ``prefix`` and ``suffix``."""

    start: int
    end: int
    exact: str
    prefix: str = field(default="", repr=False)
    suffix: str = field(default="", repr=False)


def locate(exact: str, source: Source, prefix: str = "", suffix: str = "") -> Quotation:
    """Find the one place where ``exact`` stands in the source.

    Offsets count Unicode code points from 0; ``end`` is exclusive, as in
    ``source.text[start:end]`` and oa:TextPositionSelector. Where the words stand more than once,
    ``prefix`` and ``suffix`` (what comes right before and right after) choose among them.

    Raises QuotationError if ``exact`` is absent or occurs twice: a quotation
    that could be elsewhere is not evidence.

    >>> locate("said so", Source("The ministry said so."))
    Quotation(start=13, end=20, exact='said so')
    """
    if not exact:
        raise QuotationError("the quotation is empty", "Quote at least one character.")
    everywhere = tuple(_occurrences(exact, source.text))
    if not everywhere:
        _refuse_absent(exact, source)
    fitting = [start for start in everywhere if _stands_between(source.text, start, exact, prefix, suffix)]
    if len(fitting) != 1:
        _refuse_ambiguous(exact, source, tuple(fitting) or everywhere, fitting == [])
    return quote(source, fitting[0], fitting[0] + len(exact))


def quote(source: Source, start: int, end: int) -> Quotation:
    """Return what stands at ``start`` (inclusive) to ``end`` (exclusive), with its context."""
    text = source.text
    before = text[max(0, start - CONTEXT_CODE_POINTS) : start]
    return Quotation(start, end, text[start:end], before, text[end : end + CONTEXT_CODE_POINTS])


def _occurrences(exact: str, text: str) -> Iterator[int]:
    start = text.find(exact)
    while start >= 0:
        yield start
        start = text.find(exact, start + 1)


def _stands_between(text: str, start: int, exact: str, prefix: str, suffix: str) -> bool:
    return text[:start].endswith(prefix) and text.startswith(suffix, start + len(exact))


def _refuse_absent(exact: str, source: Source) -> NoReturn:
    near = closest_wording(exact, source.text)
    cure = (
        f"The source has {near}" if near else "Copy the words from the source: no part of them stands there."
    )
    raise QuotationError(f"“{exact}” does not stand in {source.slug}", cure)


def _refuse_ambiguous(exact: str, source: Source, starts: tuple[int, ...], misplaced: bool) -> NoReturn:
    found = f"“{exact}” stands {len(starts)} times in {source.slug}"
    if misplaced:
        found = f"“{exact}” stands in {source.slug}, but not between this prefix and suffix"
    places = "\n".join(f"  {start}: {_in_context(source, start, exact)}" for start in starts)
    raise QuotationError(
        found, f"Give a prefix or a suffix that fits one of these alone:\n{places}", offsets=starts
    )


def _in_context(source: Source, start: int, exact: str) -> str:
    found = quote(source, start, start + len(exact))
    return f"{found.prefix}[{exact}]{found.suffix}".replace("\n", "⏎")
