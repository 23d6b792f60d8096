"""A small project with the real ontology: two sentences of the first article, wholly encoded."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.build import Built, build
from graph.generations import Generation
from graph.layout import Layout
from graph.namespaces import BASE
from tests.served.stores import publish_in

REPOSITORY = Path(__file__).resolve().parent.parent
SLUG = "cartel-de-los-soles"


class Heard:
    """A progress that keeps what it hears."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.ended: dict[str, str] = {}

    def begin(self, stage: str) -> None:
        self.begun.append(stage)

    def end(self, stage: str, told: str) -> None:
        self.ended[stage] = told


def copy_project(root: Path) -> Layout:
    shutil.copytree(REPOSITORY / "tests" / "project", root, dirs_exist_ok=True)
    (root / "ontology").mkdir()
    for name in ("allegata.ttl", "content.ttl"):
        shutil.copy(REPOSITORY / "ontology" / name, root / "ontology" / name)
    return Layout(root)


def edit(path: Path, old: str, new: str) -> None:
    """Replace words that must stand in the file."""
    text = path.read_bytes().decode()
    assert old in text
    path.write_bytes(text.replace(old, new).encode())


def claims_file(layout: Layout) -> Path:
    return layout.root / "graph" / "articles" / SLUG / "claims.trig"


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    """A project that the test may change."""
    return copy_project(tmp_path / "project")


@pytest.fixture(scope="session")
def shared_layout(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    """A project that no test may change."""
    return copy_project(tmp_path_factory.mktemp("shared") / "project")


@pytest.fixture(scope="session")
def heard() -> Heard:
    """What the progress of `built` was told."""
    return Heard()


@pytest.fixture(scope="session")
def built(shared_layout: Layout, heard: Heard, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The dataset of the small project."""
    return build(shared_layout, tmp_path_factory.mktemp("built"), BASE, heard)


@pytest.fixture(scope="session")
def generation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generation]:
    """A generation of two claims of the first article, which no test may change."""
    with publish_in(tmp_path_factory.mktemp("generation")) as lease:
        yield lease.generation
