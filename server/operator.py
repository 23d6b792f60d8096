"""What an operator sees and does, asked from any thread while the event loop goes on."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Protocol, TypeVar

from server.readers.pool import Pool
from server.readers.pooled import PooledService
from server.shell.metrics import Levels, Metrics

_Told = TypeVar("_Told")


class Operator(Protocol):
    """The state of a server that is made of more than one process."""

    def is_ready(self) -> bool:
        """Tell whether queries are answered."""

    def metrics(self) -> str:
        """Return all counts, as Prometheus reads them."""

    def queries(self) -> list[dict[str, object]]:
        """List what runs and what waits."""

    def kill(self, number: int) -> bool:
        """End a query; return whether there was one of that number."""


class PoolOperator:
    """The operator's view of a pool of readers and of the requests before it."""

    def __init__(
        self, pool: Pool, service: PooledService, metrics: Metrics, levels: Callable[[], Levels]
    ) -> None:
        self._pool = pool
        self._service = service
        self._metrics = metrics
        self._levels = levels

    def is_ready(self) -> bool:
        """Tell whether a reader is there, free or at work."""
        state = self._on_loop(self._pool.state)
        return state.idle + state.quick + state.slow > 0

    def metrics(self) -> str:
        """Return all counts, as Prometheus reads them."""
        return self._on_loop(lambda: self._metrics.write(self._levels()))

    def queries(self) -> list[dict[str, object]]:
        """List what runs and what waits."""
        return [asdict(running) for running in self._on_loop(self._pool.running)]

    def kill(self, number: int) -> bool:
        """End a query; return whether there was one of that number."""
        return self._on_loop(lambda: self._pool.kill(number))

    def _on_loop(self, ask: Callable[[], _Told]) -> _Told:
        async def told() -> _Told:
            return ask()

        return self._service.run(told())
