"""The address of the endpoint: a thin view over the protocol."""

import time
from typing import Final

from flask import Blueprint, Response, render_template, request

from graph.competency import read_header
from server.config import Config
from server.description import describe
from server.endpoint import Reply, answer_query
from server.errors import MalformedRequestError
from server.formats import FORMATS, GRAPH_FORMATS, HTML, Kind
from server.negotiation import negotiate
from server.page_queries import read_queries
from server.protocol import BODY_TYPES, METHODS, METHODS_WITH_BODY, Message, QueryRequest, read_request
from server.received import read_who
from server.service import Service
from server.shell.coding import compress
from server.shell.headers import GENERATION
from server.tables import read_boolean, read_table

_MAX_GRAPH_CHARACTERS: Final = 200_000

_OPTIONS: Final = {
    "Allow": ", ".join(METHODS),
    "Accept-Query": ", ".join(f'"{media_type}"' for media_type in BODY_TYPES),
    "Access-Control-Allow-Methods": ", ".join(METHODS),
    # Nothing is done for the sake of a header that would not be done without it, so scripts may send any.
    "Access-Control-Allow-Headers": "Accept, Content-Type, *",
    "Access-Control-Max-Age": "86400",
}


def blueprint(service: Service, config: Config, *, takes_writes: bool) -> Blueprint:
    """Return the views of ``/sparql``, whose description tells whether writes are taken elsewhere."""
    views = Blueprint("sparql", __name__)

    @views.route("/sparql", methods=["GET", "POST", "QUERY"], provide_automatic_options=False)
    def sparql() -> Response:
        asked = read_request(_message())
        accept = request.headers.get("Accept")
        if asked.text is None:
            return _describe(asked, accept, service, config, takes_writes=takes_writes)
        return _answer(asked, accept, service, config)

    @views.route("/sparql", methods=["OPTIONS"], provide_automatic_options=False)
    def options() -> Response:
        return Response(status=204, headers=_OPTIONS)

    @views.after_request
    def code(response: Response) -> Response:
        return compress(response, request.headers.get("Accept-Encoding"))

    return views


def _message() -> Message:
    body = request.get_data(cache=False) if request.method in METHODS_WITH_BODY else b""
    content_type = request.headers.get("Content-Type", "")
    content_encoding = request.headers.get("Content-Encoding", "")
    return Message(request.method, request.query_string, content_type, body, content_encoding)


def _answer(asked: QueryRequest, accept: str | None, service: Service, config: Config) -> Response:
    started = time.perf_counter()
    reply = answer_query(asked, accept, service, config, read_who(config))
    seconds = time.perf_counter() - started
    body = _page(asked, reply, seconds, config) if reply.is_page else reply.answer.body
    response = _respond(body, reply.choice.content_type)
    response.headers[GENERATION] = reply.answer.generation
    return response


def _page(asked: QueryRequest, reply: Reply, seconds: float, config: Config) -> str:
    kind, body = reply.answer.kind, reply.answer.body
    shared = {
        "asked": asked,
        "header": read_header(asked.text or ""),
        "milliseconds": seconds * 1000,
        "formats": _data_formats(kind),
        "config": config,
    }
    if kind is Kind.SOLUTIONS:
        table = read_table(body, config.base, config.max_table_rows)
        return render_template("solutions.html", table=table, **shared)
    if kind is Kind.BOOLEAN:
        return render_template("boolean.html", holds=read_boolean(body), **shared)
    text = body.decode()
    return render_template("graph.html", text=text[:_MAX_GRAPH_CHARACTERS], total=len(text), **shared)


def _data_formats(kind: Kind) -> list[tuple[str, str]]:
    return [(f.names[0], f.label) for f in FORMATS[kind] if f is not HTML]


def _describe(
    asked: QueryRequest, accept: str | None, service: Service, config: Config, *, takes_writes: bool
) -> Response:
    """Answer a request without a query: RDF for clients that accept it, else the page to write one."""
    choice = negotiate(accept, asked.format, (*GRAPH_FORMATS, HTML))
    if choice is None or choice.format is HTML:
        examples = read_queries()["allegations"]
        page = render_template("query.html", asked=asked, example=examples, config=config)
        return _respond(page, f"{HTML.media_type}; charset=utf-8")
    root, media_type = _root(config), choice.format.media_type
    federates = bool(config.service_allowed)
    body = describe(service, root, media_type, takes_writes=takes_writes, federates=federates)
    return _respond(body, choice.content_type)


def _root(config: Config) -> str:
    """Return the public address of the server: what the request calls it, only if nothing is configured."""
    if config.public_url:
        return f"{config.public_url.rstrip('/')}/"
    if not request.host:
        raise MalformedRequestError("The Host header names no host, so the endpoint's address is not known.")
    return request.root_url


def _respond(body: bytes | str, content_type: str) -> Response:
    response = Response(body, content_type=content_type)
    response.vary.add("Accept")
    return response
