"""A task that readers were given, or that waits for one."""

import asyncio
import math
from dataclasses import dataclass
from enum import StrEnum

from graph.changes import Scope
from graph.lease import Generation
from server.readers.reader import Reader
from server.readers.streams import ReaderStream
from server.service import Find, Job, Outlook, Task, Why


class State(StrEnum):
    """How far a task is: what runs longer than a moment is slow, and stopped while it is not its turn."""

    WAITING = "waiting"
    QUICK = "quick"
    SLOW = "slow"
    PAUSED = "paused"


@dataclass(frozen=True)
class Running:
    """What is told of a task: for how many seconds it has run or waited, and for whom."""

    id: int
    text: str
    client: str
    generation: str
    seconds: float
    state: State


class Errand:
    """A task on its way: times are those of the event loop, in seconds."""

    def __init__(self, number: int, task: Task, generation: Generation, now: float, timeout_s: float) -> None:
        self.number = number
        self.task = task
        self.generation = generation
        self.timeout_s = timeout_s
        self.since = now
        self.deadline = now + timeout_s
        self.state = State.WAITING
        self._cpu_before_s: float | None = None
        self.reader: Reader | None = None
        self.stream: ReaderStream | None = None
        self.turn: asyncio.Future[None] | None = None

    @property
    def client(self) -> str:
        """Return whose it is; empty for the server's own."""
        return self.task.client

    @property
    def is_given_up(self) -> bool:
        """Tell whether nobody waits for its turn any more."""
        return self.turn is not None and self.turn.done()

    @property
    def is_answered(self) -> bool:
        """Tell whether its reader has done it, though nobody may have noticed yet."""
        return self.reader is not None and self.reader.is_usable

    def begin(self, reader: Reader, now: float) -> None:
        """Note that a reader does it from now on."""
        self.reader = reader
        if self.turn is not None and not self.turn.done():
            self.turn.set_result(None)
        self.since = now
        self.deadline = now + self.timeout_s
        self.state = State.QUICK

    def wait(self) -> asyncio.Future[None]:
        """Return what is done when a reader begins with it."""
        self.turn = asyncio.get_running_loop().create_future()
        return self.turn

    def cpu_s(self) -> float:
        """Return how many seconds of processors it has used since this was asked for the first time.

        Infinite where that cannot be told.
        """
        now_s = self.reader.cpu_s() if self.reader is not None else 0.0
        if self._cpu_before_s is None:
            self._cpu_before_s = now_s
        return now_s - self._cpu_before_s if now_s else math.inf

    def allow(self, seconds: float, most: float) -> None:
        """Stop the clock for some seconds if the reader waits for the client, until the latest time."""
        if self.stream is not None and self.stream.is_held:
            self.deadline = min(self.deadline + seconds, most)

    def pause(self) -> None:
        """Stop it where it is."""
        if self.reader is not None:
            self.reader.pause()
        self.state = State.PAUSED

    def unpause(self) -> None:
        """Let the reader go on if it is stopped: it may have answered just before."""
        if self.reader is not None and self.state is State.PAUSED:
            self.reader.resume()

    def go_on_slowly(self) -> None:
        """Let it go on behind everything else."""
        if self.reader is not None:
            self.reader.lower_priority()
        self.unpause()
        self.state = State.SLOW

    def end(self, error: Exception) -> None:
        """Break it off; who waits for it gets the error at once."""
        if self.reader is not None:
            self.reader.kill(error)
        elif self.turn is not None and not self.turn.done():
            self.turn.set_exception(error)

    def tell(self, now: float) -> Running:
        """Return what is told of it."""
        seconds = now - self.since
        return Running(self.number, _text(self.task), self.client, self.generation.name, seconds, self.state)


def _text(task: Task) -> str:
    match task:
        case Job():
            return task.text
        case Why():
            return f"why {' '.join(task.terms)}"
        case Outlook():
            return f"the world according to {' and '.join(task.holders)}"
        case Find():
            return f"what is named like {task.text}"
    if task.target.scope is Scope.NAMED:
        return f"the graph <{task.target.graph}>"
    return "the whole dataset" if task.target.scope is Scope.DATASET else "the default graph"
