"""The commands: a stream into a store that is built first, and out of it again."""

from pathlib import Path

import pytest

from graph.cli import main
from tests.conftest import REPOSITORY
from tests.importers.ftm.streams import CLOSED, OPEN, STREAM, read, with_library

pytestmark = with_library


def run(store: Path, *arguments: object) -> int:
    return main([*map(str, arguments), "--store", str(store)])


def bring(store: Path, file: Path, *arguments: object) -> int:
    return run(store, "import", "ftm", file, "--root", REPOSITORY, "--dataset", "us-ofac-sdn", *arguments)


@pytest.mark.no_cover
def test_a_stream_goes_into_a_store_and_out_of_it_unless_its_licence_is_closed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store, broken, out = (tmp_path / name for name in ("store", "us-2026-08-21.json", "out.json"))
    assert bring(store, STREAM, "--licence", OPEN) == 0
    assert "16 entities taken" in capsys.readouterr().err
    assert bring(store, STREAM, "--licence", OPEN) == 0
    assert "nothing has changed" in capsys.readouterr().err
    broken.write_text(f"{STREAM.read_text('utf-8')}{{\n", "utf-8")
    assert bring(store, broken, "--licence", OPEN) == 2
    assert f"{broken}:17: This is no entity" in capsys.readouterr().err
    assert run(store, "export", "ftm", "--output", out) == 0
    assert {entity["id"] for entity in read(STREAM)} - {"addr-nitc"} <= {entity["id"] for entity in read(out)}
    assert bring(store, broken, "--licence", CLOSED, "--lenient") == 0
    assert f"passed over {broken}:17: " in capsys.readouterr().err
    assert run(store, "export", "ftm", "--output", out) == 0
    assert not {entity["id"] for entity in read(STREAM)} & {entity["id"] for entity in read(out)}


def test_there_is_no_export_without_a_store(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "export", "ftm") == 4
    assert "there is no built store" in capsys.readouterr().err


def test_an_export_is_either_owl_or_a_stream(tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        run(tmp_path, "export", "ftm", "--owl")
