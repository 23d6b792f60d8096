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
from itertools import pairwise
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
_MAX_EXPECTED: Final = 8
_NEVER_ADVISED: Final = frozenset({"$", "'''", "<<", "<<(", "{|", "~", "SERVICE", "LATERAL"})
_UPDATES: Final = frozenset({"ADD", "CLEAR", "COPY", "CREATE", "DELETE", "DROP", "INSERT", "LOAD", "MOVE"})


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
    if not found:
        return _error(text, 0, "the query is empty.")
    index = _first_wrong(text, found, base)
    if index == len(found):
        return _error(text, len(text.rstrip()), _whole_reason(_expected(text, base)))
    begin = _begin(found, index)
    reason = _token_reason(text, found, index, base)
    return _error(text, found[begin].start, reason)


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


def _expected(text: str, base: str) -> str:
    failure = _parse(text, base)
    return failure.expected if failure else ""


def _whole_reason(expected: str) -> str:
    if reason := _REASON.search(expected):
        return f"{reason[1]}."
    wanted = _advice(expected)
    return f"the query ends too early{wanted}." if wanted else "the query as a whole is not well-formed."


def _token_reason(text: str, found: Sequence[Token], index: int, base: str) -> str:
    wrong = found[index]
    if index == 0 and wrong.text.upper() in _UPDATES:
        return f"“{wrong.text}” begins an update; only queries are answered here."
    if wrong.sort is Sort.NAME and (prefix := wrong.text.partition(":")[0] + ":") not in _prefixes(found):
        return f"the prefix “{prefix}” is not declared."
    if reason := _REASON.search(_expected(text[: wrong.end], base)):
        return f"{reason[1]}."
    return f"“{wrong.text[:60]}” is not expected here{_advice(_expected(text[: wrong.start], base))}."


def _prefixes(found: Sequence[Token]) -> frozenset[str]:
    return frozenset(name.text for word, name in pairwise(found) if word.text.upper() == "PREFIX")


def _advice(expected: str) -> str:
    wanted = sorted({*_LITERAL.findall(expected), *_KEYWORD.findall(expected)} - _NEVER_ADVISED)
    if not wanted:
        return ""
    more = ", or others" if len(wanted) > _MAX_EXPECTED else ""
    return f"; there could be {' or '.join(wanted[:_MAX_EXPECTED])}{more}"


def _error(text: str, offset: int, reason: str) -> MalformedQueryError:
    line = text.count("\n", 0, offset) + 1
    begin = text.rfind("\n", 0, offset) + 1
    column = offset - begin + 1
    excerpt = text[begin:].partition("\n")[0].rstrip("\r")
    return MalformedQueryError(f"Line {line}, column {column}: {reason}", line, column, excerpt)
