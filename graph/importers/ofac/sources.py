"""The files of an import, sorted into states: in the legacy layout a list may come with others beside it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from graph.errors import Place, RequestError
from graph.importers.ofac.entry import State
from graph.importers.ofac.legacy import Companions
from graph.importers.ofac.reading import read_state

_KINDS: Final = (
    (re.compile(r"(?:sdn[_-]?)?comments?\b|sdn[_-]comments", re.IGNORECASE), "comments"),
    (re.compile(r"alt(?![a-z])", re.IGNORECASE), "alt"),
    (re.compile(r"add(?![a-z])", re.IGNORECASE), "add"),
)
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Source:
    """The file of a state, with those that complete it."""

    path: Path
    companions: Companions


def read_sources(files: Sequence[Path], as_of: date | None) -> list[tuple[State, Source]]:
    """Return the states that files hold, in the order of their days.

    Raises ListError, and RequestError if a companion belongs to no list or one day is given for two states.
    """
    sources = group(files)
    if as_of and len(sources) > 1:
        raise RequestError("--as-of names one day, and there are more states", "Give one state with it.")
    states = [(read_state(each.path, each.companions, as_of), each) for each in sources]
    return sorted(states, key=lambda each: each[0].date)


def group(files: Iterable[Path]) -> list[Source]:
    """Put lists and their companions together: by the day in their names, or all if there is one list.

    Raises RequestError for a companion without its list.
    """
    kinds = {path: _kind(path) for path in dict.fromkeys(files)}
    lists = [path for path, kind in kinds.items() if not kind]
    found: dict[Path, dict[str, Path]] = {path: {} for path in lists}
    for path, kind in kinds.items():
        if kind:
            found[_list_of(path, lists)][kind] = path
    return [Source(path, _companions(given)) for path, given in found.items()]


def _list_of(path: Path, lists: Sequence[Path]) -> Path:
    of_day = [each for each in lists if _days(each) == _days(path)] if len(lists) > 1 else lists
    if len(of_day) == 1:
        return of_day[0]
    cure = "Give it with the sdn.csv of its day, the day in both names."
    raise RequestError(f"{path.name} completes a list that is not there", cure, Place(path))


def _companions(given: Mapping[str, Path]) -> Companions:
    return Companions(given.get("alt"), given.get("add"), given.get("comments"))


def _kind(path: Path) -> str:
    return next((kind for pattern, kind in _KINDS if pattern.match(path.name)), "")


def _days(path: Path) -> list[str]:
    return _DAY.findall(path.name)
