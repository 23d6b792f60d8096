"""What an import must keep, and what follows from it: looked at where it changes a store, and not elsewhere.

It is no part of this that something is inferred of things that stand in no relation to those that changed:
what is inferred of a thing rests on what is said of it and of what it points to.
"""

from collections.abc import Collection, Iterable, Iterator, Set
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

from graph.build import Progress
from graph.bulk import Delta
from graph.errors import ValidationError
from graph.layout import Layout
from graph.reason import infer_triples
from graph.report import Report, Result
from graph.roles import in_default_graph, in_inferred_graph, visible_in
from graph.rule_changes import ChangingRules
from graph.rules import read_rule
from graph.shacl.article import article_shapes
from graph.shacl.source import IndexedSource, StoreSource
from graph.shacl.validation import Validation, validate, validate_change

_MUCH: Final = 50_000
"""From so many triples on, all is looked at: it takes less time than to find out what is reached."""

Node = NamedNode | BlankNode | Triple | Literal
Nodes = Set[Node]


@dataclass(frozen=True)
class Examiner:
    """Validates a store that a difference has changed, and says which inferences come and go."""

    layout: Layout
    base: str
    progress: Progress

    def follow(self, store: Store, delta: Delta) -> Delta:
        """Return the inferences that come and go with a difference that the store has already.

        Raises ValidationError if a shape or a rule is broken, InconsistencyError if there is a contradiction.
        """
        loaded = [quad for graph, text in delta.loaded.items() for quad in _read(text, graph)]
        come = [*loaded, *delta.added]
        self._stage("shapes", _refuse(self._shapes(store, come, delta.removed)))
        changed = {quad.subject for quad in (*come, *delta.removed)}
        inferred = self._infer(store, changed)
        rules = ChangingRules([read_rule(path, self.base) for path in self.layout.check_files()])
        self.progress.begin("rules")
        found = rules.check(
            store, [*come, *delta.removed], len(come) if len(come) > _MUCH else 100 * len(come)
        )
        self._stage("rules", _refuse(found))
        return inferred

    def _stage(self, name: str, results: int) -> None:
        self.progress.end(name, f"{results:,} results")

    def _shapes(self, store: Store, come: Collection[Quad], gone: Collection[Quad]) -> Iterable[Result]:
        self.progress.begin("shapes")
        shapes = article_shapes(self.layout.shape_files(), self.base)
        visible = visible_in(store, self.base, inferred=False)
        if len(come) + len(gone) > _MUCH:
            return validate(shapes, IndexedSource(_triples(store, visible))).results
        shown = {quad.triple for quad in come if quad.graph_name in visible}
        hidden = {quad.triple for quad in gone if quad.graph_name in visible} - shown
        left = {quad.triple for quad in in_default_graph(hidden) if quad in store}
        return validate_change(Validation(shapes), StoreSource(store, visible), shown, hidden - left).results

    def _infer(self, store: Store, changed: Nodes) -> Delta:
        self.progress.begin("reason")
        graph = NamedNode(f"{self.base}graph/inferred")
        known = list(dict.fromkeys(self._known(store, changed)))
        inferred = set(infer_triples(known, self.layout.derive_files(), self.base))
        new = [triple for triple in inferred if in_default_graph([triple])[0] not in store]
        told = (
            store.quads_for_pattern(node, None, None, graph)
            for node in changed
            if isinstance(node, NamedNode)
        )
        old = [quad for quads in told for quad in quads if quad.triple not in inferred]
        self.progress.end("reason", f"{len(new):,} triples more are inferred, {len(old):,} no more")
        return Delta(in_inferred_graph(new, self.base), old)

    def _known(self, store: Store, changed: Nodes) -> Iterator[Triple]:
        """Yield what is asserted of what changed and of what that points to, and all that is no list."""
        visible = visible_in(store, self.base, inferred=False)
        lists = [graph for graph in visible if graph.value.startswith(f"{self.base}graph/lists/")]
        yield from _triples(store, [graph for graph in visible if graph not in lists])
        for graph in lists:
            if len(changed) > _MUCH:
                yield from _triples(store, [graph])
            else:
                yield from _around(store, changed, graph)


def _around(store: Store, nodes: Nodes, graph: NamedNode) -> Iterator[Triple]:
    """Yield the triples of nodes in a graph, and those of the nodes that they point to."""
    found = [quad.triple for node in nodes for quad in _about(store, node, graph)]
    yield from found
    for node in {triple.object for triple in found} - nodes:
        yield from (quad.triple for quad in _about(store, node, graph))


def _about(store: Store, node: object, graph: NamedNode) -> Iterator[Quad]:
    if isinstance(node, NamedNode):
        yield from store.quads_for_pattern(node, None, None, graph)


def _triples(store: Store, graphs: Iterable[NamedNode]) -> Iterator[Triple]:
    for graph in graphs:
        yield from (quad.triple for quad in store.quads_for_pattern(None, None, None, graph))


def _read(text: bytes, graph: NamedNode) -> Iterator[Quad]:
    for quad in parse(text, RdfFormat.N_TRIPLES):
        yield Quad(quad.subject, quad.predicate, quad.object, graph)


def _refuse(found: Iterable[Result]) -> int:
    """Raise ValidationError if there is a violation; return how many results there are."""
    report = Report(found)
    if not report.conforms:
        violations = report.count("Violation")
        cure = "Correct the file, or leave the entry out; nothing was written."
        raise ValidationError(f"constraints broken: {violations}\n{report}", cure, violations=violations)
    return len(report.results)
