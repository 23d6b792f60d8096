"""Errors as clients accept them: problem details, text, or a page.

After https://www.rfc-editor.org/rfc/rfc9457 .
"""

import json
from typing import Final

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from server.config import Config
from server.errors import MalformedQueryError, RequestError, WebError
from server.formats import HTML, Format
from server.negotiation import Choice, choose, parse_accept

_PROBLEM: Final = Format(("problem",), "application/problem+json", "JSON", ("application/json",))
_TEXT: Final = Format(("txt",), "text/plain", "text")


def register(app: Flask, config: Config) -> None:
    """Make the app answer with errors in the form that the client accepts."""

    @app.errorhandler(RequestError)
    def refuse(error: RequestError) -> Response:
        return _respond(error, config)

    @app.errorhandler(HTTPException)
    def fail(error: HTTPException) -> Response:
        response = _respond(WebError(error.description or "", error.code or 500, error.name), config)
        if isinstance(error, MethodNotAllowed) and error.valid_methods:
            response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
        return response


def _respond(error: RequestError, config: Config) -> Response:
    accept = request.headers.get("Accept")
    choice = choose(accept, (_PROBLEM, _TEXT, HTML)) or _readable(accept or "")
    if choice.format is HTML:
        body = render_template("error.html", error=error, config=config)
    else:
        body = _text(error) if choice.format is _TEXT else _json(error)
    media_type = _PROBLEM.media_type if choice.format is _PROBLEM else choice.content_type
    response = Response(body, error.status, content_type=media_type)
    response.headers.update(error.headers())
    response.vary.add("Accept")
    return response


def _readable(accept: str) -> Choice:
    """Return the form for a client that accepts none: problem details if it reads JSON, else text."""
    reads_json = any(r.subtype.endswith("json") and r.quality > 0 for r in parse_accept(accept))
    format_ = _PROBLEM if reads_json else _TEXT
    return Choice(format_, format_.media_type)


def _json(error: RequestError) -> str:
    members = {"type": "about:blank", "title": error.title, "status": error.status, "detail": error.detail}
    return json.dumps(members | error.members(), ensure_ascii=False) + "\n"


def _text(error: RequestError) -> str:
    lines = [f"{error.title}: {error.detail}"]
    if isinstance(error, MalformedQueryError):
        lines += ["", f"  {error.excerpt}", f"  {error.pointer}"]
    return "\n".join(lines) + "\n"
