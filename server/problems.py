"""Errors as clients accept them: problem details, text, or a page.

After https://www.rfc-editor.org/rfc/rfc9457 .
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from server.config import Config
from server.errors import InvalidWriteError, MalformedQueryError, RequestError, WebError
from server.formats import GRAPH_FORMATS, HTML, Format
from server.negotiation import Choice, choose, parse_accept
from server.reports import Finding, read_findings, write_report

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


@dataclass(frozen=True)
class Problem:
    """An error in a form that is written without a page: JSON or text."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def write_problem(error: RequestError, accept: str | None) -> Problem | None:
    """Return an error in the form that a client accepts, or None if it wants a page."""
    if (report := _write_report(error, accept)) is not None:
        return report
    choice = choose(accept, (_PROBLEM, _TEXT, HTML)) or _readable(accept or "")
    if choice.format is HTML:
        return None
    is_json = choice.format is _PROBLEM
    content_type = _PROBLEM.media_type if is_json else choice.content_type
    body = (_json(error) if is_json else _text(error)).encode("utf-8", "surrogatepass")
    return Problem(error.status, {"Content-Type": content_type, "Vary": "Accept"} | error.headers(), body)


def _write_report(error: RequestError, accept: str | None) -> Problem | None:
    """Return the report that an error has, if the client wants RDF more than anything else, else None."""
    if not isinstance(error, InvalidWriteError) or not error.report:
        return None
    choice = choose(accept, (_PROBLEM, _TEXT, HTML, *GRAPH_FORMATS))
    if choice is None or choice.format not in GRAPH_FORMATS:
        return None
    headers = {"Content-Type": choice.content_type, "Vary": "Accept"} | error.headers()
    return Problem(error.status, headers, write_report(error.report, choice.format))


def _findings(error: RequestError) -> tuple[Finding, ...]:
    """Return the results of the report that an error has."""
    return read_findings(error.report) if isinstance(error, InvalidWriteError) and error.report else ()


def _respond(error: RequestError, config: Config) -> Response:
    if (problem := write_problem(error, request.headers.get("Accept"))) is not None:
        return Response(problem.body, problem.status, problem.headers)
    page = render_template("error.html", error=error, findings=_findings(error), config=config)
    response = Response(page, error.status, error.headers(), content_type=f"{HTML.media_type}; charset=utf-8")
    response.vary.add("Accept")
    return response


def _readable(accept: str) -> Choice:
    """Return the form for a client that accepts none: problem details if it reads JSON, else text."""
    reads_json = any(r.subtype.endswith("json") and r.quality > 0 for r in parse_accept(accept))
    format_ = _PROBLEM if reads_json else _TEXT
    return Choice(format_, format_.media_type)


def _json(error: RequestError) -> str:
    members: dict[str, object] = {
        "type": "about:blank",
        "title": error.title,
        "status": error.status,
        "detail": error.detail,
    }
    if findings := _findings(error):
        members["results"] = [finding.members for finding in findings]
    return json.dumps(members | error.members(), ensure_ascii=False) + "\n"


def _text(error: RequestError) -> str:
    lines = [f"{error.title}: {error.detail}"]
    if isinstance(error, MalformedQueryError):
        lines += ["", f"  {error.excerpt}", f"  {error.pointer}"]
    lines += [f"\n{finding}" for finding in _findings(error)]
    return "\n".join(lines) + "\n"
