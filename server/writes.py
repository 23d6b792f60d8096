"""The addresses of writes: ``/update`` and ``/graphs``, which also serves graphs as they stand."""

import secrets
from collections.abc import Callable
from typing import Final

from flask import Blueprint, Response, request

from graph.changes import Change, Scope, Target, Update, Verb, Write, Written
from server.config import Config
from server.errors import ForbiddenError, ReadOnlyError, UnauthorizedError
from server.gate.updates import check_update
from server.graph_reading import contains, serve_graph
from server.graph_request import read_graph_request
from server.graph_store import METHODS as GRAPH_METHODS
from server.graph_store import Place, is_new_graph, plan_change, read_target, refuse_target, store_address
from server.preconditions import Preconditions
from server.protocol import Message, read_fields
from server.received import read_body, read_rdf, read_who
from server.service import Service, Writer
from server.shell.headers import GENERATION
from server.tokens import is_authorised
from server.update import BODY_TYPES, METHODS, read_update

_KEY_BYTES: Final = 16
_VERBS: Final = {"PUT": Verb.PUT, "POST": Verb.POST, "DELETE": Verb.DELETE}
_DATASET: Final = Target(Scope.DATASET)


def blueprint(service: Service, config: Config, writer: Writer | None) -> Blueprint:
    """Return the views of ``/update`` and ``/graphs``; without a writer, writes are refused."""
    views = Blueprint("writes", __name__)
    writes = _Writes(service, config, writer)

    @views.route("/update", methods=["POST"], provide_automatic_options=False)
    def update() -> Response:
        return writes.update()

    @views.route("/graphs", methods=["GET", *_VERBS], provide_automatic_options=False)
    @views.route("/graphs/<path:path>", methods=["GET", *_VERBS], provide_automatic_options=False)
    def graphs(path: str = "") -> Response:
        store = store_address(request.scheme, request.headers.get("Host"), request.server, config)
        place = Place(store, path)
        if request.method not in _VERBS:
            accept, client = request.headers.get("Accept"), read_who(config).client
            asked = read_graph_request(request.query_string, place, accept, client)
            return serve_graph(asked, service, config)
        target = read_target(read_fields(request.query_string), place)
        return writes.change(_VERBS[request.method], target, place)

    @views.route("/update", methods=["OPTIONS"], provide_automatic_options=False)
    def update_options() -> Response:
        return _options(METHODS, {"Accept-Post": ", ".join(BODY_TYPES)})

    @views.route("/graphs", methods=["OPTIONS"], provide_automatic_options=False)
    @views.route("/graphs/<path:path>", methods=["OPTIONS"], provide_automatic_options=False)
    def graph_options(path: str = "") -> Response:
        return _options(GRAPH_METHODS)

    return views


class _Writes:
    """What requests may have written, and how."""

    def __init__(self, service: Service, config: Config, writer: Writer | None) -> None:
        self._service = service
        self._config = config
        self._writer = writer

    def update(self) -> Response:
        """Run the update in a request."""
        writer = self._admit()
        message = Message(
            request.method,
            request.query_string,
            request.headers.get("Content-Type", ""),
            read_body(self._config),
            request.headers.get("Content-Encoding", ""),
        )
        text = check_update(read_update(message), self._config)
        change = Update(text, self._config.base)
        written = self._write(writer, change, lambda: True)
        return _respond(204, written)

    def change(self, verb: Verb, target: Target, place: Place) -> Response:
        """Put, add or remove the triples in a request."""
        writer = self._admit()
        refuse_target(target, self._config)
        upload = None if verb is Verb.DELETE else read_rdf(self._config)
        if is_new := is_new_graph(verb, target, upload):
            target = Target(Scope.NAMED, f"{place.store}/{secrets.token_hex(_KEY_BYTES)}")
        change = plan_change(verb, target, upload, target.graph or place.store)
        written = self._write(writer, change, lambda: contains(target, self._service))
        response = _respond(201 if written.created else 204, written)
        if is_new:
            response.headers["Location"] = target.graph
        return response

    def _admit(self) -> Writer:
        """Return the writer, if the client may write.

        Raises ReadOnlyError, UnauthorizedError or ForbiddenError.
        """
        if self._writer is None and self._config.token:
            raise ReadOnlyError("The data stand on another server: allegata push replaces them.")
        if self._writer is None or not self._config.token:
            raise ReadOnlyError("This server was started without a token, so it takes no writes.")
        authorization = request.headers.get("Authorization")
        if authorization is None:
            raise UnauthorizedError("Send the server's token in the header “Authorization: Bearer …”.")
        if not is_authorised(authorization, self._config.token):
            raise ForbiddenError("The header Authorization does not have this server's token as its bearer.")
        return self._writer

    def _write(self, writer: Writer, change: Change, exists: Callable[[], bool]) -> Written:
        headers = request.headers
        asked = Preconditions(headers.get("If-Match"), headers.get("If-None-Match"))
        newest = self._service.generation
        wanted = asked.generations(self._config.store_id, newest, exists)
        return writer.write(Write(change, secrets.token_hex(_KEY_BYTES), wanted))


def _respond(status: int, written: Written) -> Response:
    """Return an answer without a body, which tells the generation that has what was written."""
    response = Response(status=status, headers={GENERATION: written.generation})
    del response.headers["Content-Type"]
    return response


def _options(methods: tuple[str, ...], more: dict[str, str] | None = None) -> Response:
    headers = {
        "Allow": ", ".join(methods),
        "Access-Control-Allow-Methods": ", ".join(methods),
        # A browser sends Authorization only where it is named: “*” does not stand for it.
        "Access-Control-Allow-Headers": "Authorization, Content-Type, Content-Encoding, If-Match, *",
        "Access-Control-Max-Age": "86400",
    }
    return Response(status=204, headers=headers | (more or {}))
