"""The engine of the project itself: the table's rules, applied by the matcher to facts in memory."""

from collections.abc import Sequence

from graph.reasoning.clashing import clashes
from graph.reasoning.closing import close, default_templates
from graph.reasoning.ontology import Schema
from graph.reasoning.outcome import Outcome, outcome
from graph.reasoning.publishing import published
from graph.reasoning.rule import Fact
from graph.reasoning.table import Template


class RulesEngine:
    """Reasons by a table of rules: that of OWL 2 RL/RDF, or part of it."""

    def __init__(self, templates: Sequence[Template] = ()) -> None:
        self._templates = tuple(templates) or default_templates()

    def reason(self, given: Sequence[Fact]) -> Outcome:
        """Return what follows from facts, data and ontology together."""
        closure = close(given, self._templates)
        found = published(given, closure.facts, Schema(self._templates))
        return outcome(found, clashes(closure.program.rules, closure.facts))
