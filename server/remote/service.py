"""A service over a store on another server: queries go there, and answers are written here.

Each answer is read by this side's parser and written anew, so that it is the same whichever server has the
data, and so that one which breaks off, or has an error's words in it, is never taken for a whole one. A
query is parsed here first: what is no query never reaches the other server.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from io import BytesIO
from typing import IO, TYPE_CHECKING, cast

from pyoxigraph import (
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    parse_query_results,
    serialize,
)

from server.errors import (
    GenerationGoneError,
    StoreFailedError,
    StoreUnreachableError,
    UnsupportedFunctionError,
)
from server.formats import FORMATS, JSON, Kind
from server.gate.searching import MARK
from server.gate.syntax import explain
from server.negotiation import not_acceptable
from server.remote.dumping import write_dump
from server.remote.endpoint import Endpoint, View
from server.remote.probe import dataset_view, find_generation
from server.remote.quads import RemoteQuads
from server.remote.record import RemoteRecord
from server.remote.rewriting import asks_graphs, names_dataset, rewrite
from server.service import Answer, Dump, Find, Job, Outlook, Task, Why

if TYPE_CHECKING:
    from server.explain_answer import Explainer
    from server.search_answer import Finder
    from server.viewpoint_answer import Observer

_Output = Callable[[Kind], IO[bytes]]


class RemoteService:
    """A server's data in one state, for one thread: what is asked when they are in another is refused."""

    def __init__(self, endpoint: Endpoint, record: RemoteRecord, generation: str, base: str) -> None:
        self._endpoint = endpoint
        self._record = record
        self._generation = generation
        self._base = base

    @property
    def generation(self) -> str:
        """Return the name of the state of the data."""
        return self._generation

    def answer(self, task: Task) -> Answer:
        """Have a task done, and return the whole answer; raises what `write` does."""
        body = BytesIO()
        kind = self.write(task, lambda kind: body)
        return Answer(kind, body.getvalue(), self._generation)

    def write(self, task: Task, output: _Output) -> Kind:
        """Write the answer to the output for its kind, and return the kind.

        Raises what `server.in_process.InProcessService.write` does; StoreUnreachableError if the server
        cannot be reached, or its data have changed meanwhile; StoreFailedError if it gives no whole answer.
        """
        if task.generation not in ("", self._generation):
            raise GenerationGoneError(f"The generation {task.generation!r} is not kept.")
        kind = self._write(task, output)
        if find_generation(self._endpoint, self._base) != self._generation:
            raise StoreUnreachableError("The store's data have changed meanwhile, and are just taken up.")
        return kind

    def _write(self, task: Task, output: _Output) -> Kind:
        match task:
            case Job():
                return self._write_job(task, output)
            case Dump():
                write_dump(self._endpoint, self._record, task, output(Kind.GRAPH))
            case Why():
                output(Kind.GRAPH).write(self._explainer.answer(task))
            case Outlook():
                output(Kind.GRAPH).write(self._observer.answer(task))
            case Find():
                output(Kind.GRAPH).write(self._finder.answer(task))
        return Kind.GRAPH

    def _write_job(self, job: Job, output: _Output) -> Kind:
        if MARK in job.text:
            job = replace(job, text=self._finder.rewrite(job.text))
        kind = self._kind(job)
        media_type = job.media_types.get(kind)
        if media_type is None:
            raise not_acceptable(FORMATS[kind])
        text = rewrite(job.text, self._base, job.bindings, self._endpoint.engine)
        view = self._view(job)
        if kind is Kind.BOOLEAN:
            _boolean(self._endpoint.holds(text, view)).serialize(
                output(kind), QueryResultsFormat.from_media_type(media_type)
            )
        elif kind is Kind.GRAPH:
            serialize(self._endpoint.triples(text, view), output(kind), RdfFormat.from_media_type(media_type))
        else:
            self._write_results(text, view, media_type, output(kind))
        return kind

    def _write_results(self, text: str, view: View, media_type: str, output: IO[bytes]) -> None:
        body = self._endpoint.open(text, JSON.media_type, view)
        found = self._endpoint.read_solutions(body)
        try:
            found.serialize(output, QueryResultsFormat.from_media_type(media_type))
        except (SyntaxError, OSError, RuntimeError) as error:
            broken = f"The store's server breaks off its answer: {error}."
            raise body.failure or StoreFailedError(broken) from error
        finally:
            body.close()

    def _kind(self, job: Job) -> Kind:
        """Return what kind of answer a query has; there are no data here, so that it takes no time.

        Raises MalformedQueryError, or UnsupportedFunctionError.
        """
        try:
            found = Store().query(job.text, base_iri=self._base)
        except SyntaxError as error:
            raise explain(job.text, self._base) from error
        except RuntimeError as error:
            raise UnsupportedFunctionError(f"{error}.") from error
        if isinstance(found, QueryTriples):
            return Kind.GRAPH
        return Kind.SOLUTIONS if isinstance(found, QuerySolutions) else Kind.BOOLEAN

    def _view(self, job: Job) -> View:
        dataset = job.dataset
        if dataset.is_named:
            return View(dataset.default, dataset.named)
        if not dataset.inferred:
            return self._asserted()
        whole = dataset_view(self._record)
        if not whole.default or names_dataset(job.text):
            return View()
        return whole if asks_graphs(job.text) else View(whole.default)

    def _asserted(self) -> View:
        inferred = f"{self._base}graph/inferred"
        visible, named = (
            tuple(graph for graph in graphs if graph != inferred)
            for graphs in (self._record.visible, self._record.named)
        )
        return View(visible, named)

    @cached_property
    def _quads(self) -> Store:
        """Return what can be looked up as if it were a store."""
        return cast(Store, RemoteQuads(self._endpoint, self._record, self._base))

    @cached_property
    def _explainer(self) -> "Explainer":
        from server.explain_answer import Explainer

        return Explainer(self._quads, self._base)

    @cached_property
    def _observer(self) -> "Observer":
        from server.viewpoint_answer import Observer

        return Observer(self._quads, self._base)

    @cached_property
    def _finder(self) -> "Finder":
        from server.search_answer import Finder

        return Finder(self._quads, self._base)


def _boolean(holds: bool) -> QueryBoolean | QuerySolutions:
    """Return the answer to an ASK query, as the engine has it."""
    told = b'{"head":{},"boolean":%s}' % (b"true" if holds else b"false")
    return parse_query_results(told, QueryResultsFormat.JSON)
