"""Any data against any shapes: neither has to do with this project's.

What is found is told at once, and not kept: the report of a large graph may be larger than its data.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Final, TextIO

from pyoxigraph import RdfFormat, Triple, serialize

from graph.namespaces import BASE, PREFIXES
from graph.parse import read_rdf
from graph.report import Result, report_triples, verdict_triple
from graph.shacl.bulk import Progress
from graph.shacl.engines import Engine, check_data

FORMATS: Final = {"turtle": RdfFormat.TURTLE, "ntriples": RdfFormat.N_TRIPLES}
"""The formats of reports in RDF."""


def validate_data(
    shape_files: Sequence[Path],
    data_files: Sequence[Path],
    engine: Engine = Engine.AUTO,
    progress: Progress | None = None,
    processes: int = 1,
) -> Iterator[Result]:
    """Validate the triples of some files, whatever graphs they stand in there; yield each result once.

    The reference yields nothing before it has found all; it is asked only where data are few, or shapes need
    it. Raises ParseError if a file is not well-formed, RuleError if a shape is not, before it returns.
    """
    read = (read_rdf(path, path.resolve().as_uri()) for path in data_files)
    triples = list(dict.fromkeys(quad.triple for quads in read for quad in quads))
    return check_data(triples, shape_files, BASE, engine, progress, processes)


class DataReport:
    """A report in the sense of SHACL, written as the results come: data conform if there is none at all.

    https://www.w3.org/TR/shacl/#validation-report
    """

    def __init__(self, results: Iterable[Result]) -> None:
        self._results = results
        self.count = 0

    @property
    def conforms(self) -> bool:
        """Tell whether there was no result, of whatever severity."""
        return self.count == 0

    def write_text(self, output: TextIO) -> None:
        """Write each result in some lines, and the verdict last."""
        for result in self._counted():
            print(result, file=output)
        verdict = "conforms" if self.conforms else "does not conform"
        print(f"{verdict} ({self.count} results)", file=output)

    def write_rdf(self, output: BinaryIO, format_: RdfFormat) -> None:
        """Write it as sh:ValidationReport, which says last whether the data conform."""
        serialize(self._triples(), output=output, format=format_, prefixes=PREFIXES)

    def _triples(self) -> Iterator[Triple]:
        yield from report_triples(self._counted())
        yield verdict_triple(self.conforms)

    def _counted(self) -> Iterator[Result]:
        for result in self._results:
            self.count += 1
            yield result


class Counter:
    """Tells people on one line how far it is; the line makes way for the results."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._is_shown = False
        self._results = 0

    def tell(self, done: int, count: int) -> None:
        """Tell how many shapes are done, and how much was found."""
        self._is_shown = done < count
        end = "" if self._is_shown else "\n"
        told = f"\rallegata: shape {done} of {count}, {self._results:,} results"
        print(told, end=end, file=self._stream, flush=True)

    def count(self, results: Iterable[Result]) -> Iterator[Result]:
        """Yield results, each once the line is wiped."""
        for result in results:
            self._results += 1
            if self._is_shown:
                self._is_shown = False
                print("\r\033[K", end="", file=self._stream, flush=True)
            yield result
