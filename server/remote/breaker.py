"""A circuit breaker that all who ask a server share: a file that is touched when it cannot be reached."""

import contextlib
import os
import time
from pathlib import Path
from typing import Final

from server.errors import StoreUnreachableError

OPEN_SECONDS: Final = 2.0
"""So long nobody asks a server that could not be reached; then one does."""


class Breaker:
    """Refuses to ask a server for a while after it could not be reached; without a file, it never does."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file

    def admit(self) -> None:
        """Let a request through; while the server is given up, only one after each while.

        Raises StoreUnreachableError.
        """
        if self._file is None or (age := self._age()) is None:
            return
        if 0 <= age < OPEN_SECONDS:
            raise StoreUnreachableError("The store's server could not be reached a moment ago.")
        self.trip()  # the others wait for what becomes of this one

    def trip(self) -> None:
        """Give the server up for a while."""
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.touch()
                os.utime(self._file)

    def close(self) -> None:
        """Take the server for reachable."""
        if self._file is not None and self._file.exists():
            self._file.unlink(missing_ok=True)

    def _age(self) -> float | None:
        try:
            return time.time() - self._file.stat().st_mtime if self._file else None
        except FileNotFoundError:
            return None
