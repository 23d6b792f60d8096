"""That something is not so, in OWL: a negative property assertion, or a class that is the complement.

What cannot be said so is left to ``alg:rejects``: that there is no evidence is not about a named individual,
but says that none exists.
"""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode

from graph.namespaces import OWL, SAID
from graph.reasoning.rule import Fact, Term
from graph.reasoning.table import TYPE

_STATUS: Final = NamedNode(SAID + "hasStatus")
_EVIDENCE: Final = NamedNode(SAID + "hasEvidenceFor")
_EVIDENCED: Final = NamedNode(SAID + "evidenced")
_NEGATIVE: Final = NamedNode(OWL + "NegativePropertyAssertion")
_CLASS: Final = NamedNode(OWL + "Class")
_COMPLEMENT: Final = NamedNode(OWL + "complementOf")


def is_negatable(head: Fact) -> bool:
    """Return whether a head is worded in claimed content, and can be negated: that evidence exists cannot."""
    return is_content(head) and head[1] != _EVIDENCE and head[1:] != (_STATUS, _EVIDENCED)


def is_content(fact: Fact) -> bool:
    """Return whether a statement is worded in claimed content: no other may become part of a world."""
    word = fact[2] if fact[1] == TYPE else fact[1]
    return isinstance(word, NamedNode) and word.value.startswith(SAID)


def negate(facts: Iterable[Fact], name: str) -> Iterator[tuple[Fact, tuple[Fact, ...]]]:
    """Yield each fact with the triples that say it is not so.

    ``name`` begins the labels of blank nodes and, with a slash, the IRIs of complements: those of one world
    are not those of another.
    """
    for number, fact in enumerate(facts):
        node = BlankNode(f"{_label(name)}{number}")
        yield fact, tuple(_not_of_class(fact, name) if fact[1] == TYPE else _not_related(fact, node))


def complement(class_: Term, name: str) -> NamedNode:
    """Return the class of all that does not belong to a class, by its name."""
    local = class_.value.removeprefix(SAID) if isinstance(class_, NamedNode) else ""
    return NamedNode(f"{name}/not-{local}")


def is_axiom(triple: Fact) -> bool:
    """Return whether a triple that `negate` gave is an axiom, or a part of one, and no assertion."""
    return triple[1] != TYPE or triple[2] in (_NEGATIVE, _CLASS)


def _not_related(fact: Fact, node: BlankNode) -> Iterator[Fact]:
    target = "targetValue" if isinstance(fact[2], Literal) else "targetIndividual"
    yield node, TYPE, _NEGATIVE
    yield node, NamedNode(OWL + "sourceIndividual"), fact[0]
    yield node, NamedNode(OWL + "assertionProperty"), fact[1]
    yield node, NamedNode(OWL + target), fact[2]


def _not_of_class(fact: Fact, name: str) -> Iterator[Fact]:
    other = complement(fact[2], name)
    yield other, TYPE, _CLASS
    yield other, _COMPLEMENT, fact[2]
    yield fact[0], TYPE, other


def _label(name: str) -> str:
    """Return the beginning of blank nodes' labels, another one for each name."""
    return f"not{sha256(name.encode()).hexdigest()[:16]}x"
