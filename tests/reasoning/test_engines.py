"""Every engine publishes the same: on random ontologies, the article, a benchmark and W3C's cases."""

import gzip
import hashlib
import os
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, parse

from graph.dataset import read_dataset, read_sources
from graph.errors import RequestError
from graph.layout import Layout
from graph.namespaces import BASE
from graph.reasoning.clashing import write
from graph.reasoning.engine import engine
from graph.reasoning.rule import Fact, fact
from graph.roles import shown_triples
from tests.conftest import REPOSITORY
from tests.reasoning.ontologies import assertions, ontologies

LUBM = Path(os.environ.get("ALLEGATA_SHARED", REPOSITORY.parent / "shared")).resolve() / "data" / "lubm"

REFERENCE = (37_997, "2c0358f974692d60ec1d3cff99f55bbd0cc3800c2f48aa392961620c8ae0e4ca")
"""How many triples owlrl publishes of LUBM(1), and the SHA-256 of their sorted N-Triples."""

EXAMPLES = int(os.environ.get("ALLEGATA_SEQUENCES", "60"))


@pytest.mark.parametrize("name", ["rules", "sparq"])
@settings(max_examples=EXAMPLES, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(axioms=ontologies(), data=st.lists(assertions(), max_size=10, unique=True))
def test_an_engine_publishes_what_the_reference_publishes(
    name: str, axioms: list[list[Fact]], data: list[Fact]
) -> None:
    told = list(dict.fromkeys([*(fact for axiom in axioms for fact in axiom), *data]))
    found, expected = engine(name).reason(told), engine("owlrl").reason(told)
    assert bool(found.clashes) == bool(expected.clashes)
    if not expected.clashes:
        assert set(found.published) == set(expected.published)


@pytest.mark.parametrize("name", ["rules", "sparq"])
def test_an_engine_publishes_of_the_article_what_the_reference_does(name: str, article: list[Fact]) -> None:
    expected = reference(tuple(article))
    assert len(expected) > 900
    assert engine(name).reason(article).published == expected


@cache
def reference(told: tuple[Fact, ...]) -> tuple[Fact, ...]:
    return engine("owlrl").reason(told).published


@pytest.fixture(scope="module")
def article() -> list[Fact]:
    """All that is asserted and shown of the project's own articles."""
    layout = Layout(REPOSITORY)
    return [fact(triple) for triple in shown_triples(read_dataset(layout, read_sources(layout), BASE))]


@pytest.mark.skipif(not LUBM.is_dir(), reason="the folder with the benchmark is absent")
@pytest.mark.parametrize("name", ["rules", "sparq"])
def test_an_engine_publishes_of_a_benchmark_what_the_reference_did(name: str) -> None:
    data = parse(gzip.decompress((LUBM / "lubm1.nt.gz").read_bytes()), RdfFormat.N_TRIPLES)
    ontology = parse(path=str(LUBM / "univ-bench.owl"), format=RdfFormat.RDF_XML, base_iri=BASE)
    told = list(dict.fromkeys(fact(quad.triple) for quads in (data, ontology) for quad in quads))
    found = engine(name).reason(told)
    assert not found.clashes
    lines = "".join(f"{write(each)}\n" for each in found.published)
    assert (len(found.published), hashlib.sha256(lines.encode()).hexdigest()) == REFERENCE


def test_an_engine_that_nobody_knows_is_refused() -> None:
    with pytest.raises(RequestError, match="no engine hermit"):
        engine("hermit")
