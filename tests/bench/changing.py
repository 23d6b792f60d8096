"""The row of a change that is reasoned over: 3,000 new triples on a million."""

import os
import time
from collections.abc import Iterator
from itertools import chain, islice
from typing import Final

from pyoxigraph import RdfFormat, parse

from graph.consequences import Consequences
from graph.layout import Layout, default_root
from graph.parse import read_rdf
from graph.reasoning.closing import default_templates
from graph.reasoning.ontology import Schema
from graph.reasoning.rule import Fact, fact, triple
from graph.roles import asserted_triples
from tests.bench.bench import Bench, DifferenceError
from tests.bench.closures import made_lines
from tests.bench.figures import Line, Spread, at_most, number
from tests.kernel import peak_bytes

NEW_TRIPLES: Final = 3_000


def change_million(bench: Bench) -> Iterator[Line]:
    """Add new triples to a closure that is kept, as a writer keeps it, and take them away.

    Of the first change all that follows must be what a fresh closure has; afterwards all must be as it was.
    """
    shown = [triple(each) for each in chain(_ontology(), _facts(0, bench.triples))]
    begin = time.process_time()
    kept, new = Consequences(shown), [triple(each) for each in _facts(bench.triples, NEW_TRIPLES)]
    seconds, peak = time.process_time() - begin, peak_bytes(os.getpid()) / 1e9
    added, removed, come = [], [], 0
    for turn in range(bench.rounds):
        begin = time.perf_counter()
        news = kept.change(new, (), list)
        added.append(time.perf_counter() - begin)
        come = len(news.come)
        if turn == 0:
            _require_same(kept, Consequences([*shown, *new]))
        begin = time.perf_counter()
        back = kept.change((), new, list)
        removed.append(time.perf_counter() - begin)
        if back.gone != news.come or back.come != news.gone:
            raise DifferenceError("after the change and back, something else follows than before")
    what, told = f"{len(new):,} new triples on {bench.triples:,}, reasoned", f"{come:,} more follow"
    yield Line(what, Spread.of(added), "s", at_most(1), told)
    yield Line("  and taken away again", Spread.of(removed), "s")
    told = f"{number(seconds)} s of CPU to close them first; what the triples themselves take is included"
    yield Line("  memory of the process at most", Spread.of([peak]), "GB", at_most(2.5), told)


def _require_same(kept: Consequences, fresh: Consequences) -> None:
    difference = frozenset(kept.published()) ^ frozenset(fresh.published())
    if difference:
        raise DifferenceError(f"{len(difference):,} triples are not what a fresh closure has")


def _ontology() -> Iterator[Fact]:
    for file in Layout(default_root()).ontology_files():
        yield from map(fact, asserted_triples(read_rdf(file.path, file.path.resolve().as_uri())))


def _facts(start: int, number: int) -> Iterator[Fact]:
    """Yield so many statements of the generator, from one on; none is an axiom."""
    schema = Schema(default_templates())
    for line in islice(made_lines(start + number), start, None):
        (quad,) = parse(f"{line}\n".encode(), RdfFormat.N_TRIPLES)
        assert not schema.has(fact(quad.triple))
        yield fact(quad.triple)
