"""In what SPARQL 1.1 servers differ: one row for each that is tested, and one table of others' sayings.

Addresses stand relative to that of the server's queries. Everything else follows the standards, and what
a row does not say, `server.remote.probe` finds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

STANDARD: Final = "SPARQL 1.1"


@dataclass(frozen=True)
class Engine:
    """What a client has to know of a kind of server.

    ``sign`` is a header and what its value has at its begin. ``timeout`` names the parameter that limits a
    query, and ``timeout_unit_s`` is its unit in seconds; at least ``min_timeout`` of them can be asked for.
    ``graph_field`` names a graph in the Graph Store Protocol. It ``takes_datasets`` if all of its data can
    be put in one request. ``max_triples`` is how many it is sent at once. ``partial`` are header fields
    that say that an answer is not whole. ``schemes`` begin IRIs that are functions of the machine.
    ``blank`` is what begins a blank node in its JSON, and ``same_blank`` what has to.
    """

    name: str
    sign: tuple[str, str] = ("", "")
    update: str = ""
    graphs: str = ""
    timeout: str = ""
    timeout_unit_s: float = 1.0
    min_timeout: int = 1
    graph_field: str = "graph"
    takes_datasets: bool = False
    max_triples: int = 50_000
    partial: tuple[str, ...] = ()
    schemes: tuple[str, ...] = ()
    blank: bytes = b""
    same_blank: bytes = b""

    def limit(self, timeout_s: float) -> dict[str, str]:
        """Return the parameter that makes the server give a query up a second after its time."""
        if not self.timeout:
            return {}
        return {self.timeout: str(max(self.min_timeout, round((timeout_s + 1) / self.timeout_unit_s)))}


ENGINES: Final = (
    Engine(
        "Allegata",
        sign=("Allegata-Generation", ""),
        update="update",
        graphs="graphs",
        timeout="timeout",
        takes_datasets=True,
    ),
    Engine("Oxigraph", sign=("Server", "Oxigraph/"), update="update", graphs="store", takes_datasets=True),
    Engine(
        "Virtuoso",
        sign=("Server", "Virtuoso/"),
        update="sparql-auth",
        graphs="sparql-graph-crud-auth",
        timeout="timeout",
        timeout_unit_s=0.001,
        min_timeout=1_000,
        graph_field="graph-uri",
        max_triples=5_000,
        partial=("X-SQL-State", "X-SQL-Message", "X-SPARQL-MaxRows"),
        schemes=("bif:", "sql:"),
        blank=b'"bnode", "value": "nodeID://',
        same_blank=b'"bnode", "value": "',
    ),
)
"""The servers that tests/remote runs against."""

OTHER: Final = Engine(STANDARD)
"""Any other server: its update and graph store have to be where its queries are."""


def recognise(headers: Mapping[str, str]) -> Engine:
    """Return the kind of a server by the header of one of its answers, whose names are in lower case."""
    for engine in ENGINES:
        name, begin = engine.sign
        if name.lower() in headers and headers[name.lower()].startswith(begin):
            return engine
    return OTHER


def engine_named(name: str) -> Engine:
    """Return the row of a name."""
    return next((engine for engine in ENGINES if engine.name == name), OTHER)


def is_partial(engine: Engine, status: int, headers: Mapping[str, str]) -> str:
    """Return the sign that an answer is not whole, or nothing."""
    if status == 206:  # https://www.rfc-editor.org/rfc/rfc9110#section-15.3.7
        return "status 206"
    found = (name for name in engine.partial if name.lower() in headers)
    return next((f"{name}: {headers[name.lower()][:200]}" for name in found), "")
