"""Which graphs no write may touch, and which one may.

The default graph is derived from the visible graphs, ``graph/inferred`` by the reasoner, and ``graph/meta``
by the build; ``graph/default`` is where other engines keep the derived one. A blank store has none of these.
"""

from collections.abc import Iterable
from typing import Final

from graph.protection import WRITABLE
from server.config import Config
from server.errors import RefusedGraphError
from server.gate.braces import Braces
from server.gate.lexer import Sort, Token
from server.gate.names import Names
from server.gate.operations import Declaration, Operation

_PROTECTED: Final = {
    "inferred": "holds what the reasoner adds",
    "meta": "tells the role of each graph",
    "default": "is derived from the visible graphs",
}


def refuse_operations(operations: Iterable[Declaration | Operation], config: Config) -> None:
    """Raise RefusedGraphError if an update reads or writes the default graph by name, or a protected one.

    What a variable names, and what a pattern without GRAPH reads, is not told here.
    """
    names = Names(config.base)
    for found in operations:
        if isinstance(found, Declaration):
            names.declare(found.name, found.iri)
        else:
            _refuse_operation(found, names, config)


def refuse_graph(iri: str, config: Config) -> None:
    """Raise RefusedGraphError if the graph of this IRI is protected."""
    path = iri.removeprefix(f"{config.base}graph/")
    if path != iri and path in _PROTECTED:
        raise RefusedGraphError(
            f"<{iri}> {_PROTECTED[path]}, and is made anew by each write. {_cure(config)}"
        )


def refused_default(what: str, config: Config) -> RefusedGraphError:
    """Return the error of a write to the default graph, or to more than named graphs."""
    return RefusedGraphError(
        f"{what}, which is derived from the visible graphs and made anew by each write. {_cure(config)}"
    )


def _refuse_operation(operation: Operation, names: Names, config: Config) -> None:
    patterns = (operation.pattern,) if operation.pattern else ()
    graphs = (*operation.graphs, *(g for braces in (*operation.templates, *patterns) for g in braces.graphs))
    for graph in graphs:
        _refuse_name(graph, names, config)
    if not _has_with(operation):
        for template in operation.templates:
            _refuse_loose(template, config)


def _has_with(operation: Operation) -> bool:
    return operation.clause is not None and operation.clause.text.upper() == "WITH"


def _refuse_loose(template: Braces, config: Config) -> None:
    if template.loose:
        shown = template.loose.text[:60]
        raise refused_default(f"The triple that begins with “{shown}” is about the default graph", config)


def _refuse_name(name: Token, names: Names, config: Config) -> None:
    if name.sort is Sort.WORD:
        raise refused_default(f"{name.text.upper()} is about the default graph", config)
    iri = names.resolve(name.text)
    if iri is not None:
        refuse_graph(iri, config)


def _cure(config: Config) -> str:
    return WRITABLE.format(base=config.base)
