"""What operators ask: whether it is alive, and which version of what it serves."""

from flask import Blueprint, Response, jsonify

from server.config import Config
from server.formats import JSON, Kind
from server.service import Job, Service


def blueprint(service: Service, config: Config) -> Blueprint:
    """Return the views of ``/-/…``."""
    views = Blueprint("operation", __name__)

    @views.get("/-/health")
    def health() -> Response:
        answer = service.answer(Job("ASK {}", {Kind.BOOLEAN: JSON.media_type}))
        return jsonify(status="ok", generation=answer.generation)

    @views.get("/-/version")
    def version() -> Response:
        return jsonify(name="allegata", version=config.version, generation=service.generation)

    return views
