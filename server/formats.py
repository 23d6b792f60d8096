"""The formats of answers, by the kind of the answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final


class Kind(Enum):
    """What a query yields: SELECT solutions, ASK a boolean, CONSTRUCT and DESCRIBE a graph."""

    SOLUTIONS = "solutions"
    BOOLEAN = "boolean"
    GRAPH = "graph"


@dataclass(frozen=True)
class Format:
    """A serialisation: ``names`` for the ``format`` parameter, the first being the file ending.

    ``aliases`` are media types under which the same bytes are known, served when a client asks so.
    """

    names: tuple[str, ...]
    media_type: str
    label: str
    aliases: tuple[str, ...] = ()

    @property
    def known_as(self) -> tuple[str, ...]:
        """Return the names and the media types that the ``format`` parameter may give."""
        return (*self.names, self.media_type, *self.aliases)


HTML: Final = Format(("html",), "text/html", "HTML")

# https://www.w3.org/TR/sparql11-results-json/ and its siblings
JSON: Final = Format(("json", "srj"), "application/sparql-results+json", "JSON", ("application/json",))
XML: Final = Format(("xml", "srx"), "application/sparql-results+xml", "XML", ("application/xml", "text/xml"))
CSV: Final = Format(("csv",), "text/csv", "CSV")
TSV: Final = Format(("tsv",), "text/tab-separated-values", "TSV")

# Turtle is N3 without formulas: https://www.w3.org/TeamSubmission/n3/
TURTLE: Final = Format(
    ("ttl", "turtle", "n3"),
    "text/turtle",
    "Turtle",
    ("application/x-turtle", "application/turtle", "text/n3", "text/rdf+n3"),
)
N_TRIPLES: Final = Format(("nt", "ntriples", "n-triples"), "application/n-triples", "N-Triples")
RDF_XML: Final = Format(("rdf", "rdfxml", "rdf-xml", "rdf+xml", "xml"), "application/rdf+xml", "RDF/XML")
JSON_LD: Final = Format(
    ("jsonld", "json-ld", "ld+json", "json"), "application/ld+json", "JSON-LD", ("application/json",)
)
TRIG: Final = Format(("trig",), "application/trig", "TriG")
N_QUADS: Final = Format(("nq", "nquads", "n-quads"), "application/n-quads", "N-Quads")

GRAPH_FORMATS: Final = (TURTLE, N_TRIPLES, RDF_XML, JSON_LD, TRIG, N_QUADS)

FORMATS: Final[Mapping[Kind, tuple[Format, ...]]] = {
    Kind.SOLUTIONS: (JSON, XML, CSV, TSV, HTML),
    Kind.BOOLEAN: (JSON, XML, HTML),
    Kind.GRAPH: (*GRAPH_FORMATS, HTML),
}
"""What can be served, the default first. CSV and TSV are not defined for a boolean."""


def read_name(name: str) -> str:
    """Return the name of a format as it is compared: “+” comes as a blank where it is not percent-encoded."""
    return name.strip().lower().replace(" ", "+")


def is_format_name(name: str) -> bool:
    """Tell whether a name or a media type is that of a format that is served for any kind of answer."""
    return any(read_name(name) in format_.known_as for offered in FORMATS.values() for format_ in offered)
