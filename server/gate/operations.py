"""The operations of a SPARQL update: which graphs each names, and where its patterns stand.

After https://www.w3.org/TR/sparql11-update/#grammar , token by token, as far as that matters here; what is
inside triples and patterns is left to the engine. Its parser needs no space after a keyword: to it
``COPYDEFAULTTOex:a`` is COPY DEFAULT TO ``ex:a``. The grammar of SPARQL has no such thing, and it is refused.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from server.config import Config
from server.errors import RefusedLoadError
from server.gate.braces import NAMES, Braces, limit_length, read_pattern, read_quads
from server.gate.cursor import Cursor
from server.gate.lexer import Sort, Token

_GRAPH: Final = "GRAPH"
_EVERY: Final = ("DEFAULT", "NAMED", "ALL")
_VERBS: Final = ("ADD", "CLEAR", "COPY", "CREATE", "DELETE", "DROP", "INSERT", "LOAD", "MOVE", "WITH")


@dataclass(frozen=True)
class Declaration:
    """A prefix, whose ``name`` ends in a colon, or the base, whose name is empty; ``iri`` as written."""

    name: str
    iri: str


@dataclass(frozen=True)
class Operation:
    """An operation: offsets in code points, ``end`` exclusive.

    ``verb`` is its first keywords in capitals, MODIFY where it has a WHERE of its own. ``graphs`` are the
    names of graphs between its keywords, and DEFAULT, NAMED and ALL; ``clause`` is its first WITH or USING.
    ``templates`` has what it deletes or inserts, ``pattern`` what it looks for; in DELETE WHERE they are
    the same. ``where`` is the offset of that word.
    """

    verb: str
    start: int
    end: int = 0
    graphs: tuple[Token, ...] = ()
    clause: Token | None = None
    templates: tuple[Braces, ...] = ()
    pattern: Braces | None = None
    where: int = 0
    is_silent: bool = False


def read_operations(text: str, config: Config) -> Iterator[Declaration | Operation]:
    """Read an update's declarations and operations, in order.

    Raises MalformedUpdateError where it departs from the grammar, RefusedLoadError where LOAD is glued to
    what it loads, ComplexityError if brackets are nested too deeply, and QueryTooLongError if a pattern has
    more characters than a query may have bytes.
    """
    cursor = Cursor(text, config.max_nesting_levels)
    while cursor.next is not None:
        if cursor.comes("PREFIX", "BASE", "VERSION"):
            yield from _read_declaration(cursor)
            continue
        yield _read_operation(cursor, config.max_query_bytes)
        if cursor.next is not None:
            cursor.take_mark(";")


def refused_load(word: str) -> RefusedLoadError:
    """Return the error of a LOAD, which may be glued to what it loads."""
    return RefusedLoadError(
        f"“{word[:60]}” would make this server fetch data from another one, which it does not do. "
        "Fetch them yourself, and send them to /graphs."
    )


def _read_declaration(cursor: Cursor) -> Iterator[Declaration]:
    word = cursor.take().text.upper()
    if word == "VERSION":
        cursor.take_sort("a version in quotation marks", Sort.TEXT)
        return
    name = cursor.take_sort("a prefix with a colon", Sort.NAME).text if word == "PREFIX" else ""
    yield Declaration(name, cursor.take_sort("an IRI in angle brackets", Sort.IRI).text)


def _read_operation(cursor: Cursor, max_pattern: int) -> Operation:
    start = cursor.next
    if start is not None and start.text.upper().startswith("LOAD") and not cursor.comes("LOAD"):
        raise refused_load(start.text)
    word = cursor.take_word(*_VERBS)
    verb = word.text.upper()
    if verb in ("INSERT", "DELETE", "WITH"):
        return _read_change(cursor, word, max_pattern)
    is_silent = cursor.comes("SILENT") and bool(cursor.take())
    graphs = _read_load(cursor) if verb == "LOAD" else _read_graphs(cursor, verb)
    return Operation(verb, word.start, cursor.last_end, graphs, is_silent=is_silent)


def _read_load(cursor: Cursor) -> tuple[Token, ...]:
    cursor.take_sort("an IRI", *NAMES)
    if not cursor.comes("INTO"):
        return ()
    cursor.take()
    cursor.take_word(_GRAPH)
    return (cursor.take_sort("an IRI", *NAMES),)


def _read_graphs(cursor: Cursor, verb: str) -> tuple[Token, ...]:
    if verb == "CREATE":
        cursor.take_word(_GRAPH)
        return (cursor.take_sort("an IRI", *NAMES),)
    if verb in ("CLEAR", "DROP"):
        return (_read_graph(cursor, *_EVERY),)
    source = _read_graph(cursor, "DEFAULT", is_bare=True)
    cursor.take_word("TO")
    return source, _read_graph(cursor, "DEFAULT", is_bare=True)


def _read_graph(cursor: Cursor, *words: str, is_bare: bool = False) -> Token:
    """Take one of the words, or GRAPH and a name; if ``is_bare``, the name may stand alone."""
    if cursor.comes(*words):
        return cursor.take()
    if not is_bare or cursor.comes(_GRAPH):
        cursor.take_word(_GRAPH, *words)
    return cursor.take_sort("an IRI", *NAMES)


def _read_change(cursor: Cursor, word: Token, max_pattern: int) -> Operation:
    """Read INSERT DATA, DELETE DATA, DELETE WHERE, or what has templates and a pattern."""
    verb = word.text.upper()
    if verb != "WITH" and cursor.comes("DATA", "WHERE"):
        return _read_short(cursor, word, max_pattern)
    graphs, clause = [], None
    if verb == "WITH":
        clause = word
        graphs.append(cursor.take_sort("an IRI", *NAMES))
        verb = cursor.take_word("DELETE", "INSERT").text.upper()
    templates = [read_quads(cursor)]
    if verb == "DELETE" and cursor.comes("INSERT"):
        cursor.take()
        templates.append(read_quads(cursor))
    while cursor.comes("USING"):
        clause = clause or cursor.next
        cursor.take()
        if cursor.comes("NAMED"):
            cursor.take()
        graphs.append(cursor.take_sort("an IRI", *NAMES))
    where = cursor.take_word("USING", "WHERE").start
    pattern = read_pattern(cursor, max_pattern)
    return Operation(
        "MODIFY", word.start, cursor.last_end, tuple(graphs), clause, tuple(templates), pattern, where
    )


def _read_short(cursor: Cursor, word: Token, max_pattern: int) -> Operation:
    second = cursor.take_word("DATA", "WHERE") if word.text.upper() == "DELETE" else cursor.take_word("DATA")
    verb = f"{word.text} {second.text}".upper()
    braces = read_quads(cursor)
    pattern = braces if verb == "DELETE WHERE" else None
    if pattern:
        limit_length(pattern.end - pattern.start, max_pattern)
    return Operation(
        verb, word.start, cursor.last_end, templates=(braces,), pattern=pattern, where=second.start
    )
