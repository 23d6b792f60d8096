"""A store on another server, opened: the folder from which readers know it, and what follows its changes."""

import asyncio
import hashlib
import os
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from graph.errors import StoreError
from graph.lease import FOLDER, POINTER, Generation, Lease
from graph.lease import RECORD as GENERATION_RECORD
from server.errors import ServeError, StoreFailedError, StoreUnreachableError
from server.remote.addresses import read_address, read_credentials
from server.remote.authentication import Authentication
from server.remote.breaker import Breaker
from server.remote.client import Client
from server.remote.endpoint import Endpoint
from server.remote.probe import Probed, connect, find_generation, probe
from server.remote.record import UNREACHABLE, read_record, write_record
from server.remote.service import RemoteService
from server.settings import Settings

_LOOK_SECONDS: Final = 2.0
"""So often it is looked whether the data are in another state."""


class Followed:
    """A store on another server: a generation in ``folder`` for each state that its data are seen in."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.folder = folder
        self._timeout_s = settings.limits.timeout_s
        self._endpoint = connect(read_address(settings.store), read_credentials(os.environ))
        self.generation = self._make(probe(self._endpoint, self._timeout_s), 1)

    async def follow(self, on_flip: Callable[[Generation], Awaitable[None]]) -> None:
        """Tell of each further state of the data, for ever."""
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            if (made := await asyncio.to_thread(self._look)) is not None:
                self.generation = made
                await on_flip(made)

    def _look(self) -> Generation | None:
        """Return the generation of the newest state, if it is another one."""
        try:
            found = find_generation(self._endpoint, self.generation.base)
            if found in ("", self.generation.name):
                return None
            return self._make(probe(self._endpoint, self._timeout_s), self.generation.number + 1)
        except (StoreError, StoreUnreachableError, StoreFailedError):
            return None

    def _make(self, probed: Probed, number: int) -> Generation:
        address = str(probed.record.address)
        name = probed.generation
        identity = hashlib.sha256(address.encode()).hexdigest()[:12]
        folder = self.folder / FOLDER / name
        folder.mkdir(parents=True, exist_ok=True)
        made = Generation(name, folder, probed.base, False, identity, number, seed=name, since=name)
        write_record(probed.record, folder)
        (folder / GENERATION_RECORD).write_text(made.record(), "utf-8")
        # Of former states nothing is left, so none of them is kept.
        (folder.parent / POINTER).write_text(f"{name}\n", "utf-8")
        return made


@contextmanager
def follow_remote(settings: Settings) -> Iterator[tuple[Followed, Lease]]:
    """Open a store on another server, with a hold on the folder that tells of it.

    Raises StoreError if it cannot be reached or has no such data, ServeError if it cannot be served so.
    """
    if settings.empty or settings.config.service_allowed:
        told = "“empty” and “service_allowed” are for stores of this server's own"
        raise ServeError(told, "Leave them out, or give --store a folder.")
    with tempfile.TemporaryDirectory(prefix="allegata-") as name:
        followed = Followed(Path(name), settings)
        with Lease(followed.generation.folder) as lease:
            yield followed, lease


def open_remote(generation: Generation) -> RemoteService:
    """Return the service over a generation whose data are on another server."""
    record = read_record(generation.folder)
    breaker = Breaker(generation.folder / UNREACHABLE)
    client = Client(Authentication(read_credentials(os.environ)), breaker, record.timeout_s + 2)
    endpoint = Endpoint(record.address, client, record.engine, record.engine.limit(record.timeout_s))
    return RemoteService(endpoint, record, generation.name, generation.base)
