"""Requests made by chance, as bytes for a connection."""

from dataclasses import dataclass
from random import Random
from typing import Final
from urllib.parse import quote, urlencode

from tests.clients.conftest import TOKEN
from tests.fuzz.grammar import Grammar
from tests.fuzz.mutation import SNIPPETS, spoil, spoil_bytes

ACCEPTS: Final = (
    "application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/turtle",
    "text/html",
    "*/*", "", "application/rdf+xml, application/sparql-results+xml", "text/*;q=0.5, */*;q=0.1", ";;;", "a/b",
    "application/ld+json;q=2", "text/html;q=0", ",,,", "application/trig", "x" * 5_000,
)  # fmt: skip
CODINGS: Final = ("gzip", "zstd", "identity", "", "*;q=0", "br, gzip;q=0.1", "gzip;q=x", "zstd, gzip")
PATHS: Final = (
    "/", "/ontology", "/content", "/article/press-briefing", "/article/press-briefing.txt",
    "/id/actor/maduro",
    "/id/claim/leavitt-head", "/id/proposition/heads-cartel", "/graph/meta",
    "/graph/proposition/heads-cartel",
    "/-/health", "/-/ready", "/-/metrics", "/-/version", "/-/queries", "/static/style.css", "/graphs",
    "/graphs?default", "/graphs?graph=a:b", "/graphs/x", "/void", "/.well-known/void", "/sparql",
    "/update", "*",
    "/id//x", "/id/%ff", "/id/%00", "/id/{}", "//", "/sparql/", "/-/queries/1", "/id/a%2fb?format=ttl",
)  # fmt: skip
BODY_TYPES: Final = (
    "application/sparql-query", "application/sparql-update", "application/x-www-form-urlencoded",
    "text/turtle",
    "application/ld+json", "application/rdf+xml", "application/trig", "application/n-quads", "text/plain", "",
    "application/sparql-query; charset=utf-16", "multipart/form-data; boundary=x",
    "multipart/form-data", "; ;",
)  # fmt: skip
FIELDS: Final = ("default-graph-uri", "named-graph-uri", "timeout", "inferred", "generation", "format",
                 "output", "results", "using-graph-uri", "query", "update", "x")  # fmt: skip
VALUES: Final = ("a:b", "https://w3id.org/allegata/graph/meta", "", "0", "-1", "1e9", "nan", "0.001",
                 "true", "false", "maybe", "json", "csv", "html", "trig", "..", "x" * 3_000, "\x00",
                 "é", "%")  # fmt: skip
METHODS: Final = (
    "GET",
    "GET",
    "POST",
    "POST",
    "HEAD",
    "OPTIONS",
    "QUERY",
    "PUT",
    "DELETE",
    "PATCH",
    "TRACE",
    "X",
)


@dataclass(frozen=True)
class Made:
    """A request; ``is_whole`` says that it is one HTTP request, whatever it asks."""

    message: bytes
    is_whole: bool


class Making:
    """A source of requests, the same for the same seed."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._grammar = Grammar(random)

    def next(self) -> Made:
        kind = self._random.random()
        if kind < 0.03:
            return Made(spoil_bytes(self._query(self._grammar.query()), self._random), False)
        if kind < 0.75:
            return Made(self._query(self._maybe_spoilt(self._grammar.query())), True)
        if kind < 0.87:
            return Made(self._page(), True)
        return Made(self._write(), True)

    def _maybe_spoilt(self, text: str) -> str:
        return spoil(text, self._random) if self._random.random() < 0.4 else text

    def _query(self, text: str) -> bytes:
        way = self._random.random()
        fields = self._fields()
        if way < 0.5:
            return self._request("GET", f"/sparql?{urlencode({'query': text, **fields})}", "", b"")
        if way < 0.8:
            body = text.encode()
            return self._request(
                "POST", f"/sparql?{urlencode(fields)}", BODY_TYPES[0], self._maybe_bytes(body)
            )
        form = urlencode({"query": text, **fields}).encode()
        return self._request("POST", "/sparql", BODY_TYPES[2], self._maybe_bytes(form))

    def _page(self) -> bytes:
        path = self._random.choice(PATHS).format(quote(self._random.choice(SNIPPETS), safe=""))
        mark = "&" if "?" in path else "?"
        path = f"{path}{mark}{urlencode(self._fields())}" if self._random.random() < 0.4 else path
        method = self._random.choice(METHODS)
        has_body = self._random.random() < 0.3
        body = self._random.randbytes(self._random.randint(0, 200)) if has_body else b""
        return self._request(method, path, self._random.choice(BODY_TYPES), body)

    def _write(self) -> bytes:
        if self._random.random() < 0.5:
            text = self._maybe_spoilt(self._grammar.update())
            return self._request("POST", "/update", BODY_TYPES[1], self._maybe_bytes(text.encode()), TOKEN)
        body = self._maybe_bytes(self._maybe_spoilt(self._grammar.turtle()).encode())
        path = self._random.choice(["/graphs?default", "/graphs?graph=a:b", "/graphs", "/graphs/claims"])
        method, media_type = (
            self._random.choice(["PUT", "POST", "DELETE"]),
            self._random.choice(BODY_TYPES[3:8]),
        )
        return self._request(method, path, media_type, body, TOKEN)

    def _maybe_bytes(self, body: bytes) -> bytes:
        return spoil_bytes(body, self._random) if self._random.random() < 0.2 else body

    def _fields(self) -> dict[str, str]:
        if self._random.random() < 0.7:
            return {}
        chosen = self._random.sample(FIELDS, 2)
        return {name: self._random.choice(VALUES) for name in chosen}

    def _request(self, method: str, path: str, media_type: str, body: bytes, token: str = "") -> bytes:
        accept = "*/*" if self._random.random() < 0.6 else self._random.choice(ACCEPTS)
        fields = {"Host": "127.0.0.1", "Accept": accept}
        if self._random.random() < 0.3:
            fields["Accept-Encoding"] = self._random.choice(CODINGS)
        if self._random.random() < 0.05:
            fields["Content-Encoding"] = self._random.choice(CODINGS)
        if self._random.random() < 0.1:
            fields[self._random.choice(["If-None-Match", "If-Match"])] = self._random.choice(
                ['"x"', "*", "x", '"']
            )
        if self._random.random() < 0.05:
            fields["Authorization"] = self._random.choice(["Bearer", "Bearer é", "Basic x", "Bearer x y", ""])
        if token:
            fields["Authorization"] = f"Bearer {token}"
        if body or method in ("POST", "PUT", "QUERY"):
            fields |= {"Content-Type": media_type, "Content-Length": str(len(body))}
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items()), "", ""]
        return "\r\n".join(lines).encode("utf-8", "surrogatepass") + body
