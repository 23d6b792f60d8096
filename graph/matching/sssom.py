"""Decisions as a mapping set in SSSOM/TSV: https://mapping-commons.github.io/sssom/spec-formats-tsv/.

The verdict stands in a column of its own, an extension slot: ``accept``, ``reject``, or nothing yet. A
rejected mapping also has the standard ``predicate_modifier`` Not.
"""

import csv
import io
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from graph.errors import Place, RequestError
from graph.matching.decisions import Decision, Verdict
from graph.matching.named import Name
from graph.namespaces import KINDS, PREFIXES

NEGATED: Final = "Not"
PREDICATE: Final = "alg:identifiedAs"
_SEMAPV: Final = "https://w3id.org/semapv/vocab/"
_USED: Final = ("alg", "foaf", "rdfs", "schema", "skos")
_SHOWN: Final = ("actor", "entry", "putative")
_MEASURE: Final = "agreement of words, weighed by how rare they are"
_PREPROCESSING: Final = "semapv:CaseNormalization|semapv:DiacriticsSuppression|semapv:PunctuationElemination"

COLUMNS: Final = (
    "decision", "subject_id", "subject_label", "predicate_id", "predicate_modifier", "object_id",
    "object_label", "mapping_justification", "confidence", "similarity_score", "similarity_measure",
    "subject_match_field", "object_match_field", "subject_preprocessing", "object_preprocessing",
    "reviewer_id", "review_date", "comment", "subject_match_text", "object_match_text",
)  # fmt: skip
_REQUIRED: Final = ("decision", "subject_id", "predicate_id", "object_id")

_HEADER: Final = """\
sssom_version: "1.1"
mapping_set_id: {base}mappings/list-entries
mapping_set_title: Which actors the entries of lists mean
mapping_set_description: >-
  Proposals for a person to decide about: write accept or reject under decision. None is a fact before.
license: https://creativecommons.org/licenses/by/4.0/
subject_type: owl named individual
object_type: owl named individual
predicate_type: owl object property
mapping_tool: allegata link
extension_definitions:
  - slot_name: decision
    property: {base}mappings/decision
    type_hint: http://www.w3.org/2001/XMLSchema#string
  - slot_name: subject_match_text
    property: {base}mappings/subject-match-text
    type_hint: http://www.w3.org/2001/XMLSchema#string
  - slot_name: object_match_text
    property: {base}mappings/object-match-text
    type_hint: http://www.w3.org/2001/XMLSchema#string
curie_map:
"""


def to_sssom(decisions: Iterable[Decision], base: str) -> str:
    """Return decisions as SSSOM/TSV, in their order."""
    prefixes = _prefixes(base)
    curies = "".join(f"  {name}: {iri}\n" for name, iri in sorted(prefixes.items()))
    header = _HEADER.format(base=base) + curies
    text = io.StringIO()
    text.write("".join(f"#{line}\n" for line in header.splitlines()))
    writer = csv.DictWriter(text, COLUMNS, delimiter="\t", lineterminator="\n")
    writer.writeheader()
    writer.writerows(_row(each, prefixes) for each in decisions)
    return text.getvalue()


def read_sssom(path: Path, base: str) -> list[Decision]:
    """Read decisions that `to_sssom` wrote, and that a person may have edited.

    Raises RequestError, with the line, if a column is missing or a verdict isn't one of the three.
    """
    try:
        lines = path.read_text("utf-8-sig").splitlines(keepends=True)
    except (OSError, UnicodeDecodeError) as error:
        raise RequestError(f"cannot read it: {error}", "Name a file of proposals.", Place(path)) from error
    body = [line for line in lines if not line.startswith("#")]
    reader = csv.DictReader(body, delimiter="\t", restval="")
    _require_columns(reader.fieldnames or (), path)
    above, prefixes = len(lines) - len(body), _prefixes(base)
    return [_decision(row, prefixes, Place(path, above + reader.line_num)) for row in reader]


def write_sssom(decisions: Iterable[Decision], path: Path, base: str) -> None:
    """Write decisions into a file, which is replaced as a whole or not at all.

    Raises RequestError if it can't be written.
    """
    unfinished = path.with_name(f"{path.name}.unfinished")
    try:
        unfinished.write_text(to_sssom(decisions, base), "utf-8")
        os.replace(unfinished, path)
    except OSError as error:
        cure = "Name a file that can be written."
        raise RequestError(f"cannot write: {error.strerror}", cure, Place(path)) from error


def _prefixes(base: str) -> dict[str, str]:
    used = {name: PREFIXES[name] for name in _USED}
    return {**used, **{kind: f"{base}id/{kind}/" for kind in KINDS if kind in _SHOWN}, "semapv": _SEMAPV}


def _row(each: Decision, prefixes: Mapping[str, str]) -> dict[str, str]:
    is_lexical = each.similarity is not None
    return {
        "decision": each.verdict,
        "subject_id": _short(each.entry, prefixes),
        "subject_label": each.entry_label,
        "predicate_id": PREDICATE,
        "predicate_modifier": NEGATED if each.verdict is Verdict.REJECT else "",
        "object_id": _short(each.actor, prefixes),
        "object_label": each.actor_label,
        "mapping_justification": each.justification,
        "confidence": f"{each.confidence:.3f}",
        "similarity_score": f"{each.similarity:.3f}" if is_lexical else "",
        "similarity_measure": _MEASURE if is_lexical else "",
        "subject_match_field": each.listed.field if each.listed else "",
        "object_match_field": each.name.field if each.name else "",
        "subject_preprocessing": _PREPROCESSING if is_lexical else "",
        "object_preprocessing": _PREPROCESSING if is_lexical else "",
        "reviewer_id": _short(each.by, prefixes),
        "review_date": each.on,
        "comment": each.told,
        "subject_match_text": each.listed.text if each.listed else "",
        "object_match_text": each.name.text if each.name else "",
    }


def _decision(row: Mapping[str, str], prefixes: Mapping[str, str], place: Place) -> Decision:
    said = {name: row.get(name) or "" for name in COLUMNS}
    return Decision(
        entry=_whole(said["subject_id"], prefixes, place),
        actor=_whole(said["object_id"], prefixes, place),
        entry_label=said["subject_label"],
        actor_label=said["object_label"],
        justification=said["mapping_justification"],
        confidence=_number(said["confidence"], place) or 0.0,
        similarity=_number(said["similarity_score"], place),
        name=_name(said["object_match_text"], said["object_match_field"]),
        listed=_name(said["subject_match_text"], said["subject_match_field"]),
        told=said["comment"],
        verdict=_verdict(said["decision"], said["predicate_id"], place),
        by=_whole(said["reviewer_id"], prefixes, place) if said["reviewer_id"] else "",
        on=said["review_date"],
    )


def _verdict(told: str, predicate: str, place: Place) -> Verdict:
    if predicate != PREDICATE:
        raise RequestError(
            f"{predicate!r} is not proposed here", f"Only {PREDICATE} is: nothing else.", place
        )
    try:
        return Verdict(told.strip().casefold())
    except ValueError as error:
        raise RequestError(f"{told!r} is no decision", "Write accept, reject or nothing.", place) from error


def _number(text: str, place: Place) -> float | None:
    try:
        return float(text) if text else None
    except ValueError as error:
        raise RequestError(f"{text!r} is no number", "Leave the figures as they were.", place) from error


def _name(text: str, field: str) -> Name | None:
    return Name(text, field) if text else None


def _require_columns(found: Sequence[str], path: Path) -> None:
    if missing := [name for name in _REQUIRED if name not in found]:
        cure = "Give a file that allegata link wrote."
        raise RequestError(f"no column {', '.join(missing)}", cure, Place(path))


def _short(iri: str, prefixes: Mapping[str, str]) -> str:
    found = (f"{name}:{iri[len(each) :]}" for name, each in prefixes.items() if iri.startswith(each))
    return next(found, iri)


def _whole(short: str, prefixes: Mapping[str, str], place: Place) -> str:
    name, colon, rest = short.partition(":")
    if name in prefixes:
        return prefixes[name] + rest
    if colon and rest.startswith("//"):
        return short
    raise RequestError(f"{short!r} has no known prefix", f"Use one of {', '.join(sorted(prefixes))}.", place)


def undecided(decisions: Iterable[Decision]) -> Iterator[Decision]:
    """Yield those that are still open."""
    return (each for each in decisions if each.verdict is Verdict.OPEN)
