"""SHACL property paths: followed either way, written as SPARQL, and what each of them looks at."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

import rdflib
from pyoxigraph import NamedNode
from rdflib import RDF, SH
from rdflib.collection import Collection as RdfList
from rdflib.term import Node, URIRef

from graph.shacl.source import Source
from graph.terms import Term


@dataclass(frozen=True)
class Step:
    """One triple, from its subject to its object; inverse, from its object to its subject."""

    predicate: NamedNode
    inverse: bool = False


@dataclass(frozen=True)
class Chain:
    """Paths one after the other; none is to stay where one is."""

    parts: tuple["Path", ...]


@dataclass(frozen=True)
class Choice:
    """Any of several paths."""

    parts: tuple["Path", ...]


@dataclass(frozen=True)
class Repeat:
    """A path at least ``least`` times, 0 or 1, and more than once if it is ``endless``."""

    part: "Path"
    least: int
    endless: bool


Path = Step | Chain | Choice | Repeat

HERE: Final = Chain(())

_REPEATS: Final = (
    (SH.zeroOrMorePath, 0, True),
    (SH.oneOrMorePath, 1, True),
    (SH.zeroOrOnePath, 0, False),
)


def read_path(graph: rdflib.Graph, node: Node) -> Path:
    """Return a path as a graph of shapes has it.

    Raises ValueError if it is none: https://www.w3.org/TR/shacl/#property-paths
    """
    if isinstance(node, URIRef):
        return Step(NamedNode(str(node)))
    if (node, RDF.first, None) in graph:
        return Chain(tuple(read_path(graph, part) for part in RdfList(graph, node)))
    for inner in graph.objects(node, SH.inversePath):
        return inverted(read_path(graph, inner))
    for choices in graph.objects(node, SH.alternativePath):
        return Choice(tuple(read_path(graph, choice) for choice in RdfList(graph, choices)))
    for name, least, endless in _REPEATS:
        for inner in graph.objects(node, name):
            return Repeat(read_path(graph, inner), least, endless)
    raise ValueError(f"no property path: {node}")


def inverted(path: Path) -> Path:
    """Return the path that leads back."""
    match path:
        case Step(predicate, inverse):
            return Step(predicate, not inverse)
        case Chain(parts):
            return Chain(tuple(inverted(part) for part in reversed(parts)))
        case Choice(parts):
            return Choice(tuple(inverted(part) for part in parts))
        case Repeat(part, least, endless):
            return Repeat(inverted(part), least, endless)


def joined(first: Path, second: Path) -> Path:
    """Return one path after the other."""
    parts = (*_parts(first), *_parts(second))
    return parts[0] if len(parts) == 1 else Chain(parts)


def _parts(path: Path) -> tuple[Path, ...]:
    return path.parts if isinstance(path, Chain) else (path,)


def follow(path: Path, node: Term, source: Source) -> Collection[Term]:
    """Return the nodes, each once, to which a path leads."""
    match path:
        case Step(predicate, inverse):
            return source.subjects(predicate, node) if inverse else source.objects(node, predicate)
        case Chain(parts):
            return _follow_chain(parts, node, source)
        case Choice(parts):
            return dict.fromkeys(found for part in parts for found in follow(part, node, source))
        case Repeat(part, least, endless):
            return _follow_repeat(part, node, source, least, endless)


def _follow_chain(parts: tuple[Path, ...], node: Term, source: Source) -> Collection[Term]:
    found: Collection[Term] = (node,)
    for part in parts:
        found = dict.fromkeys(later for each in found for later in follow(part, each, source))
    return found


def _follow_repeat(part: Path, node: Term, source: Source, least: int, endless: bool) -> Collection[Term]:
    found = dict.fromkeys(() if least else (node,))
    edge = dict.fromkeys(follow(part, node, source))
    while new := edge.keys() - found.keys():
        found.update(dict.fromkeys(new))
        edge = dict.fromkeys(each for node in new for each in follow(part, node, source)) if endless else {}
    return found


def steps(path: Path) -> Iterator[tuple[Path, Step]]:
    """Yield each step of a path, with the path that leads to where it begins."""
    match path:
        case Step():
            yield HERE, path
        case Chain(parts):
            for number, part in enumerate(parts):
                before = Chain(parts[:number])
                yield from ((joined(before, prefix), step) for prefix, step in steps(part))
        case Choice(parts):
            for part in parts:
                yield from steps(part)
        case Repeat(part, _, endless):
            again = Repeat(part, 0, True) if endless else HERE
            yield from ((joined(again, prefix), step) for prefix, step in steps(part))
