"""Requests of the SPARQL 1.1 Graph Store Protocol: https://www.w3.org/TR/sparql11-http-rdf-update/ .

A graph is named by ``?graph=``, by ``?default``, or by the address of the request below ``/graphs/``;
``/graphs`` alone is the whole dataset.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from werkzeug.sansio.utils import get_current_url, get_host

from graph.changes import GraphChange, Scope, Target, Verb
from server.config import Config
from server.errors import MalformedRequestError
from server.formats import GRAPH_FORMATS, JSON_LD, N_QUADS, TRIG, Format
from server.gate.protected import refuse_graph, refused_default
from server.protocol import read_iris, single
from server.uploads import Upload

METHODS: Final = ("DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT")
DATASET_FORMATS: Final = (TRIG, N_QUADS, JSON_LD)
"""Formats that have room for the name of a graph."""

_DATASET: Final = Target(Scope.DATASET)
_DEFAULT: Final = Target(Scope.DEFAULT)

# https://www.rfc-editor.org/rfc/rfc3986#section-3.3 : what a path has beside letters, digits and "-._~"
_IN_PATH: Final = "/:@!$&'()*+,;="


@dataclass(frozen=True)
class Place:
    """Where the graph store of a request is: its own address, and the path below it, decoded once."""

    store: str
    path: str = ""

    @property
    def iri(self) -> str:
        """Return the address of the request, percent-encoded in one way only."""
        return f"{self.store}/{quote(self.path, _IN_PATH)}"


def store_address(
    scheme: str, host: str | None, server: tuple[str, int | None] | None, config: Config
) -> str:
    """Return the public address of the graph store, by the server's settings or else a request.

    Raises MalformedRequestError if the Host header is none.
    """
    if config.public_url:
        return f"{config.public_url.rstrip('/')}/graphs"
    if name := get_host(scheme, host, server):
        return f"{get_current_url(scheme, name)}graphs"
    raise MalformedRequestError("The Host header names no host, so the address of graphs is not known.")


def read_target(fields: Mapping[str, Sequence[str]], place: Place) -> Target:
    """Return what a request is about, by the fields of its address, decoded once.

    Raises MalformedRequestError if it names more than one graph, or one by an IRI that is not absolute.
    """
    if "default" in fields and "graph" in fields:
        raise MalformedRequestError("“default” and “graph” name two graphs; name one.")
    if place.path and ("default" in fields or "graph" in fields):
        raise MalformedRequestError(f"The address <{place.iri}> names a graph itself; leave the field out.")
    if place.path:
        return Target(Scope.NAMED, place.iri)
    if "default" in fields:
        return _read_default(fields)
    if "graph" in fields:
        return _read_named(fields)
    return _DATASET


def _read_default(fields: Mapping[str, Sequence[str]]) -> Target:
    if single(fields, "default"):
        raise MalformedRequestError("“default” has no value: it names the default graph.")
    return _DEFAULT


def _read_named(fields: Mapping[str, Sequence[str]]) -> Target:
    single(fields, "graph")
    graphs = read_iris(fields, "graph")
    if not graphs:
        raise MalformedRequestError("“graph” is empty; give it the IRI of a graph, or use “default”.")
    return Target(Scope.NAMED, graphs[0])


def refuse_target(target: Target, config: Config) -> None:
    """Raise RefusedGraphError if no write may be about this, where the store is not a blank one."""
    if config.is_blank:
        return
    if target.scope is Scope.NAMED:
        refuse_graph(target.graph, config)
    elif target.scope is Scope.DEFAULT:
        raise refused_default("The request is about the default graph", config)
    else:
        raise refused_default("The request is about the whole dataset, with the default graph", config)


def plan_change(verb: Verb, target: Target, upload: Upload | None, base: str) -> GraphChange:
    """Return the change that is asked for; relative IRIs in the body are resolved against ``base``."""
    if upload is None:
        return GraphChange(verb, target)
    return GraphChange(verb, target, upload.format.media_type, upload.body, base)


def is_new_graph(verb: Verb, target: Target, upload: Upload | None) -> bool:
    """Tell whether triples come without the name of a graph, so that they get one of their own."""
    has_triples = upload is not None and upload.format not in DATASET_FORMATS
    return verb is Verb.POST and target == _DATASET and has_triples


def offered_formats(target: Target) -> tuple[Format, ...]:
    """Return the formats that a graph or the dataset can be served in."""
    return DATASET_FORMATS if target == _DATASET else GRAPH_FORMATS
