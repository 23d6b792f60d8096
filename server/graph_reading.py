"""Graphs and the dataset served as they stand, by the Graph Store Protocol."""

from typing import Final

from flask import Response, request

from graph.changes import Scope, Target
from server.config import Config
from server.errors import HiddenGraphError
from server.formats import JSON, Kind
from server.graph_request import DumpPlan, GraphRequest, plan_dump, plan_hidden_dump
from server.negotiation import Choice
from server.service import Answer, Job, Service
from server.shell.coding import IDENTITY, coding_of, encode
from server.shell.conditional import entity_tag, known_tag
from server.shell.headers import GENERATION

_EXISTS: Final = "ASK { GRAPH ?graph {} }"


def contains(target: Target, service: Service) -> bool:
    """Tell whether what a request is about is there; the default graph and the dataset always are."""
    if target.scope is not Scope.NAMED:
        return True
    job = Job(_EXISTS, {Kind.BOOLEAN: JSON.media_type}, bindings={"graph": target.graph})
    return b"true" in service.answer(job).body


def serve_graph(asked: GraphRequest, service: Service, config: Config) -> Response:
    """Answer a request for a graph or the dataset, whole; `server.shell.graph_answering` does so in parts.

    Raises NotAcceptableError if no format is acceptable in which it may be served, or NotFoundError.
    """
    try:
        return _serve(plan_dump(asked), service, config)
    except HiddenGraphError as refused:
        return _serve(plan_hidden_dump(asked, refused), service, config)


def _serve(plan: DumpPlan, service: Service, config: Config) -> Response:
    generation = plan.dump.generation or service.generation
    headers, names = request.headers, plan.choice.format.names[:1]
    wanted, codings = headers.get("If-None-Match"), headers.get("Accept-Encoding")
    if (tag := known_tag(wanted, codings, names, config.store_id, generation)) is not None:
        return _tagged(Response(status=304, headers={GENERATION: generation}), tag)
    return _respond(service.answer(plan.dump), plan.choice, config)


def _respond(answer: Answer, choice: Choice, config: Config) -> Response:
    coding = coding_of(answer.body, request.headers.get("Accept-Encoding"))
    response = Response(encode(answer.body, coding), content_type=choice.content_type)
    if coding != IDENTITY:
        response.headers["Content-Encoding"] = coding
    response.headers[GENERATION] = answer.generation
    return _tagged(response, entity_tag(config.store_id, answer.generation, choice.format.names[0], coding))


def _tagged(response: Response, tag: str) -> Response:
    """Return the response with what caches want to know."""
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "no-cache"
    response.vary.update(("Accept", "Accept-Encoding"))
    return response
