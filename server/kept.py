"""Answers that take long to find and are asked for again: kept as long as the data stay."""

import threading
from collections import OrderedDict
from dataclasses import replace
from typing import Final

from server.service import Answer, Find, Outlook, Service, Task, Why

MAX_BYTES: Final = 8 << 20
"""So much memory is taken at most; an answer that would take an eighth of it or more is not kept."""

_OVERHEAD_BYTES: Final = 2_048


class KeepingService:
    """A service that keeps what was explained and found in the newest generation, for any thread."""

    def __init__(self, service: Service, max_bytes: int = MAX_BYTES) -> None:
        self._service = service
        self._max_bytes = max_bytes
        self._kept: OrderedDict[Task, Answer] = OrderedDict()
        self._bytes = 0
        self._of = ""
        self._lock = threading.Lock()

    @property
    def generation(self) -> str:
        """Return the name of the state of the data that is served now."""
        return self._service.generation

    def answer(self, task: Task) -> Answer:
        """Return what is kept, whoever it was found for, or what the service answers.

        Raises what that does.
        """
        if not isinstance(task, Why | Outlook | Find) or task.generation:
            return self._service.answer(task)
        key = replace(task, client="")
        if (kept := self._find(key)) is None:
            kept = self._service.answer(task)
            self._keep(key, kept)
        return kept

    def _find(self, key: Task) -> Answer | None:
        with self._lock:
            if self._of != self.generation or key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key]

    def _keep(self, key: Task, answer: Answer) -> None:
        with self._lock:
            if answer.generation != self.generation or _size(key, answer) >= self._max_bytes // 8:
                return
            if self._of != answer.generation:
                self._kept.clear()
                self._bytes, self._of = 0, answer.generation
            if (replaced := self._kept.pop(key, None)) is not None:
                self._bytes -= _size(key, replaced)
            self._kept[key] = answer
            self._bytes += _size(key, answer)
            while self._bytes > self._max_bytes:
                self._bytes -= _size(*self._kept.popitem(last=False))


def _size(key: Task, answer: Answer) -> int:
    """Return about how many bytes of memory a question and its answer take."""
    return len(answer.body) + 4 * len(repr(key)) + _OVERHEAD_BYTES
