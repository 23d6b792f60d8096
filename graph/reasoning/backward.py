"""Rules applied backward: by which of them, and from which facts, a fact follows in one step."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from graph.reasoning.forward import Key, key
from graph.reasoning.match import Found, Source, match
from graph.reasoning.rule import Fact, Rule


class Heads:
    """The heads of rules, found by the facts that they may conclude."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._by_key: dict[Key, list[Rule]] = defaultdict(list)
        for rule in rules:
            if rule.head is not None:
                self._by_key[key(rule.head)].append(rule)

    def ways(self, fact: Fact, source: Source) -> Iterator[tuple[Rule, Found]]:
        """Yield the ways in which a fact follows by one rule from facts of a source."""
        _, predicate, object_ = fact
        for each in ((predicate, object_), (predicate, None), (None, None)):
            for rule in self._by_key.get(each, ()):
                bindings = rule.head.bind(fact) if rule.head else None
                if bindings is not None:
                    yield from ((rule, found) for found in match(rule.body, source, bindings, rule.tests))

    def conclude(self, fact: Fact, source: Source) -> bool:
        """Return whether a fact follows by one rule from facts of a source."""
        return any(True for _ in self.ways(fact, source))
