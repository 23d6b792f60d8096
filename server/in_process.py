"""A service over a store in this process: each query is evaluated and serialised in the caller's thread.

A result of pyoxigraph must not be touched by another thread than the one that made it.
"""

from functools import cached_property

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
from server.errors import UnsupportedFunctionError
from server.formats import FORMATS, Kind
from server.negotiation import not_acceptable
from server.service import Answer, Dataset, Job
from server.syntax import explain

_Result = QuerySolutions | QueryBoolean | QueryTriples
_GraphName = NamedNode | BlankNode | DefaultGraph
_Term = NamedNode | BlankNode | Literal | Triple


class InProcessService:
    """A store whose default graph is the derived one, with the roles of its graphs in ``graph/meta``."""

    def __init__(self, store: Store, generation: str, base: str) -> None:
        self._store = store
        self._generation = generation
        self._base = base
        self._inferred = NamedNode(f"{base}graph/inferred")

    @property
    def generation(self) -> str:
        """Return the name of the state of the data."""
        return self._generation

    def answer(self, job: Job) -> Answer:
        """Evaluate a query and serialise its answer, both in the caller's thread.

        Raises MalformedQueryError, UnsupportedFunctionError, or NotAcceptableError if the job names no
        media type for the kind of answer that the query yields.
        """
        try:
            found = self._evaluate(job)
            return Answer(_kind(found), _serialise(found, job), self._generation)
        except SyntaxError as error:
            raise explain(job.text, self._base) from error
        except RuntimeError as error:
            if "custom function" not in str(error):
                raise
            raise UnsupportedFunctionError(f"{error}.") from error

    @cached_property
    def _asserted(self) -> tuple[NamedNode, ...]:
        """Return the asserted visible graphs; found when they are first asked for, which few queries do."""
        return visible_in(self._store, self._base, inferred=False)

    def _evaluate(self, job: Job) -> _Result:
        default, named = self._graphs(job.dataset)
        bindings: dict[Variable, _Term] = {
            Variable(name): NamedNode(iri) for name, iri in job.bindings.items()
        }
        return self._store.query(
            job.text, base_iri=self._base, default_graph=default, named_graphs=named, substitutions=bindings
        )

    def _graphs(self, dataset: Dataset) -> tuple[list[_GraphName] | None, list[NamedNode | BlankNode] | None]:
        if dataset.is_named:
            return [NamedNode(iri) for iri in dataset.default], [NamedNode(iri) for iri in dataset.named]
        if dataset.inferred:
            return None, None
        others = [graph for graph in self._store.named_graphs() if graph != self._inferred]
        return list(self._asserted), others


def _kind(found: _Result) -> Kind:
    if isinstance(found, QueryTriples):
        return Kind.GRAPH
    return Kind.BOOLEAN if isinstance(found, QueryBoolean) else Kind.SOLUTIONS


def _serialise(found: _Result, job: Job) -> bytes:
    kind = _kind(found)
    media_type = job.media_types.get(kind)
    if media_type is None:
        raise not_acceptable(FORMATS[kind])
    if isinstance(found, QueryTriples):
        return found.serialize(format=RdfFormat.from_media_type(media_type)) or b""
    return found.serialize(format=QueryResultsFormat.from_media_type(media_type)) or b""
