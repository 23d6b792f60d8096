"""What stands in braces in a SPARQL update: triples in graphs, or a pattern.

To the engine's parser ``GRAPHex:a {`` is GRAPH ``ex:a`` followed by a brace, and it is read so here.
"""

from dataclasses import dataclass
from typing import Final

from server.errors import QueryTooLongError
from server.gate.cursor import Cursor
from server.gate.lexer import Sort, Token
from server.gate.queries import refuse_unclear

NAMES: Final = (Sort.IRI, Sort.NAME)
"""How a graph is named."""

_GRAPH: Final = "GRAPH"


@dataclass(frozen=True)
class Braces:
    """Where a pair of braces stands: offsets in code points, ``end`` exclusive.

    ``graphs`` are what GRAPH names inside them, variables left out; ``loose`` is where the first triple
    outside GRAPH begins, of a pattern None.
    """

    start: int
    end: int
    graphs: tuple[Token, ...] = ()
    loose: Token | None = None


def read_quads(cursor: Cursor) -> Braces:
    """Read triples, and GRAPH with triples, in braces.

    Raises MalformedUpdateError if they are not closed, or braces are opened without GRAPH.
    """
    start = cursor.take_mark("{").start
    level = len(cursor.closings)
    graphs: list[Token] = []
    loose: Token | None = None
    while len(cursor.closings) >= level:
        if len(cursor.closings) == level and (name := _take_graph(cursor)):
            graphs.append(name)
            _skip_braces(cursor)
        elif cursor.is_at("{") and len(cursor.closings) == level:
            _take_annotation(cursor)
        else:
            token = cursor.take()
            is_triple = token.text not in (".", "}") and len(cursor.closings) >= level
            loose = loose or (token if is_triple else None)
            if is_triple:
                cursor.skip_terms()
    return Braces(start, cursor.last_end, tuple(g for g in graphs if g.sort in NAMES), loose)


def _take_annotation(cursor: Cursor) -> None:
    """Take the brace that opens an annotation, as in RDF 1.2."""
    cursor.take()
    if not cursor.is_at("|"):
        raise cursor.refuse_next("“|”, or GRAPH and a name before the brace")


def _skip_braces(cursor: Cursor) -> None:
    """Move behind braces whose content is triples only."""
    level = len(cursor.closings)
    cursor.take_mark("{")
    while len(cursor.closings) > level:
        cursor.skip_terms()
        cursor.take()


def _take_graph(cursor: Cursor) -> Token | None:
    """Take GRAPH and the name or variable behind it, and return that; None if something else comes.

    A name that begins like GRAPH is taken for both if a brace follows it.
    """
    if cursor.comes(_GRAPH):
        cursor.take()
        return cursor.take_sort("an IRI or a variable", *NAMES, Sort.VARIABLE)
    glued = cursor.next
    if glued is None or glued.sort is not Sort.NAME or not glued.text.upper().startswith(_GRAPH):
        return None
    if not cursor.is_before_brace():
        return None
    cursor.take()
    return Token(Sort.NAME, glued.text[len(_GRAPH) :], glued.start + len(_GRAPH))


def read_pattern(cursor: Cursor, max_pattern: int) -> Braces:
    """Read a group of patterns in braces.

    Raises MalformedUpdateError if it is not closed, ComplexityError if it is not clear where terms end in
    it, and QueryTooLongError if it is too long.
    """
    before = cursor.take_mark("{")
    start, level = before.start, len(cursor.closings)
    graphs: list[Token] = []
    while len(cursor.closings) >= level:
        if name := _take_graph(cursor):
            graphs.append(name)
            before = name
            continue
        is_inside = cursor.closings[-1] == ")"
        token = cursor.take()
        if token.sort is Sort.IRI and is_inside:
            refuse_unclear(before, token)
        limit_length(token.end - start, max_pattern)
        before = token
    return Braces(start, cursor.last_end, tuple(g for g in graphs if g.sort in NAMES))


def limit_length(length: int, max_pattern: int) -> None:
    """Raise QueryTooLongError if a pattern has more characters than one may."""
    if length > max_pattern:
        raise QueryTooLongError(
            f"A WHERE of it has more than {max_pattern:,} characters. Only INSERT DATA, DELETE DATA and what"
            " stands before WHERE may be longer."
        )
