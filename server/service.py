"""What the HTTP surface needs from whatever answers queries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from server.formats import Kind


@dataclass(frozen=True)
class Dataset:
    """The graphs that a query sees.

    ``default`` and ``named`` are the graphs that the client names: if there are any, they are the whole
    dataset, as they are. Otherwise the default graph is the derived one, or, where ``inferred`` is
    false, the union of the asserted visible graphs, and ``graph/inferred`` is not to be seen.
    """

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    inferred: bool = True

    @property
    def is_named(self) -> bool:
        """Tell whether the client names the graphs."""
        return bool(self.default or self.named)


@dataclass(frozen=True)
class Job:
    """A query to be answered.

    ``media_types`` has what to write for each kind of answer; a kind that is absent is not acceptable.
    ``bindings`` gives variables of the query their IRIs.
    """

    text: str
    media_types: Mapping[Kind, str]
    dataset: Dataset = Dataset()
    bindings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """A serialised answer, and the generation of the data that it was drawn from."""

    kind: Kind
    body: bytes
    generation: str


class Service(Protocol):
    """Something that answers queries: a store in this process, or a pool of readers beside it."""

    @property
    def generation(self) -> str:
        """Return the name of the state of the data that is served now."""

    def answer(self, job: Job) -> Answer:
        """Evaluate a query and serialise its answer.

        Raises MalformedQueryError, UnsupportedFunctionError, or NotAcceptableError if the job names no
        media type for the kind of answer that the query yields.
        """
