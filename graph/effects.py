"""What a change does to any store, told from the change alone: quads to be added and removed.

That is known of data that are sent, whatever the store has; not of an update that looks for something first.
"""

import re
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from pyoxigraph import Quad, Store

from graph.changes import Change, GraphChange, Scope, Update, Verb
from graph.mutation import mutate

_IRI: Final = r"<[^\x00-\x20<>\"{}|^`\\]*>"
_LONG: Final = r'"""(?:(?:"|"")?(?:[^"\\]|\\.))*"""' + r"|'''(?:(?:'|'')?(?:[^'\\]|\\.))*'''"
_SHORT: Final = r'"(?:[^"\\\n\r]|\\.)*"' + r"|'(?:[^'\\\n\r]|\\.)*'"
_ESCAPED: Final = r"\\."
_COMMENT: Final = r"#[^\n\r]*"
_OPAQUE: Final = re.compile(f"{_IRI}|{_LONG}|{_SHORT}|{_ESCAPED}|{_COMMENT}", re.DOTALL)
"""What may have braces and words in it that are none."""

# Each is matched in one pass, however long and malformed: nothing can be divided in two ways.
_PROLOGUE: Final = r"\s*+(?:(?:PREFIX|BASE)\b[^{};]*?)?"
_DATA: Final = r"(?P<verb>INSERT|DELETE)\b(?P<data>\s++DATA\s*+\{[^{}]*+(?:\{[^{}]*+\}[^{}]*+)*+\})\s*+"
_OPERATION: Final = re.compile(rf"(?P<prologue>{_PROLOGUE})\b{_DATA}(?P<end>;|\Z)", re.IGNORECASE)


@dataclass(frozen=True)
class Effect:
    """Quads that are added, or else removed."""

    quads: frozenset[Quad]
    is_added: bool


def effects(change: Change) -> tuple[Effect, ...] | None:
    """Return what a change does, one after the other; None if that depends on the store.

    Raises what `graph.mutation.mutate` does on any store.
    """
    if isinstance(change, Update):
        return _effects_of_update(change)
    if change.verb is Verb.POST and change.target.scope is Scope.NAMED:
        return (Effect(_quads(change), True),)
    return None


def _effects_of_update(change: Update) -> tuple[Effect, ...] | None:
    operations = _operations(change.text)
    if operations is None:
        return None
    mutate(Store(), change)  # what is wrong with it is told of the whole
    return tuple(Effect(_quads(Update(text, change.base)), is_added) for text, is_added in operations)


def _quads(change: Update | GraphChange) -> frozenset[Quad]:
    store = Store()
    mutate(store, change)
    return frozenset(store)


def _operations(text: str) -> list[tuple[str, bool]] | None:
    """Return each operation of an update on data, written as one that adds, and whether it is one.

    Prefixes hold for all operations that follow. None if there are others.
    """
    masked = _OPAQUE.sub(_masked, text)
    found, place = [], 0
    while operation := _OPERATION.match(masked, place):
        found.append(operation)
        place = operation.end()
    if not found or masked[place:].strip():
        return None
    prologues = accumulate(text[each.start("prologue") : each.end("prologue")] + "\n" for each in found)
    return [
        (f"{prologue}INSERT{text[each.start('data') : each.end('data')]}", each["verb"].upper() == "INSERT")
        for prologue, each in zip(prologues, found, strict=True)
    ]


def _masked(opaque: re.Match[str]) -> str:
    """Return something as long as what is opaque: of a comment nothing is left."""
    return (" " if opaque[0].startswith("#") else "_") * len(opaque[0])
