"""A query that may ask other endpoints, for as long as it runs."""

import asyncio
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Self

from server.errors import EndpointError, MalformedQueryError, RequestError
from server.federation.addresses import Target
from server.federation.calls import Rewritten
from server.federation.remote import Results

Asking = Callable[[Target, bytes], Awaitable[Results]]
"""What asks an endpoint, or raises EndpointError."""


class Admission:
    """A query that may ask other endpoints while this context lasts; ``text`` is what is to be evaluated.

    Errors of its evaluation leave the context as errors of the query that the client wrote. ``release``
    ends the admission too; it may be called twice, and in any thread.
    """

    def __init__(
        self, rewritten: Rewritten, max_requests: int, asking: Asking, ending: Callable[[], None]
    ) -> None:
        self._rewritten = rewritten
        self._max_requests = max_requests
        self._asked = 0
        self._asking = asking
        self._failures: list[str] = []
        self.release = ending
        self.tasks: set[asyncio.Task[Results]] = set()

    @property
    def text(self) -> str:
        """Return the query with the relay's addresses in it."""
        return self._rewritten.text

    async def ask(self, number: int, query: bytes) -> Results:
        """Ask the endpoint of one call.

        Raises EndpointError. If the call is not SILENT, the query fails of it, even where the engine does
        not: it takes EXISTS for false if it cannot tell.
        """
        call = self._rewritten.calls[number]
        try:
            self._count()
            return await self._asking(call.target, query)
        except EndpointError as error:
            if not call.is_silent:
                self._failures.append(error.detail)
            raise

    def _count(self) -> None:
        self._asked += 1
        if self._asked > self._max_requests:
            raise EndpointError(
                f"The query asks other endpoints more than {self._max_requests:,} times. "
                "Put SERVICE where it is not asked for each row: outside FILTER EXISTS and OPTIONAL."
            )

    def explain(self, error: MalformedQueryError | RuntimeError | OSError) -> RequestError:
        """Return an error of the evaluation as an error of the query that the client wrote."""
        if isinstance(error, MalformedQueryError):
            return self._rewritten.restore(error)
        if self._failures:
            return EndpointError(self._failures[0])
        return EndpointError(f"An endpoint's answer cannot be read: {self._rewritten.mask(str(error))}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()
        if isinstance(error, MalformedQueryError | RuntimeError | OSError):
            raise self.explain(error) from error
        if error is None and self._failures:
            raise EndpointError(self._failures[0])
