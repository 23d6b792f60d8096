"""A revision of an article store: what a write must not break there, and what follows from it.

A change is made in a copy whose default graph is the union of the asserted visible graphs: so an update
without GRAPH reads what is asserted, and no inference is turned into an assertion.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store, Triple

from graph.changes import Change
from graph.errors import InconsistencyError, InvalidChangeError
from graph.examination import examine
from graph.layout import Layout
from graph.live import Changed
from graph.namespaces import ALG
from graph.protection import admit, require_writable
from graph.report import Report, Result
from graph.roles import describe_graphs, in_default_graph, in_inferred_graph, shown_triples
from graph.skolem import skolemise
from graph.terms import declared_terms, tell_unknown, unknown_terms
from graph.validate import check_dataset


@dataclass(frozen=True)
class _Before:
    """What there is before a change: the quads asserted, those of the whole generation, the named graphs."""

    asserted: frozenset[Quad] = frozenset()
    whole: frozenset[Quad] = frozenset()
    graphs: frozenset[str] = frozenset()


class ArticleForm:
    """A built store: its default graph and its inferences follow from the rest, which must be valid.

    The shapes and rules are those of the layout; the pool's processes validate and reason.
    """

    def __init__(self, layout: Layout, base: str, pool: Executor) -> None:
        self._layout = layout
        self._base = base
        self._pool = pool
        self._ontology = NamedNode(f"{base}graph/ontology")
        self._made = (DefaultGraph(), NamedNode(f"{base}graph/meta"))
        self._inferred = NamedNode(f"{base}graph/inferred")
        self._before = _Before()

    def close(self) -> None:
        """Let the examiners go."""
        self._pool.shutdown()

    def admit(self, change: Change) -> None:
        """Refuse a change of a graph that is not for writes.

        Raises ProtectedGraphError.
        """
        admit(change, self._base)

    def prepare(self, store: Store) -> None:
        """Take away from a copy of a generation all that was inferred."""
        whole = frozenset(store)
        kept = {quad for quad in whole if quad.graph_name not in (DefaultGraph(), self._inferred)}
        asserted = kept.union(in_default_graph(shown_triples(kept)))
        _replace(store, whole, asserted)
        self._before = _Before(frozenset(asserted), whole, _names(store))

    def complete(self, store: Store, change: Change) -> Changed:
        """Validate what a change has made, reason over it, and write what follows into the store.

        Raises ProtectedGraphError, or InvalidChangeError if the data are not valid.
        """
        found, graphs = frozenset(store), _names(store)
        altered = {_name(quad) for quad in found ^ self._before.asserted} | (graphs ^ self._before.graphs)
        if not altered:
            return Changed(frozenset())
        require_writable(altered, self._base)
        whole = self.revise(found, graphs)
        _replace(store, found, whole)
        return Changed(frozenset(altered.union(_name(quad) for quad in whole ^ self._before.whole)))

    def revise(self, found: Iterable[Quad], graphs: Iterable[str]) -> set[Quad]:
        """Return the whole dataset that named graphs give; what else is found is not looked at.

        Raises InvalidChangeError.
        """
        kept = [quad for quad in found if quad.graph_name not in self._made]
        asserted = skolemise(kept, self._base, self._ontology) + describe_graphs(graphs, self._base)
        _refuse(unreadable(asserted, self._ontology), "terms that cannot be checked")
        shown = shown_triples(asserted)
        inferred = self._examine(shown)
        derived = in_inferred_graph(inferred, self._base) + in_default_graph([*shown, *inferred])
        whole = {*asserted, *derived}
        _refuse(check_dataset(whole, self._layout.check_files(), self._base), "rules broken")
        return whole

    def _examine(self, shown: Sequence[Triple]) -> list[Triple]:
        """Return what follows, once no shape is broken; if nothing shown has changed, neither has that."""
        if set(in_default_graph(shown)) == {q for q in self._before.asserted if not _name(q)}:
            return [quad.triple for quad in self._before.whole if quad.graph_name == self._inferred]
        begun = examine(self._pool, shown, self._layout, self._base)
        try:
            inferred = begun.reasoning.result()
        except InconsistencyError as error:
            _refuse([*begun.shapes.result(), *_contradictions(error, self._ontology)], "contradictions")
            raise
        _refuse(begun.shapes.result(), "constraints broken")
        return inferred


def unreadable(quads: Collection[Quad], ontology: NamedNode) -> Iterator[Result]:
    """Yield a violation for each term of the vocabulary that is not declared, and each triple term."""
    declared = declared_terms(quad for quad in quads if quad.graph_name == ontology)
    for term in sorted(unknown_terms(quads, declared)):
        found, cure, _ = tell_unknown(term, declared)
        yield Result(NamedNode(term), f"{found}. {cure}", "Violation", ALG + "VocabularyRule")
    for quad in quads:
        if isinstance(quad.object, Triple):
            told = "Shapes and reasoner know no triple terms. Describe the statement by a node of its own."
            yield Result(quad.subject, told, "Violation", ALG + "TripleTermRule", quad.predicate.value)


def _contradictions(error: InconsistencyError, about: NamedNode) -> Iterator[Result]:
    for clash in error.clashes:
        yield Result(about, clash, "Violation", ALG + "ConsistencyRule")


def _refuse(results: Iterable[Result], what: str) -> None:
    """Refuse the change if a result is a violation."""
    report = Report(results)
    if not report.conforms:
        found = f"{what}: {report.count('Violation')}\n{report}"
        raise InvalidChangeError(found, "Correct the data; nothing was changed.", turtle=report.to_turtle())


def _replace(store: Store, found: frozenset[Quad], wanted: Collection[Quad]) -> None:
    """Bring a store that holds what was found to hold what is wanted."""
    wanted = frozenset(wanted)
    for quad in found - wanted:
        store.remove(quad)
    store.extend(wanted - found)


def _name(quad: Quad) -> str:
    """Return the IRI of a quad's graph, which is empty for the default graph."""
    return "" if isinstance(quad.graph_name, DefaultGraph) else str(quad.graph_name.value)


def _names(store: Store) -> frozenset[str]:
    return frozenset(str(graph.value) for graph in store.named_graphs())
