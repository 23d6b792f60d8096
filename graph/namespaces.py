"""The namespaces of the project, and the prefixes used in Turtle, queries and Python alike."""

from typing import Final

ALG: Final = "https://w3id.org/allegata/ontology#"
SAID: Final = "https://w3id.org/allegata/content#"
ONTOLOGY: Final = "https://w3id.org/allegata/ontology"
CONTENT: Final = "https://w3id.org/allegata/content"
BASE: Final = "https://w3id.org/allegata/"
"""The data base that the hand-kept files are written with; `rebase` maps it to another installation's."""

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
SH: Final = "http://www.w3.org/ns/shacl#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"

KINDS: Final = (
    "actor", "claim", "designation", "document", "entry", "event", "instant", "link", "passage", "period",
    "place", "proposition", "putative", "source", "term", "utterance",
)  # fmt: skip
"""The KIND part of a data IRI, `BASE + id/KIND/KEY`."""

PREFIXES: Final = {
    "alg": ALG,
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "graph": BASE + "graph/",
    "owl": OWL,
    "rdf": RDF,
    "rdfs": RDFS,
    "said": SAID,
    "schema": "https://schema.org/",
    "sh": SH,
    "skos": SKOS,
    "vann": "http://purl.org/vocab/vann/",
    "xsd": XSD,
    **{kind: f"{BASE}id/{kind}/" for kind in KINDS},
}
