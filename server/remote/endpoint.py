"""A SPARQL 1.1 server, asked by the standards; what kind of server it is decides the rest."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Final, cast
from urllib.parse import quote, urlencode

from pyoxigraph import (
    QueryBoolean,
    QueryResultsFormat,
    QuerySolution,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
)

from server.errors import StoreFailedError
from server.federation.addresses import Target
from server.formats import JSON, N_TRIPLES
from server.remote.addresses import beside
from server.remote.client import Body, Client, Request
from server.remote.engines import Engine, is_partial
from server.remote.mending import Mended
from server.remote.rewriting import with_dataset

_FORM: Final = "application/x-www-form-urlencoded"
_UPDATE: Final = "application/sparql-update"
_GOOD: Final = range(200, 300)
_TRIPLES: Final = f"{N_TRIPLES.media_type}, text/plain;q=0.5"


@dataclass(frozen=True)
class View:
    """The dataset that a query is to see; where nothing is named, it is the server's own."""

    default: Sequence[str] = ()
    named: Sequence[str] = ()


class Endpoint:
    """A server's queries, updates and graph store; ``extra`` are parameters that each query gets."""

    def __init__(
        self, target: Target, client: Client, engine: Engine, extra: Mapping[str, str] | None = None
    ) -> None:
        self.target = target
        self.engine = engine
        self._client = client
        self._extra = extra or {}

    def solutions(self, text: str, view: View | None = None) -> Iterator[QuerySolution]:
        """Yield the solutions of a SELECT query as they come.

        Raises StoreUnreachableError, or StoreFailedError if there is no answer, or no whole one.
        """
        body = self.open(text, JSON.media_type, view)
        found = self.read_solutions(body)
        try:
            yield from cast(QuerySolutions, found)
        except (SyntaxError, OSError, RuntimeError) as error:
            raise _unreadable(body, error) from error
        finally:
            body.close()

    def holds(self, text: str, view: View | None = None) -> bool:
        """Return the answer to an ASK query; raises what `solutions` does."""
        body = self.open(text, JSON.media_type, view)
        try:
            found = self.read_solutions(body)
            # Virtuoso 7.2.5 answers with a solution if there is any, else with none.
            return any(True for _ in found) if isinstance(found, QuerySolutions) else bool(found)
        except (SyntaxError, OSError, RuntimeError) as error:
            raise _unreadable(body, error) from error
        finally:
            body.close()

    def triples(self, text: str, view: View | None = None) -> Iterator[Triple]:
        """Yield the triples of a CONSTRUCT or DESCRIBE query as they come; raises what `solutions` does."""
        body = self.open(text, _TRIPLES, view)
        try:
            for quad in parse(cast(IO[bytes], body), RdfFormat.N_TRIPLES):
                yield quad.triple
        except (SyntaxError, OSError, RuntimeError) as error:
            raise _unreadable(body, error) from error
        finally:
            body.close()

    def read_solutions(self, body: Body) -> QuerySolutions | QueryBoolean:
        """Return the answer to a SELECT or ASK query, whose solutions are read as they are taken."""
        engine = self.engine
        file = Mended(body, engine.blank, engine.same_blank) if engine.blank else body
        try:
            return parse_query_results(cast(IO[bytes], file), QueryResultsFormat.JSON)
        except (SyntaxError, OSError, RuntimeError) as error:
            raise _unreadable(body, error) from error

    def open(self, text: str, accept: str, view: View | None = None) -> Body:
        """Return the answer to a query in a format, none of it read yet; raises what `solutions` does."""
        seen = view or View()
        fields = {"query": with_dataset(text, seen.default, seen.named), **self._extra}
        headers = {"Accept": accept, "Content-Type": _FORM}
        body = self._client.send(Request(self.target, "POST", headers, urlencode(fields).encode()))
        if body.status not in _GOOD:
            raise StoreFailedError(f"The store's server answers with status {body.status}: {body.told()}")
        if sign := is_partial(self.engine, body.status, body.headers):
            body.close()
            raise StoreFailedError(f"The store's server gives a part of its answer only ({sign}).")
        return body

    def update(self, text: str) -> None:
        """Run an update; raises what `solutions` does."""
        target = beside(self.target, self.engine.update)
        self._write(Request(target, "POST", {"Content-Type": _UPDATE}, text.encode(), is_read=False))

    def send_graph(self, method: str, graph: str, triples: bytes) -> None:
        """Put N-Triples in a graph's place, or POST them to it; the default graph's IRI is empty.

        Raises what `solutions` does.
        """
        field = f"{self.engine.graph_field}={quote(graph, safe='')}" if graph else "default"
        self._send(method, f"{self.engine.graphs}?{field}", triples, N_TRIPLES.media_type)

    def send_dataset(self, quads: bytes) -> None:
        """Put N-Quads in the place of all that is there; raises what `solutions` does."""
        self._send("PUT", self.engine.graphs, quads, "application/n-quads")

    def _send(self, method: str, relative: str, content: bytes, media_type: str) -> None:
        target = beside(self.target, relative)
        self._write(Request(target, method, {"Content-Type": media_type}, content, is_read=False))

    def _write(self, request: Request) -> None:
        body = self._client.send(request)
        told = body.told()
        if body.status not in _GOOD:
            raise StoreFailedError(f"<{request.target}> answers with status {body.status}: {told}")


def _unreadable(body: Body, error: Exception) -> StoreFailedError:
    """Return why an answer could not be read: it broke off, or has what does not belong there."""
    return body.failure or StoreFailedError(f"The store's server breaks off its answer: {error}.")
