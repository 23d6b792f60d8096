"""What a value must be by itself. Literals are read and compared by rdflib, as in the reference."""

import re
from collections.abc import Callable, Collection
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Final

import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode
from pyshacl.rdfutil.compare import compare_literal
from rdflib import RDF, RDFS, SH, XSD
from rdflib.term import Node

from graph.rdflib_terms import rdflib_term
from graph.terms import Term

TermTest = Callable[[Term], bool]

_CACHED: Final = 50_000

_VALUES: Final[dict[Node, type | tuple[type, ...]]] = {
    XSD.string: (str, bytes),
    RDF.langString: (str, bytes),
    XSD.integer: int,
    XSD.float: float,
    XSD.decimal: Decimal,
    XSD.boolean: bool,
    XSD.date: date,
    XSD.time: time,
    XSD.dateTime: datetime,
}

_KINDS: Final[dict[Node, type | tuple[type, ...]]] = {
    SH.IRI: NamedNode,
    SH.BlankNode: BlankNode,
    SH.Literal: Literal,
    SH.BlankNodeOrIRI: (BlankNode, NamedNode),
    SH.BlankNodeOrLiteral: (BlankNode, Literal),
    SH.IRIOrLiteral: (NamedNode, Literal),
}


def of_datatype(datatype: Node) -> TermTest:
    """Return whether a term is a literal of a datatype, and its lexical form one of that datatype."""

    @lru_cache(_CACHED)
    def test(term: Term) -> bool:
        if not isinstance(term, Literal):
            return False
        literal = _read(term)
        if literal.datatype == datatype:
            return not literal.ill_typed and _is_value(literal, datatype)
        if datatype == RDFS.Literal or (datatype == RDFS.Datatype and literal.datatype):
            return True
        plain = literal.datatype is None and literal.language is None
        return (plain and datatype == XSD.string) or (datatype == RDF.langString and bool(literal.language))

    return test


def _is_value(literal: rdflib.Literal, datatype: Node) -> bool:
    expected = _VALUES.get(datatype)
    return expected is None or isinstance(literal.value, expected)


@lru_cache(_CACHED)
def is_readable(term: Term) -> bool:
    """Tell whether a term is no literal whose lexical form is wrong."""
    return not isinstance(term, Literal) or not _read(term).ill_typed


def of_kind(kind: Node) -> TermTest:
    """Return whether a term is an IRI, a blank node or a literal.

    Raises KeyError if there is no such kind.
    """
    kinds = _KINDS[kind]
    return lambda term: isinstance(term, kinds)


def among(members: Collection[Term]) -> TermTest:
    """Return whether a term is one of several."""
    return frozenset(members).__contains__


def matching(pattern: str, flags: str) -> TermTest:
    """Return whether a pattern is found in a term's text; blank nodes have none.

    Raises re.error if the pattern is malformed.
    """
    found = re.compile(
        pattern, (re.IGNORECASE if "i" in flags else 0) | (re.MULTILINE if "m" in flags else 0)
    )
    return lambda term: not isinstance(term, BlankNode) and found.search(text(term)) is not None


def at_least_long(length: int) -> TermTest:
    """Return whether a term's text has so many characters."""
    return lambda term: length == 0 or (not isinstance(term, BlankNode) and len(text(term)) >= length)


def at_most_long(length: int) -> TermTest:
    """Return whether a term's text has no more characters."""
    return lambda term: not isinstance(term, BlankNode) and len(text(term)) <= length


def in_language(ranges: Collection[str]) -> TermTest:
    """Return whether a term is a literal in one of the languages, or in a dialect of it."""
    allowed = {each.lower() for each in ranges}

    def test(term: Term) -> bool:
        if not isinstance(term, Literal) or not term.language:
            return False
        tag = term.language.lower()
        return "*" in allowed or tag in allowed or tag.partition("-")[0] in allowed

    return test


def bounded(bound: rdflib.Literal, accepts: Callable[[int], bool]) -> TermTest:
    """Return whether a literal stands to a bound as it should: before it (-1), at it (0) or after it (1)."""

    @lru_cache(_CACHED)
    def test(term: Term) -> bool:
        if not isinstance(term, Literal):
            return False
        literal = _read(term)
        if isinstance(literal.value, str) != isinstance(bound.value, str):
            return False
        try:
            return accepts(compare_literal(literal, bound))  # type: ignore[no-untyped-call]
        except (TypeError, NotImplementedError):
            return False

    return test


def precedes(value: Term, other: Term, *, or_equals: bool) -> bool:
    """Tell whether a value is less than another; what cannot be compared is not."""
    if isinstance(value, BlankNode) or isinstance(other, BlankNode):
        return False
    first, second = _comparable(value), _comparable(other)
    if isinstance(first, rdflib.Literal) != isinstance(second, rdflib.Literal):
        return False
    return bool(first <= second if or_equals else first < second)


def _comparable(term: Term) -> str | rdflib.Literal:
    if isinstance(term, NamedNode):
        return str(term.value)
    literal = _read(term)
    return literal.value if isinstance(literal.value, str) else literal


def text(term: Term) -> str:
    """Return an IRI, or a literal's lexical form."""
    return "" if isinstance(term, BlankNode) else str(getattr(term, "value", term))


def _read(term: Term) -> rdflib.Literal:
    literal = rdflib_term(term)
    if not isinstance(literal, rdflib.Literal):
        raise TypeError(f"no literal: {term}")
    return literal
