"""What became of a query or a dump: the one record that counts, logs and times are made from."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Outcome:
    """An answered query, or dump of a graph or the dataset.

    ``digest`` stands for the query or the dump's address, and is empty where none could be read; ``result``
    is ``answered``, ``cached``, ``unchanged``, ``page``, ``gone`` where the client went away, ``broken``
    where the answer broke off, or the name of the error without its “Error”. ``body_bytes`` counts what was
    sent.
    """

    status: int
    result: str
    seconds: float
    body_bytes: int = 0
    digest: str = ""
    client: str = ""
    generation: str = ""


class Observer(Protocol):
    """Something that is told of each outcome; it must not take long."""

    def __call__(self, outcome: Outcome, /) -> None:
        """Take note of an outcome."""
