"""What a store keeps of the list: its known states, and each entry's contents in all of them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Store

from graph.importers.ofac.entry import Entry, State
from graph.importers.ofac.history import Content, History, row_of, take_in
from graph.importers.ofac.lifecycle import Life, Sight, live
from graph.importers.ofac.naming import Naming
from graph.importers.ofac.reading import parse_row
from graph.importers.ofac.states import States, read_states
from graph.importers.ofac.terms import alg, literal
from graph.namespaces import ALG


@dataclass
class Archive:
    """Known states and the histories of entries, by number; a state that is taken in changes both."""

    states: States = field(default_factory=States)
    histories: dict[str, History] = field(default_factory=dict)

    def take(self, state: State, rows: Mapping[str, Content], touched: set[str]) -> None:
        """Take in a state; add to those touched the numbers of the entries whose life is not what it was.

        Those are the entries of which the state says else than its neighbours, or that changed between
        them; where a neighbour is of another layout, it may say the same in other words.
        """
        day, layout = state.date.isoformat(), state.layout
        before, after = self.states.around(state)
        touched |= take_in(self.histories, layout, day, rows, self.states.days(layout))
        self.states = self.states.with_state(state)
        if after:
            until = after.date.isoformat()
            touched |= {n for n, h in self.histories.items() if h.changes_between(layout, day, until)}
        if any(other and (other.layout, other.parts) != (layout, state.parts) for other in (before, after)):
            touched |= {number for number in self.histories.keys() - touched if self._matters(number, day)}

    def _matters(self, number: str, day: str) -> bool:
        """Tell whether the life of an entry would be another one without the state of a day."""
        sights = list(self._sights(self.histories[number]))
        others = [sight for sight in sights if sight.day != day]
        return not live(number, sights).tells_the_same(live(number, others))

    def life(self, number: str) -> Life:
        """Return the life of an entry."""
        return live(number, list(self._sights(self.histories[number])))

    def lines(self, naming: Naming, numbers: Iterable[str]) -> Iterator[str]:
        """Yield what is kept of some entries, and of the states."""
        for number in numbers:
            kept = literal(self.histories[number].to_json())
            yield f"{naming.entry(number)} {alg('history')} {kept} .\n"
        yield f"{naming.the_list} {alg('history')} {literal(self.states.to_json())} .\n"

    def _sights(self, history: History) -> Iterator[Sight]:
        """Yield what each state says; one entry that states repeat is one object."""
        parsed: dict[str, Entry] = {}
        for state in self.states.all:
            day = state.date.isoformat()
            content = history.at(state.layout, day)
            if content and content.digest not in parsed:
                parsed[content.digest] = parse_row(row_of(history.number, state.layout, content))
            yield Sight(day, state.parts, parsed[content.digest] if content else None)


def read_archive(store: Store, naming: Naming) -> Archive:
    """Read what a store keeps; nothing if no list was ever imported."""
    archive = Archive()
    prefix = len(naming.entry("")) - 1
    for quad in store.quads_for_pattern(None, NamedNode(ALG + "history"), None, naming.history):
        subject, text = str(quad.subject), quad.object
        if not isinstance(text, Literal):
            continue
        if subject == naming.the_list:
            archive.states = read_states(text.value)
        else:
            number = subject[prefix:-1]
            archive.histories[number] = History.from_json(number, text.value)
    return archive
