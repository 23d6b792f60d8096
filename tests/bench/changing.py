"""The row of a change that is reasoned over: 3,000 new triples on a million."""

import time
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse

from graph.consequences import Guard
from graph.reasoning.closing import default_templates, look_up_program
from graph.reasoning.incremental import Change, update
from graph.reasoning.match import StoreSource
from graph.reasoning.ontology import Schema
from graph.reasoning.rule import Fact, fact
from tests.bench.bench import Bench, DifferenceError
from tests.bench.closures import DATA, ONTOLOGY, close_store, closed_made, copy_store, made_lines
from tests.bench.figures import Line, Spread, at_most

NEW_TRIPLES: Final = 3_000
_DEFAULT: Final = DefaultGraph()


def change_million(bench: Bench) -> Iterator[Line]:
    """Add new triples to a closed store and take them away: asserted, closed, checked for contradictions.

    Afterwards nothing more may follow by all rules, and then all must be as it was.
    """
    store = closed_made(bench.folder, bench.triples)
    new = _new_facts(bench.triples)
    guard, size = Guard(look_up_program(StoreSource(store))), len(store)
    added, removed, come = [], [], 0
    for turn in range(bench.rounds):
        begin = time.perf_counter()
        come = _add(store, new, guard)
        added.append(time.perf_counter() - begin)
        if turn == 0:
            _require_closed(store)
        begin = time.perf_counter()
        _remove(store, new, guard)
        removed.append(time.perf_counter() - begin)
        if len(store) != size:
            raise DifferenceError(f"{len(store):,} triples after the change and back, {size:,} before")
    what, told = f"{len(new):,} new triples on {bench.made.name}, reasoned", f"{come:,} more follow"
    yield Line(what, Spread.of(added), "s", at_most(1), told)
    yield Line("  and taken away again", Spread.of(removed), "s")


def _add(store: Store, new: Sequence[Fact], guard: Guard) -> int:
    """Assert facts and show them with what follows; return how much that is."""
    store.extend(_quad(each, DATA) for each in new)
    difference = update(StoreSource(store), _change(store, guard, added=new))
    shown = (*new, *difference.added)
    store.extend(_quad(each) for each in shown)
    clashes = guard.clashes(shown, StoreSource(store))
    assert not clashes, clashes[0]
    return len(difference.added)


def _remove(store: Store, old: Sequence[Fact], guard: Guard) -> None:
    for each in old:
        store.remove(_quad(each, DATA))
    difference = update(StoreSource(store), _change(store, guard, removed=old))
    for each in (*old, *difference.removed):
        store.remove(_quad(each))
    store.extend(_quad(each) for each in difference.added)


def _change(store: Store, guard: Guard, added: Sequence[Fact] = (), removed: Sequence[Fact] = ()) -> Change:
    """Return a change of data, under an ontology that stays."""

    def is_asserted(each: Fact) -> bool:
        return any(_quad(each, graph) in store for graph in (DATA, ONTOLOGY))

    return Change(set(added), set(removed), guard.program, guard.program, is_asserted)


def _require_closed(store: Store) -> None:
    """Apply all rules to all triples of a copy.

    Raises DifferenceError if something follows that is not there.
    """
    copy = copy_store(store)
    close_store(copy)
    if len(copy) != len(store):
        raise DifferenceError(f"{len(copy) - len(store):,} triples follow from the change and were not found")


def _new_facts(triples: int) -> list[Fact]:
    """Return the statements that the generator would make after so many triples; none is an axiom."""
    lines = "\n".join(islice(made_lines(triples + NEW_TRIPLES), triples, None))
    new = [fact(quad.triple) for quad in parse(lines.encode(), RdfFormat.N_TRIPLES)]
    assert not Schema(default_templates()).within(new)
    return new


def _quad(each: Fact, graph: NamedNode | DefaultGraph = _DEFAULT) -> Quad:
    return Quad(*each, graph)  # type: ignore[arg-type]
