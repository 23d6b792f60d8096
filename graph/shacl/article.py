"""The shapes of the default graph: those of the project, and the EDTF rule as one of them.

A writer keeps a `graph.shacl.validation.Validation` of the graph as it is, and with every change asks
`graph.shacl.validation.validate_change` for the next one. That of a graph that conforms without any result
is ``Validation(article_shapes(…))``: nothing need be looked at to begin.
"""

from collections.abc import Sequence
from pathlib import Path

from graph.shacl.dates import edtf_shape
from graph.shacl.engines import load_shapes
from graph.shacl.validation import Shapes


def article_shapes(shape_files: Sequence[Path], base: str) -> Shapes:
    """Return the shapes over the default graph.

    Raises ForeignError if a shape is of a kind that only the reference knows, and ParseError.
    """
    return Shapes((*load_shapes(shape_files, base).all, edtf_shape()))
