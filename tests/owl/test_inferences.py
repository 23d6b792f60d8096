"""The ontology's own regression: what must follow from it, what must not, and what cannot be."""

import csv
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from graph.namespaces import ALG, OWL, PREFIXES, RDF, RDFS, SAID
from graph.reasoning.clashing import clashes
from graph.reasoning.closing import Closure, close
from graph.reasoning.facts import Facts
from graph.reasoning.rule import fact
from graph.roles import in_default_graph
from graph.terms import declared_terms, unknown_terms
from tests.owl.owl_api import load
from tests.owl.sources import CORE, as_one_ontology, read_modules
from tests.owl.tableau import Tableau, open_tableau, subclasses_and_ends

# Almost all the time goes to libraries, which take twice as long while coverage is measured.
pytestmark = [pytest.mark.java, pytest.mark.no_cover, pytest.mark.xdist_group("java")]

TERMS = Path(__file__).with_name("terms.csv")
OBJECT_PROPERTY = NamedNode(OWL + "ObjectProperty")
PREFIXED = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())


@dataclass(frozen=True)
class Inference:
    """A row of the table, its Turtle with the prefix of the row."""

    name: str
    number: int
    given: str = ""
    expected: str = ""
    unexpected: str = ""
    clash: str = ""

    def triples(self, turtle: str) -> list[Triple]:
        """Read Turtle in which ``:`` begins this row's own IRIs."""
        own = f"@prefix : <urn:row:{self.number}:> .\n"
        return [quad.triple for quad in parse(PREFIXED + own + turtle, RdfFormat.TURTLE)]


TABLE = tomllib.loads(Path(__file__).with_name("inferences.toml").read_text("utf-8"))["inference"]
ROWS = [Inference(number=number, **row) for number, row in enumerate(TABLE)]
CLASHING = [row for row in ROWS if row.clash]

each_row = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)


def ontology_and_rows(rows: Iterable[Inference]) -> list[Triple]:
    return [*read_modules(CORE), *(triple for row in rows for triple in row.triples(row.given))]


def closed(triples: Iterable[Triple]) -> Closure:
    return close([fact(triple) for triple in triples])


@pytest.fixture(scope="module")
def closure() -> Closure:
    return closed(ontology_and_rows(ROWS))


@pytest.fixture(scope="module")
def tableau() -> Tableau:
    return open_tableau(ontology_and_rows(ROWS))


@each_row
def test_the_table_uses_no_term_that_is_not_declared(row: Inference) -> None:
    declared = declared_terms(in_default_graph(read_modules(CORE)))
    used = row.triples(row.given + row.expected + row.unexpected + row.clash)
    assert unknown_terms(in_default_graph(used), declared) == set()


@each_row
def test_rules_and_hermit_find_what_is_expected(row: Inference, closure: Closure, tableau: Tableau) -> None:
    expected = row.triples(row.expected)
    assert [triple for triple in expected if fact(triple) not in closure.facts] == []
    assert [triple for triple in expected if not tableau.entails(triple)] == []


@each_row
def test_rules_and_hermit_find_nothing_unexpected(row: Inference, closure: Closure, tableau: Tableau) -> None:
    unexpected = row.triples(row.unexpected)
    assert [triple for triple in unexpected if fact(triple) in closure.facts] == []
    assert [triple for triple in unexpected if tableau.entails(triple)] == []


@each_row
def test_nothing_that_is_expected_follows_without_the_ontology(row: Inference) -> None:
    alone = closed(row.triples(row.given)).facts
    assert [triple for triple in row.triples(row.expected) if fact(triple) in alone] == []


PLANTED = {
    "a range": "alg:holder rdfs:range alg:Actor .",
    "a class below another": "alg:Allegation rdfs:subClassOf alg:Denial .",
    "exclusion that goes on": "alg:excludes a owl:TransitiveProperty .",
    "claims that hold what follows": "alg:affirms owl:propertyChainAxiom ( alg:affirms alg:entails ) .",
}


@pytest.mark.parametrize("axiom", PLANTED.values(), ids=PLANTED)
def test_an_axiom_too_many_is_noticed(axiom: str) -> None:
    triples = [*ontology_and_rows(ROWS), *ROWS[0].triples(axiom)]
    closure, tableau = closed(triples), open_tableau(triples)
    unexpected = [triple for row in ROWS for triple in row.triples(row.unexpected)]
    assert any(fact(triple) in closure.facts for triple in unexpected)
    assert any(tableau.entails(triple) for triple in unexpected)


def test_what_is_given_holds_together(closure: Closure, tableau: Tableau) -> None:
    assert clashes(closure.program.rules, closure.facts) == []
    assert tableau.is_consistent()


@pytest.mark.parametrize("row", CLASHING, ids=lambda row: row.name)
def test_rules_and_hermit_find_what_cannot_be(row: Inference) -> None:
    triples = [*ontology_and_rows([row]), *row.triples(row.clash)]
    closure = closed(triples)
    assert clashes(closure.program.rules, closure.facts)
    assert not open_tableau(triples).is_consistent()


def test_terms_are_below_what_the_table_says_and_nothing_else() -> None:
    """All that is in a class, has a property or is a value of one, and the classes that puts it into.

    What HermiT alone finds takes an inverse or a definition read backwards; of individuals the rules find it.
    """
    modules = read_modules(CORE)
    table = list(csv.DictReader(TERMS.read_text("utf-8").splitlines()))
    listed = {(row["term"], row["relation"], row["class"]): row["found_by"] for row in table}
    assert {short(each) for each in subclasses_and_ends(load(as_one_ontology(modules)))} == listed.keys()
    by_rules = {short(each) for each in schema(closed(modules).facts)}
    assert by_rules == {each for each, found_by in listed.items() if found_by == "both"}


def schema(facts: Facts) -> set[tuple[str, str, str]]:
    """Return subclasses, domains and ranges, of classes and object properties with a name."""
    object_properties = {s for s, _, _ in facts.find(None, NamedNode(RDF + "type"), OBJECT_PROPERTY)}
    return {
        (low.value, relation, high.value)
        for relation in ("subClassOf", "domain", "range")
        for low, _, high in facts.find(None, NamedNode(RDFS + relation), None)
        if isinstance(low, NamedNode) and isinstance(high, NamedNode) and low != high
        if low in object_properties or relation == "subClassOf"
        if not low.value.startswith(OWL) and not high.value.startswith(OWL)
    }


def short(triple: tuple[str, str, str]) -> tuple[str, str, str]:
    """Write both terms with the prefix of the ontology's module."""
    low, relation, high = (term.replace(ALG, "alg:").replace(SAID, "said:") for term in triple)
    return low, relation, high
