"""What a thread waits for on behalf of a request, so that it can be given up when nobody wants it."""

from concurrent.futures import CancelledError, Future
from contextvars import ContextVar
from typing import Protocol, TypeVar

from server.errors import QueryEndedError

_Result = TypeVar("_Result")


class _Work(Protocol):
    def cancel(self) -> bool:
        """End it."""


class Pending:
    """The work for one request; threads wait for it, and the event loop gives it up."""

    def __init__(self) -> None:
        self._futures: set[_Work] = set()
        self._is_given_up = False

    def wait(self, future: "Future[_Result]") -> _Result:
        """Return what the work yields.

        Raises what it does, and QueryEndedError if it is given up.
        """
        self._futures.add(future)
        try:
            if self._is_given_up:
                future.cancel()
            return future.result()
        except CancelledError:
            raise QueryEndedError("Nobody takes its answer any more.") from None
        finally:
            self._futures.discard(future)

    def give_up(self) -> None:
        """End all that is waited for, and whatever the request may ask for after that."""
        self._is_given_up = True
        for future in tuple(self._futures):
            future.cancel()


PENDING: ContextVar[Pending] = ContextVar("pending")
"""The work for the request that is answered; a thread that answers it has the context of its coroutine."""
