"""The graphs of an article store that a write may touch."""

from collections.abc import Iterable
from typing import Final

from graph.changes import Change, GraphChange, Scope
from graph.errors import ProtectedGraphError
from graph.roles import graph_role

_MADE_ROLES: Final = frozenset({"historyRole", "inferredRole", "metaRole"})
WRITABLE: Final = (
    "Write to one of {base}graph/article/SLUG, …/proposition/KEY, …/actors, …/analysis, …/links, …/sameas,"
    " …/context/SOURCE, …/lists/SOURCE or …/ontology."
)
_WHOLE: Final = {Scope.DATASET: "the whole dataset", Scope.DEFAULT: "the default graph"}


def admit(change: Change, base: str) -> None:
    """Refuse to put, add to or remove the whole dataset, the default graph, or a graph that is made here.

    Raises ProtectedGraphError. What an update touches is seen when it is made.
    """
    if isinstance(change, GraphChange):
        scope = change.target.scope
        if scope is not Scope.NAMED:
            raise _protected(_WHOLE[scope], base)
        require_writable([change.target.graph], base)


def require_writable(graphs: Iterable[str], base: str) -> None:
    """Refuse changes in the default graph, whose IRI is empty, and in graphs that are made here.

    Raises ProtectedGraphError.
    """
    for name in sorted(graphs):
        role = graph_role(name, base)
        if role is None or role in _MADE_ROLES:
            raise _protected(f"<{name}>" if name else _WHOLE[Scope.DEFAULT], base)


def _protected(what: str, base: str) -> ProtectedGraphError:
    return ProtectedGraphError(f"{what} is not for writes", WRITABLE.format(base=base))
