"""Where the patterns of a query stand that search, read from its tokens, triple by triple."""

from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import Literal, RdfFormat, parse

from server.errors import MalformedQueryError
from server.gate.lexer import Sort, Token, tokens
from server.gate.names import Names
from server.gate.searching import MARK, MATCHES, MAX_CHARACTERS, MAX_SEARCHES, Pattern, Search
from server.gate.syntax import error_at

_BRACKETS: Final = {"(": ")", "[": "]", "{": "}", "<<": ">>"}
_TERMS: Final = frozenset({"a", "true", "false"})
_ENDS: Final = frozenset({".", ";", "{", "}"})
_NAMES: Final = (Sort.IRI, Sort.NAME)
_SUBJECT_LENGTH: Final = 4
_FORM: Final = 'write ?thing search:matches "words", or (?thing ?score) for the subject'


def find_patterns(text: str, base: str) -> tuple[Pattern, ...]:
    """Return the patterns of a query that search, in their order.

    Raises MalformedQueryError, which tells the place, where one stands elsewhere than it may.
    """
    return _Reading(text, base).read() if MARK in text else ()


@dataclass
class _Level:
    """What is read between two brackets: indices of tokens, none of them inside further brackets.

    ``subject`` and its ``last`` are those of the triples that are read, ``verb`` that of its present part,
    ``kept`` that of the first part that does not search; until then, ``marks`` has the semicolons.
    """

    opening: str = ""
    is_pattern: bool = False
    is_clause: bool = False
    subject: int | None = None
    last: int = 0
    verb: int | None = None
    kept: int | None = None
    marks: list[int] = field(default_factory=list)
    found: list[tuple[int, Search]] = field(default_factory=list)

    def begin(self, *, is_clause: bool = False) -> None:
        """Expect other triples; in a clause (FILTER and the like) none come before it ends."""
        self.is_clause, self.subject, self.verb, self.kept = is_clause, None, None, None
        self.marks, self.found = [], []


class _Reading:
    """Reads the tokens of one query."""

    def __init__(self, text: str, base: str) -> None:
        self._text = text
        self._tokens = tuple(tokens(text))
        self._names = Names(base)
        self._levels = [_Level()]
        self._patterns: list[Pattern] = []
        self._count = 0
        self._words: list[str] = []

    def read(self) -> tuple[Pattern, ...]:
        """Return the patterns that search."""
        declared = 0
        for index, token in enumerate(self._tokens):
            if index < declared:
                continue
            word = token.text.upper() if token.sort is Sort.WORD else ""
            if word in ("PREFIX", "BASE"):
                declared = self._declare(index, word)
            elif word and token.text.lower() not in _TERMS:
                self._end(index)
                self._levels[-1].begin(is_clause=True)
                self._words.append(word)
            else:
                self._take(index, token)
        return tuple(sorted(self._patterns, key=lambda pattern: pattern.start))

    def _declare(self, index: int, word: str) -> int:
        """Take a declaration, and return the index of what follows it."""
        length = 3 if word == "PREFIX" else 2
        declared = self._tokens[index + 1 : index + length]
        if len(declared) == length - 1 and declared[-1].sort is Sort.IRI:
            self._names.declare(declared[0].text if word == "PREFIX" else "", declared[-1].text)
        return index + length

    def _take(self, index: int, token: Token) -> None:
        mark = token.text if token.sort is Sort.MARK else ""
        if mark in _BRACKETS:
            self._open(index, mark)
        elif mark in _BRACKETS.values():
            self._close(index, mark)
        elif mark == ".":
            self._end(index)
            self._levels[-1].begin()
        elif mark == ";":
            self._levels[-1].verb = None
            if self._levels[-1].kept is None:
                self._levels[-1].marks.append(index)
        elif mark != ",":
            self._take_term(index, token)

    def _open(self, index: int, mark: str) -> None:
        level = self._levels[-1]
        if mark == "{":
            self._end(index)
            level.begin()
        elif not level.is_clause:
            self._place(index)
        self._levels.append(_Level(mark, is_pattern=mark == "{" and not self._is_template()))

    def _is_template(self) -> bool:
        """Tell whether a brace opens a template: after CONSTRUCT, or its WHERE that is a template too."""
        if len(self._levels) > 1:
            return False
        words, self._words = self._words, []
        return "CONSTRUCT" in words

    def _close(self, index: int, mark: str) -> None:
        self._end(index)
        if len(self._levels) > 1:
            self._levels.pop()
        level = self._levels[-1]
        if mark == "}" or level.is_clause:
            level.begin()
        elif level.verb is None:
            level.last = index

    def _take_term(self, index: int, token: Token) -> None:
        level = self._levels[-1]
        if not level.is_clause:
            self._place(index)
        if token.sort in _NAMES and self._names.resolve(token.text) == MATCHES:
            level.found.append((index, self._read_search(index, level)))
        elif level.verb == index and level.kept is None:
            level.kept = index

    def _place(self, index: int) -> None:
        """Note a token as the subject of triples, or as the verb of a part of them."""
        level = self._levels[-1]
        if level.subject is None:
            level.subject = level.last = index
        elif level.verb is None:
            level.verb = index

    def _read_search(self, index: int, level: _Level) -> Search:
        text, after = (*self._tokens[index + 1 : index + 3], None, None)[:2]
        if not level.is_pattern or level.verb != index:
            raise self._refuse(index, f"search:matches is no property that can stand here: {_FORM}")
        variables = self._read_subject(level)
        if text is None or text.sort is not Sort.TEXT or not (after is None or _ends(after)):
            raise self._refuse(index, f"search:matches has to have one text that is written out: {_FORM}")
        self._count += 1
        words = _read_text(text)
        if len(words) > MAX_CHARACTERS:
            raise self._refuse(index + 1, f"at most {MAX_CHARACTERS} characters are searched for")
        if self._count > MAX_SEARCHES:
            raise self._refuse(index, f"at most {MAX_SEARCHES} searches stand in a query")
        return Search(words, *variables)

    def _read_subject(self, level: _Level) -> tuple[str, ...]:
        subject = self._tokens[level.subject or 0 : level.last + 1]
        variables = [token.text for token in subject if token.sort is Sort.VARIABLE]
        names = {variable[1:] for variable in variables}
        is_pair = len(subject) == _SUBJECT_LENGTH and len(names) == len(variables) == 2
        if (len(subject) == len(variables) == 1) or (is_pair and subject[0].text == "("):
            return tuple(variables)
        raise self._refuse(level.subject or 0, f"the subject of search:matches has to be a variable: {_FORM}")

    def _end(self, index: int) -> None:
        """Note the triples that end before a token, if some of them search."""
        level = self._levels[-1]
        if not level.found or level.subject is None:
            return
        if level.kept is not None and level.last != level.subject:
            raise self._refuse(level.kept, "a pair (?thing ?score) has no other properties")
        start = self._tokens[level.subject].start
        spans = [(self._tokens[at].start, self._tokens[at + 1].end) for at, _ in level.found]
        spans += [(self._tokens[at].start, self._tokens[at].end) for at in level.marks]
        if level.kept is None:
            spans.append((start, self._tokens[level.last].end))
        searches = tuple(search for _, search in level.found)
        self._patterns.append(Pattern(start, searches, tuple(sorted(spans))))
        level.found = []

    def _refuse(self, index: int, reason: str) -> MalformedQueryError:
        return error_at(self._text, self._tokens[index].start, f"{reason}.")


def _ends(token: Token) -> bool:
    """Tell whether a token can follow a text that is the only object of its triple."""
    return token.text in _ENDS or token.sort is Sort.WORD


def _read_text(token: Token) -> str:
    """Let the engine's Turtle parser read a text, whose escapes are SPARQL's."""
    try:
        (quad,) = parse(f"<urn:a> <urn:a> {token.text} .", RdfFormat.TURTLE)
    except SyntaxError:
        return ""
    return quad.object.value if isinstance(quad.object, Literal) else ""
