"""What can go wrong in a request, and the HTTP status of each: the one place where that is decided.

::

    RequestError                   400
    ├── MalformedRequestError      400  parameters or a body that the protocol does not allow
    ├── MalformedQueryError        400  a syntax error, with line and column
    │   └── MalformedUpdateError        the same of an update
    ├── UnsupportedFunctionError   501  a function that the engine does not have
    ├── ComplexityError            400  nesting or length of a kind that would exhaust the parser
    ├── MalformedDataError         400  a body that is not RDF of the kind that it says, with the place
    ├── UnauthorizedError          401  a write without the token
    ├── ForbiddenError             403  a write with a wrong one
    ├── ReadOnlyError              403  a write to a server that takes none
    ├── RefusedServiceError        403  SERVICE
    ├── RefusedLoadError           403  LOAD
    ├── RefusedGraphError          403  a graph that no write may touch, with those that one may
    ├── NotFoundError              404
    ├── NotAcceptableError         406  with what there is
    │   └── HiddenGraphError            a proposition in a format that would lose its graph's name
    ├── SlowBodyError              408  a body that does not arrive in time
    ├── GenerationGoneError        410  a state of the data that is not kept
    ├── PreconditionFailedError    412  If-Match or If-None-Match does not hold
    ├── QueryTooLongError          413
    ├── PayloadTooLargeError       413  a body, compressed or not, of more bytes than are read
    ├── UnsupportedMediaTypeError  415  with what is read
    ├── InvalidWriteError          422  data that would break a shape, a rule or an axiom, with the report
    │   └── QuarantinedError       202  the same, where it contradicts and is kept apart by setting
    ├── ThrottledError             429  more than the client's share; with when to come again
    ├── EndpointError              502  another endpoint, asked by SERVICE, gave no answer that can be read
    ├── UnavailableError           503  not for now, or not at all
    │   ├── StartingError               no reader is there yet
    │   ├── OverloadError               too many queries wait already; with when to come again
    │   ├── QueryTimeoutError           it took longer than any query may
    │   ├── ExhaustionError             it took more memory or stack than any query may
    │   ├── AnswerTooLongError          its answer has more bytes than are sent
    │   ├── QueryEndedError             it was ended by the operator, or its client left
    │   ├── ReaderLostError             the process that evaluated it was ended from outside
    │   └── WriterLostError             the process that writes ended before the write was made
    └── WebError                   as the web framework says: a method that is not allowed, a body too long

    ServeError                     the server cannot start (an error of the command line)
"""

from graph.errors import AllegataError


class RequestError(Exception):
    """A request that cannot be answered; ``detail`` says what was found and what would be right."""

    status: int = 400
    title: str = "The request cannot be answered"

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail

    def members(self) -> dict[str, object]:
        """Return what a machine may want to know beside the detail."""
        return {}

    def headers(self) -> dict[str, str]:
        """Return the header fields that belong to the error."""
        return {}


class MalformedRequestError(RequestError):
    """Parameters or a body are not what the SPARQL protocol allows."""

    title = "The request is malformed"


class MalformedQueryError(RequestError):
    """A query is not SPARQL; ``line`` and ``column`` count from 1, in code points."""

    title = "The query is malformed"

    def __init__(self, detail: str, line: int, column: int, excerpt: str) -> None:
        super().__init__(detail)
        self.args = (detail, line, column, excerpt)
        self.line = line
        self.column = column
        self.excerpt = excerpt

    @property
    def pointer(self) -> str:
        """Return spaces and a caret that stand below the place when set in a fixed pitch."""
        return "".join("\t" if c == "\t" else " " for c in self.excerpt[: self.column - 1]) + "^"

    def members(self) -> dict[str, object]:
        """Return the place, and the line of the query that it is in."""
        return {"line": self.line, "column": self.column, "excerpt": self.excerpt}


class MalformedUpdateError(MalformedQueryError):
    """An update is not SPARQL; the place is told as that of a query's error."""

    title = "The update is malformed"


class MalformedDataError(RequestError):
    """A body is not RDF as its media type says, or not what its target takes.

    ``line`` and ``column`` count from 1, and are 0 where they are not known.
    """

    title = "The data are malformed"

    def __init__(self, detail: str, line: int = 0, column: int = 0) -> None:
        super().__init__(detail)
        self.args = (detail, line, column)
        self.line = line
        self.column = column

    def members(self) -> dict[str, object]:
        """Return the place, if it is known."""
        return {"line": self.line, "column": self.column} if self.line else {}


class UnsupportedFunctionError(RequestError):
    """A query calls a function that the engine does not have."""

    status = 501
    title = "The query calls an unknown function"


class ComplexityError(RequestError):
    """A query is nested or chained so far that parsing it could exhaust the stack, or cannot be judged."""

    title = "The query is too complex"


class RefusedServiceError(RequestError):
    """A query asks this server to fetch data from another one."""

    status = 403
    title = "Federated queries are refused"


class RefusedLoadError(RequestError):
    """An update asks this server to fetch data from another one."""

    status = 403
    title = "LOAD is refused"


class RefusedGraphError(RequestError):
    """A write is about a graph that no write may touch."""

    status = 403
    title = "The graph is not for writing"


class UnauthorizedError(RequestError):
    """A write comes without the token."""

    status = 401
    title = "A token is needed"

    def headers(self) -> dict[str, str]:
        """Return how to authenticate: https://www.rfc-editor.org/rfc/rfc6750#section-3 ."""
        return {"WWW-Authenticate": 'Bearer realm="allegata"'}


class ForbiddenError(RequestError):
    """A write comes with a token that is not this server's."""

    status = 403
    title = "The token is not this server's"


class ReadOnlyError(RequestError):
    """A write comes to a server that takes none."""

    status = 403
    title = "The server is read-only"


class NotFoundError(RequestError):
    """Nothing is known of what an address names."""

    status = 404
    title = "Not found"


class _ListedError(RequestError):
    """An error that tells what there is instead."""

    def __init__(self, detail: str, available: tuple[str, ...]) -> None:
        super().__init__(f"{detail} There is: {', '.join(available)}.")
        self.args = (detail, available)
        self.available = available

    def members(self) -> dict[str, object]:
        """Return what there is."""
        return {"available": list(self.available)}


class NotAcceptableError(_ListedError):
    """None of the media types that the client accepts can be served."""

    status = 406
    title = "No acceptable format"


class HiddenGraphError(NotAcceptableError):
    """A graph that the default graph does not show cannot be served without its name."""


class GenerationGoneError(RequestError):
    """A query names a state of the data that is not kept."""

    status = 410
    title = "That generation is gone"


class SlowBodyError(RequestError):
    """A body was not there after ``timeout_s`` seconds."""

    status = 408
    title = "The body came too slowly"

    def __init__(self, timeout_s: float) -> None:
        super().__init__(f"It was not there after {timeout_s:g} seconds.")
        self.args = (timeout_s,)

    def headers(self) -> dict[str, str]:
        """Return that the connection is not used again, since the rest of the body may still come."""
        return {"Connection": "close"}


class BrokenAnswerError(Exception):
    """An answer broke off after its first part was sent, so that only the connection can tell it."""


class QueryTooLongError(RequestError):
    """A query has more bytes than are read."""

    status = 413
    title = "The query is too long"


class PayloadTooLargeError(RequestError):
    """A body has more bytes than are read, as it comes or when it is decompressed."""

    status = 413
    title = "The body is too large"


class PreconditionFailedError(RequestError):
    """The data are not in the state that If-Match or If-None-Match asks for; nothing has changed."""

    status = 412
    title = "The data have changed"


class InvalidWriteError(RequestError):
    """What a write would make breaks a shape, a rule or an axiom; nothing has changed.

    ``report`` is the sh:ValidationReport in Turtle, or empty where there is none.
    """

    status = 422
    title = "The data would not be valid"

    def __init__(self, detail: str, report: str = "") -> None:
        super().__init__(detail)
        self.args = (detail, report)
        self.report = report


class QuarantinedError(InvalidWriteError):
    """What a write would make contradicts itself or the ontology: nothing has changed, but it is kept.

    ``name`` is what it is called in quarantine. It is accepted, though not made.
    """

    status = 202
    title = "The write is kept apart"

    def __init__(self, detail: str, report: str, name: str) -> None:
        super().__init__(detail, report)
        self.args = (detail, report, name)
        self.name = name

    def members(self) -> dict[str, object]:
        """Return the name."""
        return {"quarantine": self.name}


class UnsupportedMediaTypeError(_ListedError):
    """The body has a media type that is not read."""

    status = 415
    title = "The body's media type is not supported"


class ThrottledError(RequestError):
    """A client has used up its share; it may come again after ``retry_after_s`` seconds."""

    status = 429
    title = "More than a fair share"

    def __init__(self, detail: str, retry_after_s: int) -> None:
        super().__init__(detail)
        self.args = (detail, retry_after_s)
        self.retry_after_s = retry_after_s

    def headers(self) -> dict[str, str]:
        """Return when to come again, in seconds."""
        return {"Retry-After": str(self.retry_after_s)}


class EndpointError(RequestError):
    """Another endpoint, which a query asks by SERVICE, gave no answer that can be read."""

    status = 502
    title = "Another endpoint failed"


class StoreFailedError(RequestError):
    """The server that has the data gave no answer that can be read, or no whole one."""

    status = 502
    title = "The store failed"


class UnavailableError(RequestError):
    """A query that this server cannot finish; ``retry_after_s`` is None where trying again is no use."""

    status = 503
    retry_after_s: int | None = None

    def headers(self) -> dict[str, str]:
        """Return when to come again, in seconds."""
        return {} if self.retry_after_s is None else {"Retry-After": str(self.retry_after_s)}


class StartingError(UnavailableError):
    """No reader is there yet, or none any more."""

    title = "The server is not ready"
    retry_after_s = 1


class StoreUnreachableError(UnavailableError):
    """The server that has the data cannot be reached, or its data are just being replaced."""

    title = "The store cannot be reached"
    retry_after_s = 2


class OverloadError(UnavailableError):
    """As many queries as may wait do so already, or one waited as long as it may."""

    title = "The server is busy"
    retry_after_s = 5


class QueryTimeoutError(UnavailableError):
    """A query ran for ``timeout_s`` seconds, the longest that it may."""

    title = "The query took too long"
    retry_after_s = 60

    def __init__(self, timeout_s: float) -> None:
        super().__init__(
            f"It was stopped after {timeout_s:g} seconds, the longest that it may run. "
            "Ask for less: fewer patterns that share no variable, a narrower path, a LIMIT inside."
        )
        self.args = (timeout_s,)
        self.timeout_s = timeout_s

    def members(self) -> dict[str, object]:
        """Return the limit, in seconds."""
        return {"timeout_s": self.timeout_s}


class ExhaustionError(UnavailableError):
    """A query took more memory or stack than any may."""

    title = "The query exhausted its memory"


class AnswerTooLongError(UnavailableError):
    """An answer has more bytes than are sent."""

    title = "The answer is too long"


class QueryEndedError(UnavailableError):
    """A query was ended on purpose: by the operator, or because nobody takes its answer any more."""

    title = "The query was ended"


class ReaderLostError(UnavailableError):
    """The process that evaluated a query was ended by something else than the query or the server."""

    title = "The query was interrupted"
    retry_after_s = 1


class WriterLostError(UnavailableError):
    """The process that writes ended before a write was made; nothing has changed."""

    title = "The write was not made"
    retry_after_s = 1


class WebError(RequestError):
    """An error that the web framework found, with its status and its name."""

    def __init__(self, detail: str, status: int, title: str) -> None:
        super().__init__(detail)
        self.args = (detail, status, title)
        self.status = status
        self.title = title


class ServeError(AllegataError):
    """The server cannot start."""
