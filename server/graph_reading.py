"""Graphs and the dataset served as they stand, by the Graph Store Protocol."""

from typing import Final

from flask import Response

from graph.changes import Scope, Target
from server.config import Config
from server.errors import HiddenGraphError
from server.formats import JSON, Kind
from server.graph_request import GraphRequest, plan_dump, plan_hidden_dump
from server.service import Job, Service
from server.tagged import serve_tagged

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
        plan = plan_dump(asked)
        return serve_tagged(plan.dump, plan.choice, service, config)
    except HiddenGraphError as refused:
        plan = plan_hidden_dump(asked, refused)
        return serve_tagged(plan.dump, plan.choice, service, config)
