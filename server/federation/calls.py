"""Queries that ask other endpoints: where they name them, and how these places are written anew.

The engine fetches what SERVICE names, whatever it is. So each place is made to name the relay of this
server (`server.federation.relay`) instead, which asks the endpoint if it may be asked.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from server.errors import ComplexityError, MalformedQueryError, RefusedServiceError
from server.federation.addresses import Rule, Target, pick, read_target
from server.gate.lexer import Sort, Token
from server.gate.syntax import error_at

_MAX_CALLS: Final = 20
_BEFORE_GRAPH_NAME: Final = frozenset({"DESCRIBE", "FROM", "GRAPH", "NAMED"})

# https://www.w3.org/TR/sparql11-query/#codepointEscape , and the escapes of local names
_CODEPOINT: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_LOCAL_ESCAPE: Final = re.compile(r"\\(.)")


@dataclass(frozen=True)
class Call:
    """A place where a query asks an endpoint: ``start`` and ``end`` of its name, in code points."""

    start: int
    end: int
    target: Target
    is_silent: bool = False


@dataclass(frozen=True)
class Rewritten:
    """A query in which other addresses stand at the places of its calls, one for each."""

    original: str
    calls: tuple[Call, ...]
    addresses: tuple[str, ...]

    @property
    def text(self) -> str:
        """Return the query as it is evaluated; its lines are those of the original."""
        pieces, begin = [], 0
        for call, address in zip(self.calls, self.addresses, strict=True):
            pieces += [self.original[begin : call.start], f"<{address}>"]
            begin = call.end
        return "".join([*pieces, self.original[begin:]])

    def restore(self, error: MalformedQueryError) -> MalformedQueryError:
        """Return an error of the query that is evaluated as one of the query that the client wrote."""
        begin = sum(len(line) + 1 for line in self.text.split("\n")[: error.line - 1])
        reason = self.mask(error.detail.partition(": ")[2])
        return error_at(self.original, self._original_offset(begin + error.column - 1), reason)

    def mask(self, text: str) -> str:
        """Return a text with the endpoints' own addresses in it."""
        for call, address in zip(self.calls, self.addresses, strict=True):
            written = self.original[call.start : call.end]
            text = text.replace(f"<{address}>", written).replace(address, str(call.target))
        return text

    def _original_offset(self, offset: int) -> int:
        longer = 0
        for call, address in zip(self.calls, self.addresses, strict=True):
            if offset - longer < call.start:
                break
            if offset - longer < call.start + len(address) + 2:
                return call.start
            longer += len(address) + 2 - (call.end - call.start)
        return offset - longer


def asks_service(before: Token | None, token: Token, after: Token | None) -> bool:
    """Tell whether the engine may read SERVICE in a token, given those beside it."""
    if token.sort is Sort.WORD:
        return "service" in token.text.lower()
    if token.sort is not Sort.NAME or "service" not in token.text.partition(":")[0].lower():
        return False
    named = before and before.sort is Sort.WORD and before.text.upper() in _BEFORE_GRAPH_NAME
    return not named and after is not None and after.text == "{"


def find_calls(found: Sequence[Token], rules: Sequence[Rule]) -> tuple[Call, ...]:
    """Return the calls among the tokens of a query.

    Raises RefusedServiceError if one names an endpoint that no rule allows, by a variable, or inside
    another call, or if the keyword is not set off clearly; ComplexityError if they are too many.
    """
    prefixes = _prefixes(found)
    end = -1
    calls: list[Call] = []
    for index in _keywords(found):
        if len(calls) == _MAX_CALLS:
            raise ComplexityError(f"It asks other endpoints at more than {_MAX_CALLS} places.")
        if index < end:
            raise RefusedServiceError(
                "A SERVICE inside another one would be asked from there: ask it yourself."
            )
        is_silent = _is_silent(found, index)
        name = _name(found, index + 1 + is_silent)
        target = read_target(_iri(name, prefixes))
        pick(target, rules)
        calls.append(Call(name.start, name.end, target, is_silent))
        end = _group_end(found, index)
    return tuple(calls)


def _keywords(found: Sequence[Token]) -> Iterator[int]:
    padded = [None, *found, None]
    for index, (before, token, after) in enumerate(zip(padded, found, padded[2:], strict=False)):
        if asks_service(before, token, after):
            if token.text.upper() != "SERVICE":
                raise RefusedServiceError(f"“{token.text[:60]}” is not clear: write spaces around SERVICE.")
            yield index


def _is_silent(found: Sequence[Token], index: int) -> bool:
    return any(
        token.sort is Sort.WORD and token.text.upper() == "SILENT" for token in found[index + 1 : index + 2]
    )


def _name(found: Sequence[Token], index: int) -> Token:
    if index >= len(found) or found[index].sort not in (Sort.IRI, Sort.NAME):
        raise RefusedServiceError("After SERVICE there has to be an endpoint's IRI, and no variable.")
    return found[index]


def _iri(name: Token, prefixes: Mapping[str, str]) -> str:
    if name.sort is Sort.IRI:
        return _unescape(name.text[1:-1])
    prefix, _, local = name.text.partition(":")
    if prefix not in prefixes:
        raise RefusedServiceError(
            f"The prefix “{prefix}:” of the endpoint “{name.text[:60]}” is not declared."
        )
    return prefixes[prefix] + _LOCAL_ESCAPE.sub(r"\1", local)


def _prefixes(found: Sequence[Token]) -> Mapping[str, str]:
    return {
        name.text.partition(":")[0]: _unescape(iri.text[1:-1])
        for word, name, iri in zip(found, found[1:], found[2:], strict=False)
        if word.text.upper() == "PREFIX" and name.sort is Sort.NAME and iri.sort is Sort.IRI
    }


def _unescape(text: str) -> str:
    return _CODEPOINT.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    number = int(match[1] or match[2], 16)
    return chr(number) if number <= 0x10FFFF else "\N{REPLACEMENT CHARACTER}"


def _group_end(found: Sequence[Token], index: int) -> int:
    """Return the index of the token that closes the first group behind a token, or the number of tokens."""
    depth = 0
    for end in range(index, len(found)):
        depth += {"{": 1, "}": -1}.get(found[end].text, 0)
        if depth == 0 and found[end].text == "}":
            return end
    return len(found)
