"""The web application: pages, linked data and the SPARQL endpoint over one service."""

from flask import Flask, Response
from jinja2 import StrictUndefined

from server import (
    designations,
    explain,
    linked_data,
    operation,
    pages,
    problems,
    search,
    sparql,
    viewpoints,
    writes,
)
from server.config import Config
from server.iris import link, shorten
from server.kept import KeepingService
from server.operator import Operator
from server.protocol import max_form_bytes
from server.service import Service, Writer
from server.shell.headers import COMMON, GENERATION


def create_app(
    service: Service, config: Config, writer: Writer | None = None, operator: Operator | None = None
) -> Flask:
    """Return the application that answers from a service, under a configuration.

    Without a writer, or where no token is set, it takes no writes.
    """
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = max_form_bytes(config.max_query_bytes)
    app.url_map.merge_slashes = False  # an IRI may have two; who asks chose the host of a redirect
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(link=link, shorten=shorten, generation=lambda: service.generation)
    takes_writes = writer is not None and bool(config.token)
    app.register_blueprint(sparql.blueprint(service, config, takes_writes=takes_writes))
    for views in (pages, linked_data, designations):
        app.register_blueprint(views.blueprint(service, config))
    keeping = KeepingService(service)
    for kept in (explain, viewpoints, search):
        app.register_blueprint(kept.blueprint(keeping, config))
    app.register_blueprint(operation.blueprint(service, config, operator))
    app.register_blueprint(writes.blueprint(service, config, writer))
    problems.register(app, config)
    _add_headers(app, service)
    return app


def _add_headers(app: Flask, service: Service) -> None:
    @app.after_request
    def add(response: Response) -> Response:
        response.headers.update(COMMON)
        response.headers.setdefault(GENERATION, service.generation)
        return response
