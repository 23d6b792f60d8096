"""How shapes and paths are named in a report."""

from collections.abc import Iterator
from typing import Final

import rdflib
from rdflib import RDF, SH
from rdflib.collection import Collection
from rdflib.term import BNode, Node, URIRef

UNTOLD: Final = "This breaks a constraint that has no message."


def untold(component: str | None) -> str:
    """Say which constraint is broken, where its shape does not.

    >>> untold("http://www.w3.org/ns/shacl#MinCountConstraintComponent")
    'This breaks a constraint that has no message: MinCount.'
    """
    name = (component or "").removeprefix(str(SH)).removesuffix("ConstraintComponent")
    return f"{UNTOLD.removesuffix('.')}: {name}."


def named_shape(graph: rdflib.Graph, shape: Node | None) -> str:
    """Return the IRI of a shape, or of the shape with an IRI that a nameless one is part of."""
    seen: set[Node] = set()
    while isinstance(shape, BNode) and shape not in seen:
        seen.add(shape)
        shape = next(iter(sorted(graph.subjects(None, shape), key=str)), shape)
    return str(shape) if isinstance(shape, URIRef) else f"_:{shape}"


def path_text(graph: rdflib.Graph, path: Node) -> str:
    """Write a SHACL property path as SPARQL writes it, IRIs in full; one IRI alone without brackets."""
    return str(path) if isinstance(path, URIRef) else "".join(_path_parts(graph, path))


def _path_parts(graph: rdflib.Graph, path: Node) -> Iterator[str]:
    if isinstance(path, URIRef):
        yield f"<{path}>"
    elif (path, RDF.first, None) in graph:
        yield "/".join("".join(_path_parts(graph, step)) for step in Collection(graph, path))
        return
    for name, before, after in _OPERATORS:
        for inner in graph.objects(path, name):
            yield before + "".join(_path_parts(graph, inner)) + after
    for choices in graph.objects(path, SH.alternativePath):
        yield (
            "(" + "|".join("".join(_path_parts(graph, choice)) for choice in Collection(graph, choices)) + ")"
        )


_OPERATORS: Final = (
    (SH.inversePath, "^", ""),
    (SH.zeroOrMorePath, "", "*"),
    (SH.oneOrMorePath, "", "+"),
    (SH.zeroOrOnePath, "", "?"),
)
