"""The endpoint's description of itself: https://www.w3.org/TR/sparql11-service-description/ ."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from graph.namespaces import RDF, XSD
from server.formats import FORMATS, GRAPH_FORMATS, Kind
from server.page_queries import select
from server.service import Service

SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_VOID: Final = "http://rdfs.org/ns/void#"
_FORMATS: Final = "http://www.w3.org/ns/formats/"
_ENTAILMENT: Final = "http://www.w3.org/ns/entailment/"
_FORMAT_NAMES: Final = {
    "json": "SPARQL_Results_JSON", "xml": "SPARQL_Results_XML", "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV", "ttl": "Turtle", "nt": "N-Triples", "rdf": "RDF_XML",
    "jsonld": "JSON-LD", "trig": "TriG", "nq": "N-Quads",
}  # fmt: skip
"""The names that https://www.w3.org/ns/formats/ gives to what is served."""

_PREFIXES: Final = {"sd": SD, "void": _VOID, "formats": _FORMATS, "xsd": XSD}


def describe(service: Service, endpoint: str, media_type: str) -> bytes:
    """Return the service description: language, formats, and each named graph with its size.

    No ``sd:feature`` is claimed, since none of the five that there are holds: the default graph is not the
    union of all named graphs, and is there without being asked for; no graph is empty; nothing is fetched.
    What is inferred was written into the data beforehand, so queries are answered by simple entailment.
    """
    graphs = select(service, "graph_sizes")
    triples = [*_service(endpoint), *_dataset(graphs)]
    return serialize(triples, format=RdfFormat.from_media_type(media_type), prefixes=_PREFIXES) or b""


def _service(endpoint: str) -> Iterator[Triple]:
    service, dataset = BlankNode("service"), BlankNode("dataset")
    yield Triple(service, _TYPE, _sd("Service"))
    yield Triple(service, _sd("endpoint"), NamedNode(endpoint))
    yield Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query"))
    for name in dict.fromkeys(f.names[0] for f in (*FORMATS[Kind.SOLUTIONS], *GRAPH_FORMATS)):
        if name in _FORMAT_NAMES:
            yield Triple(service, _sd("resultFormat"), NamedNode(_FORMATS + _FORMAT_NAMES[name]))
    yield Triple(service, _sd("defaultEntailmentRegime"), NamedNode(_ENTAILMENT + "Simple"))
    yield Triple(service, _sd("defaultDataset"), dataset)
    yield Triple(dataset, _TYPE, _sd("Dataset"))
    yield Triple(dataset, _sd("defaultGraph"), BlankNode("default"))
    yield Triple(BlankNode("default"), _TYPE, _sd("Graph"))


def _dataset(graphs: Sequence[Mapping[str, str]]) -> Iterator[Triple]:
    for number, row in enumerate(graphs):
        named, graph = BlankNode(f"named{number}"), BlankNode(f"graph{number}")
        yield Triple(BlankNode("dataset"), _sd("namedGraph"), named)
        yield Triple(named, _TYPE, _sd("NamedGraph"))
        yield Triple(named, _sd("name"), NamedNode(row["graph"]))
        yield Triple(named, _sd("graph"), graph)
        yield Triple(graph, _TYPE, _sd("Graph"))
        yield Triple(graph, NamedNode(_VOID + "triples"), Literal(int(row["triples"])))


def _sd(name: str) -> NamedNode:
    return NamedNode(SD + name)


_TYPE: Final = NamedNode(RDF + "type")
