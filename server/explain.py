"""The address of explanations: why a triple holds, down to what is asserted, or what is missing for it.

What explains is imported when it is first asked: a server that starts has more urgent things to do.
"""

from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response, render_template, request
from pyoxigraph import RdfFormat

from server.config import Config
from server.errors import NotFoundError
from server.formats import HTML, JSON_LD, TURTLE
from server.negotiation import Choice, negotiate, not_acceptable
from server.received import read_who
from server.service import Service

if TYPE_CHECKING:
    from graph.explanation.asking import Explanation
    from server.explain_answer import Explainer

_OFFERED: Final = (TURTLE, JSON_LD, HTML)
_FIELDS: Final = ("s", "p", "o")


def blueprint(service: Service, config: Config) -> Blueprint:
    """Return the view of ``/explain``."""
    views = Blueprint("explain", __name__)
    explainers: list[Explainer] = []

    def explainer() -> "Explainer":
        from server.explain_answer import Explainer

        if not explainers:
            explainers.append(Explainer(service, config))
        return explainers[0]

    @views.get("/explain")
    def explain() -> Response:
        if config.is_blank:
            raise NotFoundError("In this store nothing is inferred, so there is nothing to explain.")
        choice = _choose()
        terms = [request.args.get(name, "") for name in _FIELDS]
        if not any(terms):
            return _respond(
                render_template("explain_form.html", config=config), Choice(HTML, HTML.media_type)
            )
        takes_all, client = request.args.get("all") == "true", read_who(config).client
        return _answer(explainer().explain(*terms, client=client, takes_all=takes_all), choice, config)

    return views


def _answer(explanation: "Explanation", choice: Choice, config: Config) -> Response:
    """Return the proofs; where there are none, it is not found, and the page says what is missing."""
    if choice.format is HTML:
        page = render_template("explain.html", explanation=explanation, asked=request.args, config=config)
        return _respond(page, choice, 200 if explanation.proofs else 404)
    if not explanation.proofs:
        raise NotFoundError(explanation.missing)
    format_ = RdfFormat.from_media_type(choice.format.media_type) or RdfFormat.TURTLE
    return _respond(explanation.write_rdf(format_), choice)


def _choose() -> Choice:
    choice = negotiate(request.headers.get("Accept"), request.args.get("format"), _OFFERED)
    if choice is None:
        raise not_acceptable(_OFFERED)
    return choice


def _respond(body: bytes | str, choice: Choice, status: int = 200) -> Response:
    response = Response(body, status, content_type=choice.content_type)
    response.vary.add("Accept")
    return response
