"""A service over a store in this process: each query is evaluated and serialised in the caller's thread.

A result of pyoxigraph must not be touched by another thread than the one that made it.
"""

from collections.abc import Callable
from functools import cached_property
from io import BytesIO
from typing import IO, TYPE_CHECKING

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    Variable,
)

from graph.roles import visible_in
from server.dumping import write_dump
from server.errors import GenerationGoneError, UnsupportedFunctionError
from server.formats import FORMATS, Kind
from server.gate.searching import MARK
from server.gate.syntax import explain
from server.negotiation import not_acceptable
from server.service import Answer, Dataset, Dump, Find, Job, Outlook, Task, Why

if TYPE_CHECKING:
    from graph.lease import Generation
    from server.explain_answer import Explainer
    from server.search_answer import Finder
    from server.viewpoint_answer import Observer

_Result = QuerySolutions | QueryBoolean | QueryTriples
_GraphName = NamedNode | BlankNode | DefaultGraph
_Term = NamedNode | BlankNode | Literal | Triple
_Output = Callable[[Kind], IO[bytes]]


class InProcessService:
    """A store whose default graph is the derived one, with the roles of its graphs in ``graph/meta``.

    Where it ``is_blank``, the default graph is a plain one, and no inferences can be left out. The index of
    its names is ``kept`` with a generation that the caller holds, or else in memory.
    """

    def __init__(
        self,
        store: Store,
        generation: str,
        base: str,
        *,
        is_blank: bool = False,
        kept: "Generation | None" = None,
    ) -> None:
        self._store = store
        self._generation = generation
        self._base = base
        self._is_blank = is_blank
        self._kept = kept
        self._inferred = NamedNode(f"{base}graph/inferred")

    @property
    def generation(self) -> str:
        """Return the name of the state of the data."""
        return self._generation

    def answer(self, task: Task) -> Answer:
        """Evaluate a query and serialise its answer, both in the caller's thread.

        Raises what `write` does.
        """
        body = BytesIO()
        kind = self.write(task, lambda kind: body)
        return Answer(kind, body.getvalue(), self._generation)

    def write(self, task: Task, output: _Output) -> Kind:
        """Write the answer to the output for its kind, and return the kind.

        Raises GenerationGoneError if the task names another generation, MalformedQueryError,
        UnsupportedFunctionError, NotFoundError if the graph to be dumped, the proof, or the holder is not
        there, MalformedRequestError if a triple, or a viewpoint, cannot be read, HiddenGraphError if a graph
        would lose its name, or NotAcceptableError if no media type is named for the kind of answer that the
        query yields.
        """
        if task.generation not in ("", self._generation):
            raise GenerationGoneError(f"The generation {task.generation!r} is not kept.")
        match task:
            case Job():
                return self._write(task, output)
            case Dump():
                is_shown = None if self._is_blank else self._is_shown
                write_dump(self._store, task, output(Kind.GRAPH), is_shown)
            case Why():
                output(Kind.GRAPH).write(self._explainer.answer(task))
            case Outlook():
                output(Kind.GRAPH).write(self._observer.answer(task))
            case Find():
                output(Kind.GRAPH).write(self._finder.answer(task))
        return Kind.GRAPH

    def _write(self, job: Job, output: _Output) -> Kind:
        try:
            return _serialise(self._evaluate(job), job, output)
        except SyntaxError as error:
            raise explain(job.text, self._base) from error
        except RuntimeError as error:
            if "custom function" not in str(error):
                raise
            raise UnsupportedFunctionError(f"{error}.") from error

    @cached_property
    def _explainer(self) -> "Explainer":
        """Return what explains, with the rules; most who have a store open are never asked why."""
        from server.explain_answer import Explainer

        return Explainer(self._store, self._base)

    @cached_property
    def _observer(self) -> "Observer":
        from server.viewpoint_answer import Observer

        return Observer(self._store, self._base)

    @cached_property
    def _finder(self) -> "Finder":
        from server.search_answer import Finder

        return Finder(self._store, self._base, self._kept, is_blank=self._is_blank)

    @cached_property
    def _asserted(self) -> tuple[NamedNode, ...]:
        """Return the asserted visible graphs; found when they are first asked for, which few queries do."""
        return visible_in(self._store, self._base, inferred=False)

    @cached_property
    def _visible(self) -> frozenset[NamedNode]:
        return frozenset(visible_in(self._store, self._base))

    def _is_shown(self, graph: NamedNode) -> bool:
        return graph in self._visible

    def _evaluate(self, job: Job) -> _Result:
        default, named = self._graphs(job.dataset)
        text = self._finder.rewrite(job.text) if MARK in job.text else job.text
        bindings: dict[Variable, _Term] = {
            Variable(name): NamedNode(iri) for name, iri in job.bindings.items()
        }
        return self._store.query(
            text, base_iri=self._base, default_graph=default, named_graphs=named, substitutions=bindings
        )

    def _graphs(self, dataset: Dataset) -> tuple[list[_GraphName] | None, list[NamedNode | BlankNode] | None]:
        if dataset.is_named:
            return [NamedNode(iri) for iri in dataset.default], [NamedNode(iri) for iri in dataset.named]
        if dataset.inferred or self._is_blank:
            return None, None
        others = [graph for graph in self._store.named_graphs() if graph != self._inferred]
        return list(self._asserted), others


def _kind(found: _Result) -> Kind:
    if isinstance(found, QueryTriples):
        return Kind.GRAPH
    return Kind.BOOLEAN if isinstance(found, QueryBoolean) else Kind.SOLUTIONS


def _serialise(found: _Result, job: Job, output: _Output) -> Kind:
    kind = _kind(found)
    media_type = job.media_types.get(kind)
    if media_type is None:
        raise not_acceptable(FORMATS[kind])
    if isinstance(found, QueryTriples):
        found.serialize(output(kind), RdfFormat.from_media_type(media_type))
    else:
        found.serialize(output(kind), QueryResultsFormat.from_media_type(media_type))
    return kind
