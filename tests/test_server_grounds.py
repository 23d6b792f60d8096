"""The facts that proofs are searched in, asked by queries: what the store has, of visible graphs alone."""

import pytest
from pyoxigraph import NamedNode

from graph.explanation.explaining import explain
from graph.namespaces import BASE
from graph.reasoning.facts import Facts
from graph.roles import visible_in
from server.errors import UnavailableError
from server.explain_grounds import Asked, ServiceGrounds
from server.in_process import InProcessService
from server.service import Answer, Job, Task
from tests.explanation.knowing import inferred, repository, store
from tests.served import GENERATION

pytestmark = pytest.mark.xdist_group("built")


class Counted(InProcessService):
    """A service that keeps what it was asked."""

    def __init__(self) -> None:
        super().__init__(store(), GENERATION, BASE)
        self.asked: list[Task] = []

    def answer(self, task: Task) -> Answer:
        self.asked.append(task)
        return super().answer(task)


def grounds(service: Counted) -> ServiceGrounds:
    visible = [graph.value for graph in visible_in(store(), BASE)]
    asserting = {graph.value for graph in visible_in(store(), BASE, inferred=False)}
    asked = Asked(GENERATION, "press", tuple(visible), frozenset(asserting))
    ontology = repository().rules.ontology
    return ServiceGrounds(service, asked, ontology.facts, Facts(ontology.derived))


def test_proofs_are_no_longer_than_those_of_the_store_and_take_few_queries_of_visible_graphs_alone() -> None:
    for each in inferred()[::80]:
        service = Counted()
        found = explain(each, repository().rules, grounds(service))
        proof = explain(each, repository().rules, repository().grounds)
        assert found is not None
        assert proof is not None
        assert (found.fact, found.size) == (each, proof.size)
        jobs = [task for task in service.asked if isinstance(task, Job)]
        assert 0 < len(jobs) == len(service.asked) < 60
        assert {(job.generation, job.client) for job in jobs} == {(GENERATION, "press")}
        graphs = {graph for job in jobs for graph in job.dataset.named}
        assert graphs
        assert not any("/proposition/" in graph or "/meta" in graph for graph in graphs)


def test_an_explanation_may_not_ask_for_ever() -> None:
    found = grounds(Counted())

    def look_up(number: int) -> None:
        for each in range(number):
            list(found.find(NamedNode(f"{BASE}id/actor/{each}"), None, None))

    look_up(100)
    with pytest.raises(UnavailableError):
        look_up(1_000)
