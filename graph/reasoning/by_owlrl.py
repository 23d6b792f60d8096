"""The reference engine: owlrl, which has every rule, and whose owl:hasKey is guarded.

owlrl 7.6.2 never compares the last property of a key, so that members of a class with a key of one property
are all the same to it. So it sees no keys; the rules made of them are applied beside it, in turns.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import owlrl
import rdflib
from pyoxigraph import NamedNode
from rdflib import OWL, RDF, RDFS
from rdflib.term import Node

from graph.namespaces import OWL as OWL_IRI
from graph.rdflib_terms import oxigraph_term, rdflib_term
from graph.reasoning.clashing import clashes
from graph.reasoning.closing import default_templates, make_program
from graph.reasoning.facts import Facts
from graph.reasoning.forward import extend
from graph.reasoning.ontology import Schema
from graph.reasoning.outcome import Outcome, outcome
from graph.reasoning.publishing import published
from graph.reasoning.rule import Fact

_KEY: Final = NamedNode(OWL_IRI + "hasKey")
_KEY_RULE: Final = "prp-key"
_AXIOMATIC: Final = (str(RDF._NS), str(RDFS._NS), str(OWL._NS))


class OwlrlEngine:
    """Reasons by owlrl; the contradictions are those that the table's rules find in its closure."""

    def reason(self, given: Sequence[Fact]) -> Outcome:
        """Return what follows from facts, data and ontology together."""
        program = make_program(Facts(given))
        keys = [rule for rule in program.rules if _KEY_RULE in rule.names]
        facts = Facts([*owlrl_closure(given), *given])
        while extend(keys, facts):
            facts = Facts([*owlrl_closure(facts), *facts])
        found = published(given, facts, Schema(default_templates()))
        return outcome(found, clashes(program.rules, facts))


def owlrl_closure(given: Iterable[Fact]) -> Iterator[Fact]:
    """Yield the closure as owlrl has it, without keys.

    It may have literals as subjects and blank nodes as predicates.
    """
    graph = rdflib.Graph()
    for subject, predicate, object_ in given:
        if predicate != _KEY:
            graph.add((rdflib_term(subject), rdflib_term(predicate), rdflib_term(object_)))
    owlrl.DeductiveClosure(Semantics, axiomatic_triples=False, datatype_axioms=False).expand(graph)
    for triple in graph:
        begin, relation, end = map(oxigraph_term, triple)
        yield begin, relation, end


class Semantics(owlrl.OWLRL_Semantics):  # type: ignore[misc]  # owlrl publishes no types
    """OWL 2 RL, with the same outcome in a fraction of the time."""

    def pre_process(self) -> None:
        """Learn what is there: to look it up in the graph takes ten times as long."""
        self._known = set(self.graph)

    def rules(self, t: tuple[Node, Node, Node], cycle_num: int) -> None:
        """Leave out triples at which no rule begins: all that tell of an individual and not of a term.

        Left out too is the search for blank nodes as predicates, which are not published.
        """
        _, predicate, term = map(str, t)
        if predicate.startswith(_AXIOMATIC) and (t[1] != RDF.type or term.startswith(_AXIOMATIC)):
            self._properties(t, cycle_num)
            self._equality(t, cycle_num)
            self._classes(t, cycle_num)
            self._class_axioms(t, cycle_num)
            self._schema_vocabulary(t, cycle_num)

    def store_triple(self, t: tuple[Node, Node, Node]) -> None:
        """Let the rest of a cycle see a new triple, which takes fewer cycles than waiting for the next.

        rdflib's store in memory iterates over copies, so that it may grow meanwhile.
        """
        if t not in self._known and not isinstance(t[1], rdflib.Literal):
            self._known.add(t)
            self.graph.add(t)
            self.added_triples.add(t)

    def add_error(self, message: str) -> None:
        """Leave contradictions to the rules, which name axioms and triples."""

    def _equality(self, triple: tuple[Node, Node, Node], cycle_num: int) -> None:
        """Leave out eq-ref, that each thing is itself: true, never published, half of the time."""
        subject, predicate, term = triple
        if (predicate == OWL.sameAs and subject != term) or term == OWL.AllDifferent:
            super()._equality(triple, cycle_num)
