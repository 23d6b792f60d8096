"""The ASGI application: queries and reads of graphs are answered here; the web application does the rest."""

import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import nullcontext
from typing import Final

from flask import Flask

from server.config import Config
from server.endpoint import plan_query
from server.errors import BrokenAnswerError, NotAcceptableError, RequestError
from server.problems import write_problem
from server.protocol import METHODS_WITH_BODY, max_form_bytes, read_request
from server.service import StreamingService
from server.shell.answering import Answering, Asked, Sent, send_unchanged
from server.shell.asgi import (
    Application,
    Event,
    Receive,
    Scope,
    Send,
    body_event,
    encode_headers,
    start_event,
)
from server.shell.bodies import read_body
from server.shell.cache import Cache, Kept
from server.shell.conditional import SAFE_METHODS, has_one
from server.shell.departure import Departure
from server.shell.forwarded import as_sent
from server.shell.graph_answering import GraphAnswering, is_graph_read
from server.shell.headers import COMMON, GENERATION
from server.shell.outcome import Observer, Outcome
from server.shell.visit import Visit
from server.shell.wsgi import WebApp

_PATH: Final = "/sparql"
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "QUERY"})
_UPLOADS: Final = ("/graphs", "/update")
_THREADS: Final = 16
_Answer = Callable[[Visit, Send], Awaitable[Sent]]
_GONE: Final = Sent(0, "gone", 0, "")


class Shell:
    """What stands before a Flask application and answers, cached and streamed, what asks for data."""

    def __init__(
        self,
        service: StreamingService,
        app: Flask,
        config: Config,
        cache: Cache | None = None,
        observers: Sequence[Observer] = (),
        threads: int = _THREADS,
    ) -> None:
        self._service = service
        self._config = config
        self._observers = observers
        self._web = WebApp(app, threads)
        self.cache = cache or Cache(config.cache_bytes)
        self.cache.flip(service.generation)
        self._answering = Answering(service, self.cache, config.store_id)
        self._graphs = GraphAnswering(self._answering, config)
        self.active = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request: https://asgi.readthedocs.io/en/latest/specs/www.html ."""
        self.active += 1
        try:
            await self._choose(scope)(as_sent(scope, self._config.proxies), receive, send)
        finally:
            self.active -= 1

    def recall(self, scope: Scope) -> tuple[Event, Event] | None:
        """Return the answer to a query by its address, if it is kept; what is noted of it is that."""
        if scope["path"] != _PATH or scope["method"] != "GET":
            return None
        started = time.perf_counter()
        visit = Visit(as_sent(scope, self._config.proxies))
        if b"if-none-match" in visit.headers or (kept := self.cache.get(visit.key)) is None:
            return None
        visit.digest = kept.digest
        sent = Sent(200, "cached", len(kept.body["body"]), kept.generation)
        self._tell(visit, sent, time.perf_counter() - started)
        return kept.start, kept.body

    def flip(self, generation: str) -> None:
        """Forget the answers that are kept: another state of the data is served from now on."""
        self.cache.flip(generation)

    def _choose(self, scope: Scope) -> Application:
        if scope["path"] == _PATH and scope["method"] in _METHODS:
            return self._query
        return self._graph if is_graph_read(scope) else self._page

    async def _query(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._note(Visit(scope), receive, send, self._answer)

    async def _graph(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._note(self._graphs.visit(scope), receive, send, self._graphs.answer)

    async def _note(self, visit: Visit, receive: Receive, send: Send, answer: _Answer) -> None:
        """Respond, and tell the observers what became of it."""
        started = time.perf_counter()
        sent = _GONE
        try:
            sent = await self._respond(visit, receive, send, answer)
        except BrokenAnswerError:
            sent = Sent(200, "broken", 0, self._service.generation)
            raise
        finally:
            self._tell(visit, sent, time.perf_counter() - started)

    def _tell(self, visit: Visit, sent: Sent, seconds: float) -> None:
        outcome = Outcome(
            sent.status,
            sent.result,
            seconds,
            sent.body_bytes,
            visit.digest,
            visit.address_key,
            sent.generation,
        )
        for observe in self._observers:
            observe(outcome)

    async def _respond(self, visit: Visit, receive: Receive, send: Send, answer: _Answer) -> Sent:
        try:
            if visit.method in METHODS_WITH_BODY:
                limit = max_form_bytes(self._config.max_query_bytes)
                visit.body = await read_body(receive, visit.headers, limit, self._config.body_timeout_s)
            if (kept := self.cache.get(visit.key)) is not None:
                return await _send_kept(kept, visit, send)
            with Departure(receive):
                return await answer(visit, send)
            return _GONE
        except RequestError as error:
            return await self._refuse(error, visit, send)
        except BrokenAnswerError:
            raise
        except Exception as error:
            noted = await self._web.refuse(error, visit.scope, send)
            return Sent(noted.status, "unforeseen", noted.body_bytes, self._service.generation)

    async def _answer(self, visit: Visit, send: Send) -> Sent:
        request = read_request(visit.message)
        if request.text is None:
            return await self._hand_on(visit, send)
        visit.note_text(request.text)
        plan = plan_query(request, visit.header("accept"), visit.asker(self._config), self._config)
        data = plan.without_pages()
        if not data.choices:
            return await self._hand_on(visit, send)
        asked = Asked(
            data.job,
            data.choices,
            visit.key,
            visit.method,
            visit.header("accept-encoding"),
            visit.header("if-none-match"),
            visit.digest,
            data.is_lasting,
        )
        try:
            return await self._answering.answer(asked, send)
        except NotAcceptableError:
            if data is plan:
                raise
            return await self._hand_on(visit, send)

    async def _hand_on(self, visit: Visit, send: Send) -> Sent:
        noted = await self._web.answer(visit.scope, visit.body, send)
        return Sent(noted.status, "page", noted.body_bytes, self._service.generation)

    async def _refuse(self, error: RequestError, visit: Visit, send: Send) -> Sent:
        name = type(error).__name__.removesuffix("Error")
        if (problem := write_problem(error, visit.header("accept"))) is None:
            noted = await self._web.refuse(error, visit.scope, send)
            return Sent(noted.status, name, noted.body_bytes, self._service.generation)
        generation = self._service.generation
        own = {**COMMON, **problem.headers, GENERATION: generation, "Vary": "Accept, Accept-Encoding"}
        length = (b"content-length", b"%d" % len(problem.body))
        await send(start_event(problem.status, [*encode_headers(own), length]))
        await send(body_event(b"" if visit.method == "HEAD" else problem.body))
        return Sent(problem.status, name, len(problem.body), generation)

    async def _page(self, scope: Scope, receive: Receive, send: Send) -> None:
        visit = Visit(scope)
        try:
            body = await self._read_any_body(visit, receive)
        except RequestError as error:
            await self._refuse(error, visit, send)
            return
        # What changes something is done even if its client does not wait.
        with Departure(receive) if visit.method in SAFE_METHODS else nullcontext():
            await self._web.answer(scope, body, send)

    async def _read_any_body(self, visit: Visit, receive: Receive) -> bytes:
        """Return the body of a request that is not a query; of an upload without the token, nothing."""
        config = self._config
        limit = max_form_bytes(config.max_query_bytes)
        if visit.scope["path"].startswith(_UPLOADS):
            if not visit.asker(config).is_trusted:
                return b""
            limit = config.max_upload_bytes
        return await read_body(receive, visit.headers, limit, config.body_timeout_s)


async def _send_kept(kept: Kept, visit: Visit, send: Send) -> Sent:
    tags = visit.header("if-none-match")
    if tags is not None and kept.tag and has_one(tags, (kept.tag,)):
        await send_unchanged(kept.tag, kept.generation, send)
        return Sent(304, "unchanged", 0, kept.generation)
    body = body_event(b"") if visit.method == "HEAD" else kept.body
    visit.digest = kept.digest
    await send(kept.start)
    await send(body)
    return Sent(200, "cached", len(body["body"]), kept.generation)
