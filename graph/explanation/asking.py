"""A question why something holds, and its answer in each format."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Final

from pyoxigraph import BlankNode, RdfFormat
from pyoxigraph import parse as parse_rdf

from graph.errors import RequestError
from graph.explanation.explaining import explain, explain_all
from graph.explanation.knowledge import Knowledge
from graph.explanation.mermaid import write_mermaid
from graph.explanation.missing import find_gaps
from graph.explanation.proof import Proof
from graph.explanation.provenance import write_provenance
from graph.explanation.telling import Teller, Told, ToldGap
from graph.explanation.text import write_gaps, write_text
from graph.namespaces import PREFIXES
from graph.reasoning.rule import Fact

MAX_PROOFS: Final = 10
"""So many proofs are given where all are asked for."""

_MAX_GAPS: Final = 3
_RDF: Final = {"jsonld": RdfFormat.JSON_LD, "turtle": RdfFormat.TURTLE}


@dataclass(frozen=True)
class Explanation:
    """Why a fact holds: ``proofs``, the smallest first; or, if there is none, what is missing.

    It is ``unsupported`` if it stands there, and no rule leads to it any more, or the search took too long.
    """

    sentence: str
    teller: Teller
    proofs: tuple[Proof, ...] = ()
    gaps: tuple[ToldGap, ...] = ()
    unsupported: bool = False

    @cached_property
    def told(self) -> tuple[Told, ...]:
        """Return the proofs in words."""
        return tuple(self.teller.tell(proof) for proof in self.proofs)

    @property
    def missing(self) -> str:
        """Return what is missing, as text."""
        return write_gaps(self.sentence, self.gaps, unsupported=self.unsupported)

    def write_rdf(self, format_: RdfFormat) -> bytes:
        """Write the proofs as RDF."""
        return write_provenance(self.proofs, self.teller, format_)


def read_fact(subject: str, predicate: str, object_: str, prefixes: Mapping[str, str] = PREFIXES) -> Fact:
    """Read a triple whose terms are written as in N-Triples, or with the project's prefixes as in Turtle.

    Raises RequestError if it is not one triple, or has a blank node: nobody can name one.
    """
    declared = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in prefixes.items())
    cure = "Write an IRI as <…> or with a prefix, a literal as in N-Triples."
    try:
        text = f"{declared}{subject} {predicate} {object_} ."
        triples = [
            quad.triple for quad in islice(parse_rdf(text.encode("utf-8", "replace"), RdfFormat.TURTLE), 2)
        ]
    except SyntaxError as error:
        raise RequestError(f"{subject} {predicate} {object_} is no triple", cure) from error
    if len(triples) != 1 or any(
        isinstance(term, BlankNode) for term in (triples[0].subject, triples[0].object)
    ):
        raise RequestError(f"{subject} {predicate} {object_} is not one triple of names", cure)
    triple = triples[0]
    return triple.subject, triple.predicate, triple.object


def ask(fact: Fact, known: Knowledge, limit: int = 1) -> Explanation:
    """Return why a fact holds, in up to so many ways; or what is missing for it."""
    teller = Teller(known.rules, known.grounds)
    sentence = teller.say(fact)
    if limit > 1:
        proofs = tuple(explain_all(fact, known.rules, known.grounds, limit))
    else:
        proof = explain(fact, known.rules, known.grounds)
        proofs = (proof,) if proof else ()
    if proofs:
        return Explanation(sentence, teller, proofs)
    unsupported = any(True for _ in known.grounds.find(*fact))
    found = find_gaps(fact, known.rules, known.grounds, _MAX_GAPS if limit > 1 else 1)
    return Explanation(sentence, teller, (), tuple(map(teller.tell_gap, found)), unsupported)


def write(explanation: Explanation, format_: str) -> bytes:
    """Write the proofs as text, mermaid, jsonld or turtle."""
    if format_ in _RDF:
        return explanation.write_rdf(_RDF[format_])
    write_one: Callable[[Told], str] = write_mermaid if format_ == "mermaid" else write_text
    return "\n".join(write_one(told) for told in explanation.told).encode()
