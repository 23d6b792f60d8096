"""The front of a server: what takes the requests, and is told when another generation is served."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from graph.generations import Generation
from server.app import create_app
from server.config import Config
from server.federation.federated import FederatedService, FederatedStreams
from server.federation.relay import Relay
from server.operator import PoolOperator
from server.readers.pool import Pool
from server.readers.pooled import PooledService
from server.service import Service, StreamingService, Writer
from server.settings import Settings
from server.shell.application import Shell
from server.shell.cache import Cache
from server.shell.metrics import Levels, Metrics
from server.shell.outcome import Observer
from server.shell.query_log import QueryLog


class Front:
    """The shell and the web application over a pool of readers, and the counts and the log of queries.

    It may be made in any thread; then it belongs to the event loop. With a relay, queries may ask other
    endpoints. Without a writer, writes are refused.
    """

    def __init__(
        self,
        pool: Pool,
        loop: asyncio.AbstractEventLoop,
        generation: Generation,
        config: Config,
        settings: Settings | None = None,
        writer: Writer | None = None,
        relay: Relay | None = None,
    ) -> None:
        self._pool = pool
        self._generation = generation
        self._log = _open_log(settings or Settings())
        cache = Cache(config.cache_bytes)
        metrics = Metrics(cache)
        pooled = PooledService(pool, loop)
        service: Service = FederatedService(pooled, relay) if relay else pooled
        streams: StreamingService = FederatedStreams(pool, relay) if relay else pool
        operator = PoolOperator(pool, pooled, metrics, self._levels)
        observers: Sequence[Observer] = (metrics, self._log) if self._log else (metrics,)
        self.shell = Shell(streams, create_app(service, config, writer, operator), config, cache, observers)

    async def flip(self, generation: Generation) -> None:
        """Answer from another generation from now on."""
        await self._pool.flip(generation)
        self.shell.flip(generation.name)
        self._generation = generation

    def close(self) -> None:
        """Write what is left to the log."""
        if self._log:
            self._log.close()

    def _levels(self) -> Levels:
        return Levels(self._generation.number, self._pool.state(), self.shell.active)


def _open_log(settings: Settings) -> QueryLog | None:
    if not settings.query_log:
        return None
    return QueryLog(Path(settings.query_log), settings.query_log_bytes, settings.query_log_files)
