"""The live store: the newest generation as a writable copy, in which the next one is made.

The copy is of no worth by itself: it is made anew when a process begins to write, and when a change is
refused half-way. What counts is the pointer to the newest generation, which is moved when all else is done.
"""

import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Protocol

from pyoxigraph import Store

from graph.changes import Change, GraphChange, Scope, Write, Written
from graph.commit import LIVE, clean, make_generation, point, remove_old
from graph.errors import ConditionError, StoreError
from graph.generations import successor
from graph.lease import FOLDER, Generation, current_generation
from graph.mutation import mutate

# A record is written with every generation, and should stay small.
_MAX_TOLD_GRAPHS: Final = 1_000


@dataclass(frozen=True)
class Changed:
    """The graphs that a change has altered, by IRI, that of the default graph being empty; None is any."""

    graphs: frozenset[str] | None = None


class Form(Protocol):
    """What kind of store it is: what a change may be there, and what follows from it."""

    def admit(self, change: Change) -> None:
        """Refuse a change before it is made.

        Raises ChangeError.
        """

    def make(self, store: Store, change: Change) -> tuple[bool, Changed]:
        """Make a change with all that it leads to; return whether its graph is new, and what has changed.

        Raises ChangeError; then the store is of no more use.
        """

    def prepare(self, store: Store) -> None:
        """Bring a copy of a generation to the state in which changes are made."""


class BlankForm:
    """Plain SPARQL: everything may be written, and nothing follows."""

    def admit(self, change: Change) -> None:
        """Admit any change."""

    def make(self, store: Store, change: Change) -> tuple[bool, Changed]:
        """Make a change, and say what it may have altered."""
        created = mutate(store, change)
        if isinstance(change, GraphChange) and change.target.scope is not Scope.DATASET:
            return created, Changed(frozenset({change.target.graph}))
        return created, Changed()

    def prepare(self, store: Store) -> None:
        """Leave the copy as it is."""


class LiveStore:
    """The one place where a store is changed, for the process that has its claim; one change at a time.

    Raises StoreError if the folder has no store.
    """

    def __init__(self, store: Path, form: Form) -> None:
        clean(store)
        current = current_generation(store)
        if current is None:
            raise StoreError(f"there is no store in {store}", "Build it first: allegata build.")
        self._folder = store
        self._form = form
        self._generation = current
        self._live: Store | None = None
        self._is_prepared = False
        self._copies = 0

    @property
    def generation(self) -> Generation:
        """Return the newest generation."""
        return self._generation

    def apply(self, write: Write) -> Written:
        """Make a change and commit it: when this returns, it is done for good.

        Raises ChangeError, and then nothing has changed; ConditionError if another generation is the newest
        one than those that the change is for.
        """
        self._require(write)
        self._form.admit(write.change)
        store = self._prepared()
        self._live = None
        created, changed = self._form.make(store, write.change)
        if changed.graphs is None or changed.graphs:
            self._commit(store, changed, write.key)
            self._is_prepared = False
        self._live = store
        return Written(self._generation.name, created)

    def tidy(self) -> None:
        """Do what no writer need wait for: be ready for the next change, and remove old generations."""
        self._prepared()
        remove_old(self._folder)

    def _prepared(self) -> Store:
        """Return the store in which the next change is made."""
        if self._live is None:
            self._live, self._is_prepared = self._copy(), False
        if not self._is_prepared:
            self._form.prepare(self._live)
            self._is_prepared = True
        return self._live

    def _require(self, write: Write) -> None:
        if write.if_generation is None:
            return
        states = {self._generation.name}
        if isinstance(write.change, GraphChange) and write.change.target.scope is not Scope.DATASET:
            states.add(self._generation.changed_in(write.change.target.graph))
        if not states.intersection(write.if_generation):
            cure = "Read it again, and decide whether the change is still right."
            raise ConditionError("the data have changed since then", cure)

    def _copy(self) -> Store:
        """Return a new writable copy of the newest generation.

        A former one may still be open in the traceback of an error: each has a folder of its own.
        """
        former = self._folder / FOLDER / f"{LIVE}-{self._copies}"
        shutil.rmtree(former, ignore_errors=True)
        self._copies += 1
        folder = former.with_name(f"{LIVE}-{self._copies}")
        Store.read_only(str(self._generation.store)).backup(str(folder))
        return Store(str(folder))

    def _commit(self, store: Store, changed: Changed, key: str) -> None:
        made = _marked(self._generation, successor(self._generation, key), changed)

        def fill(path: Path) -> Generation:
            store.backup(str(path))
            return made

        make_generation(made.folder, fill)
        point(made)
        self._generation = made


def _marked(before: Generation, made: Generation, changed: Changed) -> Generation:
    """Return a generation that tells what has changed; where that is too much, it says that all has."""
    if changed.graphs is not None:
        told = {**before.changed, **dict.fromkeys(changed.graphs, made.name)}
        if len(told) <= _MAX_TOLD_GRAPHS:
            return replace(made, changed=told)
    return replace(made, since=made.name, changed={})
