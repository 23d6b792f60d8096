"""Copies of the article under the ontology, each of things of its own, and one of them with faults."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Final

from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from graph.namespaces import BASE
from graph.roles import shown_triples
from graph.store import read_built
from tests.bench.generate import SEED
from tests.shacl.article import WRONG_LITERALS

_ONTOLOGY: Final = NamedNode(f"{BASE}graph/ontology")
_THING: Final = re.compile(rf"(<{BASE}(?:id/[a-z]+|graph/proposition)/[^>]+)>")
_LEFT_OUT, _WRONG = 0.02, 0.03

_WRONG_LITERALS: Final = [each for each in WRONG_LITERALS if each.value not in ("1.5", "x")]
"""Where a passage begins at one of these, rdflib fails, so that there is nothing to compare."""


@dataclass(frozen=True)
class Articles:
    """The ontology, and the article as N-Triples, to be copied."""

    ontology: tuple[Triple, ...]
    text: str

    @classmethod
    def read(cls, dataset: Path) -> "Articles":
        """Read a built dataset."""
        quads = read_built(dataset)
        shown = set(shown_triples(quads, inferred=False))
        ontology = {quad.triple for quad in quads if quad.graph_name == _ONTOLOGY}
        text = "".join(sorted(f"{each} .\n" for each in shown - ontology))
        return cls(tuple(sorted(ontology & shown, key=str)), text)

    def copy(self, number: int) -> str:
        """Return the article with things of its own."""
        return _THING.sub(rf"\1-c{number}>", self.text)

    def copies(self, triples: int) -> int:
        """Return how many articles make about so many triples with the ontology; two at least."""
        return max(2, round((triples - len(self.ontology)) / self.text.count("\n")))

    @cached_property
    def faulty(self) -> list[Triple]:
        """Return the first copy with faults, drawn at random."""
        return list(_spoilt(read_triples(self.copy(0)), Random(SEED)))  # noqa: S311 -- to measure with


def read_triples(text: str) -> list[Triple]:
    """Return the triples of N-Triples."""
    return [quad.triple for quad in parse(text.encode(), RdfFormat.N_TRIPLES)]


def _spoilt(triples: Iterable[Triple], random: Random) -> Iterator[Triple]:
    for each in triples:
        drawn = random.random()
        if _LEFT_OUT <= drawn < _WRONG:
            yield Triple(each.subject, each.predicate, random.choice(_WRONG_LITERALS))
        elif drawn >= _LEFT_OUT:
            yield each
