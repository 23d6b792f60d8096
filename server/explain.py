"""The address of explanations: why a triple holds, down to what is asserted, or what is missing for it.

A reader finds it, over its own store; here it is only shown.
"""

import json
from typing import Final

from flask import Blueprint, Response, render_template, request

from server.config import Config
from server.errors import NotFoundError
from server.explain_formats import DATA, MERMAID, TEXT
from server.formats import HTML, JSON_LD, TURTLE
from server.negotiation import Choice, negotiate, not_acceptable
from server.received import read_who
from server.service import Service, Why
from server.shell.headers import GENERATION
from server.tagged import serve_tagged

_OFFERED: Final = (TURTLE, JSON_LD, HTML, TEXT, MERMAID)


def blueprint(service: Service, config: Config) -> Blueprint:
    """Return the view of ``/explain``."""
    views = Blueprint("explain", __name__)

    @views.get("/explain")
    def explain() -> Response:
        if config.is_blank:
            raise NotFoundError("In this store nothing is inferred, so there is nothing to explain.")
        choice = _choose()
        why = _read(choice, config)
        if not any(why.terms):
            return _page(render_template("explain_form.html", config=config))
        if choice.format is HTML:
            return _show(why, service, config)
        return serve_tagged(why, choice, service, config)

    return views


def _read(choice: Choice, config: Config) -> Why:
    subject, predicate, object_ = (request.args.get(name, "") for name in ("s", "p", "o"))
    media_type = DATA if choice.format is HTML else choice.format.media_type
    takes_all, client = request.args.get("all") == "true", read_who(config).client
    terms = _written(subject), _written(predicate), _written(object_)
    return Why(terms, media_type, takes_all, client=client)


def _written(term: str) -> str:
    """Return a term as in N-Triples: an IRI may come as it is."""
    return f"<{term}>" if term.startswith(("http://", "https://")) else term


def _show(why: Why, service: Service, config: Config) -> Response:
    """Return the page of the proofs; where there are none, it is not found, and tells what is missing."""
    answer = service.answer(why)
    explanation = json.loads(answer.body)
    page = render_template("explain.html", explanation=explanation, asked=request.args, config=config)
    response = _page(page, 200 if explanation["proofs"] else 404)
    response.headers[GENERATION] = answer.generation
    return response


def _choose() -> Choice:
    choice = negotiate(request.headers.get("Accept"), request.args.get("format"), _OFFERED)
    if choice is None:
        raise not_acceptable(_OFFERED)
    return choice


def _page(body: str, status: int = 200) -> Response:
    response = Response(body, status, content_type=Choice(HTML, HTML.media_type).content_type)
    response.vary.add("Accept")
    return response
