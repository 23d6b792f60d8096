"""Where a query or an update stops being SPARQL, in words that help.

The engine's parser reports the furthest place that it looked at, which may be behind the error by the
length of a keyword that it tried there. So the error is searched by parsing the beginnings of the query,
each with more blanks behind it than a keyword has letters: the first token with which a beginning can no
longer be continued is the one that is wrong.
"""

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from pyoxigraph import Store

from server.errors import MalformedQueryError, MalformedUpdateError
from server.gate.lexer import Sort, Token, tokens

_REPORT: Final = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_LITERAL: Final = re.compile(r'"([^"]{1,3})"(?=, |$)')
_KEYWORD: Final = re.compile(r"(?:(?<=, )|^)([A-Z]{2,}(?: [A-Z]+)*)(?=, |$)")
_REASON: Final = re.compile(r"(?:(?<=, )|^)((?:The |SELECT |[A-Z][a-z]+ |IRI )[^,\[\]]* [^,\[\]]*)(?=, |$)")
_BLANKS: Final = " " * 32
_NEVER_READ: Final = "]"
_SEARCH_SECONDS: Final = 0.1
_MAX_EXPECTED: Final = 8
_LONGEST_EXCERPT: Final = 100_000
_NEVER_ADVISED: Final = frozenset({"$", "'''", "<<", "<<(", "{|", "~", "SERVICE", "LATERAL"})
_UPDATES: Final = frozenset({"ADD", "CLEAR", "COPY", "CREATE", "DELETE", "DROP", "INSERT", "LOAD", "MOVE"})


@dataclass(frozen=True)
class _Failure:
    """What the parser says of a text: ``offset`` in code points, and what it expected there."""

    offset: int
    expected: str


_Parse = Callable[[str], _Failure | None]
"""Parses a text with blanks behind it, and tells where that failed, None if it did not."""


def explain(text: str, base: str) -> MalformedQueryError:
    """Return the error that says where a query is malformed, and what could stand there instead.

    The search ends after a tenth of a second with the best that was found.
    """
    return error_at(text, *_find(text, lambda beginning: _parse_query(beginning, base), "query"))


def explain_update(text: str, base: str) -> MalformedUpdateError:
    """Return the error that says the same of an update; nothing of it is carried out."""
    place = _find(text, lambda beginning: _parse_update(beginning, base), "update")
    return MalformedUpdateError(*error_at(text, *place).args)


def _find(text: str, parse: _Parse, what: str) -> tuple[int, str]:
    """Return where a text is malformed, and the reason."""
    found = list(tokens(text))
    if not found:
        return 0, f"the {what} is empty."
    index = _first_wrong(text, found, parse)
    if index == len(found):
        return len(text.rstrip()), _whole_reason(_expected(text, parse), what)
    begin = _begin(found, index)
    return found[begin].start, _token_reason(text, found, index, parse)


def _first_wrong(text: str, found: Sequence[Token], parse: _Parse) -> int:
    """Return the index of the first wrong token, or the number of tokens if the text is cut short."""
    low, high = 0, len(found)
    if not _is_wrong(text, parse):
        return high
    stop = time.monotonic() + _SEARCH_SECONDS
    while high - low > 1 and time.monotonic() < stop:
        middle = (low + high) // 2
        low, high = (low, middle) if _is_wrong(text[: found[middle - 1].end], parse) else (middle, high)
    return high - 1


def _begin(found: Sequence[Token], index: int) -> int:
    """Return the index where a malformed IRI begins, if the token ends one; else the token's own."""
    begins = (i for i in range(index, -1, -1) if found[i].text == "<")
    return next(begins, index) if found[index].text == ">" else index


def _is_wrong(text: str, parse: _Parse) -> bool:
    """Tell whether a beginning of a text is wrong already, not only unfinished."""
    failure = parse(text)
    return failure is not None and failure.offset < len(text + _BLANKS)


def _parse_query(text: str, base: str) -> _Failure | None:
    try:
        Store().query(text + _BLANKS, base_iri=base)
    except SyntaxError as error:
        return _read_report(text, error.msg)
    except RuntimeError:  # it is well-formed, and calls a function that the engine lacks
        return None
    return None


def _parse_update(text: str, base: str) -> _Failure | None:
    """Parse a beginning of an update, with a mark behind it that makes sure that nothing is carried out.

    Without blanks, the parser tells the reason of what it understands and does not allow.
    """
    failure = _try_update(text, f"{_BLANKS}{_NEVER_READ}", base)
    if failure is not None and failure.offset < len(text + _BLANKS):
        told = _try_update(text, "", base)
        if told is not None and _REASON.search(told.expected):
            return _Failure(failure.offset, told.expected)
    return failure


def _try_update(text: str, tail: str, base: str) -> _Failure | None:
    try:
        Store().update(text + tail, base_iri=base or None)
    except SyntaxError as error:
        return _read_report(text, error.msg)
    return None


def _read_report(text: str, message: str) -> _Failure:
    report = _REPORT.fullmatch(message)
    if not report:
        return _Failure(len(text), message)
    lines = text.split("\n")
    line = int(report[1]) - 1
    offset = sum(len(before) + 1 for before in lines[:line]) + int(report[2]) - 1
    return _Failure(offset, report[3])


def _expected(text: str, parse: _Parse) -> str:
    failure = parse(text)
    return failure.expected if failure else ""


def _whole_reason(expected: str, what: str) -> str:
    if reason := _REASON.search(expected):
        return f"{reason[1]}."
    wanted = _advice(expected)
    return f"the {what} ends too early{wanted}." if wanted else f"the {what} as a whole is not well-formed."


def _token_reason(text: str, found: Sequence[Token], index: int, parse: _Parse) -> str:
    wrong = found[index]
    if index == 0 and wrong.text.upper() in _UPDATES:
        return f"“{wrong.text}” begins an update; only queries are answered here."
    if wrong.sort is Sort.NAME and (prefix := wrong.text.partition(":")[0] + ":") not in _prefixes(found):
        return f"the prefix “{prefix}” is not declared."
    if reason := _REASON.search(_expected(text[: wrong.end], parse)):
        return f"{reason[1]}."
    return f"“{wrong.text[:60]}” is not expected here{_advice(_expected(text[: wrong.start], parse))}."


def _prefixes(found: Sequence[Token]) -> frozenset[str]:
    return frozenset(name.text for word, name in pairwise(found) if word.text.upper() == "PREFIX")


def _advice(expected: str) -> str:
    wanted = sorted({*_LITERAL.findall(expected), *_KEYWORD.findall(expected)} - _NEVER_ADVISED)
    if not wanted:
        return ""
    more = ", or others" if len(wanted) > _MAX_EXPECTED else ""
    return f"; there could be {' or '.join(wanted[:_MAX_EXPECTED])}{more}"


def error_at(text: str, offset: int, reason: str) -> MalformedQueryError:
    """Return the error that is at an offset, in code points, for a reason that ends its sentence."""
    line = text.count("\n", 0, offset) + 1
    begin = text.rfind("\n", 0, offset) + 1
    column = offset - begin + 1
    end = text.find("\n", offset)
    excerpt = text[begin : end if end >= 0 else None].rstrip("\r")
    if len(excerpt) > _LONGEST_EXCERPT:
        excerpt = ""
    return MalformedQueryError(f"Line {line}, column {column}: {reason}", line, column, excerpt)
