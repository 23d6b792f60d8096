"""W3C's cases for the profile: the same from every engine, and the contradictions that W3C says there are."""

import os
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import QuerySolutions, RdfFormat, Store, parse

from graph.namespaces import RDF
from graph.reasoning.engine import engine
from graph.reasoning.outcome import Outcome
from graph.reasoning.rule import Fact, fact
from tests.conftest import REPOSITORY

SHARED = Path(os.environ.get("ALLEGATA_SHARED", REPOSITORY.parent / "shared")).resolve()
CASES = SHARED / "w3c" / "owl2" / "all.rdf"
BASE = "https://example.org/"
TEST = "http://www.w3.org/2007/OWL/testOntology#"


@dataclass(frozen=True)
class Case:
    name: str
    premise: str
    kinds: frozenset[str]

    def __str__(self) -> str:
        return self.name

    @property
    def facts(self) -> list[Fact]:
        quads = parse(quoted(self.premise).encode(), RdfFormat.RDF_XML, base_iri=BASE)
        return list(dict.fromkeys(fact(quad.triple) for quad in quads))


def quoted(xml: str) -> str:
    """Quote entities as the parser demands, which knows one of XML's two ways."""
    return re.sub(r"(<!ENTITY\s+\S+\s+)'([^']*)'", r'\1"\2"', xml)


@cache
def read_cases() -> list[Case]:
    """Read the cases for the profile whose premise is RDF/XML, if the suite is there."""
    if not CASES.is_file():
        return []
    store = Store()
    store.bulk_load(quoted(CASES.read_text("utf-8")).encode(), RdfFormat.RDF_XML, base_iri=BASE)
    found = store.query(f"""
        PREFIX test: <{TEST}>
        SELECT DISTINCT ?name ?premise (GROUP_CONCAT(STRAFTER(STR(?type), "#")) AS ?kinds) WHERE {{
          ?case test:profile test:RL ; test:identifier ?name ; test:rdfXmlPremiseOntology ?premise ;
            <{RDF}type> ?type .
          FILTER NOT EXISTS {{ ?case test:importedOntology ?other }}
        }} GROUP BY ?name ?premise ORDER BY ?name""")
    assert isinstance(found, QuerySolutions)
    return [
        Case(row["name"].value, row["premise"].value, frozenset(row["kinds"].value.split())) for row in found
    ]


pytestmark = [
    pytest.mark.skipif(not CASES.is_file(), reason="the folder of the W3C's suites is absent"),
    pytest.mark.no_cover,
    pytest.mark.xdist_group("w3c cases"),  # what the reference finds is asked once
]


@cache
def outcome(name: str, case: Case) -> Outcome:
    return engine(name).reason(case.facts)


@pytest.mark.parametrize("name", ["rules", "owlrl", "sparq"])
@pytest.mark.parametrize("case", read_cases(), ids=str)
def test_there_is_a_contradiction_where_w3c_says_so(case: Case, name: str) -> None:
    assert bool(outcome(name, case).clashes) == ("InconsistencyTest" in case.kinds)


@pytest.mark.parametrize("name", ["rules", "sparq"])
@pytest.mark.parametrize("case", read_cases(), ids=str)
def test_an_engine_publishes_of_a_case_what_the_reference_does(case: Case, name: str) -> None:
    if "InconsistencyTest" not in case.kinds:
        assert outcome(name, case).published == outcome("owlrl", case).published
