"""Large writes: quads go straight into a copy of the newest generation, which the next one is as it stands.

The flip of the pointer is the commit; a crash before it leaves the store as it was.
"""

import shutil
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store

from graph.commit import LIVE, cannot_write, make_generation, point, remove_old
from graph.generations import successor
from graph.lease import Generation
from graph.roles import visible_in

# From so many quads on, writing the store's files directly is faster than one transaction.
_BULK_QUADS: Final = 50_000


@dataclass(frozen=True)
class Delta:
    """The quads of named graphs that come and go; none is in both.

    ``loaded`` are more that come, in N-Triples by their graph; text takes less time than as many terms.
    """

    added: Collection[Quad] = ()
    removed: Collection[Quad] = ()
    loaded: Mapping[NamedNode, bytes] = field(default_factory=dict)

    def __len__(self) -> int:
        """Count what comes and goes."""
        return len(self.added) + len(self.removed) + sum(text.count(b"\n") for text in self.loaded.values())

    def graphs(self) -> frozenset[str]:
        """Return the IRIs of the graphs that it changes, that of the default graph being empty."""
        quads = (quad for side in (self.added, self.removed) for quad in side)
        named = {*(quad.graph_name for quad in quads), *self.loaded}
        return frozenset({"", *(name.value for name in named if isinstance(name, NamedNode))})


Follow = Callable[[Store, Delta], Delta]
"""What says which inferences come and go with a difference that a store has, or raises that it may not."""


def commit_bulk(current: Generation, delta: Delta, key: str, follow: Follow | None = None) -> Generation:
    """Make the generation that a difference leads to, its default graph with it, and point to it.

    To be done by who has the claim. ``key`` is unique to the write. Raises StoreError, and what ``follow``
    raises; then nothing has changed.
    """
    made = successor(current, key)
    inferred = f"{made.base}graph/inferred"
    made = replace(made, changed={**current.changed, **dict.fromkeys(delta.graphs() | {inferred}, made.name)})

    live = made.folder.with_name(f"{LIVE}-{made.name}")

    def fill(path: Path) -> Generation:
        # The engine still tidies up behind a store that was written to: what is kept is a copy of that.
        Store.read_only(str(current.store)).backup(str(live))
        store = Store(str(live))
        apply_delta(store, delta, made.base)
        if follow:
            apply_delta(store, follow(store, delta), made.base)
        store.flush()
        store.backup(str(path))
        return made

    try:
        make_generation(made.folder, fill)
        point(made)
        remove_old(made.folder.parent.parent)
    except OSError as error:
        raise cannot_write(made.folder.parent.parent, error) from error
    finally:
        shutil.rmtree(live, ignore_errors=True)
    return made


def apply_delta(store: Store, delta: Delta, base: str) -> None:
    """Bring a store from one state of its named graphs to another, and its default graph after them."""
    for quad in delta.removed:
        store.remove(quad)
    _insert(store, delta.added)
    visible = frozenset(visible_in(store, base))
    for quad in _hidden(store, delta.removed, visible):
        store.remove(quad)
    _insert(store, [_in_default(quad) for quad in delta.added if quad.graph_name in visible])
    for graph, text in delta.loaded.items():
        store.bulk_load(text, RdfFormat.N_TRIPLES, to_graph=graph)
        if graph in visible:
            store.bulk_load(text, RdfFormat.N_TRIPLES)


def _in_default(quad: Quad) -> Quad:
    return Quad(quad.subject, quad.predicate, quad.object, DefaultGraph())


def _hidden(store: Store, removed: Collection[Quad], visible: Collection[NamedNode]) -> Iterator[Quad]:
    """Yield the quads that the default graph had from quads that are gone, and from no others."""
    for quad in removed:
        told = (Quad(quad.subject, quad.predicate, quad.object, graph) for graph in visible)
        if quad.graph_name in visible and not any(each in store for each in told):
            yield _in_default(quad)


def _insert(store: Store, quads: Collection[Quad]) -> None:
    if len(quads) < _BULK_QUADS:
        store.extend(quads)
    else:
        store.bulk_extend(quads)
