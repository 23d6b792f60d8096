"""The address of viewpoints: the world according to a holder, which is no part of the dataset.

A reader works it out. It is served with its name, or as a summary that says whose world it is.
"""

from flask import Blueprint, Response, request

from server.config import Config
from server.errors import NotFoundError
from server.negotiation import Choice, negotiate, not_acceptable
from server.received import read_who
from server.service import Outlook, Service
from server.tagged import serve_tagged
from server.viewpoint_formats import FORMATS


def blueprint(service: Service, config: Config) -> Blueprint:
    """Return the view of ``/viewpoint/…``."""
    views = Blueprint("viewpoints", __name__)

    @views.get("/viewpoint/<holder>")
    def viewpoint(holder: str) -> Response:
        if config.is_blank:
            raise NotFoundError("In this store no claim has a holder, so there is no viewpoint.")
        choice = _choose()
        return serve_tagged(_read(holder, choice, config), choice, service, config)

    return views


def _read(holder: str, choice: Choice, config: Config) -> Outlook:
    """Return what is asked for: ``other`` is a second holder, ``include`` and ``document`` what counts."""
    other = request.args.get("other", "")
    include = {name for each in request.args.getlist("include") for name in each.split(",") if name}
    return Outlook(
        tuple(dict.fromkeys(filter(None, (holder, other)))),
        choice.format.media_type,
        tuple(sorted(include)),
        request.args.get("document", ""),
        client=read_who(config).client,
    )


def _choose() -> Choice:
    choice = negotiate(request.headers.get("Accept"), request.args.get("format"), FORMATS)
    if choice is None:
        raise not_acceptable(FORMATS)
    return choice
