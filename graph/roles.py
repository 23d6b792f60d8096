"""The role of each named graph, which decides whether the default graph shows it."""

import re
from collections.abc import Iterable
from typing import Final

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store, Triple

from graph.errors import StoreError
from graph.namespaces import ALG, RDF

_ROLES: Final = (
    (re.compile("ontology"), "ontologyRole"),
    (re.compile("article/[^/]+"), "articleRole"),
    (re.compile("actors"), "actorsRole"),
    (re.compile("lists/[^/]+"), "listsRole"),
    (re.compile("context/[^/]+"), "contextRole"),
    (re.compile("analysis"), "analysisRole"),
    (re.compile("links"), "linksRole"),
    (re.compile("history/[^/]+"), "historyRole"),
    (re.compile("inferred"), "inferredRole"),
    (re.compile("proposition/[^/]+"), "propositionRole"),
    (re.compile("sameas"), "identityRole"),
    (re.compile("meta"), "metaRole"),
)

_NEVER_ASSERTED: Final = re.compile(r".*/graph/(proposition/[^/]+|sameas|meta|inferred|history/[^/]+)")

_TYPE: Final = NamedNode(RDF + "type")
_GRAPH_ROLE: Final = NamedNode(ALG + "graphRole")
_NAMED_GRAPH: Final = NamedNode(ALG + "NamedGraph")
_VISIBLE: Final = NamedNode(ALG + "VisibleRole")
_INFERRED: Final = NamedNode(ALG + "inferredRole")


def graph_roles(quads: Iterable[Quad], base: str) -> list[Quad]:
    """Return the quads of ``graph/meta``: what each graph of the dataset is for.

    Raises StoreError if a graph has a name for which no role is known.
    """
    return describe_graphs((q.graph_name.value for q in quads if isinstance(q.graph_name, NamedNode)), base)


def describe_graphs(names: Iterable[str], base: str) -> list[Quad]:
    """Return the quads of ``graph/meta`` for the graphs of these names and those that are always there.

    Raises StoreError if no role is known for one of them.
    """
    meta = NamedNode(f"{base}graph/meta")
    described = {f"{base}graph/inferred", meta.value, *names}
    return [quad for name in sorted(described) for quad in _described(name, base, meta)]


def _described(name: str, base: str, meta: NamedNode) -> tuple[Quad, Quad]:
    role = graph_role(name, base)
    if role is None:
        cure = "Give graph.roles a role for graphs of that name."
        raise StoreError(f"no role is known for the graph <{name}>", cure)
    graph = NamedNode(name)
    return Quad(graph, _TYPE, _NAMED_GRAPH, meta), Quad(graph, _GRAPH_ROLE, NamedNode(ALG + role), meta)


def graph_role(name: str, base: str) -> str | None:
    """Return the local name of the role that a graph has by its name, if it has any."""
    path = name.removeprefix(f"{base}graph/")
    return next((role for pattern, role in _ROLES if pattern.fullmatch(path)), None)


def data_base(quads: Iterable[Quad]) -> str:
    """Return the base of a dataset's IRIs: what stands before ``graph/meta``.

    Raises StoreError unless the dataset has just one such graph.
    """
    names = {q.graph_name.value for q in quads if isinstance(q.graph_name, NamedNode)}
    bases = [
        name.removesuffix("graph/meta") for name in names if re.fullmatch(r"https?://.*/graph/meta", name)
    ]
    if len(bases) == 1:
        return str(bases[0])
    raise StoreError(f"the dataset has {len(bases)} graphs that tell the role of each graph, not 1")


def visible_graphs(quads: Iterable[Quad], *, inferred: bool = True) -> frozenset[NamedNode]:
    """Return the graphs to which ``graph/meta`` gives a role that the ontology calls visible.

    An allow-list: a graph without a role is hidden. Where ``inferred`` is false, what the reasoner
    added is left out.
    """
    quads = list(quads)
    base = data_base(quads)
    ontology, meta = NamedNode(f"{base}graph/ontology"), NamedNode(f"{base}graph/meta")
    types = (q for q in quads if q.graph_name == ontology and q.predicate == _TYPE)
    shown = {q.subject for q in types if q.object == _VISIBLE} - (set() if inferred else {_INFERRED})
    roles = (q for q in quads if q.graph_name == meta and q.predicate == _GRAPH_ROLE)
    return frozenset(q.subject for q in roles if q.object in shown and isinstance(q.subject, NamedNode))


def visible_in(store: Store, base: str, *, inferred: bool = True) -> tuple[NamedNode, ...]:
    """Return the visible graphs of a store, sorted; of its quads only those that tell roles are read."""
    telling = (NamedNode(f"{base}graph/meta"), NamedNode(f"{base}graph/ontology"))
    quads = (quad for graph in telling for quad in store.quads_for_pattern(None, None, None, graph))
    return tuple(sorted(visible_graphs(quads, inferred=inferred), key=str))


def shown_triples(quads: Iterable[Quad], *, inferred: bool = True) -> list[Triple]:
    """Return the triples of the derived default graph: those that stand in a visible graph, each once."""
    quads = list(quads)
    visible = visible_graphs(quads, inferred=inferred)
    return list(dict.fromkeys(quad.triple for quad in quads if quad.graph_name in visible))


def asserted_triples(quads: Iterable[Quad]) -> list[Triple]:
    """Return the triples that files assert, each once.

    What stands in the graph of a proposition is nobody's assertion. Where the roles of graphs are told, only
    what the visible ones have is asserted; else all graphs are, but for those that are made.
    """
    quads = list(quads)
    if any(quad.predicate == _GRAPH_ROLE and isinstance(quad.graph_name, NamedNode) for quad in quads):
        return shown_triples(quads, inferred=False)
    named = (quad for quad in quads if not _NEVER_ASSERTED.fullmatch(_name(quad)))
    return list(dict.fromkeys(quad.triple for quad in named))


def _name(quad: Quad) -> str:
    return quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""


def in_default_graph(statements: Iterable[Triple | Quad]) -> list[Quad]:
    """Return the triples as quads of the default graph."""
    return in_graph(statements, DefaultGraph())


def in_inferred_graph(statements: Iterable[Triple | Quad], base: str) -> list[Quad]:
    """Return the triples as quads of ``graph/inferred``."""
    return in_graph(statements, NamedNode(f"{base}graph/inferred"))


def in_graph(statements: Iterable[Triple | Quad], graph: NamedNode | DefaultGraph) -> list[Quad]:
    """Return the triples as quads of a graph."""
    return [Quad(s.subject, s.predicate, s.object, graph) for s in statements]
