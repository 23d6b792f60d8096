"""The names that things of the list have in the graph, and the graphs they stand in."""

from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from graph.namespaces import PREFIXES

LIST: Final = "ofac-sdn"
"""The key of the list."""

TITLE: Final = "OFAC Specially Designated Nationals list"
PAGE: Final = f"<{PREFIXES['foaf']}page>"
ENTRY_PAGE: Final = "https://sanctionssearch.ofac.treas.gov/Details.aspx?id="


@dataclass(frozen=True)
class Naming:
    """The IRIs of an installation whose data begin with ``base``; those of data as in N-Triples."""

    base: str

    @property
    def shown(self) -> NamedNode:
        """Return the graph that holds what the states that were imported say."""
        return NamedNode(f"{self.base}graph/lists/{LIST}-states")

    @property
    def history(self) -> NamedNode:
        """Return the hidden graph that holds each entry's contents in all states."""
        return NamedNode(f"{self.base}graph/history/{LIST}")

    @property
    def the_list(self) -> str:
        """Return the list, whatever its state."""
        return self.node("source", LIST)

    def node(self, kind: str, key: str) -> str:
        """Return something of a kind."""
        return f"<{self.base}id/{kind}/{key}>"

    def entry(self, number: str) -> str:
        """Return an entry."""
        return f"<{self.base}id/entry/ofac-{number}>"

    def state(self, day: str) -> str:
        """Return the state of a day."""
        return f"<{self.base}id/source/{LIST}-{day}>"

    def program(self, key: str) -> str:
        """Return a program."""
        return f"<{self.base}id/source/ofac-program-{key}>"
