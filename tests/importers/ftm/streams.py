"""A store in memory with all that is kept by hand, and streams of entities brought into it, for tests."""

import json
import os
from collections.abc import Iterable
from datetime import date
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest
from pyoxigraph import Quad, Store

from graph.bulk import apply_delta
from graph.dataset import read_triples
from graph.importers.ftm.importing import Comparison, Options, compare
from graph.importers.ftm.naming import Naming
from graph.layout import Layout
from graph.namespaces import BASE
from graph.roles import graph_roles
from graph.store import derive_default_graph
from tests.conftest import REPOSITORY
from tests.importers.ofac.imported import Silent

with_library = pytest.mark.skipif(
    find_spec("followthemoney") is None and os.environ.get("CI") != "true",
    reason="the extra ftm is not installed (make .venv/ftm): the library followthemoney",
)

STREAM = Path(__file__).resolve().parent / "data" / "us_ofac_sdn-2026-08-20.ftm.json"
OPEN = "https://www.usa.gov/government-works"
CLOSED = "https://creativecommons.org/licenses/by-nc/4.0/"
PLAIN = Options("us-ofac-sdn", OPEN)
DAY = date(2026, 8, 20)


@cache
def _hand_kept() -> tuple[Quad, ...]:
    quads = read_triples(Layout(REPOSITORY))
    return (*quads, *graph_roles(quads, BASE))


def built() -> Store:
    """Make a store of all that is kept by hand."""
    store = Store()
    store.extend(_hand_kept())
    derive_default_graph(store)
    return store


def bring(store: Store, file: Path, options: Options = PLAIN) -> Comparison:
    """Bring a stream into a store."""
    found = compare(store, file, options, Naming(BASE, options.dataset), Silent())
    apply_delta(store, found.delta, BASE)
    return found


def said(store: Store, options: Options = PLAIN) -> set[str]:
    """Return what the graph of a dataset says, but for what it says of its file."""
    naming = Naming(BASE, options.dataset)
    quads = store.quads_for_pattern(None, None, None, naming.shown)
    return {str(quad) for quad in quads if str(quad.subject) != naming.source}


def write(path: Path, entities: Iterable[object]) -> Path:
    """Write entities, one a line."""
    path.write_text("".join(f"{json.dumps(entity)}\n" for entity in entities), "utf-8")
    return path


def read(path: Path) -> list[dict[str, object]]:
    """Read what stands on the lines of a stream."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
