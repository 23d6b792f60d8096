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
_DCAT: Final = "http://www.w3.org/ns/dcat#"
_DCT: Final = "http://purl.org/dc/terms/"
_GRAPH_STORE: Final = "http://www.w3.org/TR/sparql11-http-rdf-update/"
_FORMATS: Final = "http://www.w3.org/ns/formats/"
_ENTAILMENT: Final = "http://www.w3.org/ns/entailment/"
_FORMAT_NAMES: Final = {
    "json": "SPARQL_Results_JSON", "xml": "SPARQL_Results_XML", "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV", "ttl": "Turtle", "nt": "N-Triples", "rdf": "RDF_XML",
    "jsonld": "JSON-LD", "trig": "TriG", "nq": "N-Quads",
}  # fmt: skip
"""The names that https://www.w3.org/ns/formats/ gives to what is served."""

_PREFIXES: Final = {
    "sd": SD, "void": _VOID, "dcat": _DCAT, "dct": _DCT, "formats": _FORMATS, "xsd": XSD,
}  # fmt: skip


def describe(service: Service, root: str, media_type: str, *, takes_writes: bool, federates: bool) -> bytes:
    """Return the description of the server at an address that ends with a slash.

    It tells language, formats, where all data can be had, each named graph with its size and, where writes
    are taken, where. A client may take the last endpoint of any blank node for that of queries, so the one of
    updates has a name.

    Of the five that there are, the one ``sd:feature`` that may hold is that SERVICE is answered, if only of
    some endpoints: the default graph is not the union of all named graphs, and is there without being asked
    for; no graph is empty; no graph is fetched.
    What is inferred was written into the data beforehand, so queries are answered by simple entailment.
    """
    graphs = select(service, "graph_sizes")
    writing = _writing(root) if takes_writes else ()
    features = [Triple(BlankNode("service"), _sd("feature"), _sd("BasicFederatedQuery"))] if federates else ()
    triples = [*_service(root), *features, *writing, *_dataset(graphs)]
    return serialize(triples, format=RdfFormat.from_media_type(media_type), prefixes=_PREFIXES) or b""


def _service(root: str) -> Iterator[Triple]:
    service, dataset = BlankNode("service"), BlankNode("dataset")
    yield Triple(service, _TYPE, _sd("Service"))
    yield Triple(service, _sd("endpoint"), NamedNode(f"{root}sparql"))
    yield Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query"))
    for name in dict.fromkeys(f.names[0] for f in (*FORMATS[Kind.SOLUTIONS], *GRAPH_FORMATS)):
        if name in _FORMAT_NAMES:
            yield Triple(service, _sd("resultFormat"), NamedNode(_FORMATS + _FORMAT_NAMES[name]))
    yield Triple(service, _sd("defaultEntailmentRegime"), NamedNode(_ENTAILMENT + "Simple"))
    yield Triple(service, _sd("defaultDataset"), dataset)
    yield Triple(dataset, _TYPE, _sd("Dataset"))
    yield Triple(dataset, NamedNode(_VOID + "dataDump"), NamedNode(f"{root}graphs"))
    yield Triple(dataset, _sd("defaultGraph"), BlankNode("default"))
    yield Triple(BlankNode("default"), _TYPE, _sd("Graph"))


def _writing(root: str) -> Iterator[Triple]:
    """Say where updates go, and where graphs are put: by https://www.w3.org/TR/vocab-dcat-3/ ."""
    update, store, dataset = NamedNode(f"{root}update"), NamedNode(f"{root}graphs"), BlankNode("dataset")
    yield Triple(update, _TYPE, _sd("Service"))
    yield Triple(update, _sd("endpoint"), update)
    yield Triple(update, _sd("supportedLanguage"), _sd("SPARQL11Update"))
    yield Triple(update, _sd("defaultDataset"), dataset)
    yield Triple(store, _TYPE, NamedNode(_DCAT + "DataService"))
    yield Triple(store, NamedNode(_DCAT + "endpointURL"), store)
    yield Triple(store, NamedNode(_DCAT + "servesDataset"), dataset)
    yield Triple(store, NamedNode(_DCT + "conformsTo"), NamedNode(_GRAPH_STORE))


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
