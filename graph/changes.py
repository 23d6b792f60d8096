"""What a writer can be asked to do to a store, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Verb(StrEnum):
    """What is done with triples that are sent: put in a graph's place, added to it, or the graph removed."""

    PUT = "put"
    POST = "post"
    DELETE = "delete"


class Scope(StrEnum):
    """What an operation is about: the whole dataset, its default graph, or one named graph."""

    DATASET = "dataset"
    DEFAULT = "default"
    NAMED = "named"


@dataclass(frozen=True)
class Target:
    """A graph or the whole dataset; ``graph`` is an IRI where the scope is one named graph."""

    scope: Scope
    graph: str = ""


@dataclass(frozen=True)
class Update:
    """A SPARQL update, with the graphs that its WHERE clauses see already written into it.

    Relative IRIs are resolved against ``base``, and are no IRIs where it is empty.
    """

    text: str
    base: str = ""


@dataclass(frozen=True)
class GraphChange:
    """Serialised triples or quads for a graph or the dataset; relative IRIs are resolved against ``base``."""

    verb: Verb
    target: Target
    media_type: str = ""
    body: bytes = b""
    base: str = ""


Change = Update | GraphChange


def tell_change(change: Change) -> tuple[tuple[str, ...], bytes]:
    """Return what `read_change` makes a change of again: words, and what was sent, as bytes."""
    if isinstance(change, Update):
        return (change.base,), change.text.encode("utf-8", "surrogatepass")
    target = change.target
    return (change.verb, target.scope, target.graph, change.media_type, change.base), change.body


def read_change(told: Sequence[str], body: bytes) -> Change:
    """Return the change that was told."""
    if len(told) == 1:
        return Update(body.decode("utf-8", "surrogatepass"), *told)
    verb, scope, graph, media_type, base = told
    return GraphChange(Verb(verb), Target(Scope(scope), graph), media_type, body, base)


@dataclass(frozen=True)
class Write:
    """A change under a condition: it is made only if the newest generation is one of ``if_generation``.

    ``key`` is unique to the request: the generation that it makes records it, so that after a crash it is
    known whether the change was made.
    """

    change: Change
    key: str
    if_generation: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Written:
    """The generation that a change made, or found where nothing was to be changed.

    ``created`` tells whether the target graph was not there before.
    """

    generation: str
    created: bool = False
