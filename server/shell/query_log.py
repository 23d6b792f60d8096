"""A log of queries: one JSON object a line, in files that are put aside when they are long."""

import asyncio
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TextIO

from server.shell.outcome import Outcome

_FLUSH_SECONDS: Final = 1.0
_BUFFER_BYTES: Final = 64 << 10


class QueryLog:
    """An observer of outcomes that writes them down; it belongs to a running event loop.

    A file that reaches ``max_bytes`` becomes ``NAME.1``, that becomes ``NAME.2``, up to ``files`` of them.
    If it cannot be written, that is said once, and queries go on.
    """

    def __init__(self, path: Path, max_bytes: int, files: int) -> None:
        self._path = path
        self._max_bytes = max_bytes
        self._files = files
        self._number = 0
        self._flush: asyncio.TimerHandle | None = None
        self._file: TextIO | None = self._open()

    def __call__(self, outcome: Outcome, /) -> None:
        """Write an outcome down; what is written is on disk a second later."""
        if self._file is None:
            return
        self._number += 1
        try:
            self._file.write(_line(self._number, outcome))
            if self._flush is None:
                self._flush = asyncio.get_running_loop().call_later(_FLUSH_SECONDS, self.flush)
        except OSError as error:
            self._give_up(error)

    def flush(self) -> None:
        """Bring what is written to the file, and put the file aside if it is long enough."""
        self._flush = None
        if self._file is None:
            return
        try:
            self._file.flush()
            if self._file.tell() >= self._max_bytes:
                self._rotate()
        except OSError as error:
            self._give_up(error)

    def close(self) -> None:
        """Write what is left."""
        if self._flush is not None:
            self._flush.cancel()
        self.flush()
        if self._file is not None:
            self._file.close()

    def _open(self) -> TextIO | None:
        try:
            return self._path.open("a", _BUFFER_BYTES, encoding="utf-8", newline="\n")
        except OSError as error:
            self._give_up(error)
            return None

    def _rotate(self) -> None:
        if self._file is not None:
            self._file.close()
        aside = [self._path.with_name(f"{self._path.name}.{n}") for n in range(1, self._files + 1)]
        for older, newer in zip(reversed(aside), [*reversed(aside[:-1]), self._path], strict=False):
            if newer.exists():
                newer.replace(older)
        if not aside:
            self._path.unlink()
        self._file = self._open()

    def _give_up(self, error: OSError) -> None:
        print(f"allegata: queries are no longer logged: {error}", file=sys.stderr)
        self._file = None


def _line(number: int, outcome: Outcome) -> str:
    told = {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "id": number,
        "query": outcome.digest,
        "ms": round(outcome.seconds * 1000, 3),
        "bytes": outcome.body_bytes,
        "status": outcome.status,
        "outcome": outcome.result,
        "client": outcome.client,
        "generation": outcome.generation,
    }
    return json.dumps(told) + "\n"
