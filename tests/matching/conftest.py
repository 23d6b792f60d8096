"""A small project with two entries of the list, of which none is identified."""

import shutil
from pathlib import Path

import pytest

from graph.build import build
from graph.freshness import DATASET
from graph.generations import publish
from graph.layout import Layout
from graph.namespaces import BASE, PREFIXES
from tests.conftest import REPOSITORY, Heard, copy_project, edit

LISTS = """
entry:ofac-22790 a alg:ListEntry ; rdfs:label "OFAC list entry 22790, MADURO MOROS, Nicolas"@en ;
    alg:inList source:ofac-sdn ; alg:listId "22790" ; alg:listName "MADURO MOROS, Nicolas" ;
    alg:listedAs alg:individual .
entry:ofac-55025 a alg:ListEntry ; rdfs:label "OFAC list entry 55025, CARTEL DE LOS SOLES"@en ;
    alg:inList source:ofac-sdn ; alg:listId "55025" ; alg:listName "CARTEL DE LOS SOLES" ;
    alg:listAlias "CARTEL OF THE SUNS" ; alg:listedAs alg:entity .
source:ofac-sdn a alg:OfficialDocument ; rdfs:label "SDN list"@en .
"""
ACTORS = """
actor:nicolas-maduro a alg:Person ; rdfs:label "Nicolas Maduro Moros"@en .
actor:cartel-of-the-suns a alg:Organization ; rdfs:label "Cartel of the Suns"@en .
actor:allegata-editors a alg:UnspecifiedGroup ; rdfs:label "Cartel de los Soles"@en .
actor:an-official a alg:Person ; rdfs:label "Cartel de los Soles, not named"@en .
"""


@pytest.fixture(scope="session")
def listing(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    """A project that has list entries, and the shapes for them; no test may change it."""
    layout = copy_project(tmp_path_factory.mktemp("listing") / "project")
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    lists = layout.root / "graph" / "lists"
    lists.mkdir()
    (lists / "ofac-sdn.ttl").write_text(prefixes + LISTS, "utf-8")
    actors = layout.root / "graph" / "actors.ttl"
    edit(actors, "actor:dave-decamp\n", f"{ACTORS}\nactor:dave-decamp\n")
    shutil.copy(REPOSITORY / "shapes" / "list_entry.ttl", layout.root / "shapes")
    return layout


@pytest.fixture(scope="session")
def listed(listing: Layout, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a built store of that project, which no test may change."""
    folder = tmp_path_factory.mktemp("listed")
    build(listing, folder, BASE, Heard())
    publish(folder / DATASET).close()
    return folder


@pytest.fixture
def store(listed: Path, tmp_path: Path) -> Path:
    """The folder of such a store, for a test to change."""
    return Path(shutil.copytree(listed, tmp_path / "store"))
