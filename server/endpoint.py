"""From a query request to a serialised answer, whatever web framework stands before it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from typing import Final

from server.config import Config
from server.errors import MalformedRequestError
from server.formats import HTML, JSON, TURTLE, Kind
from server.gate.plain import plain_words
from server.gate.queries import check
from server.negotiation import Choice, choose_for_kinds
from server.protocol import QueryRequest
from server.service import Answer, Dataset, Job, Service
from server.tokens import is_authorised

_TRUSTED: Final = "bearer of the token"
_NAME_LENGTH: Final = 16
_MAX_AGENT_CHARACTERS: Final = 256
_LONGEST_KEPT_WISH: Final = 512

_VARYING: Final = frozenset({"BNODE", "NOW", "RAND", "SERVICE", "STRUUID", "UUID"})
"""The words of queries whose answers differ each time."""

_VARYING_CALL: Final = re.compile(r"(?:BNODE|NOW|RAND|UUID)\s*\(", re.IGNORECASE)


@dataclass(frozen=True)
class Asker:
    """Who asks: a name for whose share it takes, which tells nothing else, and whether it has the token."""

    client: str = ""
    is_trusted: bool = False


@dataclass(frozen=True)
class Plan:
    """A query that may run, and the format of each kind of answer that it may have.

    ``is_lasting`` says that the answer is the same as long as the data are.
    """

    job: Job
    choices: Mapping[Kind, Choice]
    is_lasting: bool

    def without_pages(self) -> "Plan":
        """Return the same plan for the kinds of answer alone that the client wants as data."""
        choices = {kind: choice for kind, choice in self.choices.items() if choice.format is not HTML}
        if len(choices) == len(self.choices):
            return self
        media_types = {kind: self.job.media_types[kind] for kind in choices}
        return Plan(replace(self.job, media_types=media_types), choices, self.is_lasting)


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


def read_asker(address: str, user_agent: str, authorization: str | None, config: Config) -> Asker:
    """Return who asks: a bearer of the token, or a program at an address."""
    if authorization is not None and is_authorised(authorization, config.token):
        return Asker(_TRUSTED, is_trusted=True)
    return Asker(name_client(address, user_agent))


def name_client(address: str, user_agent: str) -> str:
    """Return a name for a program at an address, from which neither can be read."""
    return _name(address, user_agent[:_MAX_AGENT_CHARACTERS])


@lru_cache(maxsize=4096)
def _name(address: str, user_agent: str) -> str:
    return sha256(f"{address}\n{user_agent}".encode("utf-8", "surrogatepass")).hexdigest()[:_NAME_LENGTH]


def answer_query(
    request: QueryRequest, accept: str | None, service: Service, config: Config, asker: Asker | None = None
) -> Reply:
    """Answer a query in the format that the client wants; without an asker, it is the server's own query.

    Raises a RequestError if it is refused, malformed, or has no acceptable format.
    """
    plan = plan_query(request, accept, asker or Asker(), config)
    answer = service.answer(plan.job)
    return Reply(plan.choices[answer.kind], answer)


def plan_query(request: QueryRequest, accept: str | None, asker: Asker, config: Config) -> Plan:
    """Return what is to be run for a request.

    Raises a RequestError if it is refused or has no acceptable format.
    """
    if request.text is None:
        raise MalformedRequestError("There is no query.")
    keywords = plain_words(request.text, config) or check(request.text, config)
    choices, media_types = _choose(accept, request.format)
    job = Job(
        request.text,
        media_types,
        _dataset(request, keywords),
        generation=request.generation,
        timeout_s=request.timeout_s,
        client=asker.client,
        is_trusted=asker.is_trusted,
    )
    return Plan(job, choices, _is_lasting(request.text, keywords))


def _is_lasting(text: str, keywords: frozenset[str]) -> bool:
    """Tell whether a query has the same answer each time; the engine reads FILTERNOW() as FILTER NOW()."""
    return keywords.isdisjoint(_VARYING) and not _VARYING_CALL.search(text)


def _dataset(request: QueryRequest, keywords: frozenset[str]) -> Dataset:
    """Return the dataset; FROM and FROM NAMED name graphs as they are, so there is nothing to leave out."""
    return replace(request.dataset, inferred=True) if "FROM" in keywords else request.dataset


def _choose(accept: str | None, name: str | None) -> tuple[Mapping[Kind, Choice], Mapping[Kind, str]]:
    """Return the format of each kind of answer, and the media type that its data are written in."""
    is_long = len(accept or "") + len(name or "") > _LONGEST_KEPT_WISH
    return _choose_anew(accept, name) if is_long else _choose_kept(accept, name)


def _choose_anew(accept: str | None, name: str | None) -> tuple[Mapping[Kind, Choice], Mapping[Kind, str]]:
    choices = choose_for_kinds(accept, name)
    return choices, {kind: _written_type(kind, choice) for kind, choice in choices.items()}


_choose_kept = lru_cache(maxsize=256)(_choose_anew)


def _written_type(kind: Kind, choice: Choice) -> str:
    if choice.format is not HTML:
        return choice.format.media_type
    return TURTLE.media_type if kind is Kind.GRAPH else JSON.media_type
