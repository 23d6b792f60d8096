"""The address of the search for names: a reader finds them; here they are only shown."""

import json
import re
from typing import Final

from flask import Blueprint, Response, render_template, request

from graph.namespaces import ALG
from server.config import Config
from server.errors import MalformedRequestError
from server.formats import HTML
from server.gate.searching import MAX_CHARACTERS
from server.negotiation import Choice, negotiate, not_acceptable
from server.received import read_who
from server.search_formats import OFFERED
from server.service import Find, Service
from server.shell.headers import GENERATION
from server.tagged import serve_tagged

MAX_HITS: Final = 100
_USUAL: Final = 20
_KIND: Final = re.compile(r"[^\W\d][\w-]{0,99}")
_NUMBER: Final = re.compile(r"[0-9]{1,3}")


def blueprint(service: Service, config: Config) -> Blueprint:
    """Return the view of ``/search``."""
    views = Blueprint("search", __name__)

    @views.get("/search")
    def search() -> Response:
        choice = negotiate(request.headers.get("Accept"), request.args.get("format"), OFFERED)
        if choice is None:
            raise not_acceptable(OFFERED)
        if choice.format is HTML and not request.args.get("q", "").strip():
            return _page(Find(""), (), config)
        find = _read(config)
        return (
            _show(find, service, config)
            if choice.format is HTML
            else serve_tagged(find, choice, service, config)
        )

    return views


def _read(config: Config) -> Find:
    """Return what is asked for.

    Raises MalformedRequestError if there is no text or too long a one, or a number or a class is none.
    """
    text = request.args.get("q", "").strip()
    if not text or len(text) > MAX_CHARACTERS:
        raise MalformedRequestError(f"Say by q what to search for, in at most {MAX_CHARACTERS} characters.")
    kind = request.args.get("kind", "").removeprefix(ALG).removeprefix("alg:")
    if kind and not _KIND.fullmatch(kind):
        raise MalformedRequestError("By kind the name of a class is meant, like Person or ListEntry.")
    generation = request.args.get("generation", "")
    return Find(text, _read_limit(), kind, generation, read_who(config).client)


def _read_limit() -> int:
    limit = request.args.get("limit", "") or str(_USUAL)
    if not _NUMBER.fullmatch(limit) or not 1 <= int(limit) <= MAX_HITS:
        raise MalformedRequestError(f"By limit a number from 1 to {MAX_HITS} is meant.")
    return int(limit)


def _show(find: Find, service: Service, config: Config) -> Response:
    answer = service.answer(find)
    response = _page(find, json.loads(answer.body)["hits"], config)
    response.headers[GENERATION] = answer.generation
    return response


def _page(find: Find, hits: object, config: Config) -> Response:
    page = render_template("search.html", find=find, hits=hits, max_hits=MAX_HITS, config=config)
    response = Response(page, content_type=Choice(HTML, HTML.media_type).content_type)
    response.vary.add("Accept")
    return response
