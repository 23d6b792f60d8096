"""Where a query stops being SPARQL, in words that help.

The engine's parser reports the furthest place that it looked at, which may be behind the error by the
length of a keyword that it tried there. So the error is searched by parsing the beginnings of the query,
each with more blanks behind it than a keyword has letters: the first token with which a beginning can no
longer be continued is the one that is wrong.
"""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Store

from server.errors import MalformedQueryError
from server.lexer import Sort, Token, tokens

_REPORT: Final = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_LITERAL: Final = re.compile(r'"([^"]{1,3})"(?=, |$)')
_KEYWORD: Final = re.compile(r"(?:(?<=, )|^)([A-Z]{2,}(?: [A-Z]+)*)(?=, |$)")
_REASON: Final = re.compile(r"(?:(?<=, )|^)((?:The |SELECT |[A-Z][a-z]+ |IRI )[^,\[\]]* [^,\[\]]*)(?=, |$)")
_BLANKS: Final = " " * 32
_SEARCH_SECONDS: Final = 0.1
_MAX_EXPECTED: Final = 12
_NEVER_ADVISED: Final = frozenset({"SERVICE", "LATERAL"})


@dataclass(frozen=True)
class _Failure:
    """What the parser says of a text: ``offset`` in code points, and what it expected there."""

    offset: int
    expected: str


def explain(text: str, base: str) -> MalformedQueryError:
    """Return the error that says where a query is malformed, and what could stand there instead.

    The search ends after a tenth of a second with the best that was found.
    """
    found = list(tokens(text))
    index = _first_wrong(text, found, base)
    failure = _parse(text[: found[index].start] if index < len(found) else text, base)
    wrong = found[_begin(found, index)] if index < len(found) else None
    if wrong and (reason := _parse(text[: found[index].end], base)) and _REASON.search(reason.expected):
        failure = reason
    return _error(text, wrong, failure.expected if failure else "")


def _first_wrong(text: str, found: Sequence[Token], base: str) -> int:
    """Return the index of the first wrong token, or the number of tokens if the text is cut short."""
    low, high = 0, len(found)
    if not _is_wrong(text, base):
        return high
    stop = time.monotonic() + _SEARCH_SECONDS
    while high - low > 1 and time.monotonic() < stop:
        middle = (low + high) // 2
        low, high = (low, middle) if _is_wrong(text[: found[middle - 1].end], base) else (middle, high)
    return high - 1


def _begin(found: Sequence[Token], index: int) -> int:
    """Return the index where a malformed IRI begins, if the token ends one; else the token's own."""
    begins = (i for i in range(index, -1, -1) if found[i].text == "<")
    return next(begins, index) if found[index].text == ">" else index


def _is_wrong(text: str, base: str) -> bool:
    """Tell whether a beginning of a query is wrong already, not only unfinished."""
    failure = _parse(text, base)
    return failure is not None and failure.offset < len(text + _BLANKS)


def _parse(text: str, base: str) -> _Failure | None:
    try:
        Store().query(text + _BLANKS, base_iri=base)
    except SyntaxError as error:
        return _read_report(text, error.msg)
    except RuntimeError:  # it is well-formed, and calls a function that the engine lacks
        return None
    return None


def _read_report(text: str, message: str) -> _Failure:
    report = _REPORT.fullmatch(message)
    if not report:
        return _Failure(len(text), message)
    lines = text.split("\n")
    line = int(report[1]) - 1
    offset = sum(len(before) + 1 for before in lines[:line]) + int(report[2]) - 1
    return _Failure(offset, report[3])


def _error(text: str, wrong: Token | None, expected: str) -> MalformedQueryError:
    offset = wrong.start if wrong else len(text.rstrip())
    line = text.count("\n", 0, offset) + 1
    begin = text.rfind("\n", 0, offset) + 1
    column = offset - begin + 1
    excerpt = text[begin:].partition("\n")[0].rstrip("\r")
    detail = f"Line {line}, column {column}: {_sentence(wrong, expected)}"
    return MalformedQueryError(detail, line, column, excerpt)


def _sentence(wrong: Token | None, expected: str) -> str:
    wanted = sorted({*_LITERAL.findall(expected), *_KEYWORD.findall(expected)} - _NEVER_ADVISED)
    what = f"“{wrong.text[:60]}” is not expected here" if wrong else "the query ends too early"
    if reason := _REASON.search(expected):
        return f"{reason[1]}."
    if not wanted:
        return f"{what}." if wrong else "the query as a whole is not well-formed."
    more = ", or others" if len(wanted) > _MAX_EXPECTED else ""
    return f"{what}; there could be {' or '.join(wanted[:_MAX_EXPECTED])}{more}."
