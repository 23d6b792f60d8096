"""A new build beside writes: neither is lost, or the server says why it does not start."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Store

from graph.article_form import ArticleForm
from graph.build import Built
from graph.changes import Update, Write
from graph.commit import Claim
from graph.errors import UnmergedError
from graph.generations import publish
from graph.layout import Layout
from graph.lease import Generation, current_generation
from graph.live import LiveStore
from graph.merging import publish_merged
from graph.namespaces import ALG, BASE, PREFIXES, RDF
from graph.store import load_store
from tests.conftest import edit

PREFIX = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
LABELS = f"{PREFIXES['rdfs']}label"


class Project:
    """A project that is written to, and whose dataset changes as a build would change it."""

    def __init__(self, layout: Layout, out: Path) -> None:
        self.layout = layout
        self.out = out

    @property
    def dataset(self) -> Path:
        return self.out / "dataset.nq"

    def build(self, old: str, new: str) -> None:
        edit(self.dataset, old, new)

    def write(self, text: str) -> Generation:
        with ThreadPoolExecutor(1) as pool, Claim(self.out):
            live = LiveStore(self.out, ArticleForm(self.layout, BASE, pool))
            live.apply(Write(Update(PREFIX + text), text))
            return live.generation

    def labels(self) -> set[str]:
        """Return the labels that readers see."""
        current = current_generation(self.out)
        assert current is not None
        quads = Store.read_only(str(current.store)).quads_for_pattern(None, NamedNode(LABELS), None, None)
        return {str(getattr(quad.object, "value", "")) for quad in quads}


@pytest.fixture
def project(built: Built, layout: Layout, tmp_path: Path) -> Project:
    out = tmp_path / "out"
    shutil.copytree(built.dataset.parent, out)
    publish(out / "dataset.nq").close()
    return Project(layout, out)


def test_what_was_built_and_what_was_written_are_served_together(project: Project) -> None:
    project.write("INSERT DATA { GRAPH graph:actors { actor:hegseth rdfs:label 'Hegseth'@en } }")
    project.build("that the article appeared", "that the article was printed")
    with publish_merged(project.dataset, project.layout) as lease:
        assert lease.generation == current_generation(project.out)
        assert lease.generation.is_written
        found = set(Store.read_only(str(lease.generation.store)))
    told = " ".join(project.labels())
    assert "Hegseth" in told
    assert "that the article was printed" in told
    assert "that the article appeared" not in told
    named = [quad for quad in found if isinstance(quad.graph_name, NamedNode)]
    assert found == set(load_store(named))
    with publish_merged(project.dataset, project.layout) as again:
        assert again.generation == lease.generation


def test_a_graph_that_both_have_changed_is_named(project: Project) -> None:
    article = "graph:article\\/cartel-de-los-soles"
    written = project.write(
        f"INSERT DATA {{ GRAPH {article} {{ claim:no-organization alg:speaker actor:barr }} }}"
    )
    project.build("that the article appeared", "that the article was printed")
    with pytest.raises(UnmergedError, match="article/cartel-de-los-soles") as refused:
        publish_merged(project.dataset, project.layout)
    assert "--discard-writes" in refused.value.cure
    current = current_generation(project.out)
    assert current is not None
    assert current.name == written.name
    with publish_merged(project.dataset, project.layout, discard_writes=True) as lease:
        assert not lease.generation.is_written


def test_a_graph_that_both_have_changed_alike_is_no_conflict(project: Project) -> None:
    project.write(
        "DELETE DATA { GRAPH graph:actors { actor:united-states rdfs:label 'the United States'@en } } ;"
        "INSERT DATA { GRAPH graph:actors {"
        " actor:united-states rdfs:label 'the United States of America'@en } }"
    )
    project.build("that the article appeared", "that the article was printed")
    project.build('"the United States"', '"the United States of America"')
    with Claim(project.out) as claim, publish_merged(project.dataset, project.layout, claim):
        assert "the United States of America" in project.labels()


def test_what_is_not_valid_together_is_refused(project: Project) -> None:
    project.write("INSERT DATA { GRAPH graph:analysis { actor:hegseth a alg:Person } }")
    with project.dataset.open("a", encoding="utf-8") as file:
        file.write(f"<{BASE}id/actor/hegseth> <{RDF}type> <{ALG}Organization> <{BASE}graph/links> .\n")
    with pytest.raises(UnmergedError, match="not valid together"):
        publish_merged(project.dataset, project.layout)


def test_without_what_was_built_before_nothing_is_merged(project: Project) -> None:
    written = project.write("INSERT DATA { GRAPH graph:actors { actor:hegseth rdfs:label 'Hegseth'@en } }")
    shutil.rmtree(project.out / "generations" / written.seed)
    project.build("that the article appeared", "that the article was printed")
    with pytest.raises(UnmergedError, match="and so has the store by writes"):
        publish_merged(project.dataset, project.layout)
