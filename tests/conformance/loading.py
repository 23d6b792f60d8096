"""A way into the store for the runner of the suites, beside the endpoint, which takes no data."""

from flask import Flask, Response, request
from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store, serialize


def create_loader(store: Store) -> Flask:
    """Return an application that reads and writes a store: ``/graphs?default`` and ``/graphs?graph=IRI``."""
    app = Flask(__name__)

    @app.get("/graphs")
    def read() -> Response:
        triples = (quad.triple for quad in store.quads_for_pattern(None, None, None, _graph()))
        body = serialize(triples, format=RdfFormat.N_TRIPLES)
        return Response(body, content_type=RdfFormat.N_TRIPLES.media_type)

    @app.route("/graphs", methods=["PUT", "POST"])
    def write() -> Response:
        graph = _graph()
        if request.method == "PUT":
            _empty(store, graph)
        store.load(request.get_data(), format=RdfFormat.from_media_type(request.mimetype), to_graph=graph)
        return Response(status=204)

    @app.delete("/graphs")
    def clear() -> Response:
        store.clear()
        return Response(status=204)

    return app


def _graph() -> NamedNode | DefaultGraph:
    return NamedNode(request.args["graph"]) if "graph" in request.args else DefaultGraph()


def _empty(store: Store, graph: NamedNode | DefaultGraph) -> None:
    """Remove what is in a graph; a named one is there afterwards, even if nothing is written to it."""
    store.clear_graph(graph)
    if isinstance(graph, NamedNode):
        store.add_graph(graph)
