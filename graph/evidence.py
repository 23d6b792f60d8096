"""What a contradiction rests on: its triples, traced to where they are asserted and in which words.

Only what is said near its individuals is reasoned over, since few triples lead to a contradiction however
many there are beside them. What cannot be traced so is left untold.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Store, Triple, parse

from graph.errors import Clashing
from graph.explanation.explaining import explain
from graph.explanation.grounds import StoreGrounds
from graph.explanation.proof import Proof
from graph.explanation.provenance import PROV, Description
from graph.explanation.rulebook import Rulebook
from graph.explanation.telling import Teller
from graph.explanation.text import write_text
from graph.namespaces import SAID
from graph.reasoning.closing import look_up_program
from graph.reasoning.match import Source, StoreSource
from graph.reasoning.rule import Fact, Term, fact
from graph.reasoning.table import TYPE
from graph.report import Evidence

MOST_TRACED: Final = 20
"""So many contradictions of one write are traced: one faulty axiom may be broken a thousand times."""

_FARTHEST: Final = 4
_MOST_NEAR: Final = 3_000
_MOST_AT_NODE: Final = 300
_DERIVED_FROM: Final = NamedNode(PROV + "wasDerivedFrom")

Trace = Callable[[Clashing], Evidence | None]


@dataclass(frozen=True, eq=False)
class Traced:
    """The triples of a contradiction, each with the proof that leads from assertions to it."""

    proofs: tuple[Proof, ...]
    teller: Teller

    def __str__(self) -> str:
        """Return each triple in words, with its graph and its passages, or what it follows from."""
        return "".join(write_text(self.teller.tell(proof)) for proof in self.proofs)

    def describe(self, result: BlankNode) -> Iterator[Triple]:
        """Yield the triples and their proofs by PROV-O: the result was derived from them."""
        description = Description(self.teller, result.value)
        for proof in self.proofs:
            yield Triple(result, _DERIVED_FROM, description.node(proof.fact))
            yield from description.of(proof)


class Tracer:
    """Traces contradictions in a store whose default graph is what its visible graphs assert."""

    def __init__(self, store: Store, base: str) -> None:
        self._store = store
        self._base = base
        self._source = StoreSource(store)
        self._rules = Rulebook(look_up_program(self._source), without=SAID)
        self._left = MOST_TRACED

    def trace(self, clash: Clashing) -> Traced | None:
        """Return what a contradiction rests on; None if that is not found nearby, or enough were traced."""
        facts = _read(clash)
        self._left -= 1
        if self._left < 0 or not facts:
            return None
        before = 0
        for reach in range(_FARTHEST):
            near = set(islice(_near(facts, self._source, reach), _MOST_NEAR))
            if len(near) > before and (traced := self._trace(facts, near)):
                return traced
            before = len(near)
        return None

    def _trace(self, facts: Sequence[Fact], near: Iterable[Fact]) -> Traced | None:
        """Return what the facts rest on, if they follow from those that are near."""
        follows = (each for each in self._rules.closure(near) if not any(self._source.find(*each)))
        grounds = StoreGrounds(self._store, self._base, [*follows, *self._rules.ontology.derived])
        proofs = [explain(each, self._rules, grounds) for each in facts]
        found = tuple(proof for proof in proofs if proof is not None)
        return Traced(found, Teller(self._rules, grounds)) if len(found) == len(facts) else None


def _read(clash: Clashing) -> list[Fact]:
    """Return the facts of a contradiction; none if one of them is no RDF, being about a literal."""
    try:
        return [fact(quad.triple) for quad in parse("\n".join(clash.triples), RdfFormat.N_TRIPLES)]
    except SyntaxError:
        return []


def _near(facts: Iterable[Fact], source: Source, reach: int) -> Iterator[Fact]:
    """Yield the facts about the individuals of some, and up to so many steps from them.

    A class is no way from one of its instances to the others, nor is what hundreds of facts are about.
    """
    edge, seen = dict.fromkeys(_individuals(facts)), set[Term]()
    for _ in range(reach + 1):
        found = [each for node in edge for each in _about(node, source)]
        yield from found
        seen |= edge.keys()
        edge = dict.fromkeys(node for node in _individuals(found) if node not in seen)


def _individuals(facts: Iterable[Fact]) -> Iterator[Term]:
    for subject, predicate, object_ in facts:
        yield subject
        if predicate != TYPE and not isinstance(object_, Literal):
            yield object_


def _about(node: Term, source: Source) -> Iterator[Fact]:
    """Yield what has a node as its subject, and, if that is not much, what has it as its object."""
    yield from source.find(node, None, None)
    incoming = list(islice(source.find(None, None, node), _MOST_AT_NODE + 1))
    if len(incoming) <= _MOST_AT_NODE:
        yield from incoming
