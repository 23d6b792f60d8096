"""The examination of a default graph: what shapes find in it, and what follows from it, side by side."""

from collections.abc import Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Triple

from graph.layout import Layout
from graph.report import Result
from graph.validate import check_default_graph


@dataclass(frozen=True)
class Examination:
    """What is found by the shapes, and what is inferred, when it is there."""

    shapes: Future[list[Result]]
    reasoning: Future[list[Triple]]


def examine(pool: Executor, shown: Sequence[Triple], layout: Layout, base: str) -> Examination:
    """Begin to validate and to reason, in two processes if the pool has them: neither needs the other.

    The outcomes raise what `graph.validate.check_default_graph` and `graph.reason.infer_triples` do.
    """
    return Examination(
        pool.submit(check_default_graph, shown, layout.shape_files(), base),
        pool.submit(_reason, shown, layout.derive_files(), base),
    )


def load_engines() -> None:
    """Import what examining needs, which takes seconds."""
    import graph.edtf_rule
    import graph.reason
    import graph.shacl.article  # noqa: F401  # imported to be there


def _reason(shown: Sequence[Triple], derive_files: Sequence[Path], base: str) -> list[Triple]:
    # The reasoner takes a second to import, which only the process that reasons should spend.
    from graph.reason import infer_triples

    return infer_triples(shown, derive_files, base)
