"""Small ontologies and data at random, of all axioms that rules are made of."""

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from pyoxigraph import BlankNode, Literal, NamedNode

from graph.namespaces import OWL, RDF, RDFS, XSD
from graph.reasoning.rule import Fact, Term

EXAMPLE = "https://example.org/"
TYPE = NamedNode(RDF + "type")

CLASSES = [NamedNode(EXAMPLE + name) for name in ("Claim", "Allegation", "Denial", "Actor")]
PROPERTIES = [NamedNode(EXAMPLE + name) for name in ("affirms", "rejects", "holder")]
TITLE = NamedNode(EXAMPLE + "title")
"""The one property whose values are literals: OWL knows none that has things as values too."""
INDIVIDUALS = [NamedNode(EXAMPLE + name) for name in ("charge", "memo", "maduro", "official")]
VALUES = [Literal("tda"), Literal("7", datatype=NamedNode(XSD + "integer"))]


def owl(name: str) -> NamedNode:
    return NamedNode(OWL + name)


def rdfs(name: str) -> NamedNode:
    return NamedNode(RDFS + name)


classes = st.sampled_from(CLASSES)
properties = st.sampled_from(PROPERTIES)
individuals = st.sampled_from(INDIVIDUALS)


@st.composite
def listed(draw: st.DrawFn, members: SearchStrategy[NamedNode], node: str) -> tuple[BlankNode, list[Fact]]:
    """Draw a list of two, whose nodes are named after the axiom's."""
    one, two = draw(members), draw(members)
    first, second = BlankNode(node + "l1"), BlankNode(node + "l2")
    begin, rest = NamedNode(RDF + "first"), NamedNode(RDF + "rest")
    facts: list[Fact] = [(first, begin, one), (first, rest, second), (second, begin, two)]
    return first, [*facts, (second, rest, NamedNode(RDF + "nil"))]


@st.composite
def expressions(draw: st.DrawFn, node: str) -> tuple[BlankNode, list[Fact]]:
    """Draw a class without a name."""
    own = BlankNode(node)
    kind = draw(st.sampled_from(["some", "any", "all", "value", "most", "and", "or", "one"]))
    if kind in ("and", "or", "one"):
        members = individuals if kind == "one" else classes
        head, facts = draw(listed(members, node))
        name = {"and": "intersectionOf", "or": "unionOf", "one": "oneOf"}[kind]
        return own, [(own, owl(name), head), *facts]
    filler: dict[str, tuple[str, Term]] = {
        "some": ("someValuesFrom", draw(classes)),
        "any": ("someValuesFrom", owl("Thing")),
        "all": ("allValuesFrom", draw(classes)),
        "value": ("hasValue", draw(individuals)),
        "most": ("maxCardinality", Literal("1", datatype=NamedNode(XSD + "nonNegativeInteger"))),
    }
    name, value = filler[kind]
    return own, [(own, owl("onProperty"), draw(properties)), (own, owl(name), value)]


@st.composite
def axioms(draw: st.DrawFn, number: int) -> list[Fact]:
    """Draw an axiom with all its triples."""
    node = f"a{number}"
    kind = draw(
        st.sampled_from(["class", "class", "nameless", "nameless", "property", "chain", "key", "kind"])
    )
    if kind == "class":
        relation = draw(st.sampled_from([rdfs("subClassOf"), owl("equivalentClass"), owl("disjointWith")]))
        return [(draw(classes), relation, draw(classes))]
    if kind == "nameless":
        own, facts = draw(expressions(node))
        named, is_left = draw(classes), draw(st.booleans())
        return [*facts, (own, rdfs("subClassOf"), named) if is_left else (named, rdfs("subClassOf"), own)]
    if kind == "property":
        name = draw(st.sampled_from(["domain", "range", "subPropertyOf", "inverseOf"]))
        term = draw(classes) if name in ("domain", "range") else draw(properties)
        return [(draw(properties), owl(name) if name == "inverseOf" else rdfs(name), term)]
    if kind == "kind":
        names = ["Transitive", "Symmetric", "InverseFunctional", "Functional", "Titled"]
        kind_of = draw(st.sampled_from(names))
        subject = TITLE if kind_of == "Titled" else draw(properties)
        return [(subject, TYPE, owl(kind_of.replace("Titled", "Functional") + "Property"))]
    of_any = st.sampled_from([*PROPERTIES, TITLE])
    head, facts = draw(listed(of_any if kind == "key" else properties, node))
    axiom: Fact = (draw(properties), owl("propertyChainAxiom"), head)
    return [*facts, axiom if kind == "chain" else (draw(classes), owl("hasKey"), head)]


@st.composite
def assertions(draw: st.DrawFn) -> Fact:
    """Draw a fact about an individual."""
    kind = draw(st.sampled_from(["type", "type", "relation", "relation", "relation", "value", "same"]))
    subject = draw(individuals)
    if kind == "type":
        return subject, TYPE, draw(classes)
    if kind == "same":
        return subject, owl("sameAs"), draw(individuals)
    if kind == "value":
        return subject, TITLE, draw(st.sampled_from(VALUES))
    return subject, draw(properties), draw(individuals)


@st.composite
def ontologies(draw: st.DrawFn) -> list[list[Fact]]:
    """Draw up to six axioms."""
    return [draw(axioms(number)) for number in range(draw(st.integers(1, 6)))]
