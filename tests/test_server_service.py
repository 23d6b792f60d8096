import json
import threading

import pytest

from graph.namespaces import ALG, BASE
from graph.store import load_store
from server.errors import MalformedQueryError, NotAcceptableError, UnsupportedFunctionError
from server.formats import JSON, TURTLE, Kind
from server.in_process import InProcessService
from server.service import Dataset, Job
from server.tables import read_rows
from tests.served import ARTICLE, CONTENT, GENERATION, HEADS, INFERRED, PREFIX, make_service, read_quads

ALLEGATIONS = PREFIX + "SELECT ?claim { ?claim a alg:Allegation }"
WHOLE = Dataset()
GRAPHS = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g"


def select(query: str, dataset: Dataset = WHOLE, **bindings: str) -> list[str]:
    job = Job(query, {Kind.SOLUTIONS: JSON.media_type}, dataset, bindings)
    return [next(iter(row.values())) for row in read_rows(make_service().answer(job).body)]


def test_the_default_graph_has_inferences() -> None:
    assert select(ALLEGATIONS) == [f"{BASE}id/claim/leavitt-head"]


def test_without_inferences_the_default_graph_is_the_asserted_visible_graphs() -> None:
    asserted = Dataset(inferred=False)
    assert select(ALLEGATIONS, asserted) == []
    claims = select(PREFIX + "SELECT ?claim { ?claim a alg:Claim } ORDER BY ?claim", asserted)
    assert claims == [f"{BASE}id/claim/leavitt-head", f"{BASE}id/claim/sheinbaum-evidence"]


def test_without_inferences_their_graph_is_not_to_be_seen() -> None:
    assert INFERRED in select(GRAPHS)
    assert INFERRED not in select(GRAPHS, Dataset(inferred=False))
    assert CONTENT in select(GRAPHS, Dataset(inferred=False))


@pytest.mark.parametrize("inferred", [True, False])
def test_no_default_graph_asserts_what_somebody_claims(inferred: bool) -> None:
    head = "SELECT ?s { ?s <https://w3id.org/allegata/content#headOf> ?o }"
    assert select(head, Dataset(inferred=inferred)) == []
    assert select(head, Dataset(default=(CONTENT,))) == [f"{BASE}id/actor/nicolas-maduro"]


def test_a_graph_that_is_named_is_taken_as_it_is() -> None:
    assert select(ALLEGATIONS, Dataset(default=(ARTICLE,))) == []
    assert select(ALLEGATIONS, Dataset(default=(INFERRED,))) == [f"{BASE}id/claim/leavitt-head"]


def test_named_graphs_alone_leave_the_default_graph_empty() -> None:
    dataset = Dataset(named=(CONTENT,))
    assert select(GRAPHS, dataset) == [CONTENT]
    assert select("SELECT ?s { ?s ?p ?o }", dataset) == []


def test_default_graphs_alone_leave_no_named_graph() -> None:
    assert select(GRAPHS, Dataset(default=(ARTICLE,))) == []


def test_a_graph_without_a_visible_role_is_hidden() -> None:
    quads = [quad for quad in read_quads() if "actorsRole" not in str(quad.object)]
    service = InProcessService(load_store(quads), GENERATION, BASE)
    job = Job(f"ASK {{ <{BASE}id/actor/nicolas-maduro> a <{ALG}Person> }}", {Kind.BOOLEAN: JSON.media_type})
    hidden = Job(job.text, job.media_types, Dataset(inferred=False))
    assert [json.loads(service.answer(j).body)["boolean"] for j in (job, hidden)] == [False, False]


def test_variables_are_bound_to_iris() -> None:
    query = PREFIX + "SELECT ?claim ?what { ?claim alg:affirms ?what }"
    assert select(query, what=HEADS) == [f"{BASE}id/claim/leavitt-head"]
    assert select(query, what=f"{BASE}id/proposition/evidence-of-link") == []


def test_relative_iris_are_resolved_against_the_base() -> None:
    assert select("SELECT ?p { <id/actor/nicolas-maduro> ?p <id/none> } ") == []
    assert len(select("SELECT ?p { <id/actor/nicolas-maduro> ?p ?o }")) == 4


def test_an_answer_names_its_kind_and_its_generation() -> None:
    answer = make_service().answer(Job("CONSTRUCT WHERE { ?s ?p ?o }", {Kind.GRAPH: TURTLE.media_type}))
    assert (answer.kind, answer.generation) == (Kind.GRAPH, GENERATION)


def test_a_kind_without_a_format_is_refused_with_what_there_is() -> None:
    with pytest.raises(NotAcceptableError) as refused:
        make_service().answer(Job("ASK {}", {Kind.SOLUTIONS: JSON.media_type}))
    assert "text/csv" not in refused.value.available


def test_a_malformed_query_is_refused_with_its_place() -> None:
    with pytest.raises(MalformedQueryError) as refused:
        select("SELECT *\n{ ?claim }")
    assert (refused.value.line, refused.value.column) == (2, 10)


def test_an_unknown_function_is_refused_by_name() -> None:
    with pytest.raises(UnsupportedFunctionError, match="http://x/holder"):
        select("SELECT * { ?s ?p ?o FILTER(<http://x/holder>(?o)) }")


def test_another_failure_of_the_engine_is_not_taken_for_the_clients() -> None:
    with pytest.raises(RuntimeError, match="projection"):
        select("SELECT ?claim { ?claim ?p ?o }", nobody=HEADS)


def test_each_thread_evaluates_and_serialises_its_own_query() -> None:
    service = make_service()
    bodies: list[bytes] = []

    def ask() -> None:
        bodies.extend(service.answer(Job(ALLEGATIONS, {Kind.SOLUTIONS: "text/csv"})).body for _ in range(20))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(bodies) == {f"claim\r\n{BASE}id/claim/leavitt-head\r\n".encode()}
    assert len(bodies) == 80
