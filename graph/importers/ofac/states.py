"""The states of the list that are known, and what the graph says of them and of the programs they name."""

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from graph.errors import RequestError
from graph.importers.ofac.entry import Companion, Layout, Part, State
from graph.importers.ofac.kept import Kept
from graph.importers.ofac.naming import LIST, TITLE, Naming
from graph.importers.ofac.programs import key_of, program
from graph.importers.ofac.terms import LABEL, TYPE, alg, english, literal, moment
from graph.importers.ofac.washington import begin, end


@dataclass(frozen=True)
class States:
    """Known states, one a day, in the order of their days."""

    all: tuple[State, ...] = ()

    def has(self, state: State) -> bool:
        """Tell whether a state is known already, whatever its file is called.

        Raises RequestError if another state of that day is.
        """
        known = next((each for each in self.all if each.date == state.date), None)
        if known is None:
            return False
        if (known.sha256, _digests(known)) != (state.sha256, _digests(state)):
            found = f"another state of {state.date} is there already, with the SHA-256 {known.sha256}"
            raise RequestError(
                found, "A list has one state a day. Say the day with --as-of if the name errs."
            )
        return True

    def with_state(self, state: State) -> "States":
        """Return the states with one more."""
        return States(tuple(sorted((*self.all, state), key=lambda each: each.date)))

    def days(self, layout: Layout) -> list[str]:
        """Return the days of the states of a layout."""
        return [each.date.isoformat() for each in self.all if each.layout is layout]

    def around(self, state: State) -> tuple[State | None, State | None]:
        """Return the states before and after one."""
        before = [each for each in self.all if each.date < state.date]
        after = [each for each in self.all if each.date > state.date]
        return before[-1] if before else None, after[0] if after else None

    def to_json(self) -> str:
        """Write them as text."""
        return json.dumps([_told(state) for state in self.all], separators=(",", ":"))


def read_states(text: str) -> States:
    """Read what `States.to_json` wrote."""
    return States(tuple(_read(*told) for told in json.loads(text)))


def state_lines(states: Iterable[State], naming: Naming, kept: Kept) -> Iterator[str]:
    """Yield what the graph says of the list and its states."""
    about = [(TYPE, alg("OfficialDocument")), (LABEL, english(TITLE))]
    yield from kept.unsaid(naming.the_list, about)
    for state in states:
        day = state.date.isoformat()
        instant = naming.node("instant", f"{LIST}-{day}")
        yield from kept.unsaid(naming.state(day), _state(state, day, instant, naming))
        yield from kept.unsaid(instant, _day(day))


def program_lines(codes: Collection[str], naming: Naming, kept: Kept) -> Iterator[str]:
    """Yield what the graph says of programs and their legal basis."""
    for code in sorted(codes):
        node, basis = naming.program(key_of(code)), program(code).basis
        about = [(TYPE, alg("Program")), (LABEL, english(f"{code} (sanctions program)"))]
        yield from kept.unsaid(node, about)
        if basis:
            document = naming.node("document", basis.key)
            yield from kept.unsaid(node, [(alg("legalBasis"), document)])
            yield from kept.unsaid(document, [(TYPE, alg("OfficialDocument")), (LABEL, english(basis.name))])


def _state(state: State, day: str, instant: str, naming: Naming) -> Iterator[tuple[str, str]]:
    yield TYPE, alg("ListState")
    yield LABEL, english(f"{TITLE}, state of {day}")
    yield alg("stateOf"), naming.the_list
    yield alg("publishedAt"), instant
    yield alg("sha256"), literal(state.sha256)
    yield alg("listLayout"), literal(state.layout.value)
    yield from ((alg("listPart"), literal(part.value)) for part in state.parts)


def _day(day: str) -> Iterator[tuple[str, str]]:
    yield TYPE, alg("Instant")
    yield LABEL, english(f"day of the list state of {day}")
    yield alg("earliest"), moment(begin(day))
    yield alg("latest"), moment(end(day))
    yield alg("edtf"), literal(day)
    yield alg("resolvedBy"), literal("The list state bears the day; the zone is that of Washington.")


def _digests(state: State) -> list[str]:
    return sorted(companion.sha256 for companion in state.companions)


def _told(state: State) -> list[object]:
    """Write a state, but for the names of its files: the same state may come in files of other names."""
    return [state.date.isoformat(), state.sha256, state.layout.value, sorted(state.parts), _digests(state)]


def _read(day: str, sha256: str, layout: str, parts: list[str], companions: list[str]) -> State:
    held = tuple(Companion("", each) for each in companions)
    return State(date.fromisoformat(day), "", sha256, Layout(layout), frozenset(map(Part, parts)), held)
