import pytest
from pyoxigraph import Store

from graph.store import load_store
from tests.test_competency import whole_graph


@pytest.fixture(scope="session")
def store() -> Store:
    """The whole graph, and what follows from it."""
    return load_store(whole_graph())
