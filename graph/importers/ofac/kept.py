"""What graphs that are kept by hand say already of what the list tells: it stands, and gets no twin."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, cast

from pyoxigraph import NamedNode, QuerySolutions, Store

from graph.importers.ofac.naming import Naming
from graph.importers.ofac.terms import LABEL, alg
from graph.namespaces import ALG
from graph.roles import visible_in

_SINGLE_NAMES: Final = (
    "authority", "earliest", "edtf", "inList", "latest", "listId", "listName", "listedAs", "publishedAt",
    "sha256",
)  # fmt: skip
SINGLE: Final = frozenset({LABEL, *map(alg, _SINGLE_NAMES)})
"""Properties that have one value: what a graph that is kept by hand says by them stands."""

_EVENTS: Final = """
SELECT ?act ?kind ?event ?earliest ?latest WHERE {
  ?act alg:target ?entry ; alg:event ?event .
  ?entry a alg:ListEntry .
  ?event a ?kind ; alg:at ?time .
  FILTER (?kind IN (alg:EntryIntoForce, alg:Ending))
  ?time alg:earliest|(alg:begin/alg:earliest) ?earliest ; alg:latest|(alg:finish/alg:latest) ?latest
}
ORDER BY ?act ?event
"""


@dataclass(frozen=True)
class KeptEvent:
    """An event of a designation, and the moments between which it lies."""

    node: str
    earliest: datetime
    latest: datetime

    def is_within(self, earliest: str, latest: str) -> bool:
        """Tell whether it lies between two moments; an empty one sets no bound."""
        after = not earliest or datetime.fromisoformat(earliest) <= self.earliest
        return after and self.latest <= datetime.fromisoformat(latest)


@dataclass(frozen=True)
class Kept:
    """What other graphs say already, IRIs being written as in N-Triples.

    ``designations`` are by entry and program, ``events`` by designation and class; ``said`` tells which
    subjects have a property.
    """

    designations: Mapping[tuple[str, str], str] = field(default_factory=dict)
    events: Mapping[tuple[str, str], tuple[KeptEvent, ...]] = field(default_factory=dict)
    said: frozenset[tuple[str, str]] = frozenset()

    def unsaid(self, subject: str, pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
        """Yield the lines of a subject that do not give a second value where there is to be one."""
        for predicate, value in pairs:
            if predicate not in SINGLE or (subject, predicate) not in self.said:
                yield f"{subject} {predicate} {value} .\n"

    def event(self, act: str, kind: str, earliest: str, latest: str) -> str | None:
        """Return the event of a designation that is known to lie between two moments, if there is one."""
        known = self.events.get((act, kind), ())
        return next((event.node for event in known if event.is_within(earliest, latest)), None)


def read_kept(store: Store, naming: Naming) -> Kept:
    """Read what graphs that are kept by hand say of entries, designations, states and programs."""
    visible = visible_in(store, naming.base, inferred=False)
    others = [graph for graph in visible if graph != naming.shown]
    lists = [graph for graph in others if "/graph/lists/" in graph.value]
    quads = [quad for graph in lists for quad in store.quads_for_pattern(None, None, None, graph)]
    told = [(str(quad.subject), str(quad.predicate), str(quad.object)) for quad in quads]
    targets = {subject: value for subject, predicate, value in told if predicate == alg("target")}
    programs = [(s, o) for s, p, o in told if p == alg("program") and s in targets]
    acts = {(targets[act], program): act for act, program in programs}
    return Kept(
        acts, _read_events(store, others), frozenset((subject, predicate) for subject, predicate, _ in told)
    )


def _read_events(store: Store, graphs: Sequence[NamedNode]) -> dict[tuple[str, str], tuple[KeptEvent, ...]]:
    events: dict[tuple[str, str], tuple[KeptEvent, ...]] = {}
    rows = store.query(_EVENTS, prefixes={"alg": ALG}, default_graph=[*graphs])
    for act, kind, event, earliest, latest in cast(QuerySolutions, rows):
        between = (datetime.fromisoformat(each.value) for each in (earliest, latest))
        key = str(act), str(kind)
        events[key] = (*events.get(key, ()), KeptEvent(str(event), *between))
    return events
