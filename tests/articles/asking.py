"""Questions about the articles, asked of the whole graph."""

from typing import Final

from pyoxigraph import Store

from graph.namespaces import PREFIXES
from tests.test_competency import Rows, ask

_PREFIX: Final = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())


def rows(store: Store, query: str) -> Rows:
    return ask(store, _PREFIX + query)[1:]


def column(store: Store, query: str) -> list[str]:
    """Return what a query with one variable finds, without what IRIs begin with."""
    return [cell.rpartition("/")[2] for (cell,) in rows(store, query)]
