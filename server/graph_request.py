"""What a request for a graph or the whole dataset asks for, and in which format it is written out."""

from dataclasses import dataclass

from graph.changes import Target
from server.errors import HiddenGraphError
from server.graph_store import DATASET_FORMATS, Place, offered_formats, read_target
from server.negotiation import Choice, negotiate, not_acceptable
from server.protocol import read_fields, read_format, read_generation
from server.service import Dump


@dataclass(frozen=True)
class GraphRequest:
    """A graph or the dataset, wanted as it stands.

    ``format`` is the name of a format that overrides ``accept``. ``generation`` names a kept state of the
    data, and is empty for the newest; ``client`` is who asks, as in `server.service.Job`.
    """

    target: Target
    accept: str | None = None
    format: str | None = None
    generation: str = ""
    client: str = ""


@dataclass(frozen=True)
class DumpPlan:
    """What is to be written out, and the format that the client gets it in."""

    dump: Dump
    choice: Choice


def read_graph_request(query_string: bytes, place: Place, accept: str | None, client: str) -> GraphRequest:
    """Return what is asked for by an address.

    Raises MalformedRequestError.
    """
    fields = read_fields(query_string)
    target = read_target(fields, place)
    return GraphRequest(target, accept, read_format(fields), read_generation(fields), client)


def plan_dump(asked: GraphRequest) -> DumpPlan:
    """Return how to write out what is asked for, if it is there and not hidden.

    Raises NotAcceptableError if no format is acceptable in which it may be served.
    """
    offered = offered_formats(asked.target)
    choice = negotiate(asked.accept, asked.format, offered)
    if choice is None:
        raise not_acceptable(offered)
    return _plan(asked, choice)


def plan_hidden_dump(asked: GraphRequest, refused: HiddenGraphError) -> DumpPlan:
    """Return how to write out a graph that was refused since its name would have been lost.

    Raises that error again if no format is acceptable that keeps the name.
    """
    choice = negotiate(asked.accept, asked.format, DATASET_FORMATS)
    if choice is None:
        raise refused
    return _plan(asked, choice)


def _plan(asked: GraphRequest, choice: Choice) -> DumpPlan:
    return DumpPlan(Dump(asked.target, choice.format.media_type, asked.generation, asked.client), choice)
