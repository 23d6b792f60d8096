"""From a query request to a serialised answer, whatever web framework stands before it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from server.config import Config
from server.errors import MalformedRequestError
from server.formats import HTML, JSON, TURTLE, Kind
from server.gate import check
from server.negotiation import Choice, choose_for_kinds
from server.protocol import QueryRequest
from server.service import Answer, Job, Service


@dataclass(frozen=True)
class Reply:
    """An answer and the format that the client gets it in.

    Where that is HTML, the body has the data that the page is made from: JSON results, or Turtle.
    """

    choice: Choice
    answer: Answer

    @property
    def is_page(self) -> bool:
        """Tell whether a page is to be made from the answer."""
        return self.choice.format is HTML


def answer_query(request: QueryRequest, accept: str | None, service: Service, config: Config) -> Reply:
    """Answer a query in the format that the client wants.

    Raises a RequestError if it is refused, malformed, or has no acceptable format.
    """
    if request.text is None:
        raise MalformedRequestError("There is no query.")
    keywords = check(request.text, config)
    choices = choose_for_kinds(accept, request.format)
    media_types = {kind: _written_type(kind, choice) for kind, choice in choices.items()}
    answer = service.answer(_job(request, request.text, keywords, media_types))
    return Reply(choices[answer.kind], answer)


def _job(request: QueryRequest, text: str, keywords: frozenset[str], media_types: Mapping[Kind, str]) -> Job:
    """Return the job; FROM and FROM NAMED name graphs as they are, so there is nothing to leave out."""
    dataset = replace(request.dataset, inferred=True) if "FROM" in keywords else request.dataset
    return Job(text, media_types, dataset)


def _written_type(kind: Kind, choice: Choice) -> str:
    if choice.format is not HTML:
        return choice.format.media_type
    return TURTLE.media_type if kind is Kind.GRAPH else JSON.media_type
