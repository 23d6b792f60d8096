"""What the makers of other servers say of them, or their issues do: none of it was tried here.

A push finds by itself whether a default graph is the server's own, or can be left by naming another one,
and refuses it otherwise. The rest is for whoever adds a row to `server.remote.engines.ENGINES`.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Saying:
    """What is said of a kind of server, and where; empty where nothing certain was found."""

    name: str
    default_graph: str
    timeout: str
    partial: str
    writing: str
    sources: tuple[str, ...]


OTHERS: Final = (
    Saying(
        "Amazon Neptune",
        default_graph="The union of all named graphs; what is written to none goes to DefaultNamedGraph.",
        timeout="hint:queryTimeout inside the query, in milliseconds; below the database's parameter.",
        partial="",
        writing="SPARQL Update; requests may have to be signed, which this client cannot do.",
        sources=(
            "https://docs.aws.amazon.com/neptune/latest/userguide/feature-sparql-compliance.html",
            "https://docs.aws.amazon.com/neptune/latest/userguide/sparql-query-hints-queryTimeout.html",
        ),
    ),
    Saying(
        "Stardog",
        default_graph="Its own; query.all.graphs makes it the union of all.",
        timeout="A number with a unit (h, m, s) on its command line.",
        partial="",
        writing="",
        sources=(
            "https://docs.stardog.com/additional-resources/known-issues",
            "https://docs.stardog.com/stardog-cli-reference/query/query-execute",
        ),
    ),
    Saying(
        "QLever",
        default_graph="The union of all graphs and of its own, which has a name of its own.",
        timeout="timeout=30s; longer than the server's own only with the token.",
        partial="Text behind the answer, from “!!!!>>#” on; no answer that can be read has it.",
        writing="One address for queries, updates and graphs; an access token; no CLEAR, COPY, MOVE, ADD.",
        sources=(
            "https://hexdocs.pm/gno/Gno.Store.Adapters.Qlever.html",
            "https://github.com/ad-freiburg/qlever (src/engine/ExportQueryExecutionTrees.cpp)",
        ),
    ),
    Saying(
        "Apache Jena Fuseki",
        default_graph="tdb:unionDefaultGraph makes it the union of all.",
        timeout="May be given with a request, as far as the server's configuration allows it.",
        partial="",
        writing="",
        sources=(
            "https://jena.apache.org/documentation/tdb/dynamic_datasets.html",
            "https://mail-archive.com/dev@jena.apache.org/msg24424.html (JENA-218)",
        ),
    ),
    Saying(
        "GraphDB",
        default_graph="",
        timeout="",
        partial="",
        writing="The addresses of RDF4J: /repositories/NAME for queries, …/statements for updates.",
        sources=(
            "https://www.npmjs.com/package/graphdb (lib/service/statements-service.d.ts)",
            "https://rdf4j.org/documentation/reference/rest-api/",
        ),
    ),
    Saying(
        "Virtuoso, as a cluster",
        default_graph="",
        timeout="ExecutionTimeout and MaxQueryExecutionTime in its settings.",
        partial="Whatever was found in time (“anytime query”); at most ResultSetMaxRows solutions.",
        writing="",
        sources=("https://github.com/openlink/virtuoso-opensource/blob/develop/7/README.ANYTIME.md",),
    ),
)
