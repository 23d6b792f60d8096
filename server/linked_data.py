"""The data's own IRIs, answered below the server's root."""

from collections.abc import Mapping, Sequence
from typing import Final

from flask import Blueprint, Response, render_template, request
from pyoxigraph import NamedNode, Quad, RdfFormat, parse, serialize

from graph.namespaces import ALG, BASE, RDFS
from server.config import Config
from server.errors import NotFoundError
from server.formats import GRAPH_FORMATS, HTML, JSON_LD, N_QUADS, N_TRIPLES, TRIG, Format, Kind
from server.iris import asked_iri, shorten
from server.negotiation import Choice, negotiate, not_acceptable
from server.page_queries import read_queries, select
from server.service import Job, Service
from server.tables import iri_cell
from server.voices import read_voices

_DATASET_FORMATS: Final = (TRIG, N_QUADS, JSON_LD)
"""Formats that keep a graph's name with its triples, so that nobody takes them for assertions."""

_MAX_ROWS: Final = 500


def blueprint(service: Service, config: Config) -> Blueprint:
    """Return the views of ``/id/…``, ``/graph/…``, ``/ontology`` and ``/content``."""
    views = Blueprint("linked_data", __name__)

    @views.get("/id/<path:local>")
    def thing(local: str) -> Response:
        return _thing(asked_iri(f"{config.base}id/{local}"), service, config)

    @views.get("/graph/<path:local>")
    def graph(local: str) -> Response:
        return _graph(f"{config.base}graph/{local}", service, config)

    @views.get("/<any(ontology, content):module>")
    def ontology(module: str) -> Response:
        return _ontology(module, service, config)

    return views


def _thing(iri: str, service: Service, config: Config) -> Response:
    properties = select(service, "thing_properties", thing=iri)
    references = select(service, "thing_references", thing=iri)
    if not properties and not references:
        raise NotFoundError(f"The graph says nothing of <{iri}>.")
    choice = _negotiate((*GRAPH_FORMATS, HTML))
    if choice.format is not HTML:
        return _respond(_triples("thing_description", choice, service, thing=iri), choice)
    voices = read_voices(select(service, "proposition_voices", proposition=iri), config.base)
    page = render_template(
        "thing.html",
        name=shorten(iri, config.base),
        iri=iri,
        label=_value(properties, RDFS + "label"),
        is_proposition=_value(properties, ALG + "contentGraph") is not None or bool(voices),
        voices=voices,
        properties=_pairs(properties, ("property", "value"), config),
        references=_pairs(references, ("subject", "property"), config),
        config=config,
    )
    return _respond(page, choice)


def _value(properties: Sequence[Mapping[str, str]], name: str) -> str | None:
    return next((row["value"] for row in properties if row["property"] == name), None)


def _pairs(
    rows: Sequence[Mapping[str, str]], names: tuple[str, str], config: Config
) -> list[tuple[object, object]]:
    first, second = names
    return [
        (iri_cell(row[first], config.base), iri_cell(row[second], config.base)) for row in rows[:_MAX_ROWS]
    ]


def _graph(iri: str, service: Service, config: Config) -> Response:
    roles = {row["graph"]: row for row in select(service, "graph_roles", meta=f"{config.base}graph/meta")}
    if iri not in roles:
        raise NotFoundError(f"There is no graph <{iri}>; the start page lists those that there are.")
    shown = roles[iri]["shown"] == "true"
    choice = _negotiate((*(GRAPH_FORMATS if shown else _DATASET_FORMATS), HTML))
    if choice.format is not HTML:
        return _respond(_quads(iri, choice, service), choice)
    role = roles[iri].get("label") or roles[iri]["role"].removeprefix(ALG)
    query = read_queries()["graph_triples"]
    page = render_template("named_graph.html", iri=iri, role=role, shown=shown, query=query, config=config)
    return _respond(page, choice)


def _ontology(module: str, service: Service, config: Config) -> Response:
    choice = _negotiate((*GRAPH_FORMATS, HTML))
    if choice.format is not HTML:
        return _respond(_quads(f"{config.base}graph/ontology", choice, service), choice)
    rows = select(service, "ontology_terms", module=BASE + module)
    terms = [(row["term"].rpartition("#")[2], row) for row in rows]
    return _respond(render_template("ontology.html", module=module, terms=terms, config=config), choice)


def _negotiate(offered: Sequence[Format]) -> Choice:
    choice = negotiate(request.headers.get("Accept"), request.args.get("format"), offered)
    if choice is None:
        raise not_acceptable(offered)
    return choice


def _triples(query: str, choice: Choice, service: Service, **bindings: str) -> bytes:
    job = Job(read_queries()[query].text, {Kind.GRAPH: choice.format.media_type}, bindings=bindings)
    return service.answer(job).body


def _quads(iri: str, choice: Choice, service: Service) -> bytes:
    """Return the triples of a graph, with its name in the formats that have room for it."""
    if choice.format not in _DATASET_FORMATS:
        return _triples("graph_triples", choice, service, graph=iri)
    plain = Choice(N_TRIPLES, N_TRIPLES.media_type)
    triples = parse(_triples("graph_triples", plain, service, graph=iri), format=RdfFormat.N_TRIPLES)
    named = (Quad(t.subject, t.predicate, t.object, NamedNode(iri)) for t in triples)
    return serialize(named, format=RdfFormat.from_media_type(choice.format.media_type)) or b""


def _respond(body: bytes | str, choice: Choice) -> Response:
    response = Response(body, content_type=choice.content_type)
    response.vary.add("Accept")
    return response
