"""The vocabulary as declared, and the terms that files use without a declaration."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Final, TypeGuard

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from graph.errors import Place, UnknownTermError
from graph.namespaces import ALG, RDF, SAID

Resource = NamedNode | BlankNode | Triple
Term = Resource | Literal

_VOCABULARY: Final = {"alg:": ALG, "said:": SAID}
_TYPE: Final = NamedNode(RDF + "type")
_TERM_IN_QUERY: Final = re.compile(r"(?<![\w:-])(alg:|said:)([A-Za-z][\w-]*)")


def declared_terms(quads: Iterable[Quad]) -> frozenset[str]:
    """Return the IRIs of the vocabulary that the quads give a type."""
    subjects = (quad.subject for quad in quads if quad.predicate == _TYPE)
    return frozenset(term.value for term in subjects if _is_term(term))


def check_terms(quads: Iterable[Quad], path: Path, declared: frozenset[str]) -> None:
    """Check that each term of the vocabulary in the quads of a file is declared.

    Raises UnknownTermError, with the line of its first use, for the first that is not.
    """
    if unknown := unknown_terms(quads, declared):
        _refuse_first(unknown, path, declared)


def unknown_terms(quads: Iterable[Quad], declared: frozenset[str]) -> set[str]:
    """Return the IRIs of the vocabulary that the quads use and nobody declares."""
    terms = (term for quad in quads for term in (quad.subject, quad.predicate, quad.object))
    return {term.value for term in terms if _is_term(term)} - declared


def tell_unknown(term: str, declared: frozenset[str]) -> tuple[str, str, str | None]:
    """Say that a term is unknown, what to do about it, and which declared one is nearest."""
    near = next(iter(get_close_matches(term, sorted(declared), n=1)), None)
    cure = f"Did you mean {_short(near)}? " if near else ""
    found = f"{_short(term)} is not declared in the ontology"
    return found, f"{cure}Correct it, or declare it in ontology/.", near


def check_query_terms(text: str, path: Path, declared: frozenset[str]) -> None:
    """Check that each prefixed term of the vocabulary in a query is declared.

    Raises UnknownTermError for the first that is not: a misspelt query finds nothing, silently.
    """
    unknown = {_VOCABULARY[prefix] + name for prefix, name in _TERM_IN_QUERY.findall(text)} - declared
    if unknown:
        _refuse_first(unknown, path, declared)


def _is_term(term: Term) -> TypeGuard[NamedNode]:
    return isinstance(term, NamedNode) and term.value.startswith((ALG, SAID))


def _refuse_first(unknown: set[str], path: Path, declared: frozenset[str]) -> None:
    lines = path.read_text("utf-8").splitlines()
    first = min(unknown, key=lambda iri: (_line(iri, lines) or len(lines), iri))
    found, cure, near = tell_unknown(first, declared)
    raise UnknownTermError(found, cure, Place(path, _line(first, lines)), term=first, closest=near)


def _line(iri: str, lines: list[str]) -> int | None:
    use = re.compile(rf"(?<![\w:-]){re.escape(_short(iri))}(?![\w-])|<{re.escape(iri)}>")
    return next((number for number, line in enumerate(lines, 1) if use.search(line)), None)


def _short(iri: str) -> str:
    for prefix, namespace in _VOCABULARY.items():
        iri = iri.replace(namespace, prefix)
    return iri
