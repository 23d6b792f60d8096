"""Validation: shapes over the default graph, rules over the whole dataset, one report.

Shapes see the default graph without inferences. What a content graph must be is said by rules, not by
shapes: they see the graphs one by one, and shapes see one graph.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from pyoxigraph import DefaultGraph, Quad, Store, Triple

from graph.dataset import read_ontology
from graph.layout import Layout
from graph.namespaces import BASE
from graph.parse import parse_file
from graph.report import Report, Result
from graph.rules import check_rules, read_rule
from graph.terms import check_terms, declared_terms


def check_default_graph(triples: Sequence[Triple], shape_files: Sequence[Path], base: str) -> list[Result]:
    """Validate the asserted triples of the default graph by the shapes and the EDTF rule.

    Shapes of kinds that only the reference knows are left to it. Raises RuleError if a shape is ill-formed.
    """
    # They take half a second to import, which a process that only reasons does not need.
    from graph.edtf_rule import check_edtf
    from graph.shacl.article import article_shapes
    from graph.shacl.reading import ForeignError
    from graph.shacl.reference import check_shapes
    from graph.shacl.source import IndexedSource
    from graph.shacl.validation import validate

    try:
        return list(validate(article_shapes(shape_files, base), IndexedSource(triples)).results)
    except ForeignError:
        return [*check_shapes(triples, shape_files, base), *check_edtf(triples)]


def check_dataset(quads: Iterable[Quad], check_files: Iterable[Path], base: str) -> list[Result]:
    """Validate a dataset, derived default graph and inferences included, by the rules.

    Raises RuleError if a rule is malformed.
    """
    store = Store()
    store.extend(quads)
    return check_rules(store, [read_rule(path, base) for path in check_files])


def validate_files(paths: Iterable[Path], layout: Layout) -> Report:
    """Validate files of RDF as if they were kept here, with the ontology as background.

    Raises ParseError or UnknownTermError for a file that is not well-formed or uses unknown terms.
    """
    quads = ontology = read_ontology(layout)
    declared = declared_terms(ontology)
    for path in paths:
        read = parse_file(path, blank_nodes=True)
        check_terms(read, path, declared)
        quads = quads + read
    shown = [quad.triple for quad in quads if isinstance(quad.graph_name, DefaultGraph)]
    results = check_default_graph(shown, layout.shape_files(), BASE)
    return Report([*results, *check_dataset(quads, layout.check_files(), BASE)])
