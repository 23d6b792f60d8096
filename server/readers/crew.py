"""The processes of the readers: as many as are wanted, each with the newest generation open when it can."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Final

from server.config import Limits
from server.errors import OverloadError, RequestError, ServeError
from server.readers.nursery import Nursery
from server.readers.reader import Reader

_PAUSE_SECONDS: Final = 1.0


class Crew:
    """Readers, of which one that is free can be had at once; all of it belongs to the event loop's thread.

    ``on_free`` is called whenever there is one more.
    """

    def __init__(self, folder: Path, limits: Limits, on_free: Callable[[], None]) -> None:
        self._folder = folder
        self._nursery = Nursery(limits)
        self._on_free = on_free
        self._wanted = 0
        self._members: set[Reader] = set()
        self._idle: list[Reader] = []
        self._processes: set[Reader] = set()
        self._starting: set[asyncio.Task[None]] = set()
        self._opening: asyncio.Task[None] | None = None
        self._is_closed = False
        self.restarts = 0

    @property
    def idle(self) -> int:
        """Return how many are free."""
        return len(self._idle)

    async def start(self, wanted: int) -> None:
        """Start so many and wait until all are ready.

        Raises ServeError if one does not start.
        """
        for opened in await asyncio.gather(*(self._open() for _ in range(wanted)), return_exceptions=True):
            if isinstance(opened, BaseException):
                raise opened
            self._join(opened)
        self._wanted = wanted

    def want(self, wanted: int) -> None:
        """Have more or fewer; those that are busy stay until they are given back."""
        if wanted != self._wanted:
            self._wanted = wanted
            self._fill()

    def take(self, folder: Path) -> Reader | None:
        """Return a reader that is free, rather one that has the generation open; None if there is none."""
        idle = self._idle
        for reader in reversed(idle):
            if reader.folder == folder:
                idle.remove(reader)
                return reader
        return idle.pop() if idle else None

    def give_back(self, reader: Reader) -> None:
        """Take a reader back that was taken; if it is not to be used any more, another takes its place."""
        if not reader.is_usable or len(self._members) > self._wanted:
            self._dismiss(reader)
            self._fill()
            return
        self._idle.append(reader)
        if reader.folder != self._folder:
            self.flip(self._folder)

    def flip(self, folder: Path) -> None:
        """Have the readers that are free open another generation, one after the other."""
        self._folder = folder
        if self._opening is None or self._opening.done():
            self._opening = asyncio.create_task(self._open_newest())

    async def close(self) -> None:
        """Kill all and wait until they are no more."""
        self._is_closed = True
        tasks = [*self._starting, *filter(None, [self._opening])]
        for task in tasks:
            task.cancel()
        for reader in tuple(self._processes):
            reader.kill(_stopping())
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.gather(*(reader.ended for reader in self._processes))
        self._nursery.close()

    async def _open_newest(self) -> None:
        while reader := next((reader for reader in self._idle if reader.folder != self._folder), None):
            self._idle.remove(reader)
            try:
                await reader.open(self._folder)
            except RequestError as error:
                reader.kill(error)
            else:
                self._idle.append(reader)
                self._on_free()

    def _fill(self) -> None:
        """Start what is missing, and end what is too much and free."""
        while self._idle and len(self._members) > self._wanted:
            self._dismiss(self._idle.pop())
        missing = self._wanted - len(self._members) - len(self._starting)
        for _ in range(0 if self._is_closed else missing):
            task = asyncio.create_task(self._add())
            self._starting.add(task)
            task.add_done_callback(self._starting.discard)

    async def _add(self) -> None:
        while True:
            try:
                reader = await self._open()
                break
            except (OSError, ServeError):
                await asyncio.sleep(_PAUSE_SECONDS)
        self.restarts += 1
        self._join(reader)
        self._on_free()

    async def _open(self) -> Reader:
        if self._is_closed:
            raise _stopping()
        reader = await self._nursery.start_reader(self._folder, self._lose)
        self._processes.add(reader)
        reader.ended.add_done_callback(lambda _: self._processes.discard(reader))
        await reader.wait_until_ready()
        return reader

    def _join(self, reader: Reader) -> None:
        self._members.add(reader)
        self._idle.append(reader)

    def _dismiss(self, reader: Reader) -> None:
        self._members.discard(reader)
        reader.kill(_stopping())

    def _lose(self, reader: Reader) -> None:
        self._members.discard(reader)
        if reader in self._idle:
            self._idle.remove(reader)
        self._fill()


def _stopping() -> OverloadError:
    return OverloadError("The server is stopping.")
