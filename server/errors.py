"""What can go wrong in a request, and the HTTP status of each: the one place where that is decided.

::

    RequestError                   400
    ├── MalformedRequestError      400  parameters or a body that the protocol does not allow
    ├── MalformedQueryError        400  a syntax error, with line and column
    ├── UnsupportedFunctionError   400  a function that the engine does not have
    ├── ComplexityError            400  nesting or length of a kind that would exhaust the parser
    ├── RefusedServiceError        403  SERVICE
    ├── NotFoundError              404
    ├── NotAcceptableError         406  with what there is
    ├── QueryTooLongError          413
    ├── UnsupportedMediaTypeError  415  with what is read
    ├── UnavailableError           503  not for now, or not at all
    │   ├── OverloadError               too many queries wait already; with when to come again
    │   ├── QueryTimeoutError           it took longer than any query may
    │   ├── ExhaustionError             it took more memory or stack than any query may
    │   ├── AnswerTooLongError          its answer has more bytes than are sent
    │   └── ReaderLostError             the process that evaluated it was ended from outside
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


class UnsupportedFunctionError(RequestError):
    """A query calls a function that the engine does not have."""

    title = "The query calls an unknown function"


class ComplexityError(RequestError):
    """A query is nested or chained so far that parsing it could exhaust the stack, or cannot be judged."""

    title = "The query is too complex"


class RefusedServiceError(RequestError):
    """A query asks this server to fetch data from another one."""

    status = 403
    title = "Federated queries are refused"


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


class QueryTooLongError(RequestError):
    """A query has more bytes than are read."""

    status = 413
    title = "The query is too long"


class UnsupportedMediaTypeError(_ListedError):
    """The body has a media type that is not read."""

    status = 415
    title = "The body's media type is not supported"


class UnavailableError(RequestError):
    """A query that this server cannot finish; ``retry_after_s`` is None where trying again is no use."""

    status = 503
    retry_after_s: int | None = None

    def headers(self) -> dict[str, str]:
        """Return when to come again, in seconds."""
        return {} if self.retry_after_s is None else {"Retry-After": str(self.retry_after_s)}


class OverloadError(UnavailableError):
    """As many queries as may wait do so already, or one waited as long as it may."""

    title = "The server is busy"
    retry_after_s = 5


class QueryTimeoutError(UnavailableError):
    """A query ran for ``timeout_s`` seconds, the longest that any may."""

    title = "The query took too long"
    retry_after_s = 60

    def __init__(self, timeout_s: float) -> None:
        super().__init__(
            f"It was stopped after {timeout_s:g} seconds, the limit for any query. "
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


class ReaderLostError(UnavailableError):
    """The process that evaluated a query was ended by something else than the query or the server."""

    title = "The query was interrupted"
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
