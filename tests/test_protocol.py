import pytest

from server.errors import MalformedRequestError, UnsupportedMediaTypeError
from server.protocol import DIRECT, FORM, Message, read_request
from server.service import Dataset
from tests.served import ARTICLE, CONTENT

QUERY = 'ASK { ?claim ?p "évidence" }'
ENCODED = b"query=ASK%20%7B%20%3Fclaim%20%3Fp%20%22%C3%A9vidence%22%20%7D"


@pytest.mark.parametrize(
    "message",
    [
        Message("GET", ENCODED),
        Message("HEAD", ENCODED),
        Message("GET", b"query=ASK+{+?claim+?p+%22%C3%A9vidence%22+}"),
        Message("POST", b"", FORM, ENCODED),
        Message("POST", b"", f"{FORM}; charset=UTF-8", ENCODED),
        Message("POST", b"", DIRECT, QUERY.encode()),
        Message("POST", b"", f'{DIRECT.upper()};charset="utf-8"', QUERY.encode()),
        Message("POST", b"", DIRECT, QUERY.encode(), "Identity"),
        Message("QUERY", b"", FORM, ENCODED),
        Message("QUERY", b"", DIRECT, QUERY.encode()),
    ],
    ids=[
        "GET", "HEAD", "plus for space", "form", "form with charset", "direct", "direct with charset",
        "direct, said not to be compressed", "form by QUERY", "direct by QUERY",
    ],
)  # fmt: skip
def test_a_query_is_read(message: Message) -> None:
    assert read_request(message).text == QUERY


def test_percent_encoding_is_decoded_once() -> None:
    assert (
        read_request(Message("GET", b"query=ASK%7B%3Fs%20%3Fp%20%22100%2525%22%7D")).text
        == 'ASK{?s ?p "100%25"}'
    )


def test_a_get_without_a_query_asks_for_the_description() -> None:
    assert read_request(Message("GET")).text is None


DATASET = f"default-graph-uri={ARTICLE}&default-graph-uri={CONTENT}&named-graph-uri={CONTENT}".encode()


@pytest.mark.parametrize(
    "message",
    [
        Message("GET", ENCODED + b"&" + DATASET),
        Message("POST", b"", FORM, DATASET + b"&" + ENCODED),
        Message("POST", DATASET, DIRECT, QUERY.encode()),
        Message("QUERY", DATASET, DIRECT, QUERY.encode()),
    ],
    ids=["GET", "form", "direct", "direct by QUERY"],
)
def test_a_dataset_is_read(message: Message) -> None:
    assert read_request(message).dataset == Dataset((ARTICLE, CONTENT), (CONTENT,))


def test_the_fields_of_a_form_come_from_the_body_alone() -> None:
    message = Message("POST", b"inferred=false", FORM, ENCODED)
    assert read_request(message).dataset.inferred


@pytest.mark.parametrize(("value", "inferred"), [(b"true", True), (b"false", False)])
def test_inferences_can_be_left_out(value: bytes, inferred: bool) -> None:
    assert read_request(Message("GET", ENCODED + b"&inferred=" + value)).dataset.inferred is inferred


def test_a_graph_whose_name_is_left_empty_in_a_form_is_none() -> None:
    message = Message("GET", ENCODED + b"&default-graph-uri=&named-graph-uri=")
    assert read_request(message).dataset == Dataset()


def test_parameters_of_other_servers_are_passed_over() -> None:
    others = b"&debug=on&timeout=0&should-sponge=&run=+Run+Query+&CXML_redir_for_subjs=121"
    assert read_request(Message("GET", ENCODED + others)) == read_request(Message("GET", ENCODED))


@pytest.mark.parametrize(
    ("value", "seconds"), [("2.5", 2.5), ("10", 10.0), ("0", None), ("0.0", None), ("", None)]
)
def test_a_time_can_be_asked_for(value: str, seconds: float | None) -> None:
    assert read_request(Message("GET", ENCODED + f"&timeout={value}".encode())).timeout_s == seconds


@pytest.mark.parametrize("value", ["soon", "-1", "nan", "inf", "1e3", "30s", "10,20", "9" * 30])
def test_a_time_that_is_no_number_of_seconds_is_refused(value: str) -> None:
    with pytest.raises(MalformedRequestError, match="number of seconds"):
        read_request(Message("GET", ENCODED + f"&timeout={value}".encode()))


def test_a_generation_can_be_named() -> None:
    assert read_request(Message("GET", ENCODED + b"&generation=7672c7896e45")).generation == "7672c7896e45"
    assert read_request(Message("GET", ENCODED)).generation == ""


@pytest.mark.parametrize("name", ["../store", "a/b", "a%0D%0Ab", "a" * 65, "%C3%A9"])
def test_a_generation_of_an_odd_name_is_refused(name: str) -> None:
    with pytest.raises(MalformedRequestError, match="name of a generation"):
        read_request(Message("GET", ENCODED + f"&generation={name}".encode()))


@pytest.mark.parametrize("name", ["format", "output", "results"])
def test_a_format_can_be_named(name: str) -> None:
    assert read_request(Message("GET", ENCODED + f"&{name}=csv".encode())).format == "csv"


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        (b"format=json&output=json&results=json", "json"),
        (b"format=tsv&format=text/tab-separated-values", "tsv"),
        (b"format=json-ld&format=application/ld%2Bjson,application/x-json%2Bld", "json-ld"),
        (b"format=auto&output=xml", "xml"),
        (b"format=&results=application/sparql-results+json", "application/sparql-results json"),
        (b"format=hdt", "hdt"),
        (b"format=", None),
    ],
    ids=["thrice", "twice", "with a list", "one unknown", "one empty", "only unknown", "only empty"],
)
def test_of_several_names_of_a_format_the_first_that_is_known_counts(fields: bytes, name: str | None) -> None:
    assert read_request(Message("GET", ENCODED + b"&" + fields)).format == name


@pytest.mark.parametrize(
    ("message", "told"),
    [
        (Message("GET", ENCODED + b"&" + ENCODED), "2 times"),
        (Message("POST", b"", FORM, ENCODED + b"&" + ENCODED), "2 times"),
        (Message("POST", ENCODED, DIRECT, QUERY.encode()), "send one"),
        (Message("POST", b"", FORM, b"format=csv"), "no query"),
        (Message("GET", b"update=CLEAR%20ALL"), "updates"),
        (Message("GET", ENCODED + b"&inferred=perhaps"), "perhaps"),
        (Message("GET", ENCODED + b"&default-graph-uri=actors"), "absolute"),
        (Message("GET", ENCODED + b"&named-graph-uri=http://a%20b/"), "absolute"),
        (Message("GET", b"query=ASK%FF"), "UTF-8"),
        (Message("GET", b"query=ASK\xff"), "Byte 9"),
        (Message("POST", b"", DIRECT, QUERY.encode("utf-16")), "Byte 0"),
        (Message("GET", b"&".join([b"inferred=true"] * 2_001)), "2,000"),
    ],
    ids=[
        "two queries", "two queries in a form", "a query in the address and the body", "a form without one",
        "an update", "neither true nor false", "a relative default graph", "a malformed named graph",
        "bytes that are not UTF-8", "raw bytes that are not UTF-8", "another encoding",
        "too many fields",
    ],
)  # fmt: skip
def test_what_the_protocol_does_not_allow_is_refused(message: Message, told: str) -> None:
    with pytest.raises(MalformedRequestError, match=told):
        read_request(message)


@pytest.mark.parametrize(
    "content_type", ["", "text/plain", "application/sparql-update", "multipart/form-data"]
)
def test_another_body_is_refused_with_a_list_of_those_that_are_read(content_type: str) -> None:
    with pytest.raises(UnsupportedMediaTypeError) as refused:
        read_request(Message("POST", b"", content_type, ENCODED))
    assert refused.value.available == (DIRECT, FORM)


@pytest.mark.parametrize("method", ["POST", "QUERY"])
@pytest.mark.parametrize("media_type", [DIRECT, FORM])
def test_another_charset_is_refused_with_the_one_that_is_read(method: str, media_type: str) -> None:
    with pytest.raises(UnsupportedMediaTypeError, match="utf-16") as refused:
        read_request(Message(method, b"", f"{media_type}; charset=UTF-16", QUERY.encode("utf-16")))
    assert f"{media_type}; charset=utf-8" in refused.value.available


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "identity, gzip"])
def test_a_compressed_body_is_refused(coding: str) -> None:
    with pytest.raises(UnsupportedMediaTypeError, match=coding):
        read_request(Message("POST", b"", DIRECT, QUERY.encode(), coding))
