"""The names that things of a dataset have in the graph."""

import hashlib
import re
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from graph.errors import RequestError
from graph.importers.ofac.programs import key_of

MARK: Final = "ftm-"
"""What the keys of datasets, their graphs and all their things begin with."""

_SIMPLE: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
_MOST: Final = 48
_SPARE: Final = 8


@dataclass(frozen=True)
class Naming:
    """The IRIs of a dataset where data begin with ``base``; those of data as in N-Triples.

    ``dataset`` has small letters, digits and hyphens only.
    """

    base: str
    dataset: str

    @property
    def shown(self) -> NamedNode:
        """Return the graph that holds what the dataset says."""
        return NamedNode(f"{self.base}graph/lists/{MARK}{self.dataset}")

    @property
    def source(self) -> str:
        """Return the dataset itself, a document."""
        return self.node("source", f"{MARK}{self.dataset}")

    def own(self, kind: str, *keys: str) -> str:
        """Return something of a kind that is the dataset's own."""
        return self.node(kind, "-".join([f"{MARK}{self.dataset}", *map(stable, keys)]))

    def node(self, kind: str, key: str) -> str:
        """Return something of a kind."""
        return f"<{self.base}id/{kind}/{key}>"


def stable(text: str) -> str:
    """Return a text as a part of an IRI; two texts never have the same one.

    >>> stable("ofac-22790"), stable("NK-4h")
    ('ofac-22790', 'nk-4h-68e845ed')
    """
    if _SIMPLE.fullmatch(text) and len(text) <= _MOST:
        return text
    digest = hashlib.sha256(text.encode()).hexdigest()[:_SPARE]
    return "-".join(filter(None, (key_of(text)[:_MOST].strip("-"), digest)))


def check_dataset(name: str) -> str:
    """Return the name of a dataset as keys have it. Raises RequestError if nothing is left of it."""
    if key := key_of(name):
        return key
    raise RequestError(f"a dataset cannot be called “{name}”", "Use letters or digits: --dataset us-ofac-sdn")
