"""Attacks by bodies of RDF, and that they are refused before a parser sees them."""

import gzip
import subprocess
import sys
from contextlib import suppress

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, parse

from server.config import Config
from server.errors import (
    ComplexityError,
    MalformedDataError,
    MalformedRequestError,
    PayloadTooLargeError,
    UnsupportedMediaTypeError,
)
from server.formats import GRAPH_FORMATS, Format
from server.uploads import Upload, read_upload
from tests.served import value
from tests.served.another import another_endpoint

CONFIG = Config()
CLAIM = b"<urn:x:claim> <urn:x:says> 'se\xc3\xb1or \xe2\x98\x83' ."
XML = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="urn:x:">{}</rdf:RDF>'
SAID = '<rdf:Description rdf:about="urn:x:claim"><e:says>{}</e:says></rdf:Description>'


def read(body: bytes, content_type: str = "text/turtle", coding: str = "", config: Config = CONFIG) -> Upload:
    return read_upload(content_type, coding, body, config)


BODIES = {
    "text/turtle": CLAIM,
    "text/turtle; charset=UTF-8": b"\xef\xbb\xbf" + CLAIM,
    'Text/Turtle;charset="utf-8"': CLAIM,
    "application/n-triples": CLAIM,
    "application/trig": b"<urn:x:g> { " + CLAIM + b" }",
    "application/n-quads": CLAIM,
    "application/rdf+xml": XML.format(SAID.format("señor")).encode(),
    "application/ld+json": '{"@id": "urn:x:claim", "urn:x:says": "[[[ señor \\" ]]]"}'.encode(),
    "text/n3": CLAIM,
    "application/x-turtle": CLAIM,
}


@pytest.mark.parametrize("content_type", BODIES)
def test_each_format_is_read_as_it_was_sent(content_type: str) -> None:
    upload = read(BODIES[content_type], content_type)
    assert upload.body == BODIES[content_type]
    media_type = content_type.partition(";")[0].lower()
    assert media_type in upload.format.known_as


@pytest.mark.parametrize(
    "content_type", ["", "text/plain", "image/png", "application/json", "text/turtle; charset=utf-16"]
)
def test_another_type_is_refused_with_those_that_are_read(content_type: str) -> None:
    with pytest.raises(UnsupportedMediaTypeError) as refused:
        read(CLAIM, content_type)
    assert refused.value.available[0].startswith("text/turtle")


def test_a_body_that_is_not_utf_8_is_refused_with_the_place() -> None:
    with pytest.raises(MalformedDataError) as refused:
        read(b"<urn:x:claim> <urn:x:says> 'so' ,\n  'se\xf1or' .")
    assert (refused.value.line, refused.value.column) == (2, 6)


def test_a_body_over_the_byte_limit_is_refused() -> None:
    config = Config(max_upload_bytes=len(CLAIM))
    assert read(CLAIM, config=config).body == CLAIM
    with pytest.raises(PayloadTooLargeError, match=f"{len(CLAIM):,}"):
        read(CLAIM + b" ", config=config)


# Entities


def grow(factor: int, levels: int) -> str:
    """Return a DOCTYPE whose last entity has so many times the letters of the one before, at each level."""
    names = [f'<!ENTITY e{n} "{f"&e{n - 1};" * factor}">' for n in range(1, levels)]
    return '<!DOCTYPE rdf:RDF [<!ENTITY e0 "said so ">' + "".join(names) + "]>"


USING_ENTITIES = {
    "before the root": grow(10, 6) + XML.format(SAID.format("&e5;")),
    "behind a declaration": '<?xml version="1.0"?>\n<!-- so -->\n'
    + grow(10, 6)
    + XML.format(SAID.format("&e5;")),
    "inside the root": XML.format(grow(10, 6) + SAID.format("&e5;")),
    "in an attribute": grow(10, 6) + XML.format('<rdf:Description e:says="&e5;"/>'),
}


@pytest.mark.parametrize("body", USING_ENTITIES.values(), ids=USING_ENTITIES)
def test_the_engine_would_expand_entities_and_does_not_see_them(body: str) -> None:
    (said,) = (quad.object for quad in parse(body, RdfFormat.RDF_XML))
    assert len(value(said)) >= 800_000 > 500 * len(body)
    with pytest.raises(MalformedDataError):
        read(body.encode(), "application/rdf+xml")


OTHER_DOCTYPES = {
    "an empty one": "<!DOCTYPE rdf:RDF>" + XML.format(""),
    "a file": '<!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/passwd">]>' + XML.format(SAID.format("&f;")),
    "an address": '<!DOCTYPE rdf:RDF SYSTEM "http://127.0.0.1:9/x.dtd">' + XML.format(""),
    "in lower case": grow(10, 6).lower() + XML.format(SAID.format("&e5;")),
}


@pytest.mark.parametrize("body", OTHER_DOCTYPES.values(), ids=OTHER_DOCTYPES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp037"])
def test_no_doctype_is_read_in_any_encoding(body: str, encoding: str) -> None:
    with pytest.raises(MalformedDataError):
        read(body.encode(encoding), "application/rdf+xml")


def test_a_document_that_is_not_xml_is_refused_with_the_place() -> None:
    with pytest.raises(MalformedDataError, match="mismatched tag") as refused:
        read(XML.format("\n<rdf:Description></e:says>").encode(), "application/rdf+xml")
    assert refused.value.line == 2


def test_words_that_look_like_a_doctype_are_let_through() -> None:
    said = "<!-- <!DOCTYPE x> --><![CDATA[<!DOCTYPE html><!ENTITY a>]]> &amp; &#60;"
    read(XML.format(SAID.format(said)).encode(), "application/rdf+xml")


# Nesting


def nested(content_type: str, levels: int) -> bytes:
    """Return a body with so many things in each other."""
    made = {
        "text/turtle": "<a:b> <a:b> " + "<<( <a:b> <a:b> " * levels + "1" + " )>>" * levels + " .",
        "application/trig": "<a:b> <a:b> " + "[ <a:b> " * levels + "1" + " ]" * levels + " .",
        "text/n3": "<a:b> <a:b> " + "(" * levels + ")" * levels + " .",
        "application/ld+json": '{"a:b":' * levels + "1" + "}" * levels,
        "application/rdf+xml": XML.format(
            "<rdf:Description><e:p>" * levels + "</e:p></rdf:Description>" * levels
        ),
    }
    return made[content_type].encode()


RUN = """
import sys, threading, pyoxigraph
def run():
    body = sys.stdin.buffer.read()
    pyoxigraph.Store().load(body, pyoxigraph.RdfFormat.from_media_type(sys.argv[1]))
thread = threading.Thread(target=run)
thread.start()
thread.join()
"""


def load_in_another_process(body: bytes, content_type: str) -> int:
    command = [sys.executable, "-c", RUN, content_type]
    return subprocess.run(command, input=body, capture_output=True, check=False, timeout=60).returncode


def test_the_engine_dies_of_nested_triple_terms() -> None:
    assert load_in_another_process(nested("text/turtle", 150_000), "text/turtle") < 0


@pytest.mark.parametrize(
    ("content_type", "most"),
    [
        ("text/turtle", 100),
        ("application/trig", 200),
        ("text/n3", 200),
        ("application/ld+json", 200),
        ("application/rdf+xml", 99),
    ],
)
def test_nesting_is_read_up_to_the_limit(content_type: str, most: int) -> None:
    body = nested(content_type, most)
    assert read(body, content_type).body == body
    assert load_in_another_process(body, content_type) == 0
    for levels in (most + 1, 150_000):
        with pytest.raises(ComplexityError, match="200"):
            read(nested(content_type, levels), content_type)


def test_brackets_in_words_and_comments_do_not_count() -> None:
    read(b"<a:b> <a:[[[[> '''((((''' , \"[[\\\"[[\" . # <<( <<( <<(\n" * 100)


# Contexts


@pytest.mark.parametrize("context", ['"{}/context"', '["{}/context", {{}}]', '{{"@import": "{}/context"}}'])
def test_the_engine_fetches_no_context(context: str) -> None:
    with another_endpoint(b"") as another:
        body = f'{{"@context": {context.format(another.address)}, "urn:x:says": "so"}}'.encode()
        with pytest.raises(SyntaxError, match="remote contexts"):
            list(parse(body, RdfFormat.JSON_LD))
        assert another.heard == []


# Compression


def bomb(coding: str, size: int) -> bytes:
    plain = CLAIM.ljust(size)
    return gzip.compress(plain, 9) if coding == "gzip" else zstandard.ZstdCompressor(19).compress(plain)


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_a_compressed_body_is_read(coding: str) -> None:
    body = b"".join(CLAIM.replace(b"claim", b"claim-%d" % n) + b"\n" for n in range(9_000))
    compressed = gzip.compress(body) if coding == "gzip" else zstandard.compress(body)
    assert read(compressed, coding=coding).body == body
    assert read(compressed * 2, coding=coding.upper()).body == body * 2


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_a_body_that_grows_too_much_is_refused(coding: str) -> None:
    small = bomb(coding, 30 << 20)
    assert len(small) < 40_000
    with pytest.raises(PayloadTooLargeError, match="200 times"):
        read(small, coding=coding)
    assert len(read(bomb(coding, 1 << 20), coding=coding).body) == 1 << 20


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_a_body_that_is_too_large_when_decompressed_is_refused(coding: str) -> None:
    config = Config(max_upload_bytes=100_000)
    assert len(read(bomb(coding, 100_000), coding=coding, config=config).body) == 100_000
    with pytest.raises(PayloadTooLargeError, match="100,000"):
        read(bomb(coding, 100_001), coding=coding, config=config)


def test_a_window_that_would_take_much_memory_is_refused() -> None:
    parameters = zstandard.ZstdCompressionParameters.from_level(3, window_log=27)
    wide = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    with pytest.raises(MalformedRequestError, match="zstd"):
        read(wide.compress(CLAIM) + wide.flush(), coding="zstd")


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
@pytest.mark.parametrize("harm", ["cut", "plain", "followed by other bytes"])
def test_a_body_that_does_not_have_its_coding_is_refused(coding: str, harm: str) -> None:
    good = bomb(coding, 5_000)
    body = {"cut": good[:-5], "plain": CLAIM, "followed by other bytes": good + b"so"}[harm]
    with pytest.raises(MalformedRequestError):
        read(body, coding=coding)


@pytest.mark.parametrize("coding", ["br", "deflate", "gzip, gzip"])
def test_another_coding_is_refused(coding: str) -> None:
    with pytest.raises(UnsupportedMediaTypeError) as refused:
        read(CLAIM, coding=coding)
    assert refused.value.available == ("gzip", "zstd", "identity")


@given(st.binary(max_size=60), st.sampled_from(GRAPH_FORMATS))
def test_any_bytes_are_let_through_as_they_are_or_refused(body: bytes, format_: Format) -> None:
    with suppress(MalformedDataError, ComplexityError):
        assert read(body, format_.media_type).body == body
