"""The generation that a reader has open."""

from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import Store

from graph.lease import Lease
from server.formats import JSON, Kind
from server.in_process import InProcessService
from server.process import limit_memory, unlimit_memory
from server.remote.record import has_record
from server.service import Job

if TYPE_CHECKING:
    from server.remote.service import RemoteService


class Shelf:
    """The generation that is open, one at a time, and held as long as it is."""

    def __init__(self, memory_bytes: int) -> None:
        self._memory_bytes = memory_bytes
        self._folder: Path | None = None

    def open(self, folder: Path) -> "InProcessService | RemoteService":
        """Return the service over a generation.

        After another one was opened, a first query has touched what every query needs, and this process
        may take so much more memory than it does then.

        Raises GoneError if the generation is not there.
        """
        if folder != self._folder:
            self._open(folder)
        return self._service

    def _open(self, folder: Path) -> None:
        lease = Lease(folder)
        unlimit_memory()
        self._service = open_service(lease)
        self._lease, self._folder = lease, folder
        limit_memory(self._memory_bytes)


def open_service(lease: Lease) -> "InProcessService | RemoteService":
    """Return the service over a generation, which has answered a query unless another server has its data."""
    generation = lease.generation
    if has_record(generation.folder):
        # It takes a while to import, and few servers need it.
        from server.remote.opening import open_remote

        return open_remote(generation)
    store = Store.read_only(str(generation.store))
    service = InProcessService(
        store, generation.name, generation.base, is_blank=generation.blank, kept=generation
    )
    service.answer(Job("SELECT * { ?s ?p ?o } LIMIT 1", {Kind.SOLUTIONS: JSON.media_type}))
    return service
