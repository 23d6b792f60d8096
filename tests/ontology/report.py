"""The rules of the report: what a query can find wrong with an ontology."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode, QuerySolutions, Store, Triple

from graph.parse import parse_file
from graph.roles import in_default_graph

FOLDER: Final = Path(__file__).parent / "report"
_FINDS: Final = NamedNode("urn:rule:finds")
_LOADED_ONLY: Final = "# **Applies to:** the modules that are loaded"


@dataclass(frozen=True)
class Rule:
    """A query that returns no row when all is well; its first variable is what is wrong."""

    name: str
    text: str

    @property
    def is_for_loaded_modules(self) -> bool:
        """Tell whether the rule leaves out modules for DL tools."""
        return _LOADED_ONLY in self.text

    def planted(self) -> tuple[list[Triple], set[str]]:
        """Return the triples with faults in them that stand beside the rule, and what is wrong there."""
        triples = [quad.triple for quad in parse_file(FOLDER / f"{self.name}.ttl", blank_nodes=True)]
        faults = {str(triple.object) for triple in triples if triple.predicate == _FINDS}
        return [triple for triple in triples if triple.predicate != _FINDS], faults

    def find(self, triples: Iterable[Triple]) -> set[str]:
        """Return what is wrong in the triples, as N-Triples writes it."""
        store = Store()
        store.extend(in_default_graph(triples))
        rows = store.query(self.text)
        assert isinstance(rows, QuerySolutions)
        return {str(row[0]) for row in rows}


def read_report() -> list[Rule]:
    """Return the rules, sorted by name."""
    return [Rule(path.stem, path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.rq"))]
