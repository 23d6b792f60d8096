"""The web application: pages, linked data and the SPARQL endpoint over one service."""

from typing import Final

from flask import Flask, Response
from jinja2 import StrictUndefined

from server import linked_data, operation, pages, problems, sparql
from server.config import Config
from server.iris import link, shorten
from server.service import Service

_HEADERS: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Allegata-Generation",
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

# A form holds each byte of a query as up to three.
_FORM_BYTES_PER_QUERY_BYTE: Final = 3
_FORM_OVERHEAD_BYTES: Final = 65_536


def create_app(service: Service, config: Config) -> Flask:
    """Return the application that answers from a service, under a configuration."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = (
        config.max_query_bytes * _FORM_BYTES_PER_QUERY_BYTE + _FORM_OVERHEAD_BYTES
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(link=link, shorten=shorten, generation=lambda: service.generation)
    for views in (sparql, pages, linked_data, operation):
        app.register_blueprint(views.blueprint(service, config))
    problems.register(app, config)
    _add_headers(app, service)
    return app


def _add_headers(app: Flask, service: Service) -> None:
    @app.after_request
    def add(response: Response) -> Response:
        response.headers.update(_HEADERS)
        response.headers["Allegata-Generation"] = service.generation
        return response
