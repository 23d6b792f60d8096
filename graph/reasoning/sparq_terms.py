"""Terms on their way to sparq and back. Blank nodes are IRIs there, since a query cannot name one."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from graph.namespaces import XSD
from graph.reasoning.rule import Slot, Term, triple

BLANK: Final = "urn:allegata:blank:"
"""What the IRIs of blank nodes begin with."""

Told = Mapping[str, str]
"""A term as the results of a query in JSON have it."""

_STRING: Final = XSD + "string"


def pieces(text: bytes) -> Iterator[bytes]:
    """Yield N-Triples with IRIs in the place of blank nodes, but for those in terms that are triples."""
    done, found = 0, text.find(b"_:")
    while found >= 0:
        if _is_term(text, found):
            end = text.index(b" ", found)
            yield text[done:found]
            yield b"<%s%s>" % (BLANK.encode(), text[found + 2 : end])
            done = end
        found = text.find(b"_:", found + 2)
    yield text[done:]


def _is_term(text: bytes, place: int) -> bool:
    """Return whether a subject or an object begins there, since two spaces are before an object."""
    before = text[text.rfind(b"\n", 0, place) + 1 : place]
    return not before or (before.endswith(b" ") and before.count(b" ") == 2)


def named(term: Slot) -> Slot:
    """Return a term or variable as sparq has it."""
    return NamedNode(BLANK + term.value) if isinstance(term, BlankNode) else term


def read(told: Told) -> Term:
    """Return a term as the results of a query in JSON have it."""
    if told["type"] == "triple":
        return _read_triple(told)
    return _term(told["type"], told["value"], told.get("xml:lang", ""), told.get("datatype", ""))


def _read_triple(told: Mapping[str, object]) -> Triple:
    parts = told["value"]
    if not isinstance(parts, dict):
        raise TypeError(f"no triple: {parts}")
    subject, predicate, object_ = (read(parts[place]) for place in ("subject", "predicate", "object"))
    return triple((subject, predicate, object_))


@lru_cache(maxsize=1 << 16)
def _term(kind: str, value: str, language: str, datatype: str) -> Term:
    if kind == "uri":
        return BlankNode(value.removeprefix(BLANK)) if value.startswith(BLANK) else NamedNode(value)
    if kind == "bnode":
        return BlankNode(value)
    if language:
        return Literal(value, language=language)
    return Literal(value, datatype=NamedNode(datatype or _STRING))
