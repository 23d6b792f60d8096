"""Proofs as Mermaid flowcharts: facts are boxes, rules stand between them.

https://mermaid.js.org/syntax/flowchart.html
"""

from collections.abc import Iterator

from graph.explanation.telling import Told, place_name
from graph.reasoning.rule import Fact


def write_mermaid(told: Told) -> str:
    """Return a proof as a flowchart from what is asserted down to what follows; each fact stands once."""
    names: dict[Fact, str] = {}
    return "\n".join(["flowchart TD", *(f"  {line}" for line in _lines(told, names))]) + "\n"


def _lines(told: Told, names: dict[Fact, str]) -> Iterator[str]:
    if told.fact in names:
        return
    name = names[told.fact] = f"f{len(names) + 1}"
    passages = [str(passage) for passage in told.passages]
    yield f'{name}["{_quoted(told.sentence, *map(place_name, told.places), *passages)}"]'
    if told.rule:
        rule = f"r{name[1:]}"
        yield f'{rule}(["{_quoted(told.words, *told.axioms)}"]) --> {name}'
        for premise in told.premises:
            yield from _lines(premise, names)
            yield f"{names[premise.fact]} --> {rule}"


def _quoted(*lines: str) -> str:
    """Return lines as a label: what Mermaid or HTML would take for a mark is written as a character code."""
    marks = "".join('"<>&#;`\\')
    escaped = ("".join(f"#{ord(c)};" if c in marks or c < " " else c for c in line) for line in lines)
    return "<br>".join(escaped)
