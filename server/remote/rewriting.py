"""Queries as they are sent to another server, after the parser of this one has read them.

Two parsers may read one text in two ways. So what the standards let them disagree on is written out:
escapes by code points, and the base of relative IRIs.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from server.errors import UnsupportedFunctionError
from server.gate.lexer import Sort, Token, tokens
from server.remote.engines import Engine

_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|.)", re.DOTALL)
_SPECIAL: Final = {'"': '\\"', "'": "\\'", "\\": "\\\\", "\n": "\\n", "\r": "\\r"}
_FROM: Final = "FROM"
_GRAPH: Final = "GRAPH"


def rewrite(text: str, base: str, bindings: Mapping[str, str], engine: Engine) -> str:
    """Return a query as another server is to read it; variables that are bound become their IRIs.

    Raises UnsupportedFunctionError if it calls a function of the other machine.
    """
    pieces, end = [f"BASE <{base}>\n"], 0
    for token, written in _written(text, bindings, engine):
        pieces += [text[end : token.start], written]
        end = token.end
    return "".join([*pieces, text[end:], "\n"])


def with_dataset(text: str, default: Iterable[str], named: Iterable[str]) -> str:
    """Return a query that names this dataset, whatever it names itself.

    Parameters of the protocol could do the same, but Virtuoso repeats each in the header of its answer.
    """
    clauses = [f"FROM <{iri}>" for iri in default] + [f"FROM NAMED <{iri}>" for iri in named]
    if not clauses:
        return text
    text = _without_dataset(text)
    place = _dataset_place(text)
    return f"{text[:place]} {' '.join(clauses)} {text[place:]}"


def _without_dataset(text: str) -> str:
    """Return a query without its FROM clauses."""
    pieces, end, is_inside = [], 0, False
    for token in tokens(text):
        word = token.text.upper() if token.sort is Sort.WORD else ""
        if word == _FROM:
            pieces.append(text[end : token.start])
            is_inside = True
        elif is_inside and word != "NAMED":
            end, is_inside = token.end, False
    return "".join([*pieces, text[end:]])


def _dataset_place(text: str) -> int:
    """Return where the dataset is named: before the group, and behind the template if there is one."""
    depth, groups, is_constructed = 0, 0, False
    for token in tokens(text):
        word = token.text.upper() if token.sort is Sort.WORD else ""
        is_constructed |= word == "CONSTRUCT"
        if depth == 0 and (word == "WHERE" or (token.text == "{" and groups == is_constructed)):
            return token.start
        groups += token.text == "{" and depth == 0
        depth += {"{": 1, "}": -1}.get(token.text, 0)
    return len(text)


def names_dataset(text: str) -> bool:
    """Tell whether a query names its dataset itself."""
    return _FROM in _words(text)


def asks_graphs(text: str) -> bool:
    """Tell whether a query asks named graphs."""
    return _GRAPH in _words(text)


def _words(text: str) -> frozenset[str]:
    return frozenset(token.text.upper() for token in tokens(text) if token.sort is Sort.WORD)


def _written(text: str, bindings: Mapping[str, str], engine: Engine) -> Iterator[tuple[Token, str]]:
    """Yield each token that is written anew."""
    found, depth = list(tokens(text)), 0
    last = max((index for index, token in enumerate(found) if token.text == "}"), default=-1)
    for index, token in enumerate(found):
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        if index == last and bindings:
            yield token, f" {_bound(bindings)} }}"
        elif token.sort is Sort.VARIABLE and depth and token.text[1:] in bindings:
            yield token, f"<{bindings[token.text[1:]]}>"
        elif token.sort in (Sort.TEXT, Sort.IRI):
            plain = _ESCAPE.sub(_plain, token.text)
            _refuse_machine(plain, token, engine)
            yield token, plain


def _bound(bindings: Mapping[str, str]) -> str:
    """Return what gives variables their IRIs for what stands around the group in which they were replaced."""
    return " ".join(f"BIND(<{iri}> AS ?{name})" for name, iri in bindings.items())


def _plain(escape: re.Match[str]) -> str:
    code = escape[1] or escape[2]
    if not code:
        return escape[0]
    character = chr(int(code, 16))
    return _SPECIAL.get(character, character)


def _refuse_machine(plain: str, token: Token, engine: Engine) -> None:
    if token.sort is Sort.IRI and plain[1:].lower().startswith(engine.schemes or "<"):
        raise UnsupportedFunctionError(f"The function {plain[:60]} is not for queries.")
