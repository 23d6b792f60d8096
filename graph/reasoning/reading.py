"""Files of RDF of any vocabulary, read as they are."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from pyoxigraph import RdfFormat, Triple, parse

from graph.errors import ParseError, Place

_OTHER_NAMES: Final = {"owl": RdfFormat.RDF_XML, "xml": RdfFormat.RDF_XML, "json": RdfFormat.JSON_LD}
"""Endings that files of RDF have beside those of its formats."""


def read_triples(paths: Iterable[Path]) -> list[Triple]:
    """Return the triples of some files, each once, in whatever graph they stand there.

    Raises ParseError if a file cannot be read, is not well-formed, or is of no known format by its name.
    """
    return list(dict.fromkeys(triple for path in paths for triple in _read(path)))


def _read(path: Path) -> Iterator[Triple]:
    ending = path.suffix.removeprefix(".")
    format_ = _OTHER_NAMES.get(ending) or RdfFormat.from_extension(ending)
    if format_ is None:
        raise ParseError("no kind of RDF file is known by this name", "Name it .ttl or .nt.", Place(path))
    try:
        # Blank nodes of two files that share a label are two nodes.
        found = parse(
            path=str(path), format=format_, base_iri=path.resolve().as_uri(), rename_blank_nodes=True
        )
        yield from (quad.triple for quad in found)
    except SyntaxError as error:
        cure = f"Correct the {format_.name} there: what stands before that point is well-formed."
        raise ParseError(str(error.msg), cure, Place(path, error.lineno, error.offset)) from error
    except OSError as error:
        raise ParseError(str(error.strerror), "Name a file that can be read.", Place(path)) from error
