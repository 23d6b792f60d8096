"""What follows: OWL 2 RL by an engine, then the rules that derive; only what is worth publishing is kept."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Store, Triple, parse

from graph.errors import InconsistencyError
from graph.namespaces import ALG, OWL, RDF, RDFS, SAID
from graph.parse import read_rdf
from graph.reasoning.clashing import Clash
from graph.reasoning.engine import engine
from graph.reasoning.outcome import Engine, Outcome, TextEngine
from graph.reasoning.rule import fact, triple
from graph.roles import asserted_triples, data_base, in_default_graph, in_inferred_graph, shown_triples
from graph.rules import derive, read_rule
from graph.triples import write_triples

_VOCABULARIES: Final = (ALG, SAID, "http://www.w3.org/")
_TYPE: Final = NamedNode(RDF + "type")
ANNOTATION: Final = NamedNode(OWL + "AnnotationProperty")
_BUILT_IN_ANNOTATIONS: Final = frozenset(
    NamedNode(RDFS + name) for name in ("label", "comment", "seeAlso", "isDefinedBy")
)


def infer(quads: Iterable[Quad], derive_files: Iterable[Path] = ()) -> list[Quad]:
    """Return the quads of ``graph/inferred``, sorted, that follow from the visible asserted graphs.

    Published are types in the ontology and its properties, of individuals with an IRI. The rules see the
    reasoner's triples; the reasoner does not see theirs.

    Raises InconsistencyError if the axioms and the assertions clash, RuleError if a rule is malformed.
    """
    quads = list(quads)
    base = data_base(quads)
    triples = infer_triples(shown_triples(quads, inferred=False), list(derive_files), base)
    return in_inferred_graph(triples, base)


def infer_triples(
    asserted: Sequence[Triple], derive_files: Iterable[Path], base: str, name: str = ""
) -> list[Triple]:
    """Return the triples worth publishing that follow from the asserted ones, sorted.

    ``name`` is that of the engine; without one, it is the default.

    Raises InconsistencyError and RuleError as `infer` does.
    """
    known = set(asserted)
    inferred = {each for each in reason(logical(asserted), engine(name)) if is_published(each)} - known
    store = Store()
    store.extend(in_default_graph(known | inferred))
    return sorted({*inferred, *derived_triples(store, derive_files, base)}, key=str)


def derived_triples(store: Store, derive_files: Iterable[Path], base: str) -> list[Triple]:
    """Return the triples worth publishing that the rules add to the default graph of a store; they add all.

    Raises RuleError if a rule is malformed.
    """
    derived = derive(store, [read_rule(path, base) for path in derive_files])
    return [each for each in derived if is_published(each)]


def reason(asserted: Iterable[Triple], by: Engine) -> list[Triple]:
    """Return the triples of any vocabulary that are published of what follows, sorted as N-Triples.

    Raises InconsistencyError if the axioms and the assertions clash.
    """
    return _accepted(by.reason(list(dict.fromkeys(fact(each) for each in asserted))))


def reason_files(paths: Sequence[Path], name: str = "") -> list[Triple]:
    """Return what follows from what files of RDF assert, ontology and data together, as `reason` does.

    Raises InconsistencyError; ParseError if a file is no RDF; RequestError if there is no such engine.
    """
    by = engine(name)
    if isinstance(by, TextEngine):
        return _accepted(by.reason_text(b"".join(map(_asserted_lines, paths))))
    return reason(chain.from_iterable(map(_asserted, paths)), by)


def _asserted(path: Path) -> list[Triple]:
    return asserted_triples(read_rdf(path, path.resolve().as_uri()))


def _asserted_lines(path: Path) -> bytes:
    """Return what a file asserts as N-Triples.

    Where its format has no named graphs, all of it is asserted, and no triple is kept.
    """
    format_ = RdfFormat.from_extension(path.suffix.removeprefix("."))
    if format_ and not format_.supports_datasets:
        # What is wrong with a file, and where, is told by `read_rdf`.
        with suppress(OSError, SyntaxError):
            base = path.resolve().as_uri()
            quads = parse(path=str(path), format=format_, base_iri=base, rename_blank_nodes=True)
            return write_triples((quad.triple for quad in quads), RdfFormat.N_TRIPLES)
    return write_triples(_asserted(path), RdfFormat.N_TRIPLES)


def _accepted(outcome: Outcome) -> list[Triple]:
    refuse(outcome.clashes)
    return [triple(each) for each in outcome.published]


def refuse(clashes: Sequence[Clash]) -> None:
    """Raise InconsistencyError if there are contradictions: with axiom, individuals and triples of each."""
    if clashes:
        told = {str(clash.told): clash.told for clash in clashes}
        words = sorted(told)
        raise InconsistencyError(
            f"{len(told)} contradictions between axioms and assertions:\n  " + "\n  ".join(words),
            "Correct the assertion, or the axiom that it breaks.",
            clashes=tuple(told[each] for each in words),
        )


def logical(triples: Iterable[Triple]) -> list[Triple]:
    """Leave out annotations, which mean nothing to OWL: they are most of the graph."""
    triples = list(triples)
    left_out = annotations(triples)
    return [triple for triple in triples if triple.predicate not in left_out]


def annotations(triples: Iterable[Triple]) -> frozenset[NamedNode]:
    """Return the annotation properties: those that the triples declare, and those that need not be."""
    declared = (t.subject for t in triples if t.predicate == _TYPE and t.object == ANNOTATION)
    return _BUILT_IN_ANNOTATIONS.union(each for each in declared if isinstance(each, NamedNode))


def is_published(triple: Triple) -> bool:
    """Tell whether a triple is worth publishing: a type in the ontology, or a property of it."""
    subject, predicate, term = triple.subject, triple.predicate, triple.object
    if not isinstance(subject, NamedNode) or subject.value.startswith(_VOCABULARIES):
        return False
    if isinstance(term, BlankNode):
        return False
    if predicate == _TYPE:
        return isinstance(term, NamedNode) and term.value.startswith(ALG)
    return predicate.value.startswith(ALG)
