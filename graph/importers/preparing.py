"""The store that an import goes into: built, and open to writes."""

from pathlib import Path

from graph.build import Progress, build
from graph.freshness import DATASET
from graph.generations import publish
from graph.layout import Layout
from graph.lease import current_generation


def prepare(store: Path, layout: Layout, base: str, progress: Progress) -> str:
    """Have a store in a folder: what is built there, or else the project, if there is none; return its base.

    Raises what `graph.build.build` and `graph.generations.publish` do.
    """
    if current := current_generation(store):
        return current.base
    if not (store / DATASET).is_file():
        build(layout, store, base, progress)
    with publish(store / DATASET) as lease:
        return lease.generation.base
