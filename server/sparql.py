"""The address of the endpoint: a thin view over the protocol."""

import time
from typing import Final

from flask import Blueprint, Response, render_template, request

from graph.competency import read_header
from server.config import Config
from server.description import describe
from server.endpoint import Reply, answer_query
from server.formats import FORMATS, GRAPH_FORMATS, HTML, Kind
from server.negotiation import negotiate
from server.page_queries import read_queries
from server.protocol import METHODS, Message, QueryRequest, read_request
from server.service import Service
from server.tables import read_boolean, read_table

_MAX_GRAPH_CHARACTERS: Final = 200_000


def blueprint(service: Service, config: Config) -> Blueprint:
    """Return the views of ``/sparql``."""
    views = Blueprint("sparql", __name__)

    @views.route("/sparql", methods=["GET", "POST"], provide_automatic_options=False)
    def sparql() -> Response:
        asked = read_request(_message())
        accept = request.headers.get("Accept")
        if asked.text is None:
            return _describe(asked, accept, service, config)
        return _answer(asked, accept, service, config)

    @views.route("/sparql", methods=["OPTIONS"], provide_automatic_options=False)
    def options() -> Response:
        response = Response(status=204)
        response.headers["Allow"] = ", ".join(METHODS)
        response.headers["Access-Control-Allow-Methods"] = ", ".join(METHODS)
        response.headers["Access-Control-Allow-Headers"] = "Accept, Content-Type"
        response.headers["Access-Control-Max-Age"] = "86400"
        return response

    return views


def _message() -> Message:
    body = request.get_data(cache=False) if request.method == "POST" else b""
    content_type = request.headers.get("Content-Type", "")
    return Message(request.method, request.query_string, content_type, body)


def _answer(asked: QueryRequest, accept: str | None, service: Service, config: Config) -> Response:
    started = time.perf_counter()
    reply = answer_query(asked, accept, service, config)
    seconds = time.perf_counter() - started
    body = _page(asked, reply, seconds, config) if reply.is_page else reply.answer.body
    return _respond(body, reply.choice.content_type)


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


def _describe(asked: QueryRequest, accept: str | None, service: Service, config: Config) -> Response:
    """Answer a request without a query: RDF for clients that accept it, else the page to write one."""
    choice = negotiate(accept, asked.format, (*GRAPH_FORMATS, HTML))
    if choice is None or choice.format is HTML:
        examples = read_queries()["allegations"]
        page = render_template("query.html", asked=asked, example=examples, config=config)
        return _respond(page, f"{HTML.media_type}; charset=utf-8")
    body = describe(service, request.base_url, choice.format.media_type)
    return _respond(body, choice.content_type)


def _respond(body: bytes | str, content_type: str) -> Response:
    response = Response(body, content_type=content_type)
    response.vary.add("Accept")
    return response
