"""A small dataset, served: two claims of the first article."""

from functools import cache
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from graph.competency import CompetencyQuestion
from graph.namespaces import BASE
from graph.store import load_store
from server.app import create_app
from server.config import Config
from server.in_process import InProcessService

GENERATION = "first-edition"
HEADS = f"{BASE}id/proposition/heads-cartel"
CONTENT = f"{BASE}graph/proposition/heads-cartel"
INFERRED = f"{BASE}graph/inferred"
ARTICLE = f"{BASE}graph/article/press-briefing"
PREFIX = "PREFIX alg: <https://w3id.org/allegata/ontology#>\n"

QUESTION = CompetencyQuestion(
    slug="allegations",
    title="Who alleges what",
    question="Which actor holds which allegation?",
    answers="one row per allegation: ?holder ?claim",
    source="competency question 3",
    text=f"# # Who alleges what\n{PREFIX}"
    "SELECT ?holder ?claim { ?claim a alg:Allegation ; alg:holder ?holder }",
)


def value(term: object) -> str:
    """Return the IRI or the words of a term that has any."""
    assert isinstance(term, NamedNode | Literal)
    return term.value


def rdf_format(media_type: str | None) -> RdfFormat:
    found = RdfFormat.from_media_type(media_type or "")
    assert found is not None, media_type
    return found


def read_quads() -> list[Quad]:
    return list(parse(path=Path(__file__).parent / "press_briefing.trig", format=RdfFormat.TRIG))


def make_service(quads: list[Quad] | None = None) -> InProcessService:
    return InProcessService(load_store(quads or read_quads()), GENERATION, BASE)


def make_client(config: Config | None = None, quads: list[Quad] | None = None) -> FlaskClient:
    config = config or Config(questions=(QUESTION,))
    return (create_app(make_service(quads), config) if quads else _application(config)).test_client()


@cache
def _application(config: Config) -> Flask:
    """Return the application over the small dataset: it keeps nothing of a request."""
    return create_app(make_service(), config)
