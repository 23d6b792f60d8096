"""Dates in the Extended Date/Time Format: a grammar, which SHACL Core cannot say."""

from collections.abc import Iterable, Iterator
from typing import Final

from edtf import EDTFParseException, parse_edtf
from pyoxigraph import Literal, NamedNode, Triple

from graph.namespaces import ALG
from graph.report import Result

_EDTF: Final = NamedNode(ALG + "edtf")


def check_edtf(triples: Iterable[Triple]) -> Iterator[Result]:
    """Yield a violation for each ``alg:edtf`` that is not EDTF: https://www.loc.gov/standards/datetime/."""
    for triple in triples:
        if triple.predicate == _EDTF and not _is_edtf(triple.object):
            yield Result(
                focus=triple.subject,
                message="This is no date in the Extended Date/Time Format. Write it as 2025-08-19, 2025-08,"
                " 2025-08-18/2025-08-24, 2025~ (about) or 2025? (uncertain).",
                severity="Violation",
                shape=ALG + "EdtfRule",
                path=_EDTF.value,
                value=triple.object,
            )


def _is_edtf(term: object) -> bool:
    # The parser passes over spaces, of which the grammar has none.
    if not isinstance(term, Literal) or any(character.isspace() for character in term.value):
        return False
    try:
        return parse_edtf(term.value) is not None
    except EDTFParseException:
        return False
