"""What a server is and has, found before it is relied on: if it would show claims as facts, it is refused."""

from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from graph.errors import StoreError
from graph.namespaces import ALG, OWL, RDF, SAID
from server.errors import StoreFailedError, StoreUnreachableError
from server.federation.addresses import Target
from server.formats import JSON
from server.remote.addresses import Credentials
from server.remote.authentication import Authentication
from server.remote.client import Client
from server.remote.endpoint import Endpoint, View
from server.remote.engines import OTHER, recognise
from server.remote.record import RemoteRecord

VERSION: Final = f"{OWL}versionInfo"
_MANY_ROWS: Final = 100_001
_CURE: Final = "Fill it first: allegata push ADDRESS."


@dataclass(frozen=True)
class Probed:
    """A server's data: ``generation`` names their state, ``base`` is what their IRIs begin with."""

    record: RemoteRecord
    generation: str
    base: str


def connect(target: Target, credentials: Credentials, timeout_s: float = 60.0) -> Endpoint:
    """Return a server, of which it is known what kind it is.

    Raises StoreError if it cannot be reached, or does not answer queries.
    """
    client = Client(Authentication(credentials), timeout_s=timeout_s)
    try:
        body = Endpoint(target, client, OTHER).open("ASK { ?s ?p ?o }", JSON.media_type)
        body.read()
    except (StoreUnreachableError, StoreFailedError) as error:
        cure = "See whether it runs and answers queries at that address; --store sparql+http://host/path."
        raise StoreError(f"the store cannot be reached: {error.detail}", cure) from error
    return Endpoint(target, client, recognise(body.headers))


def probe(endpoint: Endpoint, timeout_s: float) -> Probed:
    """Return what a server has.

    Raises StoreError if that is no dataset of this kind, or its default graph is not the derived one.
    """
    try:
        return _probe(endpoint, timeout_s)
    except (StoreUnreachableError, StoreFailedError) as error:
        raise StoreError(f"the store cannot be used: {error.detail}", "Look at its log.") from error


def find_generation(endpoint: Endpoint, base: str) -> str:
    """Return the name of the state that a server's data are in; nothing while they are being replaced."""
    meta = f"{base}graph/meta"
    found = endpoint.solutions(
        f"SELECT ?v {{ GRAPH <{meta}> {{ <{meta}> <{VERSION}> ?v }} }}", View((), (meta,))
    )
    return next(iter([row["v"].value for row in found]), "")


def _probe(endpoint: Endpoint, timeout_s: float) -> Probed:
    base = _find_base(endpoint)
    generation = find_generation(endpoint, base)
    if not generation:
        raise StoreError("the store is just being filled, or was filled by another program", _CURE)
    meta, default = f"{base}graph/meta", f"{base}graph/default"
    named = tuple(sorted({*_graphs(endpoint, meta, f"?g a <{ALG}NamedGraph>")}))
    roles = " ".join(f"<{role}>" for role in _visible_roles(endpoint, base))
    visible = _graphs(endpoint, meta, f"?g <{ALG}graphRole> ?role VALUES ?role {{ {roles} }}")
    has_default = endpoint.holds(f"ASK {{ GRAPH <{default}> {{ ?s ?p ?o }} }}", View((), (default,)))
    record = RemoteRecord(
        endpoint.target,
        endpoint.engine.name,
        default if has_default else "",
        named,
        tuple(sorted(visible)),
        timeout_s,
    )
    refuse_leak(endpoint, record, base)
    refuse_limit(endpoint)
    return Probed(record, generation, base)


def _find_base(endpoint: Endpoint) -> str:
    """Return what stands before ``graph/meta`` in the name of the graph that tells of itself."""
    query = f"SELECT DISTINCT ?g {{ GRAPH ?g {{ ?g <{ALG}graphRole> <{ALG}metaRole> }} }}"
    found = [row["g"].value for row in endpoint.solutions(query)]
    if len(found) != 1:
        raise StoreError(f"the store has {len(found)} graphs that tell the role of each graph, not 1", _CURE)
    return str(found[0]).removesuffix("graph/meta")


def _graphs(endpoint: Endpoint, meta: str, pattern: str) -> list[str]:
    found = endpoint.solutions(f"SELECT ?g {{ GRAPH <{meta}> {{ {pattern} }} }}", View((), (meta,)))
    return [row["g"].value for row in found if isinstance(row["g"], NamedNode)]


def _visible_roles(endpoint: Endpoint, base: str) -> list[str]:
    ontology = f"{base}graph/ontology"
    query = f"SELECT ?g {{ GRAPH <{ontology}> {{ ?g <{RDF}type> <{ALG}VisibleRole> }} }}"
    return [row["g"].value for row in endpoint.solutions(query, View((), (ontology,)))]


def refuse_leak(endpoint: Endpoint, record: RemoteRecord, base: str) -> None:
    """See that the default graph is there, and shows no role of a graph and nothing of a proposition.

    Raises StoreError.
    """
    view = dataset_view(record)
    if not endpoint.holds("ASK { ?s ?p ?o }", view):
        raise StoreError("the store's default graph is empty", _CURE)
    meta = f"GRAPH <{base}graph/meta> {{ ?g <{ALG}graphRole> <{ALG}propositionRole> }}"
    content = f'GRAPH ?g {{ ?s ?p ?o }} ?s ?p ?o FILTER(STRSTARTS(STR(?p), "{SAID}"))'
    if endpoint.holds(f"ASK {{ ?g <{ALG}graphRole> ?role }}", view) or endpoint.holds(
        f"ASK {{ {meta} {content} }}", view
    ):
        cure = "Fill it anew (allegata push ADDRESS), or use a server whose default graph is its own."
        raise StoreError("the store's default graph shows what is only claimed", cure)


def refuse_limit(endpoint: Endpoint) -> None:
    """See that a long answer is not cut short: Virtuoso tells that of solutions, but not of graphs.

    Raises StoreError.
    """
    if not endpoint.engine.partial:
        return
    try:
        endpoint.open(f"SELECT ?s {{ ?s ?p ?o }} LIMIT {_MANY_ROWS}", JSON.media_type).close()
    except StoreFailedError as error:
        cure = "Set ResultSetMaxRows to 0 in its settings."
        raise StoreError(f"the store cuts long answers short: {error.detail}", cure) from error


def dataset_view(record: RemoteRecord) -> View:
    """Return how the whole dataset is named to the server: not at all, where its own default graph is it."""
    return View((record.default,), record.named) if record.default else View()
