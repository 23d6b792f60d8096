"""What a request received says of who asks, and the body of a write."""

from collections.abc import Iterable
from typing import Final

from flask import request
from pyoxigraph import Quad, RdfFormat, parse, serialize
from werkzeug.exceptions import RequestEntityTooLarge

from server.config import Config
from server.endpoint import Asker, read_asker
from server.errors import MalformedDataError, MalformedRequestError, PayloadTooLargeError
from server.formats import N_QUADS
from server.uploads import Upload, read_upload

_MULTIPART: Final = "multipart/form-data"


def read_who(config: Config) -> Asker:
    """Return who sent the request."""
    headers = request.headers
    agent, authorization = headers.get("User-Agent", ""), headers.get("Authorization")
    return read_asker(request.remote_addr or "", agent, authorization, config)


def read_body(config: Config) -> bytes:
    """Return the body of the request.

    Raises PayloadTooLargeError if it has more bytes than are read.
    """
    request.max_content_length = config.max_upload_bytes
    try:
        return request.get_data(cache=False)
    except RequestEntityTooLarge as error:
        raise _too_large(config) from error


def read_rdf(config: Config) -> Upload:
    """Return the RDF in the request, that of all files in a form taken together.

    Raises what `server.uploads.read_upload` does, and MalformedRequestError if a form has no file.
    """
    headers = request.headers
    if request.mimetype == _MULTIPART:
        return _join(_read_files(config))
    content_type, coding = headers.get("Content-Type", ""), headers.get("Content-Encoding", "")
    return read_upload(content_type, coding, read_body(config), config)


def _read_files(config: Config) -> list[Upload]:
    request.max_content_length = config.max_upload_bytes
    try:
        files = [file for name in request.files for file in request.files.getlist(name)]
    except RequestEntityTooLarge as error:
        raise _too_large(config) from error
    if not files:
        raise MalformedRequestError("The form has no file; send RDF as files, each with its Content-Type.")
    return [read_upload(f.content_type or "", "", f.read(), config) for f in files]


def _join(uploads: Iterable[Upload]) -> Upload:
    """Return the triples of all, in which blank nodes of two files that share a label are two nodes.

    Raises MalformedDataError if one is malformed; which one it is, is told by its number.
    """
    quads: list[Quad] = []
    for number, upload in enumerate(uploads, 1):
        format_ = RdfFormat.from_media_type(upload.format.media_type)
        try:
            quads += parse(upload.body, format_, rename_blank_nodes=True)
        except SyntaxError as error:
            detail = f"File {number} is not {upload.format.label}: {error.msg}."
            raise MalformedDataError(detail, error.lineno or 0, error.offset or 0) from error
    return Upload(N_QUADS, serialize(quads, format=RdfFormat.N_QUADS) or b"")


def _too_large(config: Config) -> PayloadTooLargeError:
    return PayloadTooLargeError(f"At most {config.max_upload_bytes:,} bytes are read.")
