"""What the rows have in common: data made once, servers of a row side by side, answers compared first."""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from tests.bench.absence import AbsentError
from tests.bench.data import TRIPLES, Data, prepare_article, prepare_lubm, prepare_made
from tests.bench.figures import Line
from tests.bench.peers import Allegata, Oxigraph, Peer, RdflibEndpoint, install
from tests.bench.press import JSON
from tests.bench.processes import Client, Endpoint
from tests.bench.questions import rows
from tests.bench.virtuoso import Virtuoso

OURS: Final = Allegata()


class DifferenceError(Exception):
    """Two servers answer the same query differently: there is nothing to compare."""


@dataclass(frozen=True)
class Bench:
    """One run: where its files are, how many rounds it has, and how long a round presses a server."""

    folder: Path
    dataset: Path
    rounds: int = 3
    seconds: float = 2.0
    triples: int = TRIPLES

    @cached_property
    def article(self) -> Data:
        """Return the graph of the article."""
        return prepare_article(self.folder, self.dataset)

    @cached_property
    def lubm(self) -> Data:
        """Return LUBM(1).

        Raises AbsentError if it isn't beside the project.
        """
        data = prepare_lubm(self.folder)
        if data is None:
            raise AbsentError("LUBM(1) is absent: set ALLEGATA_SHARED to the folder that has data/lubm")
        return data

    @cached_property
    def made(self) -> Data:
        """Return the data of the generator."""
        return prepare_made(self.folder, self.triples)

    @cached_property
    def oxigraph(self) -> Peer:
        """Return Oxigraph's own server."""
        return Oxigraph(self._programs)

    @cached_property
    def rdflib_endpoint(self) -> Peer:
        """Return the server over rdflib."""
        return RdflibEndpoint(self._programs)

    @cached_property
    def virtuoso(self) -> Peer:
        """Return Virtuoso."""
        return Virtuoso()

    @cached_property
    def _programs(self) -> Path:
        return install(self.folder)

    @contextlib.contextmanager
    def side_by_side(self, data: Data, *peers: Peer) -> Iterator[list[Endpoint]]:
        """Run servers on the same data at the same time."""
        with contextlib.ExitStack() as stack:
            yield [stack.enter_context(peer.serve(data, self.folder)) for peer in peers]


@dataclass(frozen=True)
class Row:
    """A question to be measured, under a name to ask for it alone."""

    name: str
    measure: Callable[[Bench], Iterable[Line]]


def require_same(endpoints: Sequence[Endpoint], queries: Iterable[str]) -> None:
    """Ask every server every query.

    Raises DifferenceError if two answer differently.
    """
    with contextlib.ExitStack() as stack:
        clients = [stack.enter_context(Client(endpoint, JSON)) for endpoint in endpoints]
        for query in queries:
            found = [rows(client.read(query)) for client in clients]
            if any(other != found[0] for other in found):
                told = ", ".join(f"{e.name}: {f.total()} rows" for e, f in zip(endpoints, found, strict=True))
                raise DifferenceError(f"{told}\n{query}")
