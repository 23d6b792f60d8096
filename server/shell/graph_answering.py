"""Graphs and the dataset as they leave the server, part by part: the Graph Store Protocol's reading side."""

import re
from typing import Final

from server.config import Config
from server.errors import HiddenGraphError
from server.formats import Kind
from server.graph_request import DumpPlan, GraphRequest, plan_dump, plan_hidden_dump, read_graph_request
from server.graph_store import Place, store_address
from server.shell.answering import Answering, Asked, Sent
from server.shell.asgi import Scope, Send
from server.shell.visit import Visit

_METHODS: Final = frozenset({"GET", "HEAD"})
_PATH: Final = re.compile("/graphs(?:/([^/].*))?")
"""What the web application has for the same addresses; it answers whatever else there is."""


def is_graph_read(scope: Scope) -> bool:
    """Tell whether a request reads a graph or the dataset."""
    return scope["method"] in _METHODS and _PATH.fullmatch(scope["path"]) is not None


class GraphAnswering:
    """Answers to requests for graphs."""

    def __init__(self, answering: Answering, config: Config) -> None:
        self._answering = answering
        self._config = config

    def visit(self, scope: Scope) -> Visit:
        """Return the request, kept apart from those to the same fields of another address."""
        visit = Visit(scope)
        path = scope["path"].encode("utf-8", "surrogatepass")
        visit.about = (path, scope["scheme"].encode("utf-8"), visit.headers.get(b"host"))
        visit.note_text(f"{scope['path']}?{scope['query_string'].decode('latin-1')}")
        return visit

    async def answer(self, visit: Visit, send: Send) -> Sent:
        """Have what is asked for written out and send it, or tell the client that it has it already.

        Raises a RequestError if nothing was sent yet, BrokenAnswerError if the answer broke off.
        """
        asked = self._read(visit)
        try:
            return await self._send(plan_dump(asked), visit, send)
        except HiddenGraphError as refused:
            return await self._send(plan_hidden_dump(asked, refused), visit, send)

    def _read(self, visit: Visit) -> GraphRequest:
        match, scope = _PATH.fullmatch(visit.scope["path"]), visit.scope
        server = scope["server"] and (scope["server"][0], int(scope["server"][1]))
        store = store_address(scope["scheme"], visit.header("host"), server, self._config)
        place = Place(store, (match and match[1]) or "")
        client = visit.asker(self._config).client
        return read_graph_request(scope["query_string"], place, visit.header("accept"), client)

    async def _send(self, plan: DumpPlan, visit: Visit, send: Send) -> Sent:
        asked = Asked(
            plan.dump,
            {Kind.GRAPH: plan.choice},
            visit.key,
            visit.method,
            accept_encoding=visit.header("accept-encoding"),
            if_none_match=visit.header("if-none-match"),
            digest=visit.digest,
        )
        return await self._answering.answer(asked, send)
