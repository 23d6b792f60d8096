"""Lines of N-Triples about made things, and the words of the first article."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import seeds
from graph.namespaces import ALG, BASE, RDF, RDFS, XSD

ARTICLE: Final = "us-destroyers-venezuela"

_TYPE: Final = f"<{RDF}type>"
_LABEL: Final = f"<{RDFS}label>"


def describe(subject: str, kind: str, label: str, **values: str) -> Iterator[str]:
    """Yield what a thing is, its label in English, and the value of each property of the ontology."""
    yield f"{subject} {_TYPE} <{ALG}{kind}> ."
    yield f'{subject} {_LABEL} "{label}"@en .'
    for name, value in values.items():
        yield f"{subject} <{ALG}{name}> {value} ."


def iri(kind: str, number: int) -> str:
    """Return the IRI of the n-th thing of a kind, in angle brackets."""
    return f"<{BASE}id/{kind}/made-{number}>"


def term(name: str) -> str:
    """Return the IRI of a term of the ontology, in angle brackets."""
    return f"<{ALG}{name}>"


def text(words: str) -> str:
    """Return a literal; the words have nothing that is to be escaped."""
    return f'"{words}"'


def typed(value: object, name: str) -> str:
    """Return a literal of a datatype of XML Schema."""
    return f'"{value}"^^<{XSD}{name}>'


def read_words() -> Sequence[str]:
    """Return the words of the first article, those left out that a literal would have to escape."""
    words = (Path(seeds.__file__).parent / f"{ARTICLE}.txt").read_text("utf-8").split()
    return [word for word in words if not set(word) & set('"\\')]
