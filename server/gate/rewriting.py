"""Updates written anew: with the graphs that the protocol names, and without what is not to be done."""

from collections.abc import Iterable
from typing import Final

from server.errors import MalformedRequestError
from server.gate.operations import Declaration, Operation
from server.update import UpdateRequest

_NOTHING: Final = "INSERT DATA{}"
"""An operation that does nothing, no longer than the shortest LOAD SILENT."""


def rewrite(request: UpdateRequest, operations: Iterable[Declaration | Operation]) -> str:
    """Return the text with USING and USING NAMED for the graphs of the request, and without LOAD SILENT.

    LOAD SILENT succeeds whatever it loads: here it loads nothing. Lines stay where they are.

    Raises MalformedRequestError if the request names graphs, and the text does so too.
    """
    parts, done = [], 0
    for start, end, new in _changes(request, operations):
        parts += [request.text[done:start], new]
        done = end
    return "".join((*parts, request.text[done:]))


def _changes(
    request: UpdateRequest, operations: Iterable[Declaration | Operation]
) -> Iterable[tuple[int, int, str]]:
    using = "".join(f"USING <{iri}> " for iri in request.default)
    using += "".join(f"USING NAMED <{iri}> " for iri in request.named)
    for found in operations:
        if isinstance(found, Declaration):
            continue
        if found.verb == "LOAD":
            yield found.start, found.end, _blank(request.text[found.start : found.end])
        elif using and found.pattern:
            _refuse_clause(found)
            yield _insertion(found, using, request.text)


def _insertion(found: Operation, using: str, text: str) -> tuple[int, int, str]:
    """Return what to put before WHERE; DELETE WHERE, which has no room for it, gets its pattern twice."""
    if found.verb == "MODIFY" or found.pattern is None:
        return found.where, found.where, using
    template = text[found.pattern.start : found.pattern.end]
    return found.where, found.where, f"{template} {using}"


def _refuse_clause(found: Operation) -> None:
    if found.clause:
        raise MalformedRequestError(
            f"The request names graphs by “using-graph-uri” or “using-named-graph-uri”, and the update by"
            f" {found.clause.text.upper()}; do one of the two."
        )


def _blank(text: str) -> str:
    """Return an operation that does nothing, followed by the line ends of the text and as many blanks."""
    ends = "".join(c for c in text[: len(_NOTHING)] if c in "\r\n")
    return _NOTHING + ends + "".join(c if c in "\r\n" else " " for c in text[len(_NOTHING) :])
