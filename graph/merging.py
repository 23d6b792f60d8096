"""A build and writes brought together, graph by graph, where both have changed since the last build."""

import multiprocessing
from collections import defaultdict
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, Quad, Store

from graph.commit import Claim, cannot_write, make_generation, point, remove_old
from graph.dataset import canonical_nquads
from graph.errors import GoneError, InvalidChangeError, Place, UnmergedError
from graph.generations import publish, seed, successor
from graph.layout import Layout
from graph.lease import Generation, Lease, current_generation, hold
from graph.revision import revise

_EXAMINERS: Final = 2
_Graphs = Mapping[str, list[Quad]]


def publish_merged(
    dataset: Path, layout: Layout, claim: Claim | None = None, *, discard_writes: bool = False
) -> Lease:
    """Hold the generation that a built dataset gives together with what was written since the last build.

    A graph that only the build has changed is taken from the build, and one that was written to stays. What
    comes of it is validated and reasoned over as a write is.

    Raises what `graph.generations.publish` does; UnmergedError only if both have changed one graph, if
    what was built before is not kept, or if together they are not valid.
    """
    try:
        return publish(dataset, claim, discard_writes=discard_writes)
    except UnmergedError as error:
        with nullcontext() if claim else Claim(dataset.parent):
            current = current_generation(dataset.parent)
            if current is None:
                raise
            return _publish(dataset, layout, current, error)


def _publish(dataset: Path, layout: Layout, current: Generation, error: UnmergedError) -> Lease:
    store = dataset.parent
    try:
        built = seed(dataset, current)
        with hold(store, current.seed) as before:
            merged = _merge(_graphs(before.generation), _graphs(current), _graphs(built), error)
        made = _made(current, built)
        if not made.folder.is_dir():
            _make(made, merged, layout)
        lease = Lease(made.folder)
        point(made)
        remove_old(store)
    except GoneError:
        raise error from None
    except OSError as fault:
        raise cannot_write(store, fault) from fault
    return lease


def _merge(before: _Graphs, written: _Graphs, built: _Graphs, error: UnmergedError) -> dict[str, list[Quad]]:
    """Take each graph from the side that has changed it.

    Raises UnmergedError if both have, and differ.
    """
    names = sorted({*before, *written, *built})
    by_writes = {name for name in names if _differ(before, written, name)}
    by_build = {name for name in names if _differ(before, built, name)}
    both = [name for name in sorted(by_writes & by_build) if _differ(written, built, name)]
    if both:
        found = f"{error.found}, in the same graphs: {', '.join(f'<{name}>' for name in both)}"
        raise UnmergedError(found, error.cure, error.place)
    sides = {name: written if name in by_writes else built for name in names}
    return {name: side[name] for name, side in sides.items() if name in side}


def _differ(one: _Graphs, other: _Graphs, name: str) -> bool:
    """Tell whether a graph is not the same on both sides, whatever its blank nodes are called."""
    first, second = one.get(name), other.get(name)
    if first is None or second is None:
        return first is not second
    if any(isinstance(term, BlankNode) for quad in first for term in (quad.subject, quad.object)):
        return canonical_nquads(first) != canonical_nquads(second)
    return set(first) != set(second)


def _graphs(generation: Generation) -> _Graphs:
    """Return the named graphs of a generation that are not made from the others."""
    made = {f"{generation.base}graph/{name}" for name in ("inferred", "meta")}
    store = Store.read_only(str(generation.store))
    found: defaultdict[str, list[Quad]] = defaultdict(list)
    for graph in store.named_graphs():
        if graph.value not in made:
            found[str(graph.value)] = list(store.quads_for_pattern(None, None, None, graph))
    return dict(found)


def _made(current: Generation, built: Generation) -> Generation:
    """Return what the generation of both is called, and that it leads on from what was built."""
    made = successor(current, f"with {built.name}")
    return replace(made, key="", seed=built.name, since=made.name, changed={})


def _make(made: Generation, merged: _Graphs, layout: Layout) -> None:
    quads = [quad for graph in merged.values() for quad in graph]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(_EXAMINERS, context) as pool:
        try:
            whole = revise(quads, merged, layout, made.base, pool)
        except InvalidChangeError as error:
            cure = "Correct the build, or serve with --discard-writes once you have a backup."
            found = f"what was built and what was written are not valid together; {error.found}"
            raise UnmergedError(found, cure, Place(made.folder.parent.parent)) from error

    def fill(path: Path) -> Generation:
        store = Store(path)
        store.bulk_extend(whole)
        store.optimize()
        store.flush()
        return made

    make_generation(made.folder, fill)
