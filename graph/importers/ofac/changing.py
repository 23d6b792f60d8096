"""What is to change in a store so that it says what an archive of the list does."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from graph.bulk import Delta
from graph.importers.ofac.archive import Archive
from graph.importers.ofac.kept import read_kept
from graph.importers.ofac.naming import Naming
from graph.importers.ofac.states import program_lines, state_lines
from graph.importers.ofac.triples import entry_lines
from graph.namespaces import ALG
from graph.roles import describe_graphs

_TARGET: Final = NamedNode(ALG + "target")
_TOLD: Final = 500
_PARTS: Final = (NamedNode(ALG + "event"), NamedNode(ALG + "at"))


@dataclass(frozen=True)
class Target:
    """A store as it stands, and the names in it."""

    store: Store
    naming: Naming

    def entry_quads(self, number: str) -> set[Quad]:
        """Return what stands in the graph of the list for an entry, its designations and their events."""
        entry = NamedNode(self.naming.entry(number)[1:-1])
        found = set(self._about(entry))
        if found:
            for act in self.store.quads_for_pattern(None, _TARGET, entry, self.naming.shown):
                found.update(self._with_parts(act.subject, _PARTS))
        return found

    def _with_parts(self, node: object, links: tuple[NamedNode, ...]) -> Iterator[Quad]:
        for quad in self._about(node):
            yield quad
            if links and quad.predicate == links[0]:
                yield from self._with_parts(quad.object, links[1:])

    def _about(self, node: object) -> Iterator[Quad]:
        if isinstance(node, NamedNode):
            yield from self.store.quads_for_pattern(node, None, None, self.naming.shown)


def difference(
    archive: Archive, touched: Collection[str], target: Target, tell: Callable[[int, int, str], None]
) -> Delta:
    """Return what changes when entries, and the states and programs known, are to be as they now are."""
    naming, store = target.naming, target.store
    kept = read_kept(store, naming)
    added: set[Quad] = set()
    removed: set[Quad] = set()
    loaded: list[str] = []
    codes: set[str] = set()
    for done, number in enumerate(sorted(touched, key=int), 1):
        if done % _TOLD == 0:
            tell(done, len(touched), "entries")
        life = archive.life(number)
        codes.update(life.standings)
        lines = dict.fromkeys(entry_lines(life, naming, kept))
        if old := target.entry_quads(number):
            new = quads_of(lines, naming.shown)
            added |= new - old
            removed |= old - new
        else:
            loaded += lines
    shared = [*state_lines(archive.states.all, naming, kept), *program_lines(codes, naming, kept)]
    told = quads_of(archive.lines(naming, touched), naming.history)
    roles = describe_graphs([naming.shown.value, naming.history.value], naming.base)
    others = {*quads_of(shared, naming.shown), *told, *roles}
    added.update(quad for quad in others if quad not in store)
    removed.update(_outdated(told, target))
    return Delta(added, removed, {naming.shown: "".join(loaded).encode()} if loaded else {})


def quads_of(lines: Iterable[str], graph: NamedNode) -> set[Quad]:
    """Return what lines of N-Triples say, in a graph."""
    found = parse("".join(lines).encode(), RdfFormat.N_TRIPLES)
    return {Quad(each.subject, each.predicate, each.object, graph) for each in found}


def _outdated(told: Collection[Quad], target: Target) -> Iterator[Quad]:
    """Yield what the store keeps of entries and states, and is not what is now to be kept."""
    for quad in told:
        for old in target.store.quads_for_pattern(quad.subject, quad.predicate, None, target.naming.history):
            if old != quad:
                yield old
