"""Rules applied backward: whether a fact follows by one of them, in one step, from facts of a source."""

from collections import defaultdict
from collections.abc import Iterable

from graph.reasoning.forward import Key, key, keys
from graph.reasoning.match import Source, plan
from graph.reasoning.network import Network
from graph.reasoning.rule import Fact, Rule


class Heads:
    """The heads of rules, found by the facts that they may conclude."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._by_key: dict[Key, Network] = defaultdict(Network)
        for rule in rules:
            if rule.head is not None:
                self._by_key[key(rule.head)].add(rule, rule.head, plan(rule.body, rule.head.variables))

    def conclude(self, fact: Fact, source: Source) -> bool:
        """Return whether a fact follows by one rule from facts of a source."""
        networks = (self._by_key[each] for each in keys(fact) if each in self._by_key)
        return any(True for network in networks for _ in network.matched(fact, source))
