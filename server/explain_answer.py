"""Explanations of what a service serves: rules are made once for each state of the data."""

from dataclasses import dataclass
from typing import Final

from pyoxigraph import RdfFormat
from pyoxigraph import parse as parse_rdf

from graph.errors import RequestError
from graph.explanation.asking import MAX_PROOFS, Explanation, ask, read_fact
from graph.explanation.deriving import read_deriving
from graph.explanation.knowledge import Knowledge
from graph.explanation.rulebook import Rulebook
from graph.layout import Layout, default_root
from graph.namespaces import ALG, SAID
from graph.reasoning.closing import make_program
from graph.reasoning.facts import Facts
from graph.reasoning.rule import Fact, fact
from server.config import Config
from server.errors import MalformedRequestError
from server.explain_grounds import Asked, ServiceGrounds
from server.formats import N_TRIPLES, Kind
from server.iris import prefixes
from server.page_queries import read_queries, select
from server.service import Job, Service

_INFERRED: Final = ALG + "inferredRole"


@dataclass(frozen=True)
class _State:
    """What explanations need of one state of the data, asked once."""

    rules: Rulebook
    ontology: Facts
    derived: Facts
    visible: tuple[str, ...]
    asserting: frozenset[str]


class Explainer:
    """Explains what a service serves; nothing of it is claimed content."""

    def __init__(self, service: Service, config: Config) -> None:
        self._service = service
        self._config = config
        self._states: dict[str, _State] = {}

    def explain(
        self, subject: str, predicate: str, object_: str, *, client: str, takes_all: bool
    ) -> Explanation:
        """Return why a triple holds, whose terms are written as in N-Triples or with a prefix.

        Raises MalformedRequestError if that is no triple, and what the service raises.
        """
        terms = _written(subject), _written(predicate), _written(object_)
        try:
            wanted = read_fact(*terms, prefixes=prefixes(self._config.base))
        except RequestError as error:
            raise MalformedRequestError(f"{error.found}. {error.cure}") from error
        return ask(wanted, self._known(client), MAX_PROOFS if takes_all else 1)

    def _known(self, client: str) -> Knowledge:
        generation = self._service.generation
        if (state := self._states.get(generation)) is None:
            state = self._read_state(generation)
            self._states = {generation: state}
        asked = Asked(generation, client, state.visible, state.asserting)
        return Knowledge(state.rules, ServiceGrounds(self._service, asked, state.ontology, state.derived))

    def _read_state(self, generation: str) -> _State:
        base = self._config.base
        roles = select(self._service, "graph_roles", meta=f"{base}graph/meta")
        visible = {row["graph"]: row["role"] for row in roles if row["shown"] == "true"}
        given = self._read_ontology(generation)
        program = make_program(given)
        deriving = read_deriving(Layout(default_root()).derive_files(), base)
        return _State(
            Rulebook(program, deriving, without=SAID),
            Facts([*given, *program.ontology.derived]),
            Facts(program.ontology.derived),
            tuple(sorted(visible)),
            frozenset(graph for graph, role in visible.items() if role != _INFERRED),
        )

    def _read_ontology(self, generation: str) -> list[Fact]:
        text = read_queries()["graph_triples"].text
        bindings = {"graph": f"{self._config.base}graph/ontology"}
        job = Job(text, {Kind.GRAPH: N_TRIPLES.media_type}, bindings=bindings, generation=generation)
        return [fact(quad.triple) for quad in parse_rdf(self._service.answer(job).body, RdfFormat.N_TRIPLES)]


def _written(term: str) -> str:
    """Return a term as in N-Triples: an IRI may come as it is."""
    return f"<{term}>" if term.startswith(("http://", "https://")) else term
