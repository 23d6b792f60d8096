"""The asserted dataset: all that is kept by hand, and what follows from the seeds' bytes."""

from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import CanonicalizationAlgorithm, Dataset, Literal, NamedNode, Quad, RdfFormat
from pyoxigraph import parse as parse_rdf

from graph.layout import DataFile, Layout
from graph.namespaces import ALG, BASE, PREFIXES, XSD
from graph.parse import parse_file
from graph.rebase import rebase
from graph.roles import graph_roles
from graph.source import Source, read_source
from graph.terms import check_query_terms, check_terms, declared_terms

_INTEGER: Final = NamedNode(XSD + "integer")


def read_sources(layout: Layout) -> list[Source]:
    """Read every seed.

    Raises SourceError as `read_source` does.
    """
    return [read_source(layout, slug) for slug in layout.slugs()]


def read_dataset(layout: Layout, sources: Iterable[Source], base: str) -> list[Quad]:
    """Read every file of triples and describe each source and each graph.

    Raises ParseError or UnknownTermError, with file and line, for the first fault.
    """
    quads = read_triples(layout)
    quads += [quad for source in sources for quad in document_facts(source)]
    quads = rebase(quads, base)
    return quads + graph_roles(quads, base)


def read_triples(layout: Layout) -> list[Quad]:
    """Read every file of triples, each into its named graph, terms checked.

    Raises ParseError or UnknownTermError.
    """
    ontology = {file: parse_file(file.path, file.graph, blank_nodes=True) for file in layout.ontology_files()}
    data = {file: parse_file(file.path, file.graph) for file in layout.data_files()}
    _check_vocabulary(layout, ontology, data)
    return [quad for quads in (*ontology.values(), *data.values()) for quad in quads]


def read_ontology(layout: Layout) -> list[Quad]:
    """Read the modules of the ontology, in the default graph.

    Raises ParseError.
    """
    return [quad for file in layout.ontology_files() for quad in parse_file(file.path, blank_nodes=True)]


def document_facts(source: Source) -> Iterator[Quad]:
    """Yield what the bytes of a seed say of its document: text, length in code points, SHA-256, title."""
    document = NamedNode(f"{BASE}id/document/{source.slug}")
    graph = NamedNode(f"{BASE}graph/article/{source.slug}")
    yield Quad(document, NamedNode(ALG + "text"), Literal(source.text), graph)
    yield Quad(document, NamedNode(ALG + "length"), Literal(str(len(source.text)), datatype=_INTEGER), graph)
    yield Quad(document, NamedNode(ALG + "sha256"), Literal(source.sha256), graph)
    if source.description:
        title = Literal(source.description.title, language=source.description.language)
        yield Quad(document, NamedNode(PREFIXES["dct"] + "title"), title, graph)


def canonical_nquads(quads: Iterable[Quad]) -> bytes:
    """Write the quads one a line, each once, sorted by code point, blank nodes labelled by RDFC-1.0.

    Equal datasets give equal bytes: https://www.w3.org/TR/rdf-canon/
    """
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return "".join(sorted(f"{quad} .\n" for quad in dataset)).encode()


def parse_nquads(data: bytes) -> list[Quad]:
    """Read what `canonical_nquads` wrote."""
    return list(parse_rdf(data, RdfFormat.N_QUADS))


def _check_vocabulary(layout: Layout, *parsed: dict[DataFile, list[Quad]]) -> None:
    files = {file.path: quads for files in parsed for file, quads in files.items()}
    declared = declared_terms(quad for file, quads in parsed[0].items() for quad in quads)
    for path, quads in files.items():
        check_terms(quads, path, declared)
    shapes = {path: parse_file(path, blank_nodes=True) for path in layout.shape_files()}
    named = declared | declared_terms(quad for quads in shapes.values() for quad in quads)
    for path, quads in shapes.items():
        check_terms(quads, path, named)
    for path in (*layout.check_files(), *layout.derive_files()):
        check_query_terms(path.read_text("utf-8"), path, declared)
