"""The values of literals: what OWL 2 RL's datatypes say two spellings mean."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final

from pyoxigraph import Literal, NamedNode

from graph.namespaces import RDF, RDFS, XSD

_MINUTES: Final = 14 * 60
_INTEGER: Final = re.compile(r"[+-]?\d+")
_DECIMAL: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_FLOAT: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|[+-]?INF|NaN")
_DATE_TIME: Final = re.compile(r"(-?\d{4,})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d(?:\.\d+)?)(Z|[+-]\d\d:\d\d)?")
_BASE64: Final = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")


@dataclass(frozen=True)
class Value:
    """A value in one of the value spaces, which are disjoint: decimals are no floats."""

    space: str
    value: object


def _integer(lowest: int | None, highest: int | None) -> Callable[[str], Value | None]:
    def read(text: str) -> Value | None:
        if not _INTEGER.fullmatch(text):
            return None
        number = int(text)
        fits = (lowest is None or lowest <= number) and (highest is None or number <= highest)
        return Value("decimal", Fraction(number)) if fits else None

    return read


def _decimal(text: str) -> Value | None:
    return Value("decimal", Fraction(Decimal(text))) if _DECIMAL.fullmatch(text) else None


def _floating(space: str) -> Callable[[str], Value | None]:
    def read(text: str) -> Value | None:
        # Not a number is a value, equal to itself: its text stands for it.
        if not _FLOAT.fullmatch(text):
            return None
        return Value(space, text if text == "NaN" else float(text.replace("INF", "inf")))

    return read


def _boolean(text: str) -> Value | None:
    known = {"true": True, "1": True, "false": False, "0": False}
    return Value("boolean", known[text]) if text in known else None


def _date_time(needs_zone: bool) -> Callable[[str], Value | None]:
    def read(text: str) -> Value | None:
        match = _DATE_TIME.fullmatch(text)
        if match is None or (needs_zone and match[7] is None):
            return None
        year, month, day, hour, minute = (int(part) for part in match.groups()[:5])
        fits = 1 <= month <= 12 and 1 <= day <= 31 and hour <= 24 and minute <= 59
        seconds = Fraction(Decimal(match[6]))
        total = ((_days(year, month, day) * 24 + hour) * 60 + minute - _offset(match[7])) * 60 + seconds
        return Value("dateTime" if match[7] else "local dateTime", total) if fits else None

    return read


def _offset(zone: str | None) -> int:
    if zone is None or zone == "Z":
        return 0
    minutes = int(zone[1:3]) * 60 + int(zone[4:])
    return min(minutes, _MINUTES) * (-1 if zone[0] == "-" else 1)


def _days(year: int, month: int, day: int) -> int:
    """Count days in the proleptic Gregorian calendar, which has years before 1."""
    shifted = year - (month <= 2)
    months = (153 * ((month + 9) % 12) + 2) // 5
    return 365 * shifted + shifted // 4 - shifted // 100 + shifted // 400 + months + day


def _text(pattern: str = r"(?s).*") -> Callable[[str], Value | None]:
    compiled = re.compile(pattern)

    def read(text: str) -> Value | None:
        return Value("text", text) if compiled.fullmatch(text) else None

    return read


def _binary(text: str) -> Value | None:
    is_hex = len(text) % 2 == 0 and re.fullmatch(r"[0-9a-fA-F]*", text)
    return Value("hexBinary", text.lower()) if is_hex else None


def _base64(text: str) -> Value | None:
    packed = text.replace(" ", "")
    return Value("base64Binary", packed) if _BASE64.fullmatch(packed) else None


def _iri(text: str) -> Value | None:
    return Value("anyURI", text)


_COLLAPSED: Final = r"(?! )(?!.* $)(?!.*  )[^\n\r\t]*"
_NAME: Final = r"[^\W\d][\w.\-:]*"
_READERS: Final[Mapping[str, Callable[[str], Value | None]]] = {
    "decimal": _decimal,
    "integer": _integer(None, None),
    "nonNegativeInteger": _integer(0, None),
    "nonPositiveInteger": _integer(None, 0),
    "positiveInteger": _integer(1, None),
    "negativeInteger": _integer(None, -1),
    "long": _integer(-(2**63), 2**63 - 1),
    "int": _integer(-(2**31), 2**31 - 1),
    "short": _integer(-(2**15), 2**15 - 1),
    "byte": _integer(-(2**7), 2**7 - 1),
    "unsignedLong": _integer(0, 2**64 - 1),
    "unsignedInt": _integer(0, 2**32 - 1),
    "unsignedShort": _integer(0, 2**16 - 1),
    "unsignedByte": _integer(0, 2**8 - 1),
    "float": _floating("float"),
    "double": _floating("double"),
    "boolean": _boolean,
    "dateTime": _date_time(False),
    "dateTimeStamp": _date_time(True),
    "string": _text(),
    "normalizedString": _text(r"[^\n\r\t]*"),
    "token": _text(_COLLAPSED),
    "language": _text(r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*"),
    "Name": _text(_NAME),
    "NCName": _text(_NAME.replace(":", "")),
    "NMTOKEN": _text(r"[\w.\-:]+"),
    "hexBinary": _binary,
    "base64Binary": _base64,
    "anyURI": _iri,
}
_INTEGERS: Final = {name: read for name, read in _READERS.items() if read.__qualname__.startswith("_integer")}
_ANY: Final = NamedNode(RDFS + "Literal")
_PLAIN: Final = NamedNode(RDF + "PlainLiteral")

DATATYPES: Final = frozenset({*(NamedNode(XSD + name) for name in _READERS), _ANY, _PLAIN})
"""The datatypes whose values are known: those of the profile, without XML literals."""


@lru_cache(maxsize=1 << 16)
def value(literal: Literal) -> Value | None:
    """Return what a literal means; None if its datatype is not known, or does not allow its text.

    >>> one = Literal("01", datatype=NamedNode(XSD + "integer"))
    >>> value(one) == value(Literal("1.0", datatype=NamedNode(XSD + "decimal")))
    True
    """
    if literal.language:
        return Value("text", (literal.value, literal.language.lower()))
    read = _READERS.get(_name(literal.datatype))
    return read(_collapsed(literal)) if read else None


def is_known(literal: Literal) -> bool:
    """Return whether the values of a literal's datatype are known."""
    return literal.language is not None or _name(literal.datatype) in _READERS


def is_in(literal: Literal, datatype: NamedNode) -> bool | None:
    """Return whether a value belongs to a datatype; None if that is not known."""
    found = value(literal)
    if datatype == _ANY:
        return True
    if found is None or datatype not in DATATYPES:
        return None
    if datatype == _PLAIN:
        return found.space == "text"
    return _has(found, literal, _name(datatype))


def is_ill_typed(literal: Literal) -> bool:
    """Return whether a literal's datatype is known and does not allow its text."""
    return is_known(literal) and value(literal) is None


def _has(found: Value, literal: Literal, name: str) -> bool:
    if name in _INTEGERS and found.space == "decimal":
        number = found.value
        is_whole = isinstance(number, Fraction) and number.denominator == 1
        return is_whole and _READERS[name](str(number)) is not None
    if found.space == "text":
        read = _READERS[name](found.value) if isinstance(found.value, str) else None
        return read is not None and read.space == "text"
    if found.space.endswith("dateTime"):
        return name == "dateTime" or (name == "dateTimeStamp" and found.space == "dateTime")
    return found.space == name


def _name(datatype: NamedNode) -> str:
    iri = str(datatype.value)
    return iri.removeprefix(XSD) if iri.startswith(XSD) else ""


def _collapsed(literal: Literal) -> str:
    """Return the text as its datatype reads it: but for strings, white space around it does not count."""
    text = str(literal.value)
    return text if _name(literal.datatype) in ("string", "normalizedString") else " ".join(text.split())
