"""Whole answers with an entity tag, as the web application sends them; clients that have one are told so."""

from flask import Response, request

from server.config import Config
from server.negotiation import Choice
from server.service import Answer, Service, Task
from server.shell.coding import IDENTITY, coding_of, encode
from server.shell.conditional import entity_tag, known_tag
from server.shell.headers import GENERATION


def serve_tagged(task: Task, choice: Choice, service: Service, config: Config) -> Response:
    """Answer a request for data in a format, or tell the client that it has them already.

    Raises what `Service.answer` does.
    """
    generation = task.generation or service.generation
    headers, names = request.headers, choice.format.names[:1]
    wanted, codings = headers.get("If-None-Match"), headers.get("Accept-Encoding")
    if (tag := known_tag(wanted, codings, names, config.store_id, generation)) is not None:
        return _tagged(Response(status=304, headers={GENERATION: generation}), tag)
    return _respond(service.answer(task), choice, config)


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
