"""Any data against any shapes: neither has to do with this project's."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TextIO

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from graph.namespaces import BASE, RDF, SH, XSD
from graph.parse import read_rdf
from graph.report import SEVERITIES, Report, Result
from graph.shacl.bulk import Progress
from graph.shacl.engines import Engine, check_data
from graph.terms import Term


class DataReport(Report):
    """A report in the sense of SHACL: data conform if there is no result, of whatever severity.

    https://www.w3.org/TR/shacl/#validation-report
    """

    def __init__(self, results: Iterable[Result]) -> None:
        self.results = tuple(sorted(set(results), key=_rank))

    @property
    def conforms(self) -> bool:
        """Tell whether there is no result."""
        return not self.results

    @property
    def summary(self) -> str:
        """Return the verdict and the number of results in one line."""
        return (
            f"conforms ({len(self.results)} results)"
            if self.conforms
            else f"does not conform ({len(self.results)} results)"
        )

    def _triples(self) -> Iterator[Triple]:
        report = BlankNode("report")
        conforms = Literal(str(self.conforms).lower(), datatype=NamedNode(XSD + "boolean"))
        yield Triple(report, NamedNode(RDF + "type"), NamedNode(SH + "ValidationReport"))
        yield Triple(report, NamedNode(SH + "conforms"), conforms)
        for number, result in enumerate(self.results):
            node = BlankNode(f"result{number}")
            yield Triple(report, NamedNode(SH + "result"), node)
            yield from (Triple(node, NamedNode(SH + name), term) for name, term in _statements(result))
            yield Triple(node, NamedNode(RDF + "type"), NamedNode(SH + "ValidationResult"))


def _rank(result: Result) -> tuple[int, str, str, str, str, str]:
    severities = (*SEVERITIES, result.severity)
    grave = severities.index(result.severity)
    return grave, str(result.focus), result.shape, result.path or "", str(result.value or ""), result.message


def _statements(result: Result) -> Iterator[tuple[str, Term]]:
    yield "focusNode", result.focus
    yield "resultMessage", Literal(result.message)
    yield "resultSeverity", NamedNode(result.severity if ":" in result.severity else SH + result.severity)
    yield "sourceShape", _node(result.shape)
    if result.path and ":" in result.path and not result.path.startswith(("<", "(", "^")):
        yield "resultPath", NamedNode(result.path)
    if result.value is not None:
        yield "value", result.value
    if result.component:
        yield "sourceConstraintComponent", NamedNode(result.component)


def _node(name: str) -> NamedNode | BlankNode:
    return BlankNode(name.removeprefix("_:")) if name.startswith("_:") else NamedNode(name)


def validate_data(
    shape_files: Sequence[Path],
    data_files: Sequence[Path],
    engine: Engine = Engine.AUTO,
    progress: Progress | None = None,
    processes: int = 1,
) -> DataReport:
    """Validate the triples of some files, whatever graphs they stand in there.

    Raises ParseError if a file is not well-formed, RuleError if a shape is not.
    """
    read = (read_rdf(path, path.resolve().as_uri()) for path in data_files)
    triples = list(dict.fromkeys(quad.triple for quads in read for quad in quads))
    return DataReport(check_data(triples, shape_files, BASE, engine, progress, processes))


def count_up(stream: TextIO) -> Progress:
    """Return what tells people on one line how many shapes are done."""

    def tell(done: int, count: int) -> None:
        end = "\n" if done == count else ""
        print(f"\rallegata: shape {done} of {count}", end=end, file=stream, flush=True)

    return tell
