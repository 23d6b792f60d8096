"""Readers in processes of their own, one query at a time each: no query can take the server down.

One more is started than may run at once, so that when one is killed another can take its place at once.
"""

import asyncio
from collections import Counter
from functools import partial
from typing import Final, cast

from graph.generations import Generation
from graph.lease import kept_names, read_generation
from server.config import Limits
from server.errors import (
    GenerationGoneError,
    OverloadError,
    QueryEndedError,
)
from server.readers.budgets import Budgets
from server.readers.crew import Crew
from server.readers.frames import task_frame
from server.readers.lanes import Lanes, count_processors
from server.readers.pool_state import PoolState
from server.readers.reader import Reader
from server.readers.running import Errand, Running, State
from server.readers.streams import ReaderStream
from server.readers.turns import Turns
from server.service import Answer, Dump, Job, Task

_TICK_SECONDS: Final = 0.01
_SPARES: Final = 1

_ROOM_SECONDS: Final = 10.0
"""So long there stay as many readers as were needed, lest they come and go with each query."""


class Pool:
    """Readers of the newest generation and of those kept; all of it belongs to one event loop's thread."""

    def __init__(self, generation: Generation, limits: Limits) -> None:
        self._generation = generation
        self._limits = limits
        self._budgets = Budgets(limits)
        self._lanes = Lanes(limits, count_processors())
        self._turns = Turns(limits, self._budgets, self._lanes)
        self._crew = Crew(generation.folder, limits, self._hand_out)
        self._room, self._room_until = 0, 0.0
        self._number = 0
        self._done = 0
        self._broken_off: Counter[str] = Counter()
        self._tick: asyncio.TimerHandle | None = None
        self._is_closed = False

    @property
    def generation(self) -> str:
        """Return the name of the newest generation."""
        return self._generation.name

    async def start(self) -> None:
        """Start the readers and wait until all are ready.

        Raises ServeError if one does not start.
        """
        self._loop = asyncio.get_running_loop()
        await self._crew.start(self._limits.readers + _SPARES)

    async def close(self) -> None:
        """Kill all readers and wait until they are no more; queries that run or wait are refused."""
        self._is_closed = True
        if self._tick is not None:
            self._tick.cancel()
        for errand in (*self._turns, *self._lanes):
            errand.end(_stopping())
        await self._crew.close()

    async def flip(self, generation: Generation) -> None:
        """Answer from a newer generation from now on; what runs goes on over the one it began with."""
        self._generation = generation
        self._crew.flip(generation.folder)

    async def answer(self, task: Task) -> Answer:
        """Do a task and return the whole answer.

        Raises what `stream` does, UnavailableError if the answer breaks off, and AnswerTooLongError.
        """
        stream = await self.stream(task)
        return Answer(stream.kind, await stream.gather(self._limits.max_answer_bytes), stream.generation)

    async def stream(self, task: Task) -> ReaderStream:
        """Do a task and return the answer when its first part is there.

        Raises what `Service.answer` does, ThrottledError, OverloadError, QueryTimeoutError,
        ExhaustionError, QueryEndedError or ReaderLostError.
        """
        now = self._loop.time()
        self._budgets.check(task.client, now)
        self._number += 1
        errand = Errand(self._number, task, self._find(task.generation), now, self._timeout_s(task))
        reader = self._start(errand, now) or await self._wait(errand)
        folder = errand.generation.folder
        try:
            errand.stream = await reader.ask(task_frame(task, folder), folder)
        except BaseException as error:
            self._finish(errand, reader, error)
            raise
        errand.stream.when_ended(partial(self._finish, errand, reader))
        return errand.stream

    def running(self) -> list[Running]:
        """List what runs and what waits, the oldest first."""
        now = self._loop.time()
        return [errand.tell(now) for errand in (*self._lanes, *self._turns)]

    def kill(self, number: int) -> bool:
        """End what runs or waits under a number; return whether there was such a thing."""
        for errand in (*self._lanes, *self._turns):
            if errand.number == number:
                errand.end(QueryEndedError("It was ended by the operator."))
                return True
        return False

    def state(self) -> PoolState:
        """Return the counts of now."""
        return PoolState(
            idle=self._crew.idle,
            quick=self._lanes.count(State.QUICK),
            slow=self._lanes.count(State.SLOW),
            paused=self._lanes.count(State.PAUSED),
            waiting=len(self._turns),
            restarts=self._crew.restarts,
            done=self._done,
            broken_off=dict(self._broken_off),
        )

    def _find(self, name: str) -> Generation:
        newest = self._generation
        if name in ("", newest.name):
            return newest
        folder = newest.folder.parent
        if name not in kept_names(folder.parent):
            raise GenerationGoneError(f"The generation {name!r} is not kept; the newest is {newest.name!r}.")
        return read_generation(folder / name)

    def _timeout_s(self, task: Task) -> float:
        """Return how long a task may run: the more there is to write out, the longer it takes."""
        if isinstance(task, Dump):
            return self._limits.transfer_timeout_s
        if not isinstance(task, Job) or task.timeout_s is None:
            return self._limits.timeout_s
        return task.timeout_s if task.is_trusted else min(task.timeout_s, self._limits.timeout_s)

    def _start(self, errand: Errand, now: float) -> Reader | None:
        """Give a task to a reader if there is a place and one that is free."""
        if self._lanes.free <= 0:
            return None
        reader = self._crew.take(errand.generation.folder)
        if reader is not None:
            errand.begin(reader, now)
            self._lanes.add(errand)
            self._watch()
        return reader

    async def _wait(self, errand: Errand) -> Reader:
        """Wait for the turn of a task, and return the reader that it was given to."""
        if self._is_closed:
            raise _stopping()
        turn = self._turns.add(errand)
        late = self._loop.call_later(self._limits.queue_timeout_s, self._give_up, errand)
        try:
            await turn
        except BaseException as error:
            self._turns.remove(errand)
            if errand.reader is not None:  # given to it at the last moment
                self._finish(errand, errand.reader, error)
            raise
        finally:
            late.cancel()
        return cast(Reader, errand.reader)

    def _give_up(self, errand: Errand) -> None:
        waited = f"No reader was free for {self._limits.queue_timeout_s:g} seconds."
        errand.end(OverloadError(f"{waited} Come again later."))

    def _hand_out(self) -> None:
        """Start what waits, as long as there are places and readers."""
        now = self._loop.time()
        while self._lanes.free > 0 and (errand := self._turns.next()):
            if self._start(errand, now) is None:
                return
            self._turns.remove(errand)

    def _watch(self) -> None:
        """See to it that what runs is looked at, by one clock for all."""
        if self._tick is None and len(self._lanes):
            self._tick = self._loop.call_later(_TICK_SECONDS, self._check)

    def _check(self) -> None:
        self._tick = None
        now = self._loop.time()
        self._lanes.check(now)
        self._settle(now)
        self._watch()

    def _finish(self, errand: Errand, reader: Reader, error: BaseException | None = None) -> None:
        now = self._loop.time()
        self._lanes.remove(errand)
        has_failed = not reader.is_usable
        self._budgets.charge(errand.client, now - errand.since, now, has_failed=has_failed)
        self._done += 1
        if has_failed:
            self._broken_off[type(error).__name__] += 1
        self._crew.give_back(reader)
        self._settle(now)

    def _settle(self, now: float) -> None:
        """Have a reader for each that is paused, one for each place, and a spare; start what waits."""
        paused = self._lanes.count(State.PAUSED)
        if paused >= self._room:
            self._room, self._room_until = paused, now + _ROOM_SECONDS
        elif now > self._room_until:
            self._room = paused
        self._crew.want(self._limits.readers + _SPARES + self._room)
        if len(self._turns):
            self._hand_out()


def _stopping() -> OverloadError:
    return OverloadError("The server is stopping.")
