"""Rules asked again after a change: only those that it can alter, and of these only what it can."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

from pyoxigraph import Quad, QuerySolutions, Store, Variable

from graph.report import Result
from graph.rule_reach import Bound, RuleReach, rule_reach
from graph.rules import Rule, check_rules

_SMALL: Final = 8
"""A change is small if the store has so many times more; after others, all is looked at."""

_OPAQUE: Final = re.compile(r"<[^\s<>\"{}|^`\\]*>|\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|#[^\n]*")
"""What in the head of a query is no brace of it."""


class ChangingRules:
    """Rules over a store that changes."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        self._reaches = [rule_reach(rule.text) for rule in self.rules]

    def are_reached(self, changed: Collection[Quad]) -> bool:
        """Tell whether a change of these quads can alter what a rule finds."""
        return any(reach is None or any(True for _ in reach.reached(changed)) for reach in self._reaches)

    def check(self, store: Store, changed: Collection[Quad], size: int) -> list[Result]:
        """Return what the rules find in a store, if a change of these quads has a part in any of it.

        ``size`` is about how many triples the store has. What the rules found before the change does not
        count. Raises what `graph.rules.check_rules` does.
        """
        pairs = zip(self.rules, self._reaches, strict=True)
        is_small = _SMALL * len(changed) <= size
        if not is_small or any(has_rows(store, rule, reach, changed) for rule, reach in pairs):
            return check_rules(store, self.rules)
        return []


def has_rows(store: Store, rule: Rule, reach: RuleReach | None, changed: Iterable[Quad]) -> bool:
    """Tell whether a rule finds something that a change has a part in; it may be what it found before."""
    bindings = None if reach is None else _distinct(reach.reached(changed))
    if bindings is None:
        return bool(check_rules(store, [rule]))
    return any(_has_row(store, text) for text in _restricted(rule.text, bindings))


def _distinct(found: Iterable[Bound]) -> Collection[Bound] | None:
    """Return bindings, each once; None if one of them binds nothing."""
    distinct: dict[frozenset[object], Bound] = {}
    for bound in found:
        if not bound:
            return None
        distinct[frozenset(bound.items())] = bound
    return distinct.values()


def _restricted(text: str, bindings: Iterable[Bound]) -> Iterator[str]:
    """Yield a query once for each set of variables that are bound, for the rows that have these terms."""
    by_names: dict[tuple[Variable, ...], list[Bound]] = {}
    for bound in bindings:
        by_names.setdefault(tuple(sorted(bound, key=str)), []).append(bound)
    place = _OPAQUE.sub(lambda opaque: "_" * len(opaque[0]), text).index("{") + 1
    for names, rows in by_names.items():
        told = " ".join(f"({' '.join(str(row[name]) for name in names)})" for row in rows)
        yield f"{text[:place]} VALUES ({' '.join(map(str, names))}) {{ {told} }} {text[place:]}"


def _has_row(store: Store, text: str) -> bool:
    solutions = store.query(text)
    return isinstance(solutions, QuerySolutions) and any(True for _ in solutions)
