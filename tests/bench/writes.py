"""The rows of writes: one triple, from its being sent until a query sees it."""

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from graph.generations import create_blank
from graph.namespaces import BASE
from tests.bench.bench import OURS, Bench
from tests.bench.data import Data
from tests.bench.figures import Line, Spread, at_most, number, quantile
from tests.bench.press import JSON
from tests.bench.processes import Client, Endpoint
from tests.bench.questions import renewed
from tests.bench.writing import Writer

BLANK_WRITES: Final = 40
ARTICLE_WRITES: Final = 3
_PAUSE_SECONDS: Final = 0.005
_THOUGHT_SECONDS: Final = 5.0
"""A person who writes into the article thinks before the next write."""

# A further name of an actor: shapes, rules and the reasoner all have to look at it.
_ACTORS: Final = f"{BASE}graph/actors"
_ACTOR: Final = f"<{BASE}id/actor/karoline-leavitt>"
_NAME: Final = "<http://www.w3.org/2004/02/skos/core#altLabel>"
_SMALL: Final = f"SELECT ?p ?o {{ {_ACTOR} ?p ?o }}"


def write_blank(bench: Bench) -> Iterator[Line]:
    """Write into a blank store that is empty, and into one that has a million triples."""
    empty = Data("an empty store", bench.folder / "writes-empty")
    shutil.rmtree(empty.folder, ignore_errors=True)
    empty.folder.mkdir(parents=True)
    create_blank(empty.store).close()
    full = _copy(bench.made, bench.folder / "writes-made")
    for data, aim in ((empty, at_most(50)), (full, None)):
        seconds = _time_writes(bench, data, BLANK_WRITES, "")
        told = f"{len(seconds)} writes, 95 % within {number(1000 * quantile(seconds, 0.95))} ms"
        what = f"write of one triple to visible, blank store: {data.name}"
        yield Line(what, Spread.of([1000 * s for s in seconds]), "ms", aim, told)


def write_article(bench: Bench) -> Iterator[Line]:
    """Write into the graph of the article, now and then as people do, and see what readers notice."""
    data = _copy(bench.article, bench.folder / "writes-article")
    watch = Watch()
    with _served(bench, data) as endpoint, watch.over(endpoint):
        time.sleep(2 * bench.seconds)
        alone, seconds, meanwhile, after = watch.take(), list[float](), list[float](), list[float]()
        for turn in range(ARTICLE_WRITES):
            seconds.append(_write(endpoint, turn, _ACTORS))
            meanwhile += watch.take()
            time.sleep(_THOUGHT_SECONDS)
            after += watch.take()
    what = "write of one triple to visible, graph of the article"
    yield Line(what, Spread.of(seconds), "s", at_most(0.3), f"{len(seconds)} writes")
    what = "a reader's 99 % meanwhile"
    before, later = (f"{number(1000 * quantile(each, 0.99))} ms" for each in (alone, after))
    told = f"{before} before, {later} after; {len(meanwhile):,} queries, none failed"
    yield Line(what, Spread.of([1000 * quantile(meanwhile, 0.99)]), "ms", None, told)


def _time_writes(bench: Bench, data: Data, writes: int, graph: str) -> list[float]:
    with _served(bench, data) as endpoint:
        _write(endpoint, -1, graph)
        return [_write(endpoint, turn, graph) for turn in range(writes)]


@contextmanager
def _served(bench: Bench, data: Data) -> Iterator[Endpoint]:
    with bench.side_by_side(data, OURS) as (endpoint,):
        yield endpoint


def _write(endpoint: Endpoint, turn: int, graph: str) -> float:
    """Write a triple and ask for it; return the seconds until it was seen."""
    triple = f'{_ACTOR} {_NAME} "Karoline Leavitt, {turn}"@en'
    text = f"GRAPH <{graph}> {{ {triple} }}" if graph else triple
    with Writer(endpoint.port) as writer, Client(endpoint, JSON) as client:
        begin = time.perf_counter()
        reply = writer.update(f"INSERT DATA {{ {text} }}")
        assert reply.is_made, f"{reply.status} {reply.body[:500]!r}"
        seen = client.read(f"ASK {{ {triple} }}")
        seconds = time.perf_counter() - begin
    assert b"true" in seen, "the write was acknowledged and cannot be seen"
    return seconds


def _copy(data: Data, folder: Path) -> Data:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    copy = Data(data.name, folder, data.blank)
    data.copy_store(copy.store)
    return copy


@dataclass
class Watch:
    """A reader that asks small queries, each of another text, and notes how long each takes."""

    _seconds: list[float] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def over(self, endpoint: Endpoint) -> Iterator[None]:
        """Ask until the context ends."""
        thread = threading.Thread(target=self._ask, args=(endpoint,))
        thread.start()
        try:
            yield
        finally:
            self._stop.set()
            thread.join()

    def take(self) -> list[float]:
        """Return the seconds of the queries since it was taken last."""
        taken, self._seconds = self._seconds, []
        return taken

    def _ask(self, endpoint: Endpoint) -> None:
        with Client(endpoint, JSON) as client:
            turn = 0
            while not self._stop.wait(_PAUSE_SECONDS):
                turn += 1
                answer = client.ask(renewed(_SMALL, turn))
                assert answer.status == 200, answer.body[:300]
                self._seconds.append(answer.seconds)
