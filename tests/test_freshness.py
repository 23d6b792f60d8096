"""A build is fresh while nothing that decides its bytes has changed."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from graph.freshness import RECORD, is_fresh, take_fingerprint
from graph.layout import Layout
from graph.namespaces import BASE
from tests.conftest import SLUG, claims_file

HEAVY = {"edtf", "flask", "owlrl", "pyoxigraph", "pyparsing", "pyshacl", "httptools", "rdflib"}


def record(layout: Layout, out: Path) -> Path:
    out.mkdir()
    dataset = out / "dataset.nq"
    dataset.write_bytes(b"")
    (out / RECORD).write_text(take_fingerprint(layout, BASE).record(b""))
    return dataset


def test_a_build_is_fresh_while_nothing_changes(layout: Layout, tmp_path: Path) -> None:
    dataset = record(layout, tmp_path / "out")
    assert is_fresh(take_fingerprint(layout, BASE), dataset)


@pytest.mark.parametrize(
    "name",
    [
        "ontology/allegata.ttl",
        "ontology/content.ttl",
        "graph/actors.ttl",
        f"graph/articles/{SLUG}/claims.trig",
        "graph/rules/check_quotation.rq",
        "graph/rules/derive_reported.rq",
        "shapes/claim.ttl",
        f"seeds/{SLUG}.txt",
        f"seeds/{SLUG}.toml",
    ],
)
def test_a_change_of_any_input_makes_a_build_stale(layout: Layout, tmp_path: Path, name: str) -> None:
    dataset = record(layout, tmp_path / "out")
    path = layout.root / name
    path.write_bytes(path.read_bytes() + b"\n")
    assert not is_fresh(take_fingerprint(layout, BASE), dataset)


def test_a_new_file_and_a_lost_one_make_a_build_stale(layout: Layout, tmp_path: Path) -> None:
    dataset = record(layout, tmp_path / "out")
    links = layout.root / "graph" / "links.ttl"
    links.touch()
    assert not is_fresh(take_fingerprint(layout, BASE), dataset)
    links.unlink()
    assert is_fresh(take_fingerprint(layout, BASE), dataset)
    claims_file(layout).unlink()
    assert not is_fresh(take_fingerprint(layout, BASE), dataset)


def test_another_base_or_version_makes_a_build_stale(layout: Layout, tmp_path: Path) -> None:
    dataset = record(layout, tmp_path / "out")
    fingerprint = take_fingerprint(layout, BASE)
    assert not is_fresh(take_fingerprint(layout, "https://example.org/"), dataset)
    assert not is_fresh(replace(fingerprint, versions=fingerprint.versions | {"owlrl": "0"}), dataset)


def test_an_altered_or_missing_dataset_is_stale(layout: Layout, tmp_path: Path) -> None:
    dataset = record(layout, tmp_path / "out")
    dataset.write_bytes(b" ")
    assert not is_fresh(take_fingerprint(layout, BASE), dataset)
    dataset.unlink()
    assert not is_fresh(take_fingerprint(layout, BASE), dataset)


@pytest.mark.parametrize("damage", [b"", b"{", b"\xff"], ids=["empty", "half", "not UTF-8"])
def test_a_damaged_record_is_stale(layout: Layout, tmp_path: Path, damage: bytes) -> None:
    dataset = record(layout, tmp_path / "out")
    (tmp_path / "out" / RECORD).write_bytes(damage)
    assert not is_fresh(take_fingerprint(layout, BASE), dataset)


def test_the_record_names_inputs_code_and_versions(layout: Layout, tmp_path: Path) -> None:
    record(layout, tmp_path / "out")
    table = json.loads((tmp_path / "out" / RECORD).read_text())
    assert {"graph/actors.ttl", "graph/build.py", "graph/exporters/owl.py"} <= table["inputs"].keys()
    assert {"owlrl", "pyshacl", "pyoxigraph", "python"} <= table["versions"].keys()
    assert (table["base"], len(table["dataset"])) == (BASE, 64)


def test_a_fresh_build_imports_nothing_heavy(layout: Layout, tmp_path: Path) -> None:
    record(layout, tmp_path / "out")
    code = (
        "import sys; from graph.cli import main\n"
        f"code = main(['build', '--root', {str(layout.root)!r}, '--out', {str(tmp_path / 'out')!r}])\n"
        "print(code, *sorted(name for name in sys.modules if '.' not in name))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    exit_code, *modules = done.stdout.split()
    assert exit_code == "0"
    assert not HEAVY & set(modules)
    assert "nothing has changed" in done.stderr
