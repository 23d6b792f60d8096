"""Explanations as text: a tree, from what follows down to what is asserted and in which words."""

from collections.abc import Iterable, Iterator

from graph.explanation.telling import Told, ToldGap, place_name


def write_text(told: Told) -> str:
    """Return a proof as a tree of lines."""
    return "\n".join(_lines(told, set())) + "\n"


def write_gaps(sentence: str, gaps: Iterable[ToldGap], *, unsupported: bool = False) -> str:
    """Return what is missing for a fact to follow.

    It is ``unsupported`` if it stands among the inferences, and does not follow.
    """
    verdict = "this stands there, but no proof of it was found." if unsupported else "this does not follow."
    lines = [f"{sentence}: {verdict}"]
    found = [line for gap in gaps for line in _gap(gap)]
    lines += found or ["No rule comes near: there is no axiom that could lead to it."]
    return "\n".join(lines) + "\n"


def _lines(told: Told, seen: set[object]) -> Iterator[str]:
    """Yield the lines of a step; what was said before is not said again."""
    if told.fact in seen:
        yield f"{told.sentence} (as above)"
        return
    seen.add(told.fact)
    yield told.sentence
    yield from (f"  {line}" for line in _reasons(told, seen))
    below = [*told.premises, *told.axiom_steps]
    for number, premise in enumerate(below, 1):
        first, *rest = _lines(premise, seen)
        is_last = number == len(below)
        yield f"  {'└─' if is_last else '├─'} {first}"
        yield from (f"  {'  ' if is_last else '│ '} {line}" for line in rest)


def _reasons(told: Told, seen: set[object]) -> Iterator[str]:
    if told.places:
        yield f"asserted in {', '.join(map(place_name, told.places))}"
    elif not told.rule:
        yield "taken as it is"
    yield from map(str, told.passages)
    if told.rule:
        yield f"because: {told.words} [{told.rule}]"
    yield from (f"axiom: {axiom}" for axiom in told.axioms)
    notes = [f"“{label}”: {definition}" for label, definition in told.definitions]
    notes += [f"and nothing says: {absent}" for absent in told.absent]
    notes += [f"note: {remark}" for remark in told.remarks]
    yield from (note for note in notes if note not in seen)
    seen.update(notes)


def _gap(gap: ToldGap) -> Iterator[str]:
    yield f"Nearest rule: {gap.words} [{gap.rule}]"
    yield from (f"  axiom: {axiom}" for axiom in gap.axioms)
    for told in gap.present:
        yield f"  there:   {told.sentence}"
    yield from (f"  missing: {sentence}" for sentence in gap.missing)
    yield from (f"  against: {sentence}" for sentence in gap.against)
    yield from (f"    {line}" for behind in gap.why for line in _gap(behind))
