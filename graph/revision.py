"""A revision of an article store: what must hold there, and what follows from it."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from typing import Final

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store, Triple

from graph.errors import ContradictionError, InconsistencyError, InvalidChangeError
from graph.examination import examine
from graph.layout import Layout
from graph.namespaces import ALG
from graph.report import Report, Result
from graph.roles import describe_graphs, in_default_graph, in_inferred_graph, shown_triples
from graph.skolem import skolemise
from graph.terms import declared_terms, tell_unknown, unknown_terms
from graph.validate import check_dataset

CONTRADICTION: Final = ALG + "ConsistencyRule"
"""What a contradiction breaks, as a report names it."""


def revise(
    found: Iterable[Quad], graphs: Iterable[str], layout: Layout, base: str, pool: Executor
) -> set[Quad]:
    """Return the whole dataset that named graphs give; what else is found is not looked at.

    The shapes and rules are those of the layout; the pool's processes validate and reason. Raises
    InvalidChangeError.
    """
    asserted = settle(found, graphs, base)
    shown = shown_triples(asserted)
    whole = complete(asserted, shown, infer(shown, layout, base, pool, asserted), base)
    refuse(check_dataset(whole, layout.check_files(), base), "rules broken")
    return whole


def settle(found: Iterable[Quad], graphs: Iterable[str], base: str) -> list[Quad]:
    """Return what is asserted, with names for blank nodes and the role of each graph.

    Raises InvalidChangeError if there are terms that neither shapes nor reasoner can judge.
    """
    ontology = _ontology(base)
    made = (DefaultGraph(), NamedNode(f"{base}graph/meta"), NamedNode(f"{base}graph/inferred"))
    kept = [quad for quad in found if quad.graph_name not in made]
    asserted = skolemise(kept, base, ontology) + describe_graphs(graphs, base)
    declared = declared_terms(quad for quad in asserted if quad.graph_name == ontology)
    refuse(unreadable(asserted, declared), "terms that cannot be checked")
    return asserted


def complete(
    asserted: Iterable[Quad], shown: Iterable[Triple], inferred: Sequence[Triple], base: str
) -> set[Quad]:
    """Return the whole dataset: what is asserted, what follows, and the default graph of what is shown."""
    return {*asserted, *in_inferred_graph(inferred, base), *in_default_graph([*shown, *inferred])}


def infer(
    shown: Sequence[Triple], layout: Layout, base: str, pool: Executor, asserted: Iterable[Quad]
) -> list[Triple]:
    """Return what follows from what is shown, once no shape is broken.

    ``asserted`` tells which graph a triple stands in; it may be the store. Raises InvalidChangeError.
    """
    begun = examine(pool, shown, layout, base)
    try:
        inferred = begun.reasoning.result()
    except InconsistencyError as error:
        refuse([*begun.shapes.result(), *contradictions(error, base, asserted)], "contradictions")
        raise
    refuse(begun.shapes.result(), "constraints broken")
    return inferred


def unreadable(quads: Collection[Quad], declared: frozenset[str]) -> Iterator[Result]:
    """Yield a violation for each term of the vocabulary that is not declared, and each triple term."""
    for term in sorted(unknown_terms(quads, declared)):
        found, cure, _ = tell_unknown(term, declared)
        yield Result(NamedNode(term), f"{found}. {cure}", "Violation", ALG + "VocabularyRule")
    for quad in quads:
        if isinstance(quad.object, Triple):
            told = "Shapes and reasoner know no triple terms. Describe the statement by a node of its own."
            yield Result(quad.subject, told, "Violation", ALG + "TripleTermRule", quad.predicate.value)


def contradictions(error: InconsistencyError, base: str, asserted: Iterable[Quad]) -> Iterator[Result]:
    """Yield a violation for each contradiction between axioms and assertions, with what it rests on."""
    # It takes a while to import, and few writes contradict.
    from graph.evidence import Tracer

    tracer = Tracer(_with_default_graph(asserted), base)
    for clash in error.clashes:
        evidence = tracer.trace(clash)
        told = clash.words if evidence else str(clash)
        yield Result(_ontology(base), told, "Violation", CONTRADICTION, evidence=evidence)


def refuse(results: Iterable[Result], what: str) -> None:
    """Raise InvalidChangeError if a result is a violation."""
    report = Report(results)
    if not report.conforms:
        found = f"{what}: {report.count('Violation')}\n{report}"
        broken = {result.shape for result in report.results if result.severity == "Violation"}
        error = ContradictionError if broken == {CONTRADICTION} else InvalidChangeError
        raise error(found, "Correct the data; nothing was changed.", turtle=report.to_turtle())


def _with_default_graph(asserted: Iterable[Quad]) -> Store:
    """Return a store of what is asserted, whose default graph is what is shown."""
    if isinstance(asserted, Store):
        return asserted
    quads, store = list(asserted), Store()
    store.bulk_extend([*quads, *in_default_graph(shown_triples(quads))])
    return store


def _ontology(base: str) -> NamedNode:
    return NamedNode(f"{base}graph/ontology")
