import pytest

from server.errors import NotAcceptableError
from server.formats import FORMATS, HTML, JSON, Kind
from server.negotiation import choose, choose_for_kinds, choose_named, negotiate, parse_accept

JSON_TYPE, XML_TYPE = "application/sparql-results+json", "application/sparql-results+xml"
TSV_TYPE = "text/tab-separated-values"
CHROMIUM = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,"
    "image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7"
)

SOLUTION_CASES = [
    ("no header", None, JSON_TYPE),
    ("an empty header", "", JSON_TYPE),
    ("anything", "*/*", JSON_TYPE),
    ("one type", "text/csv", "text/csv"),
    ("case does not matter", "Text/CSV", "text/csv"),
    ("an alias is answered by its own name", "application/json", "application/json"),
    ("another alias", "text/xml", "text/xml"),
    ("a browser gets a page", CHROMIUM, "text/html"),
    ("the higher quality wins", f"text/csv;q=0.5, {XML_TYPE};q=0.6", XML_TYPE),
    ("among equals the order offered wins", f"text/csv, {JSON_TYPE}", JSON_TYPE),
    ("a range of types", "text/*", "text/csv"),
    ("a specific type overrules a range", "text/*;q=0.9, text/csv;q=0.1", TSV_TYPE),
    ("a specific refusal overrules anything", f"*/*, {JSON_TYPE};q=0", XML_TYPE),
    ("parameters make a range more specific", "text/csv;q=0.1, text/csv;header=present;q=0.9", "text/csv"),
    ("a charset is no obstacle", "text/csv; charset=utf-8", "text/csv"),
    ("white space is no obstacle", " text/csv ;  q=1.0 ", "text/csv"),
    ("a comma inside quotes divides nothing", 'text/csv;note="a,b;q=0", text/html;q=0.1', "text/csv"),
    ("an element that is malformed is passed over", f"csv, {TSV_TYPE}", TSV_TYPE),
    ("a quality that is malformed is passed over", "text/csv;q=high, text/html;q=0.1", "text/html"),
    ("a quality above one counts as one", f"text/csv;q=1.5, {XML_TYPE}", XML_TYPE),
    ("half a wildcard is malformed", "*/csv, text/html;q=0.1", "text/html"),
    ("nothing that is served", "image/png", None),
    ("all refused", "*/*;q=0", None),
    ("a graph's format does not serve solutions", "text/turtle", None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "expected"), [case[1:] for case in SOLUTION_CASES], ids=[case[0] for case in SOLUTION_CASES]
)
def test_solutions_are_negotiated(header: str | None, expected: str | None) -> None:
    choice = choose(header, FORMATS[Kind.SOLUTIONS])
    assert (choice.media_type if choice else None) == expected


def test_csv_and_tsv_are_not_offered_for_a_boolean() -> None:
    assert choose("text/csv, text/tab-separated-values", FORMATS[Kind.BOOLEAN]) is None


def test_a_graph_is_turtle_by_default() -> None:
    choice = choose("*/*", FORMATS[Kind.GRAPH])
    assert choice is not None
    assert choice.content_type == "text/turtle; charset=utf-8"


def test_types_that_are_not_text_carry_no_charset() -> None:
    choice = choose(None, FORMATS[Kind.SOLUTIONS])
    assert choice is not None
    assert choice.content_type == "application/sparql-results+json"


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("json", Kind.SOLUTIONS, "application/sparql-results+json"),
        ("json", Kind.GRAPH, "application/ld+json"),
        ("XML", Kind.GRAPH, "application/rdf+xml"),
        ("turtle", Kind.GRAPH, "text/turtle"),
        ("text/csv", Kind.SOLUTIONS, "text/csv"),
        ("rdf+xml", Kind.GRAPH, "application/rdf+xml"),
        ("rdf xml", Kind.GRAPH, "application/rdf+xml"),
        ("application/sparql-results json", Kind.SOLUTIONS, "application/sparql-results+json"),
        ("application/json", Kind.SOLUTIONS, "application/json"),
        ("n3", Kind.GRAPH, "text/turtle"),
        ("csv", Kind.GRAPH, None),
    ],
    ids=[
        "results", "graph", "capitals", "long name", "media type", "plus", "plus that was not encoded",
        "media type whose plus was not encoded", "alias", "n3", "not of that kind",
    ],
)  # fmt: skip
def test_a_format_is_found_by_name(name: str, kind: Kind, expected: str | None) -> None:
    choice = choose_named(name, FORMATS[kind])
    assert (choice.media_type if choice else None) == expected


def test_a_name_overrides_the_header() -> None:
    choice = negotiate("application/sparql-results+json", "html", (JSON, HTML))
    assert choice is not None
    assert choice.format is HTML


def test_only_acceptable_kinds_get_a_choice() -> None:
    choices = choose_for_kinds("text/csv", None)
    assert list(choices) == [Kind.SOLUTIONS]


def test_what_there_is_is_listed_where_nothing_is_acceptable() -> None:
    with pytest.raises(NotAcceptableError) as refused:
        choose_for_kinds("image/png", None)
    assert "text/csv" in refused.value.available
    assert "application/n-quads" in refused.value.available
    assert len(set(refused.value.available)) == len(refused.value.available)


def test_ranges_know_how_specific_they_are() -> None:
    header = "*/*, text/*, text/turtle, text/turtle;version=1.1"
    assert [element.specificity for element in parse_accept(header)] == [0, 1, 2, 3]


def test_a_client_that_hopes_for_a_graph_first_gets_solutions_in_xml() -> None:
    choices = choose_for_kinds("application/rdf+xml, application/sparql-results+xml", None)
    assert choices[Kind.SOLUTIONS].media_type == XML_TYPE
    assert choices[Kind.BOOLEAN].media_type == XML_TYPE
    assert choices[Kind.GRAPH].media_type == "application/rdf+xml"


N3_TYPES = "text/rdf+n3, application/n3, text/n3;q=0.9"


def test_a_client_of_n3_gets_turtle_under_a_name_that_it_knows() -> None:
    assert choose_for_kinds(N3_TYPES, None)[Kind.GRAPH].content_type == "text/rdf+n3; charset=utf-8"
