"""Questions that the graph must answer: queries whose header says what they ask.

::

    # # Who alleges what of whom
    #
    # **Question:** Which actor says which allegation, about which actor?
    # **Answers:** one row per allegation: ?holder ?claim ?about
    # **Source:** competency question 3

A line that begins no field continues the one before it.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graph.errors import ParseError, Place

_FIELD: Final = re.compile(r"\*\*(?P<name>[A-Z][a-z]+):\*\*\s*(?P<value>.*)")
_NUMBER: Final = re.compile(r"\d+")
_TITLE: Final = "title"
_PARTS: Final = (_TITLE, "question", "answers", "source")


@dataclass(frozen=True)
class CompetencyQuestion:
    """A query with its header; ``text`` is the whole file, ``slug`` its name without the ending."""

    slug: str
    title: str
    question: str
    answers: str
    source: str
    text: str


def read_competency(folder: Path) -> tuple[CompetencyQuestion, ...]:
    """Read the questions of a folder, by the number in their source, then by slug.

    Raises ParseError if a file is not UTF-8 or lacks a part of its header.
    """
    return tuple(sorted((read_question(path) for path in folder.glob("*.rq")), key=_order))


def _order(question: CompetencyQuestion) -> tuple[int, str]:
    number = _NUMBER.search(question.source)
    return int(number[0]) if number else 0, question.slug


def read_question(path: Path) -> CompetencyQuestion:
    """Read one question.

    Raises ParseError if the file is not UTF-8 or lacks a part of its header.
    """
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise ParseError(f"not UTF-8: {error.reason}", "Save the query as UTF-8.", Place(path)) from error
    fields = read_header(text)
    for name in _PARTS:
        if not fields.get(name):
            raise ParseError(f"the header has no {name}", _cure(name), Place(path, 1))
    return CompetencyQuestion(
        path.stem, fields[_TITLE], fields["question"], fields["answers"], fields["source"], text
    )


def read_header(text: str) -> dict[str, str]:
    r"""Return the title and the fields, by name in lower case, of the comment that begins a query.

    >>> read_header("# # Charges\n#\n# **Question:** Who charges\n# whom?\nSELECT *")
    {'title': 'Charges', 'question': 'Who charges whom?'}
    """
    fields: dict[str, str] = {}
    current = ""
    for line in _comment_lines(text):
        name, value = _read_line(line, current)
        if name and value:
            fields[name] = f"{fields[name]} {value}" if name in fields else value
        current = name if line else ""
    return fields


def _comment_lines(text: str) -> list[str]:
    lines = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.removeprefix("#").strip())
    return lines


def _read_line(line: str, current: str) -> tuple[str, str]:
    if line.startswith("# "):
        return _TITLE, line.removeprefix("# ").strip()
    if field := _FIELD.fullmatch(line):
        return field["name"].lower(), field["value"]
    return current, line


def _cure(name: str) -> str:
    line = "# # Title in a few words" if name == _TITLE else f"# **{name.capitalize()}:** …"
    return f"Begin the query with a comment that has the line “{line}”."
