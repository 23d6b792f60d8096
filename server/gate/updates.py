"""What is refused of an update before it reaches the parser, and what is passed on.

Measured with pyoxigraph 0.5.13: data and templates of 100,000 triples or graphs are parsed without harm;
5,000 nested brackets or annotations, or patterns of 10,000 triples or graphs, overflow the stack. LOAD
fetches any address. ``USING`` cannot be given beside the text.
"""

from itertools import takewhile

from server.config import Config
from server.errors import PayloadTooLargeError
from server.gate.braces import Braces
from server.gate.lexer import tokens
from server.gate.operations import Operation, read_operations, refused_load
from server.gate.protected import refuse_graph, refuse_operations
from server.gate.queries import check_pattern
from server.gate.rewriting import rewrite
from server.update import UpdateRequest


def check_update(request: UpdateRequest, config: Config) -> str:
    """Refuse an update that would harm the server or its data, and return the text to be run.

    Raises a RequestError.
    """
    refuse_size(request.text, config)
    found = list(read_operations(request.text, config))
    operations = [operation for operation in found if isinstance(operation, Operation)]
    for operation in operations:
        _check_operation(operation, request.text, config)
    if not config.is_blank:
        refuse_operations(found, config)
        for iri in (*request.default, *request.named):
            refuse_graph(iri, config)
    return rewrite(request, operations)


def refuse_size(text: str, config: Config) -> None:
    """Raise PayloadTooLargeError if an update has more bytes than are read."""
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > config.max_upload_bytes:
        raise PayloadTooLargeError(f"It has {size:,} bytes; at most {config.max_upload_bytes:,} are read.")


def _check_operation(operation: Operation, text: str, config: Config) -> None:
    if operation.pattern:
        _check_pattern(operation.pattern, text, config)
    if operation.verb == "LOAD" and not operation.is_silent:
        raise refused_load("LOAD")


def _check_pattern(pattern: Braces, text: str, config: Config) -> None:
    inside = takewhile(lambda token: token.start < pattern.end, tokens(text, pattern.start))
    check_pattern(list(inside), config)
