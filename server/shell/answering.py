"""Answers as they leave the server: whole or part by part, compressed, tagged and kept."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from server.errors import BrokenAnswerError
from server.formats import HTML, Kind
from server.negotiation import Choice
from server.service import Stream, StreamingService, Task
from server.shell.asgi import Headers, Send, body_event, encode_headers, start_event
from server.shell.cache import MAX_ANSWER_BYTES, Cache, Kept, Key
from server.shell.coding import IDENTITY, choose_coding, coding_of, encode, start_encoding
from server.shell.conditional import SAFE_METHODS, entity_tag, known_tag
from server.shell.headers import COMMON, GENERATION

_COMMON: Final = [*encode_headers(dict(COMMON)), (b"vary", b"Accept, Accept-Encoding")]


@dataclass(frozen=True)
class Asked:
    """A task that may be done, and what of its request decides how the answer is sent.

    ``choices`` has the format of each kind of answer that it may have; ``is_lasting`` says that the answer
    is the same as long as the data are.
    """

    task: Task
    choices: Mapping[Kind, Choice]
    key: Key
    method: str
    accept_encoding: str | None = None
    if_none_match: str | None = None
    digest: str = ""
    is_lasting: bool = True

    @property
    def is_tagged(self) -> bool:
        """Tell whether the answer gets an entity tag."""
        return self.is_lasting and self.method in SAFE_METHODS


@dataclass(frozen=True)
class Sent:
    """What was sent; ``result`` as in `server.shell.outcome.Outcome`."""

    status: int
    result: str
    body_bytes: int
    generation: str


@dataclass
class _Gathered:
    """The parts of an answer that were sent, as long as they are few enough to be kept."""

    parts: list[bytes] = field(default_factory=list)
    size: int = 0

    @property
    def is_whole(self) -> bool:
        return self.size <= MAX_ANSWER_BYTES

    def add(self, part: bytes) -> None:
        self.size += len(part)
        self.parts.append(part)
        if not self.is_whole:
            self.parts.clear()


class Answering:
    """Answers of one service, tagged by the store and the generation, and kept while the data stay."""

    def __init__(self, service: StreamingService, cache: Cache, store_id: str) -> None:
        self._service = service
        self._cache = cache
        self._store_id = store_id

    async def answer(self, asked: Asked, send: Send) -> Sent:
        """Have a task done and send its answer, or tell the client that it has it already.

        Raises a RequestError if nothing was sent yet, BrokenAnswerError if the answer broke off.
        """
        generation = asked.task.generation or self._service.generation
        if (tag := self._known_tag(asked, generation)) is not None:
            await send_unchanged(tag, generation, send)
            return Sent(304, "unchanged", 0, generation)
        stream = await self._service.stream(asked.task)
        try:
            sent = await self._send(asked, stream, send)
        finally:
            stream.close()
        return Sent(200, "answered", sent, stream.generation)

    def _known_tag(self, asked: Asked, generation: str) -> str | None:
        """Return the tag of the answer that the client has, if that is the one that it would get now."""
        if asked.if_none_match is None or not asked.is_tagged:
            return None
        names = {choice.format.names[0] for choice in asked.choices.values() if choice.format is not HTML}
        return known_tag(asked.if_none_match, asked.accept_encoding, names, self._store_id, generation)

    def _tag(self, generation: str, format_name: str, coding: str) -> str:
        return entity_tag(self._store_id, generation, format_name, coding)

    async def _send(self, asked: Asked, stream: Stream, send: Send) -> int:
        if (body := stream.whole) is None:
            return await self._send_parts(asked, stream, send)
        coding = coding_of(body, asked.accept_encoding)
        coded = encode(body, coding)
        headers = self._headers(asked, stream, coding)
        kept = self._keep(asked, stream, headers, coded)
        await send(kept.start)
        await send(body_event(b"") if asked.method == "HEAD" else kept.body)
        return 0 if asked.method == "HEAD" else len(coded)

    async def _send_parts(self, asked: Asked, stream: Stream, send: Send) -> int:
        coding = choose_coding(asked.accept_encoding)
        headers = self._headers(asked, stream, coding)
        if asked.method == "HEAD":
            await send(start_event(200, headers))
            await send(body_event(b""))
            return 0
        gathered = _Gathered()
        try:
            async for part in _encoded(stream.parts(), coding):
                # The status goes with the first bytes: until then an error has its own.
                if not gathered.size:
                    await send(start_event(200, headers))
                gathered.add(part)
                await send(body_event(part, more=True))
        except Exception as error:
            if not gathered.size:
                raise
            raise BrokenAnswerError(str(error)) from error
        await send(body_event(b""))
        if gathered.is_whole:
            self._keep(asked, stream, headers, b"".join(gathered.parts))
        return gathered.size

    def _keep(self, asked: Asked, stream: Stream, headers: Headers, body: bytes) -> Kept:
        """Return a whole answer, and keep it if it is the same as long as the data are."""
        start = start_event(200, [*headers, (b"content-length", b"%d" % len(body))])
        tag = next((value.decode() for name, value in headers if name == b"etag"), "")
        kept = Kept(start, body_event(body), tag, stream.generation, asked.digest)
        if asked.is_lasting:
            self._cache.put(asked.key, kept)
        return kept

    def _headers(self, asked: Asked, stream: Stream, coding: str) -> Headers:
        choice, generation = asked.choices[stream.kind], stream.generation
        tag = self._tag(generation, choice.format.names[0], coding) if asked.is_tagged else ""
        return list(_headers(choice.content_type, generation, coding, tag, asked.is_lasting))


@lru_cache(maxsize=256)
def _headers(
    content_type: str, generation: str, coding: str, tag: str, is_lasting: bool
) -> tuple[tuple[bytes, bytes], ...]:
    """Return the header of an answer but for its length: most answers have one of few."""
    own = {"Content-Type": content_type, GENERATION: generation}
    if coding != IDENTITY:
        own["Content-Encoding"] = coding
    if tag:
        own["ETag"] = tag
    own["Cache-Control"] = "no-cache" if is_lasting else "no-store"
    return (*_COMMON, *encode_headers(own))


async def send_unchanged(tag: str, generation: str, send: Send) -> None:
    """Tell a client that it has the answer already."""
    own = {"ETag": tag, GENERATION: generation, "Cache-Control": "no-cache"}
    await send(start_event(304, [*_COMMON, *encode_headers(own)]))
    await send(body_event(b""))


async def _encoded(parts: AsyncIterator[bytes], coding: str) -> AsyncIterator[bytes]:
    """Yield the parts under a coding; those that are empty for now are left out."""
    if coding == IDENTITY:
        async for part in parts:
            yield part
        return
    encoder = start_encoding(coding)
    async for part in parts:
        if coded := encoder.compress(part):
            yield coded
    yield encoder.flush()
