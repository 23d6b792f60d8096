"""The files that are kept by hand, and the named graph each of them goes to."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graph.errors import LayoutError, Place
from graph.namespaces import BASE

ONTOLOGY_MODULES: Final = ("allegata.ttl", "content.ttl")
"""The modules that are loaded; others in the folder are for other tools."""

ONTOLOGY_SHAPES: Final = "ontology_style.ttl"
"""Shapes over the ontology itself, which the tests apply: its style is no matter of the data."""

ONTOLOGY_GRAPH: Final = BASE + "graph/ontology"

_PLACES: Final = (
    (re.compile(r"articles/([^/]+)/[^/]+\.(?:ttl|trig)"), r"article/\1"),
    (re.compile(r"(actors|analysis|links|sameas)\.ttl"), r"\1"),
    (re.compile(r"(context|lists)/([^/]+)\.ttl"), r"\1/\2"),
)


@dataclass(frozen=True)
class DataFile:
    """A file of triples, and the IRI of the named graph that its default part goes to."""

    path: Path
    graph: str


def default_root() -> Path:
    """Return the folder that holds the installed packages: the repository, if the install is editable."""
    return Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Layout:
    """The folder with ``ontology/``, ``graph/``, ``seeds/`` and ``shapes/`` in it."""

    root: Path

    def seed_text(self, slug: str) -> Path:
        """Return where the text of a seed is."""
        return self.root / "seeds" / f"{slug}.txt"

    def seed_toml(self, slug: str) -> Path:
        """Return where the description of a seed is."""
        return self.root / "seeds" / f"{slug}.toml"

    def slugs(self) -> tuple[str, ...]:
        """Return the articles, sorted: all that have a seed, a description or triples."""
        seeds = {path.stem for path in self._files("seeds", "*.txt", "*.toml")}
        articles = {path.parent.name for path in self._files("graph/articles", "*/*.ttl", "*/*.trig")}
        return tuple(sorted(seeds | articles))

    def ontology_files(self) -> tuple[DataFile, ...]:
        """Return the modules of the ontology.

        Raises LayoutError if one is missing.
        """
        paths = [self.root / "ontology" / name for name in ONTOLOGY_MODULES]
        for path in paths:
            if not path.is_file():
                cure = "Run this in the repository, or name the folder that holds ontology/ with --root."
                raise LayoutError("no such file", cure, Place(path))
        return tuple(DataFile(path, ONTOLOGY_GRAPH) for path in paths)

    def data_files(self) -> tuple[DataFile, ...]:
        """Return the files of triples below ``graph/``, sorted.

        Raises LayoutError if one stands where no named graph is known for it.
        """
        return tuple(self._data_file(path) for path in self._files("graph", "**/*.ttl", "**/*.trig"))

    def shape_files(self) -> tuple[Path, ...]:
        """Return the shapes over the default graph, sorted."""
        return tuple(path for path in self._files("shapes", "*.ttl") if path.name != ONTOLOGY_SHAPES)

    def check_files(self) -> tuple[Path, ...]:
        """Return the rules that find what is wrong, sorted."""
        return self._files("graph/rules", "check_*.rq")

    def derive_files(self) -> tuple[Path, ...]:
        """Return the rules that add triples, sorted."""
        return self._files("graph/rules", "derive_*.rq")

    def inputs(self) -> tuple[Path, ...]:
        """Return every file that a build reads, sorted."""
        triples = (file.path for file in (*self.ontology_files(), *self.data_files()))
        seeds = self._files("seeds", "*.txt", "*.toml")
        rules = (*self.check_files(), *self.derive_files(), *self._files("graph/rules", "*.toml"))
        return tuple(sorted((*triples, *seeds, *self.shape_files(), *rules)))

    def _data_file(self, path: Path) -> DataFile:
        relative = path.relative_to(self.root / "graph").as_posix()
        for pattern, graph in _PLACES:
            if match := pattern.fullmatch(relative):
                return DataFile(path, f"{BASE}graph/{match.expand(graph)}")
        cure = (
            "Triples belong in graph/articles/SLUG/*.ttl or *.trig, graph/actors.ttl, graph/analysis.ttl,"
            " graph/links.ttl, graph/context/SOURCE.ttl or graph/lists/SOURCE.ttl."
        )
        raise LayoutError("no named graph is known for this file", cure, Place(path))

    def _files(self, folder: str, *patterns: str) -> tuple[Path, ...]:
        return tuple(sorted({path for pattern in patterns for path in (self.root / folder).glob(pattern)}))
