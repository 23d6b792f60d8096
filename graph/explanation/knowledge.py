"""What explanations are drawn from: a built dataset, or the closure of some files."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode, Store

from graph.explanation.deriving import read_deriving
from graph.explanation.grounds import FactGrounds, Grounds, StoreGrounds
from graph.explanation.proof import DerivingRule
from graph.explanation.rulebook import Rulebook, stands
from graph.namespaces import ALG, SAID
from graph.parse import read_rdf
from graph.reasoning.closing import close, look_up_program
from graph.reasoning.facts import Facts
from graph.reasoning.match import StoreSource, match
from graph.reasoning.rule import Fact, fact
from graph.roles import asserted_triples, data_base
from graph.store import load_store, read_built

_GRAPH_ROLE: Final = NamedNode(ALG + "graphRole")


@dataclass(frozen=True)
class Knowledge:
    """Rules, and the closed facts that they are about."""

    rules: Rulebook
    grounds: Grounds


def know_store(store: Store, deriving: Iterable[Path]) -> Knowledge:
    """Return what is known by a store whose default graph is derived and closed. Claimed content has no part.

    Raises StoreError if the graphs' roles are not told, RuleError if a rule that derives cannot be read.
    """
    base = data_base(store.quads_for_pattern(None, _GRAPH_ROLE, None))
    program = look_up_program(StoreSource(store))
    rules = Rulebook(program, read_deriving(deriving, base), without=SAID)
    return Knowledge(rules, StoreGrounds(store, base, program.ontology.derived))


def know_dataset(path: Path, deriving: Iterable[Path]) -> Knowledge:
    """Return what is known by a built dataset.

    Raises StoreError if it is missing, and what `know_store` does.
    """
    return know_store(load_store(read_built(path)), deriving)


def know_files(paths: Sequence[Path], deriving: Iterable[Path]) -> Knowledge:
    """Return what is known by files of RDF, ontology and data together, and all that follows.

    What stands in the graph of a proposition is nobody's assertion, and left out. Where a file tells the
    roles of its graphs, those that are not visible are left out as well.

    Raises ParseError if a file cannot be read, RuleError if a rule that derives cannot.
    """
    given: dict[Fact, list[str]] = {}
    for path in paths:
        for each in map(fact, asserted_triples(read_rdf(path, path.resolve().as_uri()))):
            given.setdefault(each, []).append(str(path))
    closure = close(given)
    rules = read_deriving(deriving)
    _derive(closure.facts, rules)
    return Knowledge(Rulebook(closure.program, rules), FactGrounds(closure.facts, given))


def _derive(facts: Facts, rules: Iterable[DerivingRule]) -> None:
    """Add what rules that derive conclude, until that is nothing new."""
    new: list[Fact] | None = None
    while new is None or new:
        new = [each for rule in rules for each in _derived(rule, facts) if each not in facts]
        for each in new:
            facts.add(each)


def _derived(rule: DerivingRule, facts: Facts) -> Iterator[Fact]:
    for found in match(rule.body, facts):
        if rule.head is not None and not any(stands(body, found.bindings, facts) for body in rule.absent):
            yield rule.head.fact(found.bindings)
