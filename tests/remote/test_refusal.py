"""What cannot be served is refused at start, and says why."""

from pathlib import Path

import pytest

from graph.cli import main
from graph.errors import StoreError
from graph.namespaces import ALG, BASE
from server.errors import ServeError
from server.remote.endpoint import Endpoint
from server.remote.opening import follow_remote
from server.remote.probe import VERSION, probe
from server.remote.push import push
from server.settings import read_settings
from tests.bench.processes import free_port
from tests.conftest import Heard
from tests.remote.servers import oxigraph, oxigraph_of_all, virtuoso

pytestmark = pytest.mark.xdist_group("Oxigraph")


def probed_by(endpoint: Endpoint, update: str) -> str:
    """Return why a server that got an update is refused."""
    endpoint.update(update)
    with pytest.raises(StoreError) as refused:
        probe(endpoint, 30)
    return refused.value.found


def test_a_default_graph_that_no_query_can_leave_is_refused_before_anything_is_sent(
    folder: Path, tmp_path: Path
) -> None:
    with oxigraph_of_all(tmp_path) as store:
        endpoint = store.connect()
        with pytest.raises(StoreError, match="shows all graphs, whatever a query names"):
            push(folder, endpoint, Heard())
        assert not endpoint.holds("ASK { ?s ?p ?o }")


def test_data_of_another_kind_are_refused(tmp_path: Path) -> None:
    meta = f"{BASE}graph/meta"
    with oxigraph(tmp_path) as store:
        endpoint = store.connect()
        assert "0 graphs that tell the role" in probed_by(endpoint, "INSERT DATA { <urn:a> <urn:b> 'c' }")
        half = f"INSERT DATA {{ GRAPH <{meta}> {{ <{meta}> <{ALG}graphRole> <{ALG}metaRole> }} }}"
        assert "just being filled" in probed_by(endpoint, half)
        mark = f"INSERT DATA {{ GRAPH <{meta}> {{ <{meta}> <{VERSION}> 'x' }} }}"
        assert "default graph is empty" in probed_by(endpoint, f"{mark} ; DROP DEFAULT")


def test_a_server_that_cuts_long_answers_short_is_refused(folder: Path, tmp_path: Path) -> None:
    with virtuoso(tmp_path, "ResultSetMaxRows = 1000") as store:
        endpoint = store.connect()
        with pytest.raises(StoreError, match=r"cuts long answers short.*X-SPARQL-MaxRows"):
            push(folder, endpoint, Heard())


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("sparql+http://127.0.0.1:{}/sparql", "cannot be reached"),
        ("sparql+ftp://127.0.0.1/sparql", "neither http nor https"),
        ("sparql+http://dba:dba@127.0.0.1:{}/sparql", "without a user"),
    ],
)
def test_a_store_that_is_not_there_ends_the_command_with_4(
    address: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", "--port", "0", "--store", address.format(free_port())]) == 4
    assert told in capsys.readouterr().err


@pytest.mark.parametrize("setting", [{"empty": True}, {"service_allowed": ("https://",)}])
def test_what_only_a_folder_can_is_refused(setting: dict[str, bool | tuple[str, ...]]) -> None:
    settings = read_settings({"store": "sparql+http://127.0.0.1:1/sparql", **setting}, {})
    with pytest.raises(ServeError, match="are for stores of this server's own"), follow_remote(settings):
        pass
