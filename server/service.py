"""What the HTTP surface needs from whatever answers queries."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from graph.changes import Target, Write, Written
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
    ``bindings`` gives variables of the query their IRIs. ``generation`` names a kept state of the data, and
    is empty for the newest. ``timeout_s`` may only shorten the time that any query has, unless the client
    ``is_trusted``. ``client`` is whose share of the readers it takes, and is empty for the server's own.
    """

    text: str
    media_types: Mapping[Kind, str]
    dataset: Dataset = Dataset()
    bindings: Mapping[str, str] = field(default_factory=dict)
    generation: str = ""
    timeout_s: float | None = None
    client: str = ""
    is_trusted: bool = False


@dataclass(frozen=True)
class Dump:
    """A graph or the whole dataset to be written out as it stands; the rest as in `Job`."""

    target: Target
    media_type: str
    generation: str = ""
    client: str = ""


@dataclass(frozen=True)
class Why:
    """A question why a triple holds; the rest as in `Job`.

    ``terms`` are subject, predicate and object as in N-Triples, or with a prefix. One proof is given unless
    it ``takes_all``. Where nothing is proved, an answer in JSON tells what is missing.
    """

    terms: tuple[str, str, str]
    media_type: str
    takes_all: bool = False
    generation: str = ""
    client: str = ""


@dataclass(frozen=True)
class Outlook:
    """A question for the world according to a holder, or for two such worlds; the rest as in `Job`.

    ``include`` names what counts beside what is certain; ``document`` is one, or empty for any.
    """

    holders: tuple[str, ...]
    media_type: str
    include: tuple[str, ...] = ()
    document: str = ""
    generation: str = ""
    client: str = ""


@dataclass(frozen=True)
class Find:
    """A search for what is named like a text, at most ``limit`` things; the rest as in `Job`.

    ``kind`` is the local name of a class, and empty for any.
    """

    text: str
    limit: int = 20
    kind: str = ""
    generation: str = ""
    client: str = ""


Task = Job | Dump | Why | Outlook | Find


@dataclass(frozen=True)
class Answer:
    """A serialised answer, and the generation of the data that it was drawn from."""

    kind: Kind
    body: bytes
    generation: str


class Stream(Protocol):
    """An answer that arrives in parts, whose first part is there already."""

    @property
    def kind(self) -> Kind:
        """Return what kind of answer it is."""

    @property
    def generation(self) -> str:
        """Return the name of the state of the data that it is drawn from."""

    @property
    def whole(self) -> bytes | None:
        """Return all of it if the first part is the last, else None."""

    def parts(self) -> AsyncIterator[bytes]:
        """Return the parts, the first one included.

        Iterating raises UnavailableError if the answer breaks off.
        """

    def close(self) -> None:
        """Let the reader go; if it has more to say, it is killed."""


class Service(Protocol):
    """Something that answers queries: a store in this process, or a pool of readers beside it."""

    @property
    def generation(self) -> str:
        """Return the name of the state of the data that is served now."""

    def answer(self, task: Task) -> Answer:
        """Evaluate a query and serialise its answer.

        Raises MalformedQueryError, UnsupportedFunctionError, or NotAcceptableError if the job names no
        media type for the kind of answer that the query yields; GenerationGoneError if the generation
        is not kept; NotFoundError if the graph to be dumped, the proof, or the holder is not there, and
        MalformedRequestError if a triple, or a viewpoint, cannot be read.
        """


class StreamingService(Protocol):
    """Something that answers queries part by part, on an event loop."""

    @property
    def generation(self) -> str:
        """Return the name of the state of the data that is served now."""

    async def stream(self, task: Task) -> Stream:
        """Have a query evaluated, and return when the first part of the answer is there.

        Raises what `Service.answer` does.
        """


class Writer(Protocol):
    """Something that changes the data, one write after another."""

    def write(self, write: Write) -> Written:
        """Make a change and return when every query that comes now sees it.

        Raises a RequestError, and then nothing has changed.
        """
