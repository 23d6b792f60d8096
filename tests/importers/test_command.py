"""The command: into a store that is built first, once, and with an error that names file and line."""

from pathlib import Path

import pytest
from pyoxigraph import Store

from graph.cli import main
from graph.lease import current_generation
from tests.conftest import REPOSITORY
from tests.importers.ofac.imported import STATES, ask


def run(store: Path, *arguments: object) -> int:
    return main(["import", "ofac", *map(str, arguments), "--store", str(store), "--root", str(REPOSITORY)])


@pytest.mark.no_cover
def test_states_are_imported_into_a_store_that_is_built_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "list.csv"
    broken.write_bytes(STATES[1].read_bytes() + b'99999,"HALF A ROW"\r\n')
    assert run(tmp_path / "store", *STATES[:1]) == 0
    assert "1 new states, 12 entries touched" in capsys.readouterr().err
    assert run(tmp_path / "store", *STATES[:1]) == 0
    assert "nothing has changed" in capsys.readouterr().err
    assert run(tmp_path / "store", broken, "--as-of", "2021-12-02") == 2
    assert f"{broken}:13: " in capsys.readouterr().err
    assert run(tmp_path / "store", broken, "--as-of", "2021-12-02", "--lenient") == 0
    assert f"passed over {broken}:13: " in capsys.readouterr().err
    made = current_generation(tmp_path / "store")
    assert made is not None
    query = (
        "SELECT ?day WHERE { ?s alg:stateOf source:ofac-sdn ; alg:sha256 ?d ; alg:publishedAt/alg:edtf ?day }"
    )
    days = {day for (day,) in ask(Store.read_only(str(made.store)), query)}
    assert days == {"2021-08-18", "2021-12-02"}
