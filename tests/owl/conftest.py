import pytest
from pyoxigraph import Quad, Triple

from graph.exporters.owl import to_owl
from tests.owl import cases
from tests.owl.hermit import Findings, realise_dl, realise_document
from tests.owl.realisation import Realisation, realise_rl
from tests.owl.sources import CORE, dataset, has_articles, read_modules


@pytest.fixture(scope="session")
def case_graph() -> list[Triple]:
    return [*read_modules(CORE), *cases.facts()]


@pytest.fixture(scope="session")
def cases_in_rl(case_graph: list[Triple]) -> Realisation:
    return realise_rl(case_graph)


@pytest.fixture(scope="session")
def cases_in_dl(case_graph: list[Triple]) -> Findings:
    return realise_dl(case_graph)


@pytest.fixture(scope="session")
def asserted() -> list[Quad]:
    if not has_articles():
        pytest.skip("graph/articles/ holds no article yet")
    return dataset()


@pytest.fixture(scope="session")
def exported_in_dl(asserted: list[Quad]) -> Findings:
    return realise_document(to_owl(asserted))
