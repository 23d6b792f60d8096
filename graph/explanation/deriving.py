"""The rules that derive, `graph/rules/derive_*.rq`, as rules over facts, so that they run backward too.

Such a query is a CONSTRUCT of triple patterns from triple patterns and FILTER NOT EXISTS { triple patterns }.
Nothing else that SPARQL has can be a premise.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode, RdfFormat, Variable
from pyoxigraph import parse as parse_rdf

from graph.base import rebase_text
from graph.errors import Place, RuleError
from graph.explanation.proof import DerivingRule
from graph.namespaces import BASE
from graph.reasoning.rule import Pattern, Slot, Term

_QUERY: Final = re.compile(r"(?s)(.*?)\bCONSTRUCT\s*\{([^{}]*)\}\s*WHERE\s*\{(.*)\}\s*")
_ABSENT: Final = re.compile(r"FILTER\s+NOT\s+EXISTS\s*\{([^{}]*)\}")
_COMMENT: Final = re.compile(r"(?m)^\s*#.*\n")
_DERIVES: Final = re.compile(r"(?m)^# \*\*Derives:\*\* *(.*(?:\n#(?! \*\*) +[^#\s].*)*)")
_VARIABLE: Final = re.compile(r"[?$](\w+)")
_VARIABLES: Final = "urn:allegata:variable:"


def read_deriving(paths: Iterable[Path], base: str = BASE) -> tuple[DerivingRule, ...]:
    """Read rules that derive, their data IRIs moved to ``base``.

    Raises RuleError if one has more than triple patterns, those under NOT EXISTS included.
    """
    return tuple(rule for path in paths for rule in _read(path, base))


def _read(path: Path, base: str) -> Iterator[DerivingRule]:
    text = rebase_text(path.read_text("utf-8"), base)
    told = _DERIVES.search(text)
    words = re.sub(r"\s*\n# *", " ", told[1]).strip() if told else path.stem
    query = _QUERY.fullmatch(_COMMENT.sub("", text))
    if query is None:
        cure = "Write CONSTRUCT { triple patterns } WHERE { triple patterns }."
        raise RuleError("a rule that derives cannot be read", cure, Place(path))
    prologue, template, where = query.groups()
    absent = tuple(_patterns(prologue, body, path) for body in _ABSENT.findall(where))
    body = _patterns(prologue, _ABSENT.sub("", where), path)
    for head in _patterns(prologue, template, path):
        yield DerivingRule(path.stem, words, (), body, head, (), absent)


def _patterns(prologue: str, body: str, path: Path) -> tuple[Pattern, ...]:
    """Read triple patterns as what they are but for their variables: Turtle."""
    text = prologue + _VARIABLE.sub(rf"<{_VARIABLES}\1>", body).strip().removesuffix(".") + " ."
    try:
        triples = [quad.triple for quad in parse_rdf(text.encode(), RdfFormat.TURTLE)]
    except SyntaxError as error:
        cure = "Use triple patterns, and FILTER NOT EXISTS { triple patterns }, only."
        raise RuleError(f"no triple patterns: {error.msg}", cure, Place(path)) from error
    return tuple(Pattern(*map(_slot, (t.subject, t.predicate, t.object))) for t in triples)


def _slot(term: Term) -> Slot:
    if isinstance(term, NamedNode) and term.value.startswith(_VARIABLES):
        return Variable(term.value.removeprefix(_VARIABLES))
    return term
