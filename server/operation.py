"""What operators ask: whether it is alive and ready, its version, its counts, and the queries that run."""

from flask import Blueprint, Response, jsonify, request

from server.config import Config
from server.errors import ForbiddenError, NotFoundError, StartingError, UnauthorizedError
from server.operator import Operator
from server.service import Service
from server.shell.metrics import CONTENT_TYPE
from server.tokens import is_authorised


def blueprint(service: Service, config: Config, operator: Operator | None) -> Blueprint:
    """Return the views of ``/-/…``; without an operator's view, there are no readers and no counts."""
    views = Blueprint("operation", __name__)

    @views.get("/-/health")
    def health() -> Response:
        return jsonify(status="ok", generation=service.generation)

    @views.get("/-/ready")
    def ready() -> Response:
        if operator is not None and not operator.is_ready():
            raise StartingError("No reader is there yet; queries would wait.")
        return jsonify(status="ready", generation=service.generation)

    @views.get("/-/version")
    def version() -> Response:
        return jsonify(name="allegata", version=config.version, generation=service.generation)

    @views.get("/-/metrics")
    def metrics() -> Response:
        return Response(_present(operator).metrics(), content_type=CONTENT_TYPE)

    @views.get("/-/queries")
    def queries() -> Response:
        _refuse_strangers(config)
        return jsonify(_present(operator).queries())

    @views.delete("/-/queries/<int:number>")
    def kill(number: int) -> Response:
        _refuse_strangers(config)
        if not _present(operator).kill(number):
            raise NotFoundError(f"No query {number} runs or waits; /-/queries lists those that do.")
        return Response(status=204)

    @views.after_request
    def forget(response: Response) -> Response:
        response.headers["Cache-Control"] = "no-store"
        return response

    return views


def _present(operator: Operator | None) -> Operator:
    if operator is None:
        raise NotFoundError("This server has no readers, so there is nothing to count.")
    return operator


def _refuse_strangers(config: Config) -> None:
    header = request.headers.get("Authorization")
    if is_authorised(header, config.token):
        return
    if header is None:
        raise UnauthorizedError("The operator's pages need the token: Authorization: Bearer …")
    raise ForbiddenError("This is not the token of this server.")
