"""What literals mean, by the datatypes of the profile."""

import pytest
from pyoxigraph import Literal, NamedNode

from graph.namespaces import RDF, RDFS, XSD
from graph.reasoning.literals import is_ill_typed, is_in, value


def typed(text: str, name: str) -> Literal:
    return Literal(text, datatype=NamedNode(XSD + name))


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (typed("1", "integer"), typed("01", "integer")),
        (typed("1", "integer"), typed("1.0", "decimal")),
        (typed("-0", "byte"), typed("0", "unsignedLong")),
        (typed("1e0", "double"), typed("1.0", "double")),
        (typed("INF", "float"), typed("+INF", "float")),
        (typed("true", "boolean"), typed("1", "boolean")),
        (typed("2025-08-19T12:00:00Z", "dateTime"), typed("2025-08-19T14:00:00+02:00", "dateTimeStamp")),
        (typed("2025-02-28T24:00:00Z", "dateTime"), typed("2025-03-01T00:00:00Z", "dateTime")),
        (typed("ff", "hexBinary"), typed("FF", "hexBinary")),
        (typed("tda", "token"), typed("tda", "string")),
        (Literal("tda", language="en"), Literal("tda", language="EN")),
    ],
    ids=str,
)
def test_two_spellings_mean_the_same(one: Literal, two: Literal) -> None:
    assert value(one) is not None
    assert value(one) == value(two)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (typed("1", "integer"), typed("1", "double")),
        (typed("1", "integer"), typed("1", "string")),
        (typed("1", "float"), typed("1", "double")),
        (typed("2025-08-19T12:00:00", "dateTime"), typed("2025-08-19T12:00:00Z", "dateTime")),
        (Literal("tda", language="en"), Literal("tda")),
    ],
    ids=str,
)
def test_two_literals_mean_different_things(one: Literal, two: Literal) -> None:
    assert value(one) != value(two)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("long", "integer"),
        ("-1", "nonNegativeInteger"),
        ("256", "unsignedByte"),
        ("1e0", "decimal"),
        ("yes", "boolean"),
        ("2025-13-01T00:00:00Z", "dateTime"),
        ("2025-08-19T12:00:00", "dateTimeStamp"),
        ("abc", "hexBinary"),
        ("a", "base64Binary"),
        ("two words", "NMTOKEN"),
        ("alg:Claim", "NCName"),
    ],
)
def test_a_datatype_does_not_allow_a_text(text: str, name: str) -> None:
    assert is_ill_typed(typed(text, name))


@pytest.mark.parametrize(
    ("literal", "datatype", "expected"),
    [
        (typed("12", "integer"), XSD + "decimal", True),
        (typed("12", "integer"), XSD + "byte", True),
        (typed("12.0", "decimal"), XSD + "integer", True),
        (typed("12.5", "decimal"), XSD + "integer", False),
        (typed("1200", "integer"), XSD + "byte", False),
        (typed("12", "integer"), XSD + "string", False),
        (typed("12", "string"), XSD + "integer", False),
        (typed("tda", "string"), XSD + "NCName", True),
        (typed("two words", "string"), XSD + "NMTOKEN", False),
        (typed("2025-08-19T12:00:00Z", "dateTime"), XSD + "dateTimeStamp", True),
        (typed("2025-08-19T12:00:00", "dateTime"), XSD + "dateTimeStamp", False),
        (Literal("tda", language="en"), RDF + "PlainLiteral", True),
        (Literal("tda", language="en"), XSD + "string", False),
        (typed("1", "double"), XSD + "float", False),
        (typed("1", "gYear"), RDFS + "Literal", True),
        (typed("2025", "gYear"), XSD + "integer", None),
        (typed("12", "integer"), XSD + "gYear", None),
    ],
    ids=str,
)
def test_a_value_belongs_to_a_datatype_or_not(literal: Literal, datatype: str, expected: bool | None) -> None:
    assert is_in(literal, NamedNode(datatype)) is expected
