"""Review on a terminal: a person accepts, rejects or skips one proposal after the other."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from graph.matching.decisions import Decision, Verdict

ANSWERS: Final = {"y": Verdict.ACCEPT, "n": Verdict.REJECT}
SKIP: Final = "s"
QUIT: Final = "q"
_QUESTION: Final = "is it the same? [y]es, [n]o, [s]kip, [q]uit: "


def review(decisions: Sequence[Decision], ask: Callable[[str], str]) -> Iterator[list[Decision]]:
    """Yield all decisions anew after each answer, so that none is lost; what is decided is not asked.

    ``ask`` writes a text and returns what is answered; it raises EOFError where nobody answers any more,
    which ends the review as quitting does.
    """
    made = list(decisions)
    for place, each in enumerate(made):
        if each.verdict is not Verdict.OPEN:
            continue
        answer = _answer(f"{tell(each)}\n{_QUESTION}", ask)
        if answer == QUIT:
            return
        if answer in ANSWERS:
            made[place] = replace(each, verdict=ANSWERS[answer])
            yield list(made)


def tell(each: Decision) -> str:
    """Return a proposal in words."""
    reasons = "\n".join(f"    {reason}" for reason in each.told.split("; "))
    return f"\n{each.actor_label}\n  {each.entry_label}\n  {each.confidence:.0%} likely:\n{reasons}"


def _answer(question: str, ask: Callable[[str], str]) -> str:
    try:
        answer = ask(question).strip().casefold()[:1]
        while answer not in {*ANSWERS, SKIP, QUIT}:
            answer = ask(_QUESTION).strip().casefold()[:1]
    except EOFError:
        return QUIT
    return answer
