"""Explanations as data: what a page, or any program, needs to show one."""

import json
from collections.abc import Mapping

from graph.explanation.asking import Explanation
from graph.explanation.passages import Passage
from graph.explanation.telling import Told, ToldGap

_Plain = Mapping[str, object]


def write_data(explanation: Explanation) -> bytes:
    """Write the proofs, or what is missing, as JSON whose members are named as the parts of each are."""
    data = {
        "sentence": explanation.sentence,
        "unsupported": explanation.unsupported,
        "proofs": [_told(told) for told in explanation.told],
        "gaps": [_gap(gap) for gap in explanation.gaps],
    }
    return json.dumps(data, ensure_ascii=False).encode()


def _told(told: Told) -> _Plain:
    return {
        "fact": [str(term) for term in told.fact],
        "sentence": told.sentence,
        "places": told.places,
        "passages": [_passage(passage) for passage in told.passages],
        "remarks": told.remarks,
        "rule": told.rule,
        "words": told.words,
        "axioms": told.axioms,
        "definitions": told.definitions,
        "absent": told.absent,
        "premises": [_told(premise) for premise in told.premises],
        "axiom_steps": [_told(step) for step in told.axiom_steps],
    }


def _passage(passage: Passage) -> _Plain:
    return {
        "iri": passage.iri,
        "document": passage.document,
        "start": passage.start,
        "end": passage.end,
        "exact": passage.exact,
        "voice": passage.voice,
    }


def _gap(gap: ToldGap) -> _Plain:
    return {
        "rule": gap.rule,
        "words": gap.words,
        "axioms": gap.axioms,
        "present": [_told(told) for told in gap.present],
        "missing": gap.missing,
        "against": gap.against,
        "why": [_gap(behind) for behind in gap.why],
    }
