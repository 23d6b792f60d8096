"""Query results as rows for pages, read from the JSON format.

After https://www.w3.org/TR/sparql11-results-json/ .
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypedDict, cast

from graph.namespaces import XSD
from server.iris import link, shorten

_NUMBERS: Final = frozenset(XSD + name for name in ("integer", "decimal", "double", "float"))


class _Term(TypedDict, total=False):
    type: str
    value: str
    datatype: str


class _Results(TypedDict):
    bindings: list[Mapping[str, _Term]]


class _Document(TypedDict, total=False):
    head: Mapping[str, list[str]]
    results: _Results
    boolean: bool


@dataclass(frozen=True)
class Cell:
    """A term in a table: ``href`` only where it can be followed, ``title`` the whole IRI or datatype."""

    text: str
    href: str | None = None
    title: str = ""
    sort: str = "literal"


@dataclass(frozen=True)
class Table:
    """The first rows of a SELECT's solutions, of ``total`` in all."""

    variables: tuple[str, ...]
    rows: tuple[tuple[Cell | None, ...], ...]
    total: int


def read_rows(body: bytes) -> tuple[Mapping[str, str], ...]:
    """Return the solutions, each a mapping from the variables that are bound to their values."""
    bindings = cast(_Document, json.loads(body))["results"]["bindings"]
    return tuple({name: term["value"] for name, term in row.items()} for row in bindings)


def read_boolean(body: bytes) -> bool:
    """Return the answer of an ASK."""
    return cast(_Document, json.loads(body))["boolean"]


def read_table(body: bytes, base: str, max_rows: int) -> Table:
    """Return the first ``max_rows`` solutions as cells."""
    document = cast(_Document, json.loads(body))
    variables = tuple(document["head"]["vars"])
    bindings = document["results"]["bindings"]
    rows = tuple(_row(variables, binding, base) for binding in bindings[:max_rows])
    return Table(variables, rows, len(bindings))


def _row(variables: Sequence[str], binding: Mapping[str, _Term], base: str) -> tuple[Cell | None, ...]:
    return tuple(_cell(binding[name], base) if name in binding else None for name in variables)


def _cell(term: _Term, base: str) -> Cell:
    if term["type"] == "uri":
        return iri_cell(term["value"], base)
    if term["type"] == "bnode":
        return Cell(f"_:{term['value']}", sort="blank")
    if term["type"] == "triple":
        return Cell(json.dumps(term["value"], ensure_ascii=False), sort="triple")
    datatype = term.get("datatype", "")
    return Cell(
        term["value"], title=shorten(datatype, base), sort="number" if datatype in _NUMBERS else "literal"
    )


def iri_cell(iri: str, base: str) -> Cell:
    """Return the cell that shows an IRI, with a link if it can be followed."""
    return Cell(shorten(iri, base), link(iri, base), iri, "iri")
