"""The start page and the article pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, render_template

from server.config import Config
from server.errors import NotFoundError
from server.iris import asked_iri, link
from server.page_queries import read_queries, select
from server.service import Service
from server.voices import read_voices


@dataclass(frozen=True)
class _Overview:
    """What the start page tells of one state of the data."""

    articles: Sequence[tuple[str, str]]
    figures: Mapping[str, int]
    graphs: Sequence[Mapping[str, str | int | None]]


def blueprint(service: Service, config: Config) -> Blueprint:
    """Return the views of ``/`` and ``/article/…``."""
    views = Blueprint("pages", __name__)

    overviews: dict[str, _Overview] = {}

    @views.get("/")
    def start() -> str:
        if config.is_blank:
            return render_template("blank.html", queries=read_queries(), config=config)
        generation = service.generation
        if (overview := overviews.get(generation)) is None:
            overview = _Overview(_articles(service, config), _figures(service), _graphs(service, config))
            overviews.clear()
            overviews[generation] = overview
        return render_template("start.html", overview=overview, queries=read_queries(), config=config)

    @views.get("/article/<slug>.txt")
    def text(slug: str) -> Response:
        document = _document(service, config, slug)
        return Response(document["text"].encode(), content_type="text/plain; charset=utf-8")

    @views.get("/article/<slug>")
    def article(slug: str) -> str:
        document = _document(service, config, slug)
        rows = select(service, "document_claims", document=_document_iri(config, slug))
        voices = read_voices(rows, config.base)
        return render_template("article.html", slug=slug, document=document, voices=voices, config=config)

    return views


def _articles(service: Service, config: Config) -> list[tuple[str, str]]:
    """Return the path and the name of each article."""
    begin = _document_iri(config, "")
    slugs = ((row["document"].removeprefix(begin), row.get("label")) for row in select(service, "articles"))
    return [(f"/article/{slug}", label or slug) for slug, label in slugs]


def _figures(service: Service) -> Mapping[str, int]:
    return {row["kind"]: int(row["number"]) for row in select(service, "figures")}


def _graphs(service: Service, config: Config) -> Sequence[Mapping[str, str | int | None]]:
    """Return the shown graphs with their sizes, and the hidden ones summed up by role."""
    sizes = {row["graph"]: int(row["triples"]) for row in select(service, "graph_sizes")}
    shown: list[Mapping[str, str | int | None]] = []
    hidden: dict[str, list[int]] = {}
    for row in select(service, "graph_roles", meta=f"{config.base}graph/meta"):
        graph, triples = row["graph"], sizes.get(row["graph"], 0)
        role = row.get("label") or row["role"].rpartition("#")[2]
        if row["shown"] == "true":
            name = graph.removeprefix(config.base)
            shown.append({"name": name, "href": link(graph, config.base), "role": role, "triples": triples})
        else:
            hidden.setdefault(role, []).append(triples)
    return [*shown, *(_sum(role, sizes) for role, sizes in sorted(hidden.items()))]


def _sum(role: str, sizes: Sequence[int]) -> Mapping[str, str | int | None]:
    return {"name": f"{len(sizes)} not shown", "href": None, "role": role, "triples": sum(sizes)}


def _document_iri(config: Config, slug: str) -> str:
    return asked_iri(f"{config.base}id/document/{slug}")


def _document(service: Service, config: Config, slug: str) -> Mapping[str, str]:
    rows = select(service, "document_text", document=_document_iri(config, slug))
    if not rows:
        raise NotFoundError(f"There is no article “{slug}”; the start page lists those that there are.")
    return rows[0]
