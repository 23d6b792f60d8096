"""Shapes from files, and which engine applies them: the reference, or the evaluation of this package."""

from collections.abc import Collection, Iterator, Sequence
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Final

import rdflib
from pyoxigraph import Triple

from graph.report import Report, Result
from graph.shacl.bulk import Progress, distinct, find_in_shares
from graph.shacl.reading import ForeignError, read_shapes
from graph.shacl.reference import check_graph, read_shape_files
from graph.shacl.source import IndexedSource
from graph.shacl.validation import Shapes

SMALL: Final = 5_000
"""So many triples the reference validates in seconds."""


class Engine(StrEnum):
    """Who applies shapes: pyshacl, the evaluation over indexes, or the one that is right for the data."""

    AUTO = "auto"
    PYSHACL = "pyshacl"
    INDEXED = "indexed"


def load_shapes(shape_files: Sequence[Path], base: str) -> Shapes:
    """Return the shapes of some files, as they are now; the same ones are read once.

    Raises ParseError if a file is not well-formed, ForeignError if a shape is not evaluated here.
    """
    return _load(tuple(shape_files), tuple(path.read_bytes() for path in shape_files), base)


@lru_cache(maxsize=4)
def _load(shape_files: tuple[Path, ...], _content: tuple[bytes, ...], base: str) -> Shapes:
    return Shapes(read_shapes(read_shape_files(shape_files, base)))


def check_data(
    triples: Collection[Triple],
    shape_files: Sequence[Path],
    base: str,
    engine: Engine = Engine.AUTO,
    progress: Progress | None = None,
    processes: int = 1,
) -> Iterator[Result]:
    """Yield what shapes find in any triples, each result once, as it is found.

    By default few triples are left to the reference, and so are shapes of kinds that only it knows. Raises
    ParseError or RuleError if the shapes are not well-formed, or not of a kind that the chosen engine knows,
    before it returns.
    """
    graph = read_shape_files(shape_files, base)
    if engine is Engine.PYSHACL or (engine is Engine.AUTO and len(triples) <= SMALL):
        return _checked(triples, graph, shape_files)
    try:
        shapes = Shapes(read_shapes(graph))
    except ForeignError as error:
        if engine is Engine.INDEXED:
            raise error.as_rule_error(shape_files) from error
        return _checked(triples, graph, shape_files)
    return distinct(shapes, find_in_shares(shapes, IndexedSource(triples), processes, progress))


def _checked(
    triples: Collection[Triple], graph: rdflib.Graph, shape_files: Sequence[Path]
) -> Iterator[Result]:
    """Yield what the reference finds, the gravest first, since it finds it in no order."""
    return iter(Report(check_graph(triples, graph, shape_files)).results)
