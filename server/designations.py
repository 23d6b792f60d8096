"""The address of designations: which are in force on a day, of one target or of all."""

import json
import re
from datetime import date
from typing import Final

from flask import Blueprint, Response, render_template, request

from server.config import Config
from server.designations_asking import Asked, Days
from server.designations_target import read_targets
from server.errors import MalformedRequestError
from server.formats import HTML, Format
from server.negotiation import Choice, negotiate, not_acceptable
from server.received import read_who
from server.service import Service
from server.shell.headers import GENERATION
from server.tagged import serve_tagged

MAX_ROWS: Final = 1_000
_USUAL: Final = 100
_MAX_OFFSET: Final = 100_000_000
_FIRST_YEAR: Final = 1776
_LAST_YEAR: Final = 2999
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER: Final = re.compile(r"[0-9]{1,9}")

DATA: Final = Format(("json",), "application/json", "JSON")
_OFFERED: Final = (DATA, HTML)


def blueprint(service: Service, config: Config) -> Blueprint:
    """Return the view of ``/designations``."""
    views = Blueprint("designations", __name__)

    @views.get("/designations")
    def designations() -> Response:
        choice = negotiate(request.headers.get("Accept"), request.args.get("format"), _OFFERED)
        if choice is None:
            raise not_acceptable(_OFFERED)
        if choice.format is HTML and not request.args.get("on", "").strip():
            return _page(None, config)
        days = Days(_read(config), service)
        if choice.format is HTML:
            return _show(days, config)
        return serve_tagged(days.jobs[0], choice, days, config)

    return views


def _read(config: Config) -> Asked:
    """Return what is asked for.

    Raises MalformedRequestError if a day, a target or a number is none.
    """
    return Asked(
        _read_day(),
        read_targets(request.args.get("target", "").strip(), config.base),
        request.args.get("all", "") in ("1", "true"),
        _read_number("limit", _USUAL, 1, MAX_ROWS),
        _read_number("offset", 0, 0, _MAX_OFFSET),
        request.args.get("generation", ""),
        read_who(config).client,
    )


def _read_day() -> str:
    text = request.args.get("on", "").strip()
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None or not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        found = f"“{text[:40]}” is no day" if text else "No day is named"
        cure = f"Say by on which day is meant, from {_FIRST_YEAR} to {_LAST_YEAR}, like 2025-08-19."
        raise MalformedRequestError(f"{found}. {cure}")
    return text


def _read_number(name: str, usual: int, least: int, most: int) -> int:
    text = request.args.get(name, "") or str(usual)
    if not _NUMBER.fullmatch(text) or not least <= int(text) <= most:
        raise MalformedRequestError(f"By {name} a number from {least:,} to {most:,} is meant.")
    return int(text)


def _show(days: Days, config: Config) -> Response:
    answer = days.answer(days.jobs[0])
    response = _page(json.loads(answer.body), config)
    response.headers[GENERATION] = answer.generation
    return response


def _page(told: object, config: Config) -> Response:
    page = render_template("designations.html", told=told, asked=request.args, config=config)
    response = Response(page, content_type=Choice(HTML, HTML.media_type).content_type)
    response.vary.add("Accept")
    return response
