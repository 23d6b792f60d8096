"""Rules as SPARQL queries: those that find what is wrong, and those that add what follows."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import QuerySolution, QuerySolutions, QueryTriples, Store, Triple, Variable

from graph.base import rebase_text
from graph.errors import Place, RuleError
from graph.namespaces import BASE
from graph.report import SEVERITIES, Result, shorten
from graph.roles import in_default_graph

RULE: str = BASE + "rule/"
"""What the IRI of a rule begins with, in reports; its file's name follows."""

_HEADER = re.compile(
    r"^# \*\*(Problem|Solution|Severity):\*\* *(.*(?:\n#(?! \*\*) +[^#\s].*)*)", re.MULTILINE
)
_POSITION = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


@dataclass(frozen=True)
class Rule:
    """A query and what its header says; ``severity`` is Violation unless the header says Warning or Info."""

    path: Path
    text: str
    problem: str
    solution: str
    severity: str = "Violation"


def read_rule(path: Path, base: str = BASE) -> Rule:
    """Read a rule, its data IRIs moved to ``base``.

    Raises RuleError if the header does not state the problem or names no severity of SHACL.
    """
    text = path.read_text("utf-8")
    header = {name: re.sub(r"\s*\n# *", " ", value).strip() for name, value in _HEADER.findall(text)}
    severity = header.get("Severity", "Violation")
    if not header.get("Problem") or severity not in SEVERITIES:
        cure = (
            f"Begin with `# **Problem:** …`, `# **Solution:** …`; `# **Severity:** …` is one of {SEVERITIES}."
        )
        raise RuleError("the header lacks its problem, or its severity is unknown", cure, Place(path, 1))
    return Rule(path, rebase_text(text, base), header["Problem"], header.get("Solution", ""), severity)


def check_rules(store: Store, rules: Iterable[Rule]) -> list[Result]:
    """Return one result for each row of each rule: the first variable is the focus.

    Raises RuleError if a query is malformed or is no SELECT.
    """
    return [result for rule in rules for result in _rows(store, rule)]


def _rows(store: Store, rule: Rule) -> Iterator[Result]:
    solutions = _run(store, rule)
    if not isinstance(solutions, QuerySolutions):
        raise RuleError(
            "a rule that checks is a SELECT", "Rename the file, or select the focus.", Place(rule.path)
        )
    for solution in solutions:
        yield _result(rule, solution, solutions.variables)


def _result(rule: Rule, row: QuerySolution, variables: list[Variable]) -> Result:
    focus, *others = (row[variable] for variable in variables)
    if focus is None:
        cure = "Bind it in every row: a result is about something."
        raise RuleError(f"{variables[0]} is unbound in a row", cure, Place(rule.path))
    shown = zip(variables[1:], others, strict=True)
    details = "; ".join(f"{name.value}: {shorten(term)}" for name, term in shown if term is not None)
    message = " ".join(
        part for part in (rule.problem, f"[{details}]" if details else "", rule.solution) if part
    )
    value = next((term for term in others if term is not None), None)
    return Result(focus, message, rule.severity, RULE + rule.path.stem, value=value)


def derive(store: Store, rules: Iterable[Rule]) -> list[Triple]:
    """Add to the default graph what the rules construct, until they construct nothing new; return that.

    Raises RuleError if a query is malformed or is no CONSTRUCT.
    """
    rules, derived = list(rules), list[Triple]()
    while new := _new_triples(store, rules):
        store.extend(in_default_graph(new))
        derived += new
    return derived


def _new_triples(store: Store, rules: Iterable[Rule]) -> list[Triple]:
    constructed = dict.fromkeys(triple for rule in rules for triple in _constructed(store, rule))
    quads = zip(constructed, in_default_graph(constructed), strict=True)
    return [triple for triple, quad in quads if quad not in store]


def _constructed(store: Store, rule: Rule) -> Iterator[Triple]:
    triples = _run(store, rule)
    if not isinstance(triples, QueryTriples):
        raise RuleError(
            "a rule that derives is a CONSTRUCT", "Rename the file, or construct.", Place(rule.path)
        )
    yield from triples


def _run(store: Store, rule: Rule) -> object:
    try:
        return store.query(rule.text)
    except (SyntaxError, RuntimeError) as error:
        raise RuleError(*_told(str(error), rule.path)) from error


def _told(message: str, path: Path) -> tuple[str, str, Place]:
    cure = "Correct the query: https://www.w3.org/TR/sparql11-query/"
    if match := _POSITION.fullmatch(message):
        return match[3], cure, Place(path, int(match[1]), int(match[2]))
    return message, cure, Place(path)
