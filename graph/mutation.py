"""What a change does to a store: SPARQL 1.1 Update and the Graph Store Protocol, as they are written."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse

from graph.changes import Change, GraphChange, Scope, Update, Verb
from graph.errors import AbsentGraphError, BodySyntaxError, ChangeError, Place, UpdateSyntaxError
from graph.roles import in_graph

_Graph = NamedNode | DefaultGraph

_UPDATE_POSITION: Final = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_CLEARER: Final = {
    "No LoadDocumentCallback has been set to load remote contexts": (
        "its @context is an address, which is not fetched: write the context itself there"
    ),
}
"""What the engine says, and what it means."""

_BODY_POSITION: Final = re.compile(r"^Parser error (?:at|between) [^:]*: ")

# From so many quads on, writing the store's files directly is faster than one transaction.
_BULK_QUADS: Final = 50_000


def mutate(store: Store, change: Change) -> bool:
    """Make a change; return whether the graph that it names was not there before.

    Raises UpdateSyntaxError, BodySyntaxError, AbsentGraphError, or ChangeError where an operation cannot be
    done, such as one that creates a graph which is there; then the store is as it was.
    """
    if isinstance(change, Update):
        _update(store, change)
        return False
    return _MUTATIONS[change.target.scope](store, change)


def read_body(change: GraphChange) -> list[Quad]:
    """Return what is to be put or added; its blank nodes are no others than its own.

    Raises BodySyntaxError, with line and column, if it is not RDF in the format that it should be in.
    """
    format_ = RdfFormat.from_media_type(change.media_type)
    if format_ is None:
        raise BodySyntaxError(f"{change.media_type} is no format of RDF", "Send Turtle.")
    try:
        found = parse(change.body, format_, base_iri=change.base or None, rename_blank_nodes=True)
        return list(found)
    except SyntaxError as error:
        told = _BODY_POSITION.sub("", str(error.msg))
        reason = _CLEARER.get(told, told)
        cure = f"Correct the {format_.name} there; nothing was changed."
        raise BodySyntaxError(reason, cure, Place(None, error.lineno, error.offset)) from error
    except ValueError as error:
        raise BodySyntaxError(str(error), "Name another base.") from error


def _update(store: Store, change: Update) -> None:
    """Run an update, which the engine does wholly or not at all."""
    try:
        store.update(change.text, base_iri=change.base or None)
    except SyntaxError as error:
        told = _UPDATE_POSITION.fullmatch(error.msg)
        place = Place(None, int(told[1]), int(told[2])) if told else Place()
        raise UpdateSyntaxError(told[3] if told else error.msg, "", place) from error
    except (RuntimeError, OSError, ValueError) as error:
        raise ChangeError(str(error), "Nothing was changed.") from error


def _change_dataset(store: Store, change: GraphChange) -> bool:
    quads = [] if change.verb is Verb.DELETE else read_body(change)
    if change.verb is not Verb.POST:
        store.clear()
    _insert(store, quads)
    return False


def _change_default(store: Store, change: GraphChange) -> bool:
    quads = _body_of_graph(change, DefaultGraph())
    if change.verb is not Verb.POST:
        store.clear_graph(DefaultGraph())
    _insert(store, quads)
    return False


def _change_named(store: Store, change: GraphChange) -> bool:
    graph = NamedNode(change.target.graph)
    is_new = not store.contains_named_graph(graph)
    if is_new and change.verb is Verb.DELETE:
        raise AbsentGraphError(f"there is no graph <{graph.value}>", "Nothing was changed.")
    quads = _body_of_graph(change, graph)
    if change.verb is not Verb.POST:
        store.remove_graph(graph)
    if change.verb is not Verb.DELETE:
        store.add_graph(graph)
    _insert(store, quads)
    return is_new


def _body_of_graph(change: GraphChange, graph: _Graph) -> list[Quad]:
    """Return the quads that go into one graph: all of the body, which has no names or only its own.

    Raises BodySyntaxError if the body has other graphs, or triples without a name beside the graph.
    """
    if change.verb is Verb.DELETE:
        return []
    quads = read_body(change)
    found = {quad.graph_name for quad in quads}
    if not (found <= {DefaultGraph()} or found == {graph}):
        named = min(str(name) for name in found - {DefaultGraph()})
        cure = "Send triples, or quads of that graph alone, or send quads to the whole dataset."
        raise BodySyntaxError(f"the body has a named graph, {named}, but is to go into one graph", cure)
    return quads if isinstance(graph, DefaultGraph) else in_graph(quads, graph)


def _insert(store: Store, quads: Sequence[Quad]) -> None:
    if len(quads) < _BULK_QUADS:
        store.extend(quads)
    else:
        store.bulk_extend(quads)


_MUTATIONS: Final[dict[Scope, Callable[[Store, GraphChange], bool]]] = {
    Scope.DATASET: _change_dataset,
    Scope.DEFAULT: _change_default,
    Scope.NAMED: _change_named,
}
